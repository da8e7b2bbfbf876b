// What the charts draw, computed from what is known. Pure.
import type {
  AlertPayload,
  CandlePayload,
  DojiPolicy,
  EquityPayload,
  TickPayload,
  TradePayload,
} from "@/wire/types";

export interface Palette {
  up: string;
  down: string;
  text: string;
  line: string;
  accent: string;
  warn: string;
}

export interface Bar {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
}

export interface Mark {
  time: number;
  position: "aboveBar" | "belowBar";
  shape: "arrowUp" | "arrowDown" | "circle" | "square";
  color: string;
  text: string;
}

const MINUTE = 60;
const PALE = "66"; // alpha of candles outside of a long streak
const second = (iso: string) => Date.parse(iso) / 1000;

/** Length of the streak that each candle belongs to, counted to the streak's end. */
export function streakLengths(candles: readonly CandlePayload[], doji: DojiPolicy): number[] {
  const lengths: number[] = new Array(candles.length).fill(0);
  let members: number[] = [];
  let colour: string | undefined;
  const settle = () => {
    for (const index of members) lengths[index] = members.length;
    members = [];
  };
  candles.forEach((candle, index) => {
    if (candle.color === "DOJI") {
      if (doji === "break") {
        settle();
        colour = undefined;
      }
      return;
    }
    if (candle.color !== colour) settle();
    colour = candle.color;
    members.push(index);
  });
  settle();
  return lengths;
}

/** Where a streak became as long as a bet wants it. */
export function triggerMarkers(
  candles: readonly CandlePayload[],
  threshold: number,
  doji: DojiPolicy,
  palette: Palette,
): Mark[] {
  let [length, colour] = [0, ""];
  return candles.flatMap(({ timestamp, color }) => {
    if (color === "DOJI") {
      if (doji === "break") [length, colour] = [0, ""];
      return [];
    }
    [length, colour] = [color === colour ? length + 1 : 1, color];
    if (length !== threshold) return [];
    const position = color === "GREEN" ? "aboveBar" : "belowBar";
    return [
      { time: second(timestamp), position, shape: "square", color: palette.warn, text: `${threshold}` },
    ];
  });
}

export function candleSeries(
  candles: readonly CandlePayload[],
  threshold: number,
  doji: DojiPolicy,
  palette: Palette,
) {
  const lengths = streakLengths(candles, doji);
  return candles.map(({ timestamp, open, high, low, close, color }, index) => {
    const base = color === "GREEN" ? palette.up : color === "RED" ? palette.down : palette.text;
    const shade = (lengths[index] ?? 0) >= threshold ? base : base + PALE;
    return { time: second(timestamp), open, high, low, close, color: shade, wickColor: shade };
  });
}

/** When the minute of the newest tick began; undefined when `last` is that minute, or a later one. */
export function formingMinute(last: CandlePayload | undefined, tick: TickPayload | undefined) {
  if (!last || !tick) return undefined;
  const time = Math.floor(second(tick.timestamp) / MINUTE) * MINUTE;
  return time > second(last.timestamp) ? time : undefined;
}

let forming: Bar | undefined;

/** The minute after `last`, made of the ticks seen in it; undefined when the newest tick is older. */
export function formingCandle(
  last: CandlePayload | undefined,
  tick: TickPayload | undefined,
): Bar | undefined {
  const time = formingMinute(last, tick);
  if (!tick || time === undefined) return undefined;
  const { price } = tick;
  forming =
    forming?.time === time
      ? { ...forming, high: Math.max(forming.high, price), low: Math.min(forming.low, price), close: price }
      : { time, open: price, high: price, low: price, close: price };
  return forming;
}

/** Where bets began and what came of them, oldest first. */
export function tradeMarkers(
  trades: readonly TradePayload[],
  from: string,
  palette: Palette,
  profit: (value: number) => string,
): Mark[] {
  return trades
    .filter((trade) => trade.entry_time >= from)
    .flatMap((trade): Mark[] => {
      const call = trade.direction === "CALL";
      const minute = (iso: string) => Math.floor(second(iso) / MINUTE) * MINUTE;
      const begin: Mark = {
        time: minute(trade.entry_time),
        position: call ? "belowBar" : "aboveBar",
        shape: call ? "arrowUp" : "arrowDown",
        color: palette.accent,
        text: "",
      };
      if (!trade.exit_time || trade.profit === null) return [begin];
      const won = trade.result === "WIN";
      const end: Mark = {
        time: minute(trade.exit_time),
        position: call ? "aboveBar" : "belowBar",
        shape: "circle",
        color: won ? palette.up : palette.down,
        text: `${won ? "✓" : "✕"} ${profit(trade.profit)}`,
      };
      return [begin, end];
    })
    .sort((one, other) => one.time - other.time);
}

/** One point a second, the last one of each, as the chart wants it. */
export function equitySeries(equity: readonly EquityPayload[]) {
  const points = new Map<number, number>();
  for (const { timestamp, balance } of equity) points.set(second(timestamp), balance);
  return [...points].sort(([one], [other]) => one - other).map(([time, value]) => ({ time, value }));
}

/** How far each balance stands below the highest before it, percent, at most 0. */
export function drawdownSeries(points: readonly { time: number; value: number }[]) {
  let peak = Number.NEGATIVE_INFINITY;
  return points.map(({ time, value }) => {
    peak = Math.max(peak, value);
    return { time, value: peak > 0 ? ((value - peak) / peak) * 100 : 0 };
  });
}

const MARKED = /halted|^Settings (version|updated)/;

/** Halts and changes of settings, each at the first balance after it. */
export function equityMarkers(
  alerts: readonly AlertPayload[],
  points: readonly { time: number }[],
  palette: Palette,
) {
  return alerts
    .filter(({ message }) => MARKED.test(message))
    .flatMap(({ timestamp, message }) => {
      const at = points.find(({ time }) => time >= second(timestamp)) ?? points.at(-1);
      const halt = message.includes("halted");
      return at
        ? [
            {
              time: at.time,
              position: "inBar",
              shape: "circle",
              color: halt ? palette.down : palette.warn,
              text: halt ? "■" : "",
            },
          ]
        : [];
    })
    .sort((one, other) => one.time - other.time);
}
