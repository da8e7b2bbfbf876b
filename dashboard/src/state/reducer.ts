// What is known of the bot: a snapshot, and every event with a greater number laid over it.

import type { WireEvent } from "@/wire/client";
import type {
  AlertPayload,
  BalanceUpdatePayload,
  BotStatusPayload,
  CandlePayload,
  MarketDataPayload,
  PositionUpdatePayload,
  RiskStatsPayload,
  SettingsPayload,
  StateSnapshot,
  SystemAlertPayload,
  TickPayload,
  TradeClosedPayload,
  TradeOpenedPayload,
} from "@/wire/types";

export const MOST = { candles: 600, equity: 1000, trades: 200, alerts: 50 } as const;

export type Known = Omit<StateSnapshot, "schema_version">;

export interface Taken {
  known: Known | undefined;
  tick: TickPayload | undefined;
  /** A number was left out: what follows means nothing until a snapshot comes. */
  hole: boolean;
  /** Alerts that came as events, oldest first: news, and not history. */
  news: AlertPayload[];
}

const TO_US_ALONE = new Set(["connection_ack", "settings_updated"]);

/** `events` laid over `known`, in order. Pure. */
export function take(known: Known | undefined, events: readonly WireEvent[], hole = false): Taken {
  const taken: Taken = { known, tick: undefined, hole, news: [] };
  for (const event of events) takeOne(taken, event);
  return taken;
}

function takeOne(taken: Taken, { name, payload, seq }: WireEvent): void {
  if (name === "tick") {
    taken.tick = payload as TickPayload;
    return;
  }
  if (name === "state_snapshot") {
    taken.known = payload as StateSnapshot;
    taken.hole = false;
    return;
  }
  const { known } = taken;
  if (TO_US_ALONE.has(name) || seq === undefined || known === undefined || taken.hole) return;
  if (seq <= known.seq) return;
  if (seq > known.seq + 1) {
    taken.hole = true;
    return;
  }
  taken.known = { ...known, seq, ...change(known, name, payload, seq) };
  const newest = taken.known.alerts[0];
  if (name === "system_alert" && newest) taken.news.push(newest);
}

function change(known: Known, name: string, payload: unknown, seq: number): Partial<Known> {
  switch (name) {
    case "bot_status":
      return { bot_status: payload as BotStatusPayload };
    case "balance_update":
      return { balance: payload as BalanceUpdatePayload };
    case "new_candle":
      return { candles: [...known.candles, payload as CandlePayload].slice(-MOST.candles) };
    case "market_data":
      return { market: payload as MarketDataPayload };
    case "position_update":
      return { position: payload as PositionUpdatePayload };
    case "risk_stats":
      return { risk_stats: payload as RiskStatsPayload };
    case "settings_changed":
      return { settings: payload as SettingsPayload };
    case "system_alert":
      return {
        alerts: [{ ...(payload as SystemAlertPayload), seq }, ...known.alerts].slice(0, MOST.alerts),
      };
    case "trade_opened":
      return { trades: opened(known, payload as TradeOpenedPayload) };
    case "trade_closed":
      return closed(known, payload as TradeClosedPayload);
    default:
      return {};
  }
}

function opened(known: Known, trade: TradeOpenedPayload): Known["trades"] {
  const { trade_id, direction, entry_time, entry_streak_size, stake } = trade;
  // While PAUSED, and only then, sequences are on paper.
  const book = known.bot_status.status === "PAUSED" ? "PAPER" : "ACCOUNT";
  const row = { trade_id, book, direction, entry_time, entry_streak_size, stake } as const;
  const rest = { exit_time: null, result: null, profit: null, final_level: null, reason: null };
  return [{ ...row, ...rest }, ...known.trades].slice(0, MOST.trades);
}

function closed(known: Known, trade: TradeClosedPayload): Partial<Known> {
  const { exit_time, result, profit, final_level, balance } = trade;
  const own = known.trades.find((row) => row.trade_id === trade.trade_id);
  const trades = known.trades.map((row) =>
    row === own ? { ...row, exit_time, result, profit, final_level } : row,
  );
  if (own?.book === "PAPER") return { trades };
  return { trades, equity: [...known.equity, { timestamp: exit_time, balance }].slice(-MOST.equity) };
}
