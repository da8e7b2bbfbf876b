// Runs the status page's script on a stand-in for a document and prints what a person would read.
//
// node page.mjs status.js < state.json
//
// Elements take text and a class name only: any other way in, such as innerHTML, throws.

import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";

const ALLOWED = new Set(["textContent", "className"]);

function element(tag) {
  const shown = { tag, textContent: "", className: "", children: [] };
  return new Proxy(shown, {
    set(target, name, value) {
      if (!ALLOWED.has(name) || typeof value !== "string") {
        throw new Error(`the page set ${String(name)}`);
      }
      target[name] = value;
      return true;
    },
    get(target, name) {
      if (name === "replaceChildren") {
        return (...children) => target.children.splice(0, Infinity, ...children);
      }
      return target[name];
    },
  });
}

const elements = {};
const state = JSON.parse(readFileSync(0, "utf8"));

const document = {
  createElement: element,
  getElementById: (id) => (elements[id] ??= element(id)),
};

runInNewContext(readFileSync(process.argv[2], "utf8"), {
  document,
  fetch: async () => ({ ok: true, json: async () => state }),
  setTimeout: () => process.stdout.write(`${JSON.stringify(elements)}\n`),
});
