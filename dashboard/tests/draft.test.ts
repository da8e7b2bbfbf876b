import { expect, it } from "vitest";
import { changesOf, draftOf, holdsNow, queryOf } from "@/state/draft";
import { known } from "./known";

const { version: _, ...stored } = known().settings;

it("finds no change where none was typed", () => {
  expect(changesOf(draftOf(stored), stored)).toEqual({});
});

it("sends what was typed as it was typed, commas as points, empty as off", () => {
  const draft = { ...draftOf(stored), multiplier: "1,5", max_level: "many", auto_trading: "false" };
  expect(changesOf(draft, stored)).toEqual({ multiplier: "1.5", max_level: "many", auto_trading: false });
  const off = { ...draftOf({ ...stored, max_daily_loss: 5 }), max_daily_loss: "" };
  expect(changesOf(off, { ...stored, max_daily_loss: 5 })).toEqual({ max_daily_loss: null });
  expect(queryOf({ max_daily_loss: null, auto_trading: false })).toEqual({
    max_daily_loss: "null",
    auto_trading: "false",
  });
});

it("does not guess whether 1.000 is one or a thousand: the server refuses what is left with a comma", () => {
  for (const typed of ["1.000", "1,000"])
    for (const name of ["initial_stake", "max_daily_loss"] as const)
      expect(changesOf({ ...draftOf(stored), [name]: typed }, stored)).toEqual({ [name]: "1,000" });
  expect(changesOf({ ...draftOf(stored), multiplier: "1,125" }, stored)).toEqual({ multiplier: "1.125" });
});

it("knows which changes hold at once", () => {
  expect(holdsNow("max_drawdown", "10")).toBe(true);
  expect(holdsNow("auto_trading", false)).toBe(true);
  expect(holdsNow("auto_trading", true)).toBe(false);
  expect(holdsNow("multiplier", "3")).toBe(false);
});
