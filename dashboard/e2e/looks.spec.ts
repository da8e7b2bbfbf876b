// Every page in both themes and languages, three widths: accessible, and nothing scrolls sideways.
import { violations } from "./axe";
import { expect, prefer, status, test } from "./bot";

const PAGES = ["/", "/trades/", "/settings/", "/backtest/"];
const MINUTES = `RRRRRRRRG${"RG".repeat(200)}`;

for (const theme of ["dark", "light"])
  for (const palette of ["teal", "blue"])
    test(`no accessibility finding in ${theme} ${palette}`, async ({ page, serve }) => {
      await prefer(page, { theme, palette, introSeen: false });
      const bot = await serve({ minutes: MINUTES, speed: 200 });
      for (const path of PAGES) {
        await page.goto(bot.url + path);
        await expect(status(page)).toHaveAttribute("data-status", "RUNNING");
        await page.waitForLoadState("networkidle");
        expect(await violations(page), path).toEqual([]);
      }
    });

for (const [colorScheme, locale, button, refusal] of [
  ["dark", "en", "Log in", "Refused: the token is not valid"],
  ["light", "pt-BR", "Entrar", "Recusado: o token não é válido"],
] as const)
  test.describe(`the login page, ${colorScheme}, ${locale}`, () => {
    test.use({ colorScheme, locale });
    test("has no accessibility finding, fits a phone and says why it refuses", async ({
      page,
      serve,
      quiet,
    }) => {
      const bot = await serve({
        minutes: MINUTES,
        env: { ABUTRE_AUTH_SECRET: "a secret for a test, long enough for it" },
      });
      await page.setViewportSize({ width: 390, height: 900 });
      await page.goto(bot.url);
      await expect(page.getByRole("button", { name: button })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      quiet.allowed.push(/401/);
      await page.locator("#token").fill("not a token");
      await page.getByRole("button", { name: button }).click();
      await expect(page.locator("#message")).toHaveText(refusal);
    });
  });

test("no accessibility finding in a question, nor in a help that is open", async ({ page, serve }) => {
  await prefer(page, {});
  const bot = await serve({ minutes: MINUTES, speed: 1 });
  await page.goto(bot.url);
  await page.getByRole("button", { name: "What is Balance?" }).click();
  await expect(page.getByRole("note")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

for (const width of [390, 768, 1024, 1280, 1440])
  test(`nothing scrolls sideways at ${width} px, in either language`, async ({ page, serve }) => {
    await page.setViewportSize({ width, height: 900 });
    await prefer(page, { introSeen: false });
    const bot = await serve({ minutes: `${"R".repeat(17)}${MINUTES}`, speed: 0 });
    // How far the page is wider than the window, and what of it is wider than its place.
    const wide = () =>
      page.evaluate(() => [
        document.documentElement.scrollWidth - innerWidth,
        ...[...document.querySelectorAll("[role=group][tabindex]")]
          .filter((part) => part.scrollWidth > part.clientWidth)
          .map((part) => part.ariaLabel),
      ]);
    for (const path of PAGES) {
      await page.goto(bot.url + path);
      await expect(status(page)).toBeVisible();
      await page.waitForLoadState("networkidle");
      for (const language of ["English", "Português"]) {
        await expect.poll(wide, { message: `${path} ${language}` }).toEqual([0]);
        await page.getByRole("button", { name: language === "English" ? "Português" : "English" }).click();
      }
    }
  });

test.describe("a first visit from Brazil", () => {
  test.use({ locale: "pt-BR", timezoneId: "America/Sao_Paulo" });
  test("is in Portuguese and in the hour of the place, and the page fits what was built", async ({
    page,
    serve,
  }) => {
    const bot = await serve({ minutes: MINUTES, speed: 200 });
    for (const path of PAGES) {
      await page.goto(bot.url + path);
      await expect(status(page)).toContainText("Rodando");
    }
    await page.goto(bot.url);
    await expect(page.getByTestId("trades")).toContainText("Início (BRT)");
    await expect(page.getByTestId("trades")).toContainText("21/01, 11:30");
  });
});

test("a mistyped address leads back to the dashboard", async ({ page, serve, quiet }) => {
  quiet.allowed.push(/status of 404/);
  await prefer(page, {});
  const bot = await serve({ minutes: MINUTES, speed: 1 });
  await page.goto(`${bot.url}/nowhere`);
  await expect(page.getByRole("heading", { name: "This page does not exist." })).toBeVisible();
  await expect(status(page)).toBeVisible();
  await page.getByRole("link", { name: "To the dashboard" }).click();
  await expect(page.getByTestId("risk")).toBeVisible();
});

test("language and theme last, and the page's language is told", async ({ page, serve }) => {
  const bot = await serve({ minutes: MINUTES, speed: 100 });
  await page.goto(`${bot.url}/settings/`);
  await page.getByLabel("Language").selectOption("Português (Brasil)");
  await page.getByLabel("Tema").selectOption("claro");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Configurações", exact: true })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "pt-BR");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
});
