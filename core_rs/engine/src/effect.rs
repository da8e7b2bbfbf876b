//! Effects: what the engine wants done, kept or told (`abutre.domain.effects` and `.events` describe each).

use serde::Serialize;

use crate::book::Direction;
use crate::fact::{BookKind, Outcome};
use crate::settings::Settings;
use crate::streak::Color;

/// Bot status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    /// Orders go to the account.
    Running,
    /// Paper only.
    Paused,
    /// The contract in flight is followed to its end.
    Stopping,
    /// Not trading.
    Stopped,
}

/// Severity of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // the names say it
pub enum AlertLevel {
    Success,
    Info,
    Warning,
    Error,
}

/// WIN when the last contract of a sequence won (R8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)] // the names say it
pub enum SequenceResult {
    Win,
    Loss,
}

/// One effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[allow(missing_docs)] // the fields are described once, in abutre/domain
pub enum Effect {
    Buy {
        book: BookKind,
        intent: u64,
        direction: Direction,
        level: u32,
        stake: i64,
    },
    Backfill {
        from_time: i64,
        to_time: i64,
    },
    Reconcile {
        book: BookKind,
        intent: u64,
        contract_id: Option<i64>,
        direction: Direction,
        stake: i64,
    },
    ContractOpened {
        book: BookKind,
        trade_id: u64,
        intent: u64,
        contract_id: Option<i64>,
        level: u32,
        direction: Direction,
        stake: i64,
        payout: i64,
        epoch: i64,
    },
    ContractClosed {
        book: BookKind,
        trade_id: u64,
        intent: u64,
        outcome: Outcome,
        payout: i64,
        epoch: i64,
    },
    BotStatus {
        status: Status,
        message: String,
        epoch: i64,
    },
    BalanceUpdate {
        balance: i64,
        peak: i64,
        drawdown_bp: i64,
        epoch: i64,
    },
    NewCandle {
        epoch: i64,
        open: i64,
        high: i64,
        low: i64,
        close: i64,
        color: Color,
    },
    MarketData {
        price: i64,
        streak_count: u32,
        streak_direction: Option<Color>,
        epoch: i64,
    },
    TriggerDetected {
        streak_count: u32,
        direction: Color,
        epoch: i64,
    },
    TradeOpened {
        trade_id: u64,
        book: BookKind,
        epoch: i64,
        direction: Direction,
        level: u32,
        stake: i64,
        entry_streak_size: u32,
    },
    PositionUpdate {
        in_position: bool,
        direction: Option<Direction>,
        entry_epoch: Option<i64>,
        entry_streak_size: u32,
        current_level: u32,
        current_stake: i64,
        total_loss: i64,
        next_stake: i64,
    },
    TradeClosed {
        trade_id: u64,
        book: BookKind,
        epoch: i64,
        result: SequenceResult,
        profit: i64,
        final_level: u32,
        balance: i64,
        reason: &'static str,
    },
    RiskStats {
        total_trades: u64,
        wins: u64,
        losses: u64,
        win_rate_bp: i64,
        roi_bp: i64,
    },
    SystemAlert {
        level: AlertLevel,
        message: String,
        epoch: i64,
    },
    SettingsChanged {
        settings: Settings,
        version: u32,
    },
}
