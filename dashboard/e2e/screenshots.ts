// Pictures of every page and state in both languages, for eyes: `make screenshots`.
import { expect, link, prefer, SEED, status, test } from "./bot";

const PAGES = { dashboard: "/", trades: "/trades/", settings: "/settings/", backtest: "/backtest/" };
const WIDTHS = { phone: 390, tablet: 768, desktop: 1440 };
const BUSY = `RRRRRRRRG${"RG".repeat(30)}GGGGGGGGGR${"RG".repeat(20)}RRRRRRRRRRRG${"RG".repeat(100)}`;
const shot = (name: string) => ({ path: `screenshots/${name}.png`, fullPage: true });

test.setTimeout(300_000);

for (const language of ["en", "pt-BR"]) {
  for (const theme of ["dark", "light"])
    test(`pages, ${language}, ${theme}`, async ({ page, serve }) => {
      const bot = await serve({ minutes: BUSY, speed: 0 });
      await prefer(page, { language, theme, introSeen: theme === "light" });
      for (const [name, path] of Object.entries(PAGES))
        for (const [size, width] of Object.entries(WIDTHS)) {
          await page.setViewportSize({ width, height: 900 });
          await page.goto(bot.url + path);
          await expect(status(page)).toBeVisible();
          await page.waitForTimeout(1500);
          await page.screenshot(shot(`${name}-${size}-${theme}-${language}`));
        }
    });

  test(`states, ${language}`, async ({ page, serve, quiet }) => {
    quiet.allowed.push(/./);
    await prefer(page, { language });
    const bot = await serve({ minutes: SEED.slice(0, 8) + "R".repeat(6), speed: 40 });
    await page.goto(bot.url);
    await expect(page.getByTestId("waiting")).toBeVisible();
    await page.screenshot(shot(`state-empty-${language}`));
    await expect(page.getByTestId("level")).toContainText(/[2-9] (of|de)/);
    await page.screenshot(shot(`state-in-position-${language}`));
    await page.getByRole("button", { name: /Stop|Parar/ }).click();
    await page.screenshot(shot(`state-confirm-stop-${language}`));
    await page.keyboard.press("Escape");
    bot.signal("SIGSTOP");
    await expect(page.getByTestId("age")).toContainText(/No data|Sem dados/);
    await page.screenshot(shot(`state-stale-${language}`));
    bot.signal("SIGCONT");
    await bot.end();
    await expect(link(page)).toHaveAttribute("data-phase", "down");
    await page.screenshot(shot(`state-disconnected-${language}`));
  });

  test(`halted and logged out, ${language}`, async ({ page, serve, quiet }) => {
    quiet.allowed.push(/./);
    await prefer(page, { language });
    const poor = await serve({ minutes: "R".repeat(12), speed: 0, env: { ABUTRE_BALANCE: "2" } });
    await page.goto(poor.url);
    await expect(page.getByRole("alert").first()).toBeVisible();
    await page.screenshot(shot(`state-halted-${language}`));
    const guarded = await serve({
      minutes: SEED,
      env: { ABUTRE_AUTH_SECRET: "a secret for a test, long enough for it" },
    });
    await page.goto(guarded.url);
    await page.screenshot(shot(`state-login-${language}`));
  });
}

test("what the README shows: a day and a half of a simulated market", async ({ page, serve, quiet }) => {
  quiet.allowed.push(/./);
  await prefer(page, { introSeen: false });
  const bot = await serve({ speed: 1000, env: { ABUTRE_PAYOUT_RATE: "0.923" } });
  await page.goto(bot.url);
  await expect(page.getByTestId("trades").getByRole("row", { name: /T12/ })).toBeVisible({
    timeout: 240_000,
  });
  for (const toast of (await page.getByTestId("toast").all()).reverse())
    await toast
      .getByRole("button")
      .click({ timeout: 1000 })
      .catch(() => undefined);
  await page.screenshot(shot("readme-dashboard-en"));
  await prefer(page, { language: "pt-BR", theme: "light" });
  await page.goto(`${bot.url}/settings/`);
  await expect(page.getByTestId("preview")).toBeVisible();
  await page.screenshot({ ...shot("readme-settings-pt-BR"), fullPage: false });
});
