import { describe, expect, it } from "vitest";
import { MOST, take } from "@/state/reducer";
import { AT, event, known, OUT } from "./known";

const OPENED = {
  trade_id: "T1",
  entry_time: AT,
  direction: "CALL",
  level: 1,
  stake: 1,
  entry_streak_size: 8,
};
const IN = {
  ...OUT,
  in_position: true,
  direction: "CALL",
  current_level: 1,
  current_stake: 1,
  next_stake: 2,
};
const CLOSED = {
  trade_id: "T1",
  exit_time: AT,
  result: "WIN",
  profit: 0.95,
  final_level: 1,
  balance: 2000.95,
};

describe("what is known", () => {
  it("follows the seed's winning sequence event by event", () => {
    const { known: after } = take(known(), [
      event(11, "trade_opened", OPENED),
      event(12, "position_update", IN),
      event(13, "trade_closed", CLOSED),
      event(14, "position_update", OUT),
      event(15, "balance_update", { balance: 2000.95, peak: 2000.95, drawdown_pct: 0, timestamp: AT }),
      event(16, "risk_stats", { total_trades: 1, wins: 1, losses: 0, win_rate: 100, roi: 0.05 }),
      event(17, "system_alert", { level: "success", message: "Trade closed: WIN", timestamp: AT }),
    ]);
    expect(after?.seq).toBe(17);
    expect(after?.trades[0]).toMatchObject({ trade_id: "T1", result: "WIN", profit: 0.95, book: "ACCOUNT" });
    expect(after?.equity).toEqual([{ timestamp: AT, balance: 2000.95 }]);
    expect(after?.position.in_position).toBe(false);
    expect(after?.balance.balance).toBe(2000.95);
    expect(after?.risk_stats.wins).toBe(1);
    expect(after?.alerts[0]).toMatchObject({ message: "Trade closed: WIN", seq: 17 });
  });

  it("leaves out what the snapshot has already", () => {
    const old = event(10, "balance_update", { balance: 1, peak: 1, drawdown_pct: 0, timestamp: AT });
    expect(take(known(), [old]).known?.balance.balance).toBe(2000);
  });

  it("notices a hole, and believes nothing until a snapshot comes", () => {
    const alert = { level: "info", message: "x", timestamp: AT };
    const torn = take(known(), [event(12, "system_alert", alert), event(13, "system_alert", alert)]);
    expect([torn.hole, torn.known?.alerts.length, torn.news.length]).toEqual([true, 0, 0]);
    const mended = take(torn.known, [event(20, "state_snapshot", known({ seq: 20 }))], torn.hole);
    expect([mended.hole, mended.known?.seq]).toEqual([false, 20]);
  });

  it("does not take an answer to this client alone for an event", () => {
    expect(take(known(), [event(99, "settings_updated", { success: true })]).hole).toBe(false);
  });

  it("calls sequences paper while the bot is paused, and keeps them out of the curve", () => {
    const paused = known({ bot_status: { status: "PAUSED", message: "", timestamp: AT } });
    const { known: after } = take(paused, [
      event(11, "trade_opened", OPENED),
      event(12, "trade_closed", CLOSED),
    ]);
    expect(after?.trades[0]?.book).toBe("PAPER");
    expect(after?.equity).toEqual([]);
  });

  it("keeps no more than it needs", () => {
    const candle = { timestamp: AT, open: 1, high: 1, low: 1, close: 1, color: "DOJI" };
    const many = Array.from({ length: 700 }, (_, index) => event(11 + index, "new_candle", candle));
    expect(take(known(), many).known?.candles.length).toBe(MOST.candles);
  });

  it("tells the newest tick apart from numbered events", () => {
    const tick = { symbol: "V100", price: 1, timestamp: AT };
    const taken = take(known(), [{ name: "tick", payload: tick, seq: undefined }]);
    expect([taken.tick, taken.known?.seq]).toEqual([tick, 10]);
  });
});
