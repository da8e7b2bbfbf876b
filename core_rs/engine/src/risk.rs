//! The gate before every contract (R11): limits that cannot be overshot.

use serde::{Deserialize, Serialize};

use crate::settings::Settings;

/// Why a contract was refused, or trading halted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// The stake is outside what the broker takes, or past what the engine counts.
    BrokerLimit,
    /// The balance does not cover the stake.
    InsufficientBalance,
    /// A loss would pass (or has reached) the largest drawdown.
    MaxDrawdown,
    /// A loss would pass the largest loss of a UTC day.
    MaxDailyLoss,
    /// The broker refused for good.
    Refused,
}

impl Limit {
    /// The limit's name in records and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BrokerLimit => "broker_limit",
            Self::InsufficientBalance => "insufficient_balance",
            Self::MaxDrawdown => "max_drawdown",
            Self::MaxDailyLoss => "max_daily_loss",
            Self::Refused => "refused",
        }
    }
}

/// Stakes the broker takes, minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StakeLimits {
    /// Smallest.
    pub min: i64,
    /// Largest; none when the broker names none.
    pub max: Option<i64>,
}

/// What a contract is bought with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Funds {
    /// Balance, no contract running, minor units.
    pub balance: i64,
    /// Highest balance at a settlement.
    pub peak: i64,
    /// Profit of today's settled contracts; negative is a loss.
    pub day_profit: i64,
}

impl Funds {
    /// The funds after losing `stake`.
    #[must_use]
    pub fn after_losing(self, stake: i64) -> Self {
        Self { balance: self.balance - stake, day_profit: self.day_profit - stake, ..self }
    }

    /// Whether the drawdown is more than `limit_bp` hundredths of a percent.
    #[must_use]
    pub fn drawdown_above(self, limit_bp: i64) -> bool {
        i128::from(self.peak - self.balance) * 10_000 > i128::from(limit_bp) * i128::from(self.peak)
    }

    /// Whether the drawdown has reached `limit_bp` hundredths of a percent.
    #[must_use]
    pub fn drawdown_reached(self, limit_bp: i64) -> bool {
        self.peak > 0
            && i128::from(self.peak - self.balance) * 10_000 >= i128::from(limit_bp) * i128::from(self.peak)
    }
}

/// Lets a contract of `stake` through, or names the first limit it breaks.
///
/// # Errors
/// The limit, in the order of R11.
pub fn gate(
    funds: Funds,
    stake: Option<i64>,
    settings: &Settings,
    limits: StakeLimits,
) -> Result<i64, Limit> {
    let stake = stake
        .filter(|stake| *stake > 0 && *stake >= limits.min && limits.max.is_none_or(|max| *stake <= max))
        .ok_or(Limit::BrokerLimit)?;
    if funds.balance < stake {
        return Err(Limit::InsufficientBalance);
    }
    let lost = funds.after_losing(stake);
    if lost.drawdown_above(settings.max_drawdown_bp) {
        return Err(Limit::MaxDrawdown);
    }
    if settings.max_daily_loss.is_some_and(|limit| -lost.day_profit > limit) {
        return Err(Limit::MaxDailyLoss);
    }
    Ok(stake)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: StakeLimits = StakeLimits { min: 35, max: Some(5_000_000) };

    fn through(balance: i64, peak: i64, stake: i64, settings: &Settings) -> Result<i64, Limit> {
        gate(Funds { balance, peak, day_profit: 0 }, Some(stake), settings, LIMITS)
    }

    #[test]
    fn the_first_broken_limit_is_named() {
        let settings = Settings { max_daily_loss: Some(10), ..Settings::default() };
        assert_eq!(through(10, 100_000, 34, &settings), Err(Limit::BrokerLimit));
        assert_eq!(through(10, 100_000, 35, &settings), Err(Limit::InsufficientBalance));
        assert_eq!(through(35, 100_000, 35, &settings), Err(Limit::MaxDrawdown));
        assert_eq!(through(100_000, 100_000, 35, &settings), Err(Limit::MaxDailyLoss));
        assert_eq!(through(100_000, 100_000, 35, &Settings::default()), Ok(35));
    }

    #[test]
    fn a_loss_may_reach_the_drawdown_but_not_pass_it() {
        let settings = Settings::default();
        assert_eq!(through(100_000, 100_000, 25_000, &settings), Ok(25_000));
        assert_eq!(through(100_000, 100_000, 25_001, &settings), Err(Limit::MaxDrawdown));
    }
}
