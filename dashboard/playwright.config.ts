import { defineConfig } from "@playwright/test";

// Debian's browser, one at a time: every test has a bot of its own.
export default defineConfig({
  testDir: "e2e",
  testMatch: process.env.SCREENSHOTS
    ? "screenshots.ts"
    : process.env.BENCH
      ? ["bench.ts", "export.spec.ts"]
      : "*.spec.ts",
  workers: 1,
  retries: 1, // a machine that builds beside it may starve the browser; who needs it is printed as flaky
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["line"]],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] },
    locale: "en",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
  },
});
