// Puts the export where the server looks for it, with a .br beside every text that gains from it.
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const from = fileURLToPath(new URL("../out", import.meta.url));
const to = fileURLToPath(new URL("../../abutre/adapters/web/static", import.meta.url));
const TEXTS = new Set([".css", ".html", ".js", ".json", ".svg", ".txt"]);

await rm(to, { recursive: true, force: true });
await cp(from, to, { recursive: true });
for (const entry of await readdir(to, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !TEXTS.has(extname(entry.name))) continue;
  const path = join(entry.parentPath, entry.name);
  const packed = brotliCompressSync(await readFile(path));
  await writeFile(`${path}.br`, packed);
}
