// A real `abutre serve` for each test, and a page that must stay quiet.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";

export const ABUTRE = process.env.ABUTRE ?? join(import.meta.dirname, "../../.venv/bin/abutre");

export class Bot {
  url = "";
  private process: ChildProcess | undefined;

  constructor(
    readonly folder: string,
    private readonly port: number,
    private readonly options: string[],
    private readonly env: Record<string, string>,
  ) {}

  async start(): Promise<void> {
    const place = ["--port", String(this.port), "--data-dir", join(this.folder, "data")];
    const child = spawn(ABUTRE, ["serve", ...place, ...this.options], {
      cwd: this.folder,
      env: { ...process.env, ...this.env },
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.process = child;
    this.url = await new Promise<string>((found, failed) => {
      let said = "";
      child.stdout?.on("data", (part) => {
        said += part;
        const address = /Abutre is running at (\S+)\//.exec(said);
        if (address?.[1]) found(address[1]);
      });
      child.on("exit", (code) => failed(new Error(`abutre ended with ${code}: ${said}`)));
    });
  }

  signal(name: NodeJS.Signals): void {
    this.process?.kill(name);
  }

  async end(): Promise<void> {
    await ended(this.process);
  }

  token(role: "viewer" | "operator"): string {
    return this.run("token", "create", "--role", role, "--expires", "1h");
  }

  /** Another command of the same bot; what it prints. */
  run(...command: string[]): string {
    const { status, stdout, stderr } = spawnSync(ABUTRE, command, {
      cwd: this.folder,
      env: { ...process.env, ...this.env },
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`abutre ${command.join(" ")}: ${stderr}`);
    return stdout.trim();
  }
}

/** Kills a process, and waits until it is gone. */
export async function ended(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill("SIGKILL");
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === "object" && address ? address.port : 0;
}

const FIRST = Date.UTC(2025, 0, 21, 14, 22) / 1000;
// Eight red, won at once; eight red, lost, won at level 2; and calm after that.
export const SEED = "RRRRRRRRGRRRRRRRRRGG";

/** Ticks every two seconds, minutes red or green as the letters say. */
export function market(minutes: string): string {
  let price = 100_080;
  const rows = ["epoch,quote"];
  [...minutes].forEach((colour, minute) => {
    for (let second = 0; second < 60; second += 2) {
      price += colour === "G" ? 1 : -1;
      rows.push(`${FIRST + 60 * minute + second},${(price / 100).toFixed(2)}`);
    }
  });
  return `${rows.join("\n")}\n`;
}

interface Wanted {
  minutes?: string;
  speed?: number;
  env?: Record<string, string>;
  /** In place of a recording or a simulation of its own: how it is started, and what is set before. */
  account?: { options: string[]; settings: string[] };
}

interface Fixtures {
  serve(wanted?: Wanted): Promise<Bot>;
  quiet: { allowed: RegExp[] };
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs off this pattern
  serve: async ({}, use) => {
    const bots: Bot[] = [];
    await use(async ({ minutes, speed = 40, env = {}, account } = {}) => {
      const folder = mkdtempSync(join(tmpdir(), "abutre-dashboard-"));
      const options = account?.options ?? ["--speed", String(speed)];
      if (minutes) {
        writeFileSync(join(folder, "market.csv"), market(minutes));
        options.push("--replay", join(folder, "market.csv"));
      }
      const payout: Record<string, string> = account ? {} : { ABUTRE_PAYOUT_RATE: "0.95" };
      const bot = new Bot(folder, await freePort(), options, { ...payout, ...env });
      bots.push(bot);
      if (account) bot.run("settings", "set", ...account.settings, "--data-dir", join(folder, "data"));
      await bot.start();
      return bot;
    });
    for (const bot of bots) {
      await bot.end();
      rmSync(bot.folder, { recursive: true, force: true });
    }
  },
  // Every test fails on an error of the page, a broken policy, or a request to any other host.
  quiet: [
    async ({ page }, use) => {
      const wrong: string[] = [];
      const quiet = { allowed: [] as RegExp[] };
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") wrong.push(message.text());
      });
      page.on("pageerror", (error) => wrong.push(error.message));
      page.on("request", (request) => {
        const { hostname, protocol } = new URL(request.url());
        if (protocol !== "data:" && hostname !== "127.0.0.1") wrong.push(`off-host: ${request.url()}`);
      });
      await use(quiet);
      expect(wrong.filter((text) => !quiet.allowed.some((allowed) => allowed.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Preferences as a returning visitor has them. */
export async function prefer(page: Page, preferences: Record<string, unknown>): Promise<void> {
  const state = {
    language: "en",
    theme: "dark",
    palette: "teal",
    zone: "utc",
    introSeen: true,
    ...preferences,
  };
  await page.addInitScript(
    (kept) => localStorage.setItem("abutre", kept),
    JSON.stringify({ state, version: 1 }),
  );
}

export const status = (page: Page) => page.getByTestId("status");
export const link = (page: Page) => page.getByTestId("link");
