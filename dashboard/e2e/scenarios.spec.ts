// The two scenarios of the seed document, seen on the page event by event.
import { expect, prefer, SEED, status, test } from "./bot";

test("a sequence that wins, and one that loses a level and then wins", async ({ page, serve }) => {
  await prefer(page, {});
  const bot = await serve({ minutes: SEED, speed: 40 });
  await page.goto(bot.url);
  const [position, toast, trades] = [
    page.getByTestId("in-position"),
    page.getByTestId("toast"),
    page.getByTestId("trades"),
  ];
  await expect(page.getByTestId("mode")).toHaveText("SIMULATED");
  await expect(status(page)).toHaveAttribute("data-status", "RUNNING");
  await expect(page.getByTestId("waiting")).toBeVisible();
  await expect(page.getByTestId("card-balance")).toContainText("$2,000.00");

  await expect(toast.filter({ hasText: "Trigger detected: 8 RED candles" })).toBeVisible();
  await expect(position).toContainText("CALL");
  await expect(page.getByTestId("level")).toContainText("Level 1 of 10");
  await expect(trades.getByRole("row", { name: /T1/ })).toContainText("running");

  await expect(toast.filter({ hasText: "Trade closed: WIN" })).toBeVisible();
  await expect(page.getByTestId("waiting")).toBeVisible();
  await expect(page.getByTestId("card-balance")).toContainText("$2,000.95");
  await expect(page.getByTestId("card-win-rate")).toContainText("100.00 %");
  await expect(page.getByTestId("card-roi")).toContainText("+0.05 %");
  await expect(trades.getByRole("row", { name: /T1/ })).toContainText("+$0.95");
  await expect(page.getByTestId("equity").locator("canvas").first()).toBeVisible();

  await expect(page.getByTestId("level")).toContainText("Level 1 of 10");
  await expect(page.getByTestId("level")).toContainText("Level 2 of 10");
  await expect(position.getByRole("progressbar")).toHaveAttribute("value", "2");
  await expect(position).toContainText("−$1.00");
  await expect(position).toContainText("$4.00");
  await expect(page.getByTestId("alerts")).toContainText("Martingale Level 2");
  await expect(trades.getByRole("row", { name: /T2/ })).toContainText("+$0.90");
  await expect(page.getByTestId("card-balance")).toContainText("$2,001.85");
  await expect(page.getByTestId("levels").getByRole("row")).toHaveCount(3);
});

test("a newcomer sees whose money it is, what it may lose, and a first trade within a minute", async ({
  page,
  serve,
}) => {
  const bot = await serve({ speed: 600 }); // the default, said because tests are otherwise slower
  await page.goto(bot.url);
  await expect(page.getByTestId("mode")).toHaveText("SIMULATED");
  await expect(page.getByRole("heading", { name: "What is this bot doing?" })).toBeVisible();
  await expect(page.getByTestId("risk")).toContainText("expected to lose");
  await expect(page.getByTestId("trades").getByRole("row", { name: /T1/ })).toBeVisible({ timeout: 50_000 });
});

test("a reload in mid-sequence shows the sequence again", async ({ page, serve }) => {
  await prefer(page, {});
  const bot = await serve({ minutes: "R".repeat(18), speed: 60 });
  await page.goto(bot.url);
  await expect(page.getByTestId("level")).toContainText("Level 2 of 10");
  await page.reload();
  await expect(page.getByTestId("level")).toContainText(/Level [2-9] of 10/);
  await expect(page.getByTestId("trades").getByRole("row", { name: /T1/ })).toContainText("running");
});

test("what was traded can be read row by row, down to its contracts", async ({ page, serve }) => {
  await prefer(page, {});
  const bot = await serve({ minutes: SEED, speed: 0 });
  await page.goto(`${bot.url}/trades/`);
  await expect(page.getByRole("row", { name: /T2/ })).toContainText("+$0.90");
  const order = () => page.getByTestId("trades").getByRole("cell", { name: /^T\d$/ }).allTextContents();
  expect(await order()).toEqual(["T2", "T1"]);
  await page.getByRole("button", { name: "Sort by Profit" }).click();
  expect(await order()).toEqual(["T1", "T2"]);
  await expect(page.getByRole("columnheader", { name: "Profit" })).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("button", { name: "Show the contracts of T2" }).click();
  const contracts = page.getByRole("table", { name: "Contracts of T2" });
  await expect(contracts.getByRole("row")).toHaveCount(3);
  await expect(contracts).toContainText("−$1.00");
  await expect(contracts).toContainText("+$1.90");
  await expect(contracts).toContainText("$3.90 (95.0 %)");
  await expect(contracts).toContainText(/14:40:00 · \d/);
  await page.getByRole("combobox", { name: /Show/ }).selectOption("lost");
  await expect(page.getByText(/none fits/)).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  expect((await download).suggestedFilename()).toBe("trades.csv");
});
