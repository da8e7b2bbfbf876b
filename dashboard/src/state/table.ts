// Which sequences a table shows, and in which order. Pure.
import type { TradePayload } from "@/wire/types";

export const COLUMNS = ["entry_time", "entry_streak_size", "final_level", "profit"] as const;
export type Column = (typeof COLUMNS)[number];
export interface Order {
  by: Column;
  rising: boolean;
}

export const NEWEST_FIRST: Order = { by: "entry_time", rising: false };

/** What was read, and what has happened since; of a sequence in both the one that says how it ended. */
export function merged(read: readonly TradePayload[], live: readonly TradePayload[]): TradePayload[] {
  const rows = new Map(read.map((trade) => [trade.trade_id, trade]));
  for (const trade of live) if (!rows.get(trade.trade_id)?.result) rows.set(trade.trade_id, trade);
  return [...rows.values()];
}

/** By a column, then the newest first; what is not known yet always comes last. */
export function sorted(trades: readonly TradePayload[], { by, rising }: Order): TradePayload[] {
  return [...trades].sort((one, other) => {
    const newest = other.entry_time.localeCompare(one.entry_time);
    if (by === "entry_time") return rising ? -newest : newest;
    const [left, right] = [one[by], other[by]];
    if (left === null || right === null) return Number(left === null) - Number(right === null) || newest;
    return (rising ? left - right : right - left) || newest;
  });
}
