// Builds the page and puts it into the package, telling nobody about it.
import { spawnSync } from "node:child_process";

const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NEXT_PUBLIC_WS_URL: "" };
const { status } = spawnSync("npx", ["--no-install", "next", "build"], { stdio: "inherit", env });
if (status !== 0) process.exit(status ?? 1);
await import("./install.mjs");
