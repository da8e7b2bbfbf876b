// A bot as its snapshot shows it, for tests to lay their own over.
import type { Known } from "@/state/reducer";
import type { WireEvent } from "@/wire/client";
import type { PreviewPayload, TradePayload } from "@/wire/types";

export const AT = "2025-01-21T14:30:00Z";

export const OUT = {
  in_position: false,
  direction: null,
  entry_timestamp: null,
  entry_streak_size: 0,
  current_level: 0,
  current_stake: 0,
  total_loss: 0,
  next_stake: 0,
} as const;

export function known(change: Partial<Known> = {}): Known {
  return {
    seq: 10,
    account: { mode: "SIMULATED", currency: "USD" },
    symbol: { name: "V100", code: "R_100", pip_size: 0.01 },
    bot_status: { status: "RUNNING", message: "Bot is running.", timestamp: AT },
    balance: { balance: 2000, peak: 2000, drawdown_pct: 0, timestamp: AT },
    position: OUT,
    market: { symbol: "V100", price: 998.4, streak_count: 5, streak_direction: "RED", timestamp: AT },
    risk_stats: { total_trades: 0, wins: 0, losses: 0, win_rate: 0, roi: 0 },
    quote: { payout_rate: 0.95, break_even: 51.28 },
    settings: {
      delay_threshold: 8,
      max_level: 10,
      initial_stake: 1,
      multiplier: 2,
      max_drawdown: 25,
      auto_trading: true,
      doji_policy: "break",
      stake_policy: "multiplier",
      max_daily_loss: null,
      require_full_ladder: false,
      version: 1,
    },
    candles: [],
    equity: [],
    trades: [],
    alerts: [],
    ...change,
  };
}

export const event = (seq: number, name: string, payload: object): WireEvent => ({ seq, name, payload });

export const PREVIEW: PreviewPayload = {
  payout_rate: 0.95,
  break_even: 51.28,
  levels: [{ level: 1, stake: 1, total_loss: -1, won: 0.95, refused: null }],
  reach: 8,
  one_in: 256,
  worst_case: -255,
  expected: -0.2,
  drawdown_room: 500,
  daily_room: null,
  running_worst_case: null,
};

export const trade = (change: Partial<TradePayload> = {}): TradePayload => ({
  trade_id: "T9",
  book: "ACCOUNT",
  direction: "PUT",
  entry_time: AT,
  entry_streak_size: 8,
  stake: 1,
  exit_time: AT,
  result: "WIN",
  profit: 0.95,
  final_level: 1,
  reason: "won",
  ...change,
});
