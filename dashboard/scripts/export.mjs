// Exports the page into `out`, telling nobody about it.
import { spawnSync } from "node:child_process";

const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NEXT_PUBLIC_WS_URL: "" };

export function exportPage(stdio = "inherit") {
  const { status } = spawnSync("npx", ["--no-install", "next", "build"], { stdio, env });
  if (status !== 0) process.exit(status ?? 1);
}
