import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { translator } from "@/i18n";
import { en } from "@/i18n/en";
import { pt } from "@/i18n/pt";
import { serverText } from "@/i18n/server";

const flat = (words: object, place = ""): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [[place + key, value] as [string, string]] : flat(value, `${place}${key}.`),
  );
const values = (text: string) =>
  [...text.matchAll(/\{\{(\w+)(?:, number)?\}\}/g)].map(([, name]) => name).sort();

it("has the same keys and values in both languages, and none is empty", () => {
  const [english, portuguese] = [flat(en), Object.fromEntries(flat(pt))];
  expect(Object.keys(portuguese).sort()).toEqual(english.map(([key]) => key).sort());
  for (const [key, text] of english) {
    expect(portuguese[key], key).toBeTruthy();
    expect(values(portuguese[key] ?? ""), key).toEqual(values(text));
  }
});

it("knows every text that a component asks for by name", () => {
  const keys = new Set(flat(en).map(([key]) => key.replace(/_(one|other)$/, "")));
  for (const file of readdirSync("src/components")) {
    const text = readFileSync(`src/components/${file}`, "utf8");
    for (const [, key] of text.matchAll(/\bt\("([\w.]+)"/g)) expect(keys, `${file}: ${key}`).toContain(key);
  }
});

it("counts in the plural of each language", () => {
  expect(translator("en")("market.more", { count: 1 })).toBe("1 more to the trigger");
  expect(translator("pt-BR")("market.more", { count: 1 })).toBe("falta 1 para o gatilho");
  expect(translator("pt-BR")("market.more", { count: 3 })).toBe("faltam 3 para o gatilho");
});

it("counts nobody in the plural where there is one, and groups thousands", () => {
  expect(translator("pt-BR")("kpi.lost", { count: 1 })).toBe("1 perdida");
  expect(translator("pt-BR")("kpi.won", { count: 1234 })).toBe("1.234 ganhas");
  expect(translator("en")("risk.text", { count: 1 })).toContain("the one level that the limits allow");
});

const ENGINE = "../core_rs/engine/src";
const SAID_BY = ["messages.rs", "session/trading.rs", "session/operator.rs", "session/starting.rs"];

it("says in Portuguese whatever the engine says", () => {
  const said = SAID_BY.flatMap((file) => [
    ...readFileSync(`${ENGINE}/${file}`, "utf8").matchAll(/"([A-Z][a-z]+ [^"]+)"/g),
  ]).map(([, text]) => (text ?? "").replace(/\{[^}]*\}/g, "7"));
  expect(said.length).toBeGreaterThan(30);
  for (const text of said) expect(serverText(text, "pt-BR"), text).not.toBe(text);
});

it("says in Portuguese how a status goes on, why a field is refused, and why a command is", () => {
  const said = (text: string) => serverText(text, "pt-BR");
  expect(said("Bot is running. Contracts settle at the simulated Deriv; a win pays what it quotes.")).toBe(
    "O robô está rodando. Os contratos liquidam na Deriv simulada; um acerto paga o que ela cota.",
  );
  expect(said("Level 9 refused: max_drawdown would be passed or is reached")).toBe(
    "Nível 9 recusado: o limite de rebaixamento seria passado ou foi atingido",
  );
  expect(said("expected an amount from 0.35 to 10000 with at most 2 decimals, found '0.1'")).toBe(
    "esperado um valor de 0,35 a 10000, com no máximo 2 casas decimais; veio '0.1'",
  );
  expect(said("'bot_command' needs the role operator; this token is for looking only (viewer)")).toContain(
    "serve só para olhar",
  );
});

it("says in Portuguese what the bot says often, and leaves the rest as it came", () => {
  expect(serverText("Martingale Level 3", "pt-BR")).toBe("Martingale nível 3");
  expect(serverText("Martingale Level 3", "en")).toBe("Martingale Level 3");
  expect(serverText("something new", "pt-BR")).toBe("something new");
});
