//! What the engine tells people, in one place.

use crate::effect::Status;
use crate::risk::Limit;
use crate::streak::{Color, Streak};

pub(crate) fn status(status: Status, note: &str, held: Option<&str>) -> String {
    let what = match status {
        Status::Running => "Bot is running",
        Status::Paused => "Bot is paused: watching, trading on paper only",
        Status::Stopping => "Bot is stopping: following the contract in flight to its settlement",
        Status::Stopped => "Bot is stopped",
    };
    let mut message = what.to_owned();
    if matches!(status, Status::Running | Status::Paused) {
        if let Some(reason) = held {
            message = format!("{message}, but {}", self::held(reason));
        }
        if !note.is_empty() {
            message = format!("{message}. {note}");
        }
    }
    message
}

pub(crate) fn held(reason: &str) -> String {
    format!("no new sequence begins: {reason}")
}

pub(crate) fn halted(limit: Limit) -> String {
    format!("Trading halted: {}. Only start lifts it", limit_in_words(limit))
}

pub(crate) fn limit_in_words(limit: Limit) -> &'static str {
    match limit {
        Limit::BrokerLimit => "the stake is outside the broker's limits",
        Limit::InsufficientBalance => "the balance does not cover the stake",
        Limit::MaxDrawdown => "max_drawdown would be passed or is reached",
        Limit::MaxDailyLoss => "max_daily_loss would be passed",
        Limit::Refused => "the broker refused the purchase",
    }
}

/// `reach` is the last level that the limits let this sequence play (R14).
pub(crate) fn trigger(streak: Streak, color: Color, reach: u32, max_level: u32, skipped: bool) -> String {
    let what = format!("Trigger detected: {} {} candles in a row", streak.count, color.name());
    match (reach < max_level, skipped) {
        (false, _) => what,
        (true, false) => format!("{what}; the limits let the sequence reach level {reach} of {max_level}"),
        (true, true) => {
            format!(
                "{what}; skipped: the limits let it reach only level {reach} of {max_level} (require_full_ladder)"
            )
        }
    }
}

/// `max_drawdown_bp` is shown without trailing zeros: 25%, 12.5%.
pub(crate) fn drawdown_near(max_drawdown_bp: i64) -> String {
    let whole = max_drawdown_bp / 100;
    match max_drawdown_bp % 100 {
        0 => format!("Max drawdown approaching {whole}%"),
        tenths if tenths % 10 == 0 => format!("Max drawdown approaching {whole}.{}%", tenths / 10),
        hundredths => format!("Max drawdown approaching {whole}.{hundredths:02}%"),
    }
}

/// `epoch` as UTC hours and minutes.
pub(crate) fn streak_reset(epoch: i64) -> String {
    let minutes = epoch.rem_euclid(86_400) / 60;
    format!("No complete candle for {:02}:{:02} UTC: streak reset to 0", minutes / 60, minutes % 60)
}

pub(crate) const ABANDONED: &str =
    "The sequence left open does not go on: it closes when its contract in flight is settled";

pub(crate) fn asked(level: u32) -> String {
    format!("A sequence was left open at level {level}: start goes on with it, stop or pause closes it")
}

pub(crate) fn transfer(amount: &str) -> String {
    format!("Deposit or withdrawal: {amount}")
}
