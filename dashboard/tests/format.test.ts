import { expect, it } from "vitest";
import { formats } from "@/format";

const english = formats("en", "utc", "USD", 0.01);
const portuguese = formats("pt-BR", "utc", "USD", 0.01);
const plain = (text: string) => text.replace(/\u00a0/g, " ");

it("writes money as each language does", () => {
  expect(english.money(1234.5)).toBe("$1,234.50");
  expect(plain(portuguese.money(1234.5))).toBe("$ 1.234,50");
});

it("signs profits, and never writes minus nothing", () => {
  expect(english.profit(0.95)).toBe("+$0.95");
  expect(english.profit(-1)).toBe("−$1.00");
  expect(english.profit(-0.001)).toBe("$0.00");
  expect(plain(portuguese.percent(-0.001))).toBe("0,00 %");
});

it("takes a price's decimals from the pip", () => {
  expect(formats("en", "utc", "USD", 0.0001).price(1.5)).toBe("1.5000");
});

it("shows moments in the zone asked for", () => {
  expect(english.time("2025-01-21T14:30:00Z")).toBe("01/21, 14:30");
  expect(english.zone).toBe("UTC");
});

it("has no currency sign for what is no currency", () => {
  expect(formats("en", "utc", "", 0.01).money(1)).toBe("1.00");
});
