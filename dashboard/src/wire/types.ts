// Made by scripts/types.mjs from ../schema. Do not edit.

/**
 * What the account is; fixed on the command line when the process starts.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AccountMode".
 */
export type AccountMode = "SIMULATED" | "DEMO" | "REAL" | "PAPER";
/**
 * Severity of a `SystemAlert`.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AlertLevel".
 */
export type AlertLevel = "success" | "info" | "warning" | "error";
/**
 * Which ledger a sequence belongs to: the configured account, or the paper one used while PAUSED.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Book".
 */
export type Book = "ACCOUNT" | "PAPER";
/**
 * Bot status as the wire names it.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BotState".
 */
export type BotState = "RUNNING" | "PAUSED" | "STOPPING" | "STOPPED";
/**
 * Colour of a candle (R1).
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Color".
 */
export type Color = "GREEN" | "RED" | "DOJI";
/**
 * Side of a contract: CALL wins when the price ends higher, PUT when it ends lower.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Direction".
 */
export type Direction = "CALL" | "PUT";
/**
 * How far a purchase has come; WON, LOST and REFUNDED are the outcomes of `Outcome`.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ContractState".
 */
export type ContractState = "SENT" | "UNKNOWN" | "OPEN" | "WON" | "LOST" | "REFUNDED" | "REFUSED" | "ABANDONED";
/**
 * What a DOJI does to a streak (R2).
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "DojiPolicy".
 */
export type DojiPolicy = "break" | "ignore";
/**
 * How the stake of a level is found (R6).
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "StakePolicy".
 */
export type StakePolicy = "multiplier" | "recover";
/**
 * WIN when the last contract of the sequence won, else LOSS (R8); says nothing about the profit.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SequenceResult".
 */
export type SequenceResult = "WIN" | "LOSS";

export interface Contract {}
/**
 * What kind of money is at stake; never which account.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AccountPayload".
 */
export interface AccountPayload {
  mode: AccountMode;
  currency: string;
}
/**
 * An alert of the past, with the number of its event.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AlertPayload".
 */
export interface AlertPayload {
  level: AlertLevel;
  message: string;
  timestamp: string;
  seq: number;
}
/**
 * Amounts in the account's currency; drawdown in percent of the peak.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BalanceUpdatePayload".
 */
export interface BalanceUpdatePayload {
  balance: number;
  peak: number;
  drawdown_pct: number;
  timestamp: string;
}
/**
 * The bot's status.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BotStatusPayload".
 */
export interface BotStatusPayload {
  status: BotState;
  message: string;
  timestamp: string;
}
/**
 * A complete minute; timestamp is when it opened.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CandlePayload".
 */
export interface CandlePayload {
  timestamp: string;
  open: number;
  high: number;
  low: number;
  close: number;
  color: Color;
}
/**
 * A purchase and what became of it; what is not known, or never was, is null.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ContractPayload".
 */
export interface ContractPayload {
  intent: number;
  trade_id: string | null;
  contract_id: number | null;
  book: Book;
  direction: Direction;
  level: number;
  stake: number;
  state: ContractState;
  sent_time: string;
  opened_time: string | null;
  closed_time: string | null;
  payout: number | null;
  credited: number | null;
  profit: number | null;
  entry_spot: number | null;
  exit_spot: number | null;
  refusal: string | null;
}
/**
 * Balance after a closed sequence.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "EquityPayload".
 */
export interface EquityPayload {
  timestamp: string;
  balance: number;
}
/**
 * Why a request was refused, and which parameter is to blame, if one is.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ErrorPayload".
 */
export interface ErrorPayload {
  error: string;
  field?: string | null;
}
/**
 * A level's settled contracts; `expected` is how many a fair coin would have brought to it.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LevelPayload".
 */
export interface LevelPayload {
  level: number;
  reached: number;
  won: number;
  lost: number;
  profit: number;
  expected: number;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ListPayloadLevelPayload".
 */
export interface ListPayloadLevelPayload {
  items: LevelPayload[];
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ListPayloadSettingsVersionPayload".
 */
export interface ListPayloadSettingsVersionPayload {
  items: SettingsVersionPayload[];
}
/**
 * A version of the settings.
 *
 * stored_at is the time of the bot's machine, for settings are stored without a market, too; null for the
 * defaults, which nobody stored.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SettingsVersionPayload".
 */
export interface SettingsVersionPayload {
  delay_threshold: number;
  max_level: number;
  initial_stake: number;
  multiplier: number;
  max_drawdown: number;
  auto_trading: boolean;
  doji_policy: DojiPolicy;
  stake_policy: StakePolicy;
  max_daily_loss: number | null;
  require_full_ladder: boolean;
  version: number;
  stored_at: string | null;
}
/**
 * The market at a candle's close; symbol is the user's name for it.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "MarketDataPayload".
 */
export interface MarketDataPayload {
  symbol: string;
  price: number;
  streak_count: number;
  streak_direction: Color | null;
  timestamp: string;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PagePayloadAlertPayload".
 */
export interface PagePayloadAlertPayload {
  items: AlertPayload[];
  cursor: string | null;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PagePayloadCandlePayload".
 */
export interface PagePayloadCandlePayload {
  items: CandlePayload[];
  cursor: string | null;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PagePayloadContractPayload".
 */
export interface PagePayloadContractPayload {
  items: ContractPayload[];
  cursor: string | null;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PagePayloadEquityPayload".
 */
export interface PagePayloadEquityPayload {
  items: EquityPayload[];
  cursor: string | null;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PagePayloadTradePayload".
 */
export interface PagePayloadTradePayload {
  items: TradePayload[];
  cursor: string | null;
}
/**
 * A sequence; what is not known while it runs is null.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TradePayload".
 */
export interface TradePayload {
  trade_id: string;
  book: Book;
  direction: Direction;
  entry_time: string;
  entry_streak_size: number;
  stake: number;
  exit_time: string | null;
  result: SequenceResult | null;
  profit: number | null;
  final_level: number | null;
  reason: string | null;
}
/**
 * The running sequence; total_loss is at most 0, next_stake 0 when there is no next level.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PositionUpdatePayload".
 */
export interface PositionUpdatePayload {
  in_position: boolean;
  direction: Direction | null;
  entry_timestamp: string | null;
  entry_streak_size: number;
  current_level: number;
  current_stake: number;
  total_loss: number;
  next_stake: number;
}
/**
 * What settings mean for a sequence that began now, by the engine that trades.
 *
 * `reach` is the last level that could be bought, `worst_case` the loss if all of them are lost, and
 * `expected` the mean profit of a sequence at even odds. One in `one_in` sequences loses them all then.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PreviewPayload".
 */
export interface PreviewPayload {
  payout_rate: number;
  break_even: number;
  levels: RungPayload[];
  reach: number;
  one_in: number;
  worst_case: number;
  expected: number;
  drawdown_room: number;
  daily_room: number | null;
  running_worst_case: number | null;
}
/**
 * A level, were every one before it lost; won is what a sequence brings that wins here.
 *
 * `refused` names the limit that keeps it from being bought now; stake is null past what can be counted.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RungPayload".
 */
export interface RungPayload {
  level: number;
  stake: number | null;
  total_loss: number;
  won: number | null;
  refused: string | null;
}
/**
 * Profit of a win per stake, and the percentage of contracts that must win to lose nothing.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "QuotePayload".
 */
export interface QuotePayload {
  payout_rate: number;
  break_even: number;
}
/**
 * Closed sequences; rates in percent.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RiskStatsPayload".
 */
export interface RiskStatsPayload {
  total_trades: number;
  wins: number;
  losses: number;
  win_rate: number;
  roi: number;
}
/**
 * The stored settings and their version.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SettingsPayload".
 */
export interface SettingsPayload {
  delay_threshold: number;
  max_level: number;
  initial_stake: number;
  multiplier: number;
  max_drawdown: number;
  auto_trading: boolean;
  doji_policy: DojiPolicy;
  stake_policy: StakePolicy;
  max_daily_loss: number | null;
  require_full_ladder: boolean;
  version: number;
}
/**
 * `/api/status`: where the bot stands.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "StatusPayload".
 */
export interface StatusPayload {
  seq: number;
  account: AccountPayload;
  symbol: SymbolPayload;
  bot_status: BotStatusPayload;
  balance: BalanceUpdatePayload;
  position: PositionUpdatePayload;
  market: MarketDataPayload | null;
  risk_stats: RiskStatsPayload;
  quote: QuotePayload;
  alerts: AlertPayload[];
}
/**
 * The market: the user's name, the broker's code, the smallest price step.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SymbolPayload".
 */
export interface SymbolPayload {
  name: string;
  code: string;
  pip_size: number;
}
/**
 * `bot_command`; `after_sequence` goes with pause only.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BotCommandData".
 */
export interface BotCommandData {
  command_id?: string | null;
  command: "start" | "pause" | "stop";
  after_sequence?: boolean;
}
/**
 * To a client that has just connected, first of all.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ConnectionAck".
 */
export interface ConnectionAck {
  status?: "connected";
}
/**
 * The `auth` object of a connecting client; other keys are left for others.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Handshake".
 */
export interface Handshake {
  last_seq?: number | null;
  token?: string | null;
}
/**
 * `request_state`.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RequestStateData".
 */
export interface RequestStateData {
  command_id?: string | null;
}
/**
 * To the client that asked: every bad field, and why.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SettingsRefused".
 */
export interface SettingsRefused {
  success?: false;
  errors: {
    [k: string]: string;
  };
}
/**
 * To the client that asked.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SettingsUpdated".
 */
export interface SettingsUpdated {
  success?: true;
}
/**
 * `state_snapshot`: the status, and what the charts and tables show.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "StateSnapshot".
 */
export interface StateSnapshot {
  seq: number;
  account: AccountPayload;
  symbol: SymbolPayload;
  bot_status: BotStatusPayload;
  balance: BalanceUpdatePayload;
  position: PositionUpdatePayload;
  market: MarketDataPayload | null;
  risk_stats: RiskStatsPayload;
  quote: QuotePayload;
  alerts: AlertPayload[];
  schema_version?: 1;
  settings: SettingsPayload;
  candles: CandlePayload[];
  equity: EquityPayload[];
  trades: TradePayload[];
}
/**
 * Something a person should know.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SystemAlertPayload".
 */
export interface SystemAlertPayload {
  level: AlertLevel;
  message: string;
  timestamp: string;
}
/**
 * The live price, at most once a second; the only event without a number.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TickPayload".
 */
export interface TickPayload {
  symbol: string;
  price: number;
  timestamp: string;
}
/**
 * A sequence closed; profit is that of the whole sequence.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TradeClosedPayload".
 */
export interface TradeClosedPayload {
  trade_id: string;
  exit_time: string;
  result: SequenceResult;
  profit: number;
  final_level: number;
  balance: number;
}
/**
 * The first contract of a sequence is confirmed.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TradeOpenedPayload".
 */
export interface TradeOpenedPayload {
  trade_id: string;
  entry_time: string;
  direction: Direction;
  level: number;
  stake: number;
  entry_streak_size: number;
}
/**
 * A streak reached the threshold; direction is its colour.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TriggerDetectedPayload".
 */
export interface TriggerDetectedPayload {
  streak_count: number;
  direction: Color;
  timestamp: string;
}
/**
 * `update_settings`: any subset of the settings. Their values are judged as a whole, by the domain.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "UpdateSettingsData".
 */
export interface UpdateSettingsData {
  command_id?: string | null;
  [k: string]: unknown;
}
/**
 * Second argument. seq grows by one per event, for all clients, across restarts; what goes to one client only carries the number of the last event that it reflects. A tick has none.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Sequence".
 */
export interface Sequence {
  seq: number;
}
/**
 * What the callback of a command gets. error is for the user; after too many commands it says in how many seconds to try again. errors names the settings that cannot be taken.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Acknowledgement".
 */
export interface Acknowledgement {
  ok: boolean;
  error?: string;
  errors?: {
    [k: string]: string;
  };
}
