import { defineConfig } from "@playwright/test";

// Debian's browser, one at a time: every test has a bot of its own.
export default defineConfig({
  testDir: "e2e",
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["line"]],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] },
    locale: "en",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
  },
});
