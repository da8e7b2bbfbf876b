// Bots that trade an account at Deriv: real money, and a purchase of which nobody knows whether it happened.
import { violations } from "./axe";
import { test as base, expect, prefer, status } from "./bot";
import { Deriv } from "./deriv";

const test = base.extend<{ deriv(speed: number): Promise<Deriv> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs off this pattern
  deriv: async ({}, use) => {
    const deriv = new Deriv();
    await use(async (speed) => {
      await deriv.start(speed);
      return deriv;
    });
    await deriv.end();
  },
});

const TWO_LEVELS = ["max_level=2", "initial_stake=1"];

test("real money is called so, and every command about it asks first", async ({
  page,
  serve,
  deriv,
  quiet,
}) => {
  quiet.allowed.push(/401/);
  await prefer(page, {});
  const { env } = await deriv(1);
  const bot = await serve({
    account: { options: ["--live", "--confirm-max-loss", "3.00"], settings: TWO_LEVELS },
    env: {
      ...env,
      ABUTRE_ALLOW_REAL_MONEY: "yes",
      ABUTRE_AUTH_SECRET: "a secret for a test, long enough for it",
    },
  });
  await page.goto(bot.url);
  await page.getByLabel(/Token/).fill(bot.token("operator"));
  await page.getByRole("button").click();
  await expect(page.getByTestId("mode")).toHaveText("REAL MONEY");
  await expect(status(page)).toHaveAttribute("data-status", "RUNNING");
  await expect(page.getByTestId("card-balance")).toContainText("$1,000.00");
  await expect(page.getByTestId("risk")).toContainText("$3.00, all 2 levels");
  await page.getByRole("button", { name: "What is REAL MONEY?" }).click();
  await expect(page.getByRole("note")).toContainText("paid from your account");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");

  const [dialog, pause] = [page.getByRole("dialog"), page.getByRole("button", { name: "Pause" })];
  await pause.click();
  await expect(dialog).toContainText("No sequence runs");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(status(page)).toHaveAttribute("data-status", "RUNNING");
  await pause.click();
  await dialog.getByRole("button", { name: "Pause" }).click();
  await expect(status(page)).toHaveAttribute("data-status", "PAUSED");
  await page.getByRole("button", { name: "Start" }).click();
  await expect(dialog).toContainText("buy contracts from your real account");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Start" }).click();
  await expect(status(page)).toHaveAttribute("data-status", "RUNNING");
});

test("a purchase that nobody knows of freezes the sequence, and the page says so until it is known", async ({
  page,
  serve,
  deriv,
}) => {
  await prefer(page, {});
  const simulated = await deriv(60);
  const bot = await serve({
    account: { options: ["--demo"], settings: [...TWO_LEVELS, "delay_threshold=2"] },
    env: simulated.env,
  });
  const looks = ["portfolio", "statement", "profit_table"];
  await simulated.suffer(
    { fault: "lost_buy", lost: "d" },
    ...looks.map((call) => ({ fault: "error", call, code: "InternalServerError", times: null })),
  );
  await page.goto(bot.url);
  await expect(page.getByTestId("mode")).toHaveText("DEMO");
  const frozen = page.getByRole("alert").filter({ hasText: "Frozen: nobody knows yet" });
  await expect(frozen).toBeVisible();
  await expect(page.getByTestId("alerts")).toContainText("Nobody knows whether the last purchase happened");
  await expect(status(page)).toHaveAttribute("data-status", "RUNNING");
  await expect(page.getByRole("button", { name: "Stop" })).toBeEnabled();
  await page.reload();
  await expect(frozen).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await simulated.recover();
  await expect(frozen).toBeHidden();
  await expect(page.getByTestId("trades").getByRole("row", { name: /T1/ })).toBeVisible();
});
