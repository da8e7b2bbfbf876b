// What is shipped: how large, and whom it talks to.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "./bot";

const STATIC = join(import.meta.dirname, "../../abutre/adapters/web/static");
const KIB = 1000;
const MOST_FIRST_LOAD = 240 * KIB;
const MOST_CHART = 60 * KIB;
const packed = (path: string) => gzipSync(readFileSync(join(STATIC, path))).length;
const files = () => readdirSync(STATIC, { recursive: true, encoding: "utf8" });

test("each page loads at most 240 kB of code at first, and the charts' own chunk is at most 60 kB", () => {
  const first = new Set<string>();
  for (const page of files().filter((name) => name.endsWith("index.html"))) {
    const html = readFileSync(join(STATIC, page), "utf8");
    const scripts = [
      ...new Set([...html.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, src]) => src ?? "")),
    ];
    for (const script of scripts) first.add(script.slice(1));
    const size = scripts.reduce((sum, script) => sum + packed(script), 0);
    expect(size, page).toBeLessThanOrEqual(MOST_FIRST_LOAD);
  }
  const charts = files().filter(
    (name) => name.endsWith(".js") && readFileSync(join(STATIC, name), "utf8").includes("tv-attr-logo"),
  );
  expect(charts.length).toBe(1);
  expect(first).not.toContain(charts[0]);
  expect(packed(charts[0] ?? "")).toBeLessThanOrEqual(MOST_CHART);
});

test("the page knows no address but that of its own server", () => {
  for (const name of files().filter((name) => /\.(js|html|txt|css)$/.test(name)))
    expect(readFileSync(join(STATIC, name), "utf8"), name).not.toContain("localhost:8000");
});
