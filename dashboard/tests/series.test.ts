import { expect, it } from "vitest";
import {
  candleSeries,
  drawdownSeries,
  equitySeries,
  formingCandle,
  streakLengths,
  tradeMarkers,
  triggerMarkers,
} from "@/state/series";
import type { CandlePayload, Color, TradePayload } from "@/wire/types";

const moment = (minute: number, second = 0) =>
  new Date(Date.UTC(2025, 0, 21, 14, minute, second)).toISOString().replace(".000", "");
const candles = (colors: string): CandlePayload[] =>
  [...colors].map((letter, minute) => ({
    timestamp: moment(minute),
    open: 1,
    high: 2,
    low: 0.5,
    close: 1,
    color: ({ G: "GREEN", R: "RED", D: "DOJI" } as Record<string, Color>)[letter] as Color,
  }));
const PALETTE = { up: "#00f", down: "#f00", text: "#888", line: "#333", accent: "#0ff", warn: "#ff0" };

it("marks a trigger once a streak, where it became long enough", () => {
  const marks = triggerMarkers(candles("GGGGRRDR"), 3, "ignore", PALETTE);
  expect(marks.map(({ time, position }) => [(time / 60) % 60, position])).toEqual([
    [2, "aboveBar"],
    [7, "belowBar"],
  ]);
  expect(triggerMarkers(candles("RRDR"), 3, "break", PALETTE)).toEqual([]);
});

it("counts a streak to its end, and a DOJI as the settings say", () => {
  expect(streakLengths(candles("RRGGG"), "break")).toEqual([2, 2, 3, 3, 3]);
  expect(streakLengths(candles("GGDG"), "break")).toEqual([2, 2, 0, 1]);
  expect(streakLengths(candles("GGDG"), "ignore")).toEqual([3, 3, 0, 3]);
});

it("shows candles of a streak that reached the trigger bright", () => {
  expect(candleSeries(candles("GRR"), 2, "break", PALETTE).map(({ color }) => color)).toEqual([
    "#00f66",
    "#f00",
    "#f00",
  ]);
});

it("makes the forming candle of the ticks seen in its minute, and of no other", () => {
  const last = candles("G")[0];
  const tick = (second: number, price: number) => ({ symbol: "V100", price, timestamp: moment(1, second) });
  expect(formingCandle(last, { ...tick(0, 9), timestamp: moment(0, 30) })).toBeUndefined();
  formingCandle(last, tick(1, 5));
  formingCandle(last, tick(2, 7));
  expect(formingCandle(last, tick(3, 6))).toMatchObject({ open: 5, high: 7, low: 5, close: 6 });
});

it("marks where a bet began and what came of it", () => {
  const trade: TradePayload = {
    trade_id: "T1",
    book: "ACCOUNT",
    direction: "PUT",
    entry_time: moment(1, 2),
    entry_streak_size: 8,
    stake: 1,
    exit_time: moment(2, 3),
    result: "LOSS",
    profit: -1,
    final_level: 1,
    reason: null,
  };
  const [begin, end] = tradeMarkers([trade], moment(0), PALETTE, String);
  expect(begin).toMatchObject({ shape: "arrowDown", time: Date.parse(moment(1)) / 1000 });
  expect(end).toMatchObject({ text: "✕ -1", color: PALETTE.down });
});

it("draws the drawdown below the highest balance before it", () => {
  const points = equitySeries([
    { timestamp: moment(1), balance: 100 },
    { timestamp: moment(1), balance: 200 },
    { timestamp: moment(2), balance: 150 },
  ]);
  expect(points.map(({ value }) => value)).toEqual([200, 150]);
  expect(drawdownSeries(points).map(({ value }) => value)).toEqual([0, -25]);
});
