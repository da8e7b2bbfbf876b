// Commands and settings, against the real bot.
import type { Page } from "@playwright/test";
import { expect, link, prefer, status, test } from "./bot";

const CALM = "RGRGRGRGRGRGRGRGRGRG";

function commandsSent(page: Page): string[] {
  const sent: string[] = [];
  page.on("websocket", (socket) =>
    socket.on("framesent", ({ payload }) => {
      if (String(payload).includes("bot_command")) sent.push(String(payload));
    }),
  );
  return sent;
}

test("start, pause and stop; a double click and a double Enter send one command", async ({ page, serve }) => {
  await prefer(page, {});
  const sent = commandsSent(page);
  const bot = await serve({ minutes: CALM, speed: 1 });
  await page.goto(bot.url);
  await expect(status(page)).toHaveAttribute("data-status", "RUNNING");

  await page.getByRole("button", { name: "Pause" }).dblclick();
  await expect(status(page)).toHaveAttribute("data-status", "PAUSED");
  expect(sent.length).toBe(1);

  await page.getByRole("button", { name: "Start" }).focus();
  await page.evaluate(() => {
    const button = document.activeElement as HTMLButtonElement;
    button.click();
    button.click();
  });
  await expect(status(page)).toHaveAttribute("data-status", "RUNNING");
  expect(sent.length).toBe(2);

  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByRole("dialog")).toContainText("No sequence runs");
  await page.getByRole("dialog").getByRole("button", { name: "Stop" }).dblclick();
  await expect(status(page)).toHaveAttribute("data-status", "STOPPED");
  expect(sent.length).toBe(3);
});

test("the keyboard alone is enough to stop the bot, or to think better of it", async ({ page, serve }) => {
  await prefer(page, {});
  const sent = commandsSent(page);
  const bot = await serve({ minutes: CALM, speed: 1 });
  await page.goto(bot.url);
  await expect(status(page)).toHaveAttribute("data-status", "RUNNING");
  const stop = page.getByRole("button", { name: "Stop" });
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press("Tab");
    if (await stop.first().evaluate((button) => button === document.activeElement)) break;
  }
  await expect(stop).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(stop).toBeFocused();
  expect(sent).toEqual([]);

  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Stop" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(status(page)).toHaveAttribute("data-status", "STOPPED");
  expect(sent.length).toBe(1);
});

for (const closing of ["by Escape", "by Cancel"])
  test(`whoever closes a question ${closing} and asks again at once is asked again`, async ({
    page,
    serve,
  }) => {
    await prefer(page, {});
    const bot = await serve({ minutes: CALM, speed: 1 });
    await page.goto(bot.url);
    await expect(status(page)).toHaveAttribute("data-status", "RUNNING");
    const stop = page.getByRole("button", { name: "Stop" });
    await stop.click();
    await expect(page.getByRole("dialog")).toBeVisible();
    // Quicker than the browser tells that it has closed a dialog; which it has told two frames later.
    const again = (button: Element, closing: string) =>
      new Promise((done) => {
        const dialog = document.querySelector("dialog[open]") as HTMLDialogElement;
        if (closing === "by Escape") dialog.requestClose();
        else (dialog.querySelector("button") as HTMLButtonElement).click();
        queueMicrotask(() => (button as HTMLButtonElement).click());
        requestAnimationFrame(() => requestAnimationFrame(done));
      });
    await stop.first().evaluate(again, closing);
    await expect(page.getByRole("dialog")).toBeVisible();
  });

test("a bad setting is named at its field, a good one is stored and can be gone back on", async ({
  page,
  serve,
  quiet,
}) => {
  await prefer(page, {});
  const bot = await serve({ minutes: CALM, speed: 1 });
  quiet.allowed.push(/status of 400/); // the preview of what cannot be
  await page.goto(`${bot.url}/settings/`);
  await expect(page.getByTestId("preview")).toContainText("−$255.00");
  await page.getByLabel("Levels", { exact: true }).fill("99");
  await page.getByLabel("First stake").fill("2");
  await page.getByRole("button", { name: "Review changes" }).click();
  await expect(page.getByRole("dialog")).toContainText("takes effect now");
  await page.getByRole("dialog").getByRole("button", { name: "Store" }).click();
  await expect(page.getByText(/expected a whole number from 1 to 20/).first()).toBeVisible();
  await expect(page.getByLabel("Levels", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("First stake")).toHaveValue("2");

  await page.getByLabel("Levels", { exact: true }).fill("4");
  await expect(page.getByTestId("preview")).toContainText("−$30.00");
  await expect(page.getByTestId("preview")).toContainText("1 in 16");
  await page.getByRole("button", { name: "Review changes" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Store" }).click();
  await expect(page.getByTestId("versions")).toContainText("Version 2");
  await expect(page.getByText("Nothing is changed.")).toBeVisible();

  await page.getByRole("button", { name: "Load into the form" }).click();
  await expect(page.getByLabel("Levels", { exact: true })).toHaveValue("10");
});

test("a viewer comes in with a token, looks, and commands nothing", async ({ page, serve, quiet }) => {
  quiet.allowed.push(/401/);
  const bot = await serve({
    minutes: CALM,
    speed: 1,
    env: { ABUTRE_AUTH_SECRET: "a secret for a test, long enough for it" },
  });
  await page.goto(bot.url);
  await expect(page).toHaveURL(/\/login$/);
  await page.getByLabel(/Token/).fill(bot.token("viewer"));
  await page.getByRole("button").click();
  await expect(status(page)).toHaveAttribute("data-status", "RUNNING");
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByTestId("toast").filter({ hasText: "Not done" })).toBeVisible();
  await expect(status(page)).toHaveAttribute("data-status", "RUNNING");

  // Whose session has ended begins anew at the login.
  await page.context().clearCookies();
  await page.reload();
  await expect(page).toHaveURL(/\/login$/);
  await expect(link(page)).toHaveCount(0);
});
