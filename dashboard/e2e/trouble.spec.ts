// The server dies, comes back, freezes.
import { expect, link, prefer, status, test } from "./bot";

const CALM = "RG".repeat(30);

test("a killed server is told of, and the page goes on when it is back", async ({ page, serve, quiet }) => {
  quiet.allowed.push(
    /ERR_CONNECTION_REFUSED|WebSocket connection to .* failed|ERR_CONNECTION_RESET|ERR_EMPTY/,
  );
  await prefer(page, {});
  const bot = await serve({ minutes: CALM, speed: 5 });
  await page.goto(bot.url, { waitUntil: "networkidle" });
  await expect(link(page)).toHaveAttribute("data-phase", "live");
  await expect(status(page)).toBeVisible();
  await bot.end();
  await expect(link(page)).toHaveAttribute("data-phase", "down");
  await expect(page.getByRole("alert").filter({ hasText: "The bot keeps running" })).toBeVisible();
  await expect(status(page)).toContainText("last known");
  await expect(page.getByRole("button", { name: "Stop" })).toBeDisabled();
  await bot.start();
  const now = page.getByRole("button", { name: "Reconnect now" });
  if (await now.isVisible()) await now.click({ timeout: 2000 }).catch(() => undefined);
  await expect(link(page)).toHaveAttribute("data-phase", "live");
  await expect(page.getByRole("button", { name: "Stop" })).toBeEnabled();
});

test("a frozen server shows as stale within 10 s, and as fresh when it goes on", async ({
  page,
  serve,
  quiet,
}) => {
  quiet.allowed.push(/WebSocket/);
  await prefer(page, {});
  const bot = await serve({ minutes: CALM, speed: 5 });
  await page.goto(bot.url);
  await expect(link(page)).toHaveAttribute("data-phase", "live");
  bot.signal("SIGSTOP");
  await expect(page.getByTestId("age")).toContainText("No data for", { timeout: 10_000 });
  await expect(page.getByRole("alert").first()).toBeVisible();
  bot.signal("SIGCONT");
  await expect(page.getByTestId("age")).toContainText("old", { timeout: 30_000 });
  await expect(link(page)).toHaveAttribute("data-phase", "live");
});
