//! The strategy's settings, as `abutre.domain.settings` validated them.

use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::money::{MAX_MONEY, in_range};

/// What a DOJI does to a streak (R2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DojiPolicy {
    /// The streak ends: count 0, no colour.
    Break,
    /// The streak stays as it was.
    Ignore,
}

/// How the stake of a level is found (R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StakePolicy {
    /// `initial_stake × multiplier^(level − 1)`.
    Multiplier,
    /// The smallest stake whose win recovers the losses plus the first level's win.
    Recover,
}

/// The settings; see the table of trading-rules.md.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Streak length that triggers, candles, 2 … 50.
    pub delay_threshold: u32,
    /// Last level of a sequence, 1 … 20.
    pub max_level: u32,
    /// Stake of level 1, minor units, 35 … 1 000 000.
    pub initial_stake: i64,
    /// Stake growth per level, ten-thousandths, 10 000 … 100 000.
    pub multiplier_e4: u32,
    /// Largest drawdown, hundredths of a percent, 100 … 10 000.
    pub max_drawdown_bp: i64,
    /// False keeps the bot PAUSED.
    pub auto_trading: bool,
    /// What a DOJI does to a streak.
    pub doji_policy: DojiPolicy,
    /// How stakes grow.
    pub stake_policy: StakePolicy,
    /// Largest loss of a UTC day, minor units; none is off.
    pub max_daily_loss: Option<i64>,
    /// Skip triggers whose ladder cannot be played to the end.
    pub require_full_ladder: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            delay_threshold: 8,
            max_level: 10,
            initial_stake: 100,
            multiplier_e4: 20_000,
            max_drawdown_bp: 2_500,
            auto_trading: true,
            doji_policy: DojiPolicy::Break,
            stake_policy: StakePolicy::Multiplier,
            max_daily_loss: None,
            require_full_ladder: false,
        }
    }
}

impl Settings {
    /// The settings when every field is in its range.
    ///
    /// # Errors
    /// `OutOfRange` for the first that is not.
    pub fn validated(self) -> Result<Self, EngineError> {
        in_range("delay_threshold", self.delay_threshold.into(), 2, 50)?;
        in_range("max_level", self.max_level.into(), 1, 20)?;
        in_range("initial_stake", self.initial_stake, 35, 1_000_000)?;
        in_range("multiplier_e4", self.multiplier_e4.into(), 10_000, 100_000)?;
        in_range("max_drawdown_bp", self.max_drawdown_bp, 100, 10_000)?;
        if let Some(loss) = self.max_daily_loss {
            in_range("max_daily_loss", loss, 1, MAX_MONEY)?;
        }
        Ok(self)
    }
}
