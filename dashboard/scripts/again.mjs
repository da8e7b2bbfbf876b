// Builds the page once more, from nothing, and fails unless it is byte for byte what the package holds.
import { readdir, readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { exportPage } from "./export.mjs";

const place = (path) => fileURLToPath(new URL(path, import.meta.url));
const [kept, built] = [place("../../abutre/adapters/web/static"), place("../out")];

async function files(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".br"));
  return found.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

const read = (folder, name) => readFile(join(folder, name)).catch(() => undefined);

for (const left of ["../.next", "../out"]) await rm(place(left), { recursive: true, force: true });
exportPage(["ignore", "ignore", "inherit"]);
const names = [...new Set([...(await files(kept)), ...(await files(built))])].sort();
const differing = [];
for (const name of names) {
  const [one, other] = await Promise.all([read(kept, name), read(built, name)]);
  if (!one || !other || !one.equals(other)) differing.push(name);
}
if (names.length === 0 || differing.length > 0) {
  console.error(`a second build differs in ${differing.length} of ${names.length} files:`, ...differing);
  process.exit(1);
}
