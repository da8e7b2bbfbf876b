//! Facts: everything that can happen, as the journal writes it (`abutre.domain.facts` describes each).

use serde::{Deserialize, Serialize};

use crate::candle::{Candle, MINUTE};
use crate::error::EngineError;
use crate::money::{MAX_MONEY, in_range, valid_amount};
use crate::settings::Settings;

/// Which ledger a sequence belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum BookKind {
    /// The configured account.
    Account,
    /// The paper ledger used while PAUSED.
    Paper,
}

/// How a contract ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Outcome {
    /// It paid.
    Won,
    /// It did not.
    Lost,
    /// The stake came back; the same level is bought again (R7).
    Refunded,
}

/// Prices that a contract began and ended at, pips. Nothing is decided by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spots {
    /// The first price that counted.
    pub entry: i64,
    /// The last one.
    pub exit: i64,
}

/// An operator's command, or the end of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    /// Trade.
    Start,
    /// Watch, and trade on paper only.
    Pause,
    /// Do not trade.
    Stop,
    /// Do not trade; the process is ending.
    Shutdown,
}

/// What a start does with an account sequence that an earlier process left open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OpenSequence {
    /// It goes on at its level (R19).
    #[default]
    Continue,
    /// It closes where it stands, once its contract in flight is resolved.
    Abandon,
    /// It waits for the operator before the next contract.
    Ask,
}

/// One fact. Money in minor units, prices in pips, time in epoch seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs)] // the fields are described once, in abutre/domain/facts.py
pub enum Fact {
    Started { epoch: i64, balance: i64, account_allowed: bool, note: String, open_sequence: OpenSequence },
    TickSeen { epoch: i64, quote: i64 },
    CandleSeen { open_time: i64, open: i64, high: i64, low: i64, close: i64 },
    History { candles: Vec<Candle> },
    TimePassed { epoch: i64 },
    Quoted { payout_rate_ppm: i64, min_stake: i64, max_stake: Option<i64> },
    Purchased { book: BookKind, intent: u64, contract_id: i64, stake: i64, payout: i64, epoch: i64 },
    Refused { book: BookKind, intent: u64, reason: String, fatal: bool, epoch: i64 },
    OutcomeUnknown { book: BookKind, intent: u64, epoch: i64 },
    Settled { book: BookKind, intent: u64, outcome: Outcome, payout: i64, epoch: i64, spots: Option<Spots> },
    CommandGiven { verb: Verb, after_sequence: bool, epoch: i64 },
    SettingsStored { settings: Settings, version: u32, epoch: i64 },
    MarketEnded { epoch: i64 },
    Transferred { amount: i64, epoch: i64 },
    Held { reason: Option<String>, epoch: i64 },
}

/// Latest epoch the engine believes, seconds (the year 5138).
const MAX_EPOCH: i64 = 100_000_000_000;

/// Highest payout rate the engine believes, millionths.
pub(crate) const MAX_RATE_PPM: i64 = 100_000_000;

impl Fact {
    /// Checks every number against what can be.
    ///
    /// # Errors
    /// `OutOfRange` for the first that cannot.
    pub fn validate(&self) -> Result<(), EngineError> {
        match self {
            Self::Started { epoch, balance, .. } => {
                valid_epoch(*epoch)?;
                valid_amount("balance", *balance)?;
            }
            Self::TickSeen { epoch, quote } => {
                valid_epoch(*epoch)?;
                valid_price("quote", *quote)?;
            }
            Self::CandleSeen { open_time, open, high, low, close } => {
                let candle =
                    Candle { open_time: *open_time, open: *open, high: *high, low: *low, close: *close };
                valid_candle(&candle)?;
            }
            Self::History { candles } => candles.iter().try_for_each(valid_candle)?,
            Self::Quoted { payout_rate_ppm, min_stake, max_stake } => {
                in_range("payout_rate_ppm", *payout_rate_ppm, 1, MAX_RATE_PPM)?;
                valid_amount("min_stake", *min_stake)?;
                valid_amount("max_stake", max_stake.unwrap_or_default())?;
            }
            Self::Purchased { stake, payout, epoch, .. } => {
                valid_amount("stake", *stake)?;
                valid_amount("payout", *payout)?;
                valid_epoch(*epoch)?;
            }
            Self::Settled { payout, epoch, spots, .. } => {
                valid_amount("payout", *payout)?;
                valid_epoch(*epoch)?;
                if let Some(spots) = spots {
                    valid_price("entry", spots.entry)?;
                    valid_price("exit", spots.exit)?;
                }
            }
            Self::Transferred { amount, epoch } => {
                in_range("amount", *amount, -MAX_MONEY, MAX_MONEY)?;
                valid_epoch(*epoch)?;
            }
            Self::SettingsStored { settings, epoch, .. } => {
                settings.clone().validated()?;
                valid_epoch(*epoch)?;
            }
            Self::TimePassed { epoch }
            | Self::Refused { epoch, .. }
            | Self::OutcomeUnknown { epoch, .. }
            | Self::CommandGiven { epoch, .. }
            | Self::MarketEnded { epoch }
            | Self::Held { epoch, .. } => {
                valid_epoch(*epoch)?;
            }
        }
        Ok(())
    }

    /// When it happened, where the fact says so.
    #[must_use]
    pub fn epoch(&self) -> Option<i64> {
        match self {
            Self::Started { epoch, .. }
            | Self::TickSeen { epoch, .. }
            | Self::TimePassed { epoch }
            | Self::Purchased { epoch, .. }
            | Self::Refused { epoch, .. }
            | Self::OutcomeUnknown { epoch, .. }
            | Self::Settled { epoch, .. }
            | Self::CommandGiven { epoch, .. }
            | Self::SettingsStored { epoch, .. }
            | Self::MarketEnded { epoch }
            | Self::Transferred { epoch, .. }
            | Self::Held { epoch, .. } => Some(*epoch),
            Self::CandleSeen { open_time, .. } => Some(open_time + MINUTE),
            Self::History { .. } | Self::Quoted { .. } => None,
        }
    }
}

fn valid_epoch(epoch: i64) -> Result<i64, EngineError> {
    in_range("epoch", epoch, 0, MAX_EPOCH)
}

fn valid_price(field: &'static str, price: i64) -> Result<i64, EngineError> {
    in_range(field, price, 1, MAX_MONEY)
}

fn valid_candle(candle: &Candle) -> Result<(), EngineError> {
    in_range("open_time", candle.open_time, 0, MAX_EPOCH)?;
    in_range("open_time modulo 60", candle.open_time % MINUTE, 0, 0)?;
    valid_price("open", candle.open)?;
    valid_price("high", candle.high)?;
    valid_price("low", candle.low)?;
    valid_price("close", candle.close)?;
    Ok(())
}
