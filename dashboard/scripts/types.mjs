// Writes src/wire/types.ts from the published contract in ../schema; with --check only says whether it is stale.
import { readFile, writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";
import { parse } from "yaml";

const place = new URL("../src/wire/types.ts", import.meta.url);
const schema = (name) => readFile(new URL(`../../schema/${name}`, import.meta.url), "utf8");

const asyncapi = parse(await schema("asyncapi.yaml"));
const openapi = JSON.parse(await schema("openapi.json"));
const named = ([name, found]) => [name.replace(/_+/g, ""), { ...found, title: name.replace(/_+/g, "") }];
const all = Object.entries({ ...openapi.components.schemas, ...asyncapi.components.schemas });
const definitions = JSON.parse(
  JSON.stringify(Object.fromEntries(all.map(named))).replace(
    /#\/components\/schemas\/([\w]+)/g,
    (_, name) => `#/definitions/${name.replace(/_+/g, "")}`,
  ),
);
const whole = { title: "Contract", type: "object", additionalProperties: false, definitions };
const text = await compile(whole, "Contract", {
  bannerComment: "// Made by scripts/types.mjs from ../schema. Do not edit.",
  unreachableDefinitions: true,
  additionalProperties: false,
});

if (process.argv.includes("--check")) {
  if ((await readFile(place, "utf8").catch(() => "")) !== text) {
    console.error("src/wire/types.ts is stale: run `npm run types` in dashboard/ and commit it");
    process.exit(1);
  }
} else {
  await writeFile(place, text);
}
