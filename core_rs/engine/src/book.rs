//! A ledger with at most one sequence: where the balance, the limits and the levels meet (R7, R8, R10 … R14).
//!
//! The session and the backtest both drive this file, so they cannot disagree.

use serde::{Deserialize, Serialize};

use crate::fact::{OpenSequence, Outcome};
use crate::ladder::Ladder;
use crate::money::basis_points;
use crate::risk::{Funds, Limit, StakeLimits, gate};
use crate::sequence::{Contract, ContractState, Sequence};
use crate::settings::Settings;
use crate::streak::{Color, Streak};

/// Seconds of a UTC day.
pub const DAY: i64 = 86_400;

/// Side of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Direction {
    /// Wins when the price ends higher.
    Call,
    /// Wins when the price ends lower.
    Put,
}

impl Direction {
    /// The side against a streak of `color` (R5).
    #[must_use]
    pub fn against(color: Color) -> Self {
        if color == Color::Red { Self::Call } else { Self::Put }
    }

    /// Whether a candle of `color` wins; a DOJI loses (R7).
    #[must_use]
    pub fn wins_on(self, color: Color) -> bool {
        match self {
            Self::Call => color == Color::Green,
            Self::Put => color == Color::Red,
        }
    }
}

/// What prices and admits a contract.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Settings in force.
    pub settings: &'a Settings,
    /// Their ladder.
    pub ladder: &'a Ladder,
    /// Stakes the broker takes.
    pub limits: StakeLimits,
    /// Profit of a win per stake, millionths.
    pub rate_ppm: i64,
}

/// Why a sequence closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Its last contract won.
    Won,
    /// Lost at the last level.
    MaxLevel,
    /// The gate or the broker refused the next contract.
    Limit(Limit),
    /// An operator paused.
    Paused,
    /// An operator stopped.
    Stopped,
    /// A paper sequence cut short by `start` or STOPPED, or one that a start was told not to go on with.
    Abandoned,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 10] = [
        Self::Won,
        Self::MaxLevel,
        Self::Limit(Limit::BrokerLimit),
        Self::Limit(Limit::InsufficientBalance),
        Self::Limit(Limit::MaxDrawdown),
        Self::Limit(Limit::MaxDailyLoss),
        Self::Limit(Limit::Refused),
        Self::Paused,
        Self::Stopped,
        Self::Abandoned,
    ];

    /// The reason's name in records and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Won => "won",
            Self::MaxLevel => "max_level",
            Self::Limit(limit) => limit.name(),
            Self::Paused => "paused",
            Self::Stopped => "stopped",
            Self::Abandoned => "abandoned",
        }
    }
}

/// What a settlement means for its sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It closes; with `halt` when the realised drawdown has reached the limit (R13).
    Close {
        /// Why.
        reason: Reason,
        /// Whether trading halts.
        halt: bool,
    },
    /// It goes on at this level, if the gate lets it.
    Next {
        /// 1-based.
        level: u32,
    },
}

/// What a trigger comes to (R5, R12, R14).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Buy level 1 at this stake.
    Buy(i64),
    /// Skip triggers until the UTC day ends.
    Rest,
    /// Stop trading.
    Halt(Limit),
}

/// A ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// Balance, the running contract's stake spent, minor units.
    pub balance: i64,
    /// Highest balance at a settlement.
    pub peak: i64,
    /// Balance at the start of the run.
    pub starting: i64,
    /// Deposits minus withdrawals since.
    pub transfers: i64,
    /// UTC day of the newest epoch, days since 1970.
    pub day: i64,
    /// Profit of the contracts settled on that day.
    pub day_profit: i64,
    /// The day on which triggers are skipped.
    pub rest_day: Option<i64>,
    /// Why trading is halted (R13).
    pub halt: Option<Limit>,
    /// Closed sequences that won.
    pub wins: u64,
    /// Closed sequences that lost.
    pub losses: u64,
    /// The 80 % warning was given and still holds (R15).
    pub warned: bool,
    /// The sequence that runs.
    pub sequence: Option<Sequence>,
}

impl Book {
    /// A ledger that starts with `balance` minor units on `day`.
    #[must_use]
    pub fn new(balance: i64, day: i64) -> Self {
        Self {
            balance,
            peak: balance,
            starting: balance,
            transfers: 0,
            day,
            day_profit: 0,
            rest_day: None,
            halt: None,
            wins: 0,
            losses: 0,
            warned: false,
            sequence: None,
        }
    }

    /// Time has come to `day`: a new one starts with no profit and no rest.
    pub fn roll_day(&mut self, day: i64) {
        if day > self.day {
            self.day = day;
            self.day_profit = 0;
        }
    }

    /// Whether triggers are skipped for the rest of the day (R12).
    #[must_use]
    pub fn resting(&self) -> bool {
        self.rest_day == Some(self.day)
    }

    /// What the next contract is bought with; no contract may be running.
    #[must_use]
    pub fn funds(&self) -> Funds {
        Funds { balance: self.balance, peak: self.peak, day_profit: self.day_profit }
    }

    /// Drawdown of the balance shown, hundredths of a percent (R10).
    #[must_use]
    pub fn drawdown_bp(&self) -> i64 {
        basis_points(self.peak - self.balance, self.peak)
    }

    /// Return on the starting balance, no contract running and transfers taken out, hundredths of a percent.
    #[must_use]
    pub fn roi_bp(&self) -> i64 {
        basis_points(self.balance + self.running() - self.transfers - self.starting, self.starting)
    }

    /// Stake of the confirmed contract that runs, minor units.
    #[must_use]
    pub fn running(&self) -> i64 {
        let contract = self.sequence.as_ref().map(|sequence| sequence.contract);
        contract.filter(|contract| contract.state == ContractState::Open).map_or(0, |contract| contract.stake)
    }

    /// Share of won sequences, hundredths of a percent.
    #[must_use]
    pub fn win_rate_bp(&self) -> i64 {
        let total = self.wins + self.losses;
        basis_points(i64::try_from(self.wins).unwrap_or(i64::MAX), i64::try_from(total).unwrap_or(i64::MAX))
    }

    /// Stake of `level` after `lost`, if the gate lets it through.
    ///
    /// # Errors
    /// The first limit it breaks (R11).
    pub fn admit(&self, level: u32, lost: i64, terms: Terms<'_>) -> Result<i64, Limit> {
        gate(self.funds(), terms.ladder.stake(level, lost, terms.rate_ppm), terms.settings, terms.limits)
    }

    /// The last level that could be bought if every one before it were lost (R14); 0 when not even the first.
    #[must_use]
    pub fn reach(&self, terms: Terms<'_>) -> u32 {
        let mut funds = self.funds();
        let mut lost = 0;
        for level in 1..=terms.settings.max_level {
            let stake = terms.ladder.stake(level, lost, terms.rate_ppm);
            match gate(funds, stake, terms.settings, terms.limits) {
                Ok(stake) => {
                    funds = funds.after_losing(stake);
                    lost += stake;
                }
                Err(_) => return level - 1,
            }
        }
        terms.settings.max_level
    }

    /// What a trigger comes to; a rest or a halt is latched.
    pub fn trigger(&mut self, terms: Terms<'_>) -> Admission {
        match self.admit(1, 0, terms) {
            Ok(stake) => Admission::Buy(stake),
            Err(Limit::MaxDailyLoss) => {
                self.rest_day = Some(self.day);
                Admission::Rest
            }
            Err(limit) => {
                self.halt = Some(limit);
                Admission::Halt(limit)
            }
        }
    }

    /// A sequence begins with the purchase `intent` of `stake`.
    pub fn begin(&mut self, streak: Streak, color: Color, intent: u64, stake: i64) {
        self.sequence = Some(Sequence {
            trade_id: None,
            direction: Direction::against(color),
            level: 1,
            entry_epoch: None,
            entry_streak: streak.count,
            lost: 0,
            profit: 0,
            confirmed_level: 1,
            contract: Contract::sent(intent, stake),
            plan: OpenSequence::Continue,
        });
    }

    /// The purchase in flight is confirmed at `stake`: it counts as spent (R10).
    pub fn bought(&mut self, stake: i64, contract_id: Option<i64>) {
        if let Some(sequence) = &mut self.sequence {
            self.balance -= stake;
            sequence.profit -= stake;
            sequence.confirmed_level = sequence.level;
            sequence.contract =
                Contract { stake, contract_id, state: ContractState::Open, ..sequence.contract };
        }
    }

    /// The open contract ended and `payout` was credited; what that means. The peak moves here only.
    pub fn settle(&mut self, outcome: Outcome, payout: i64, settings: &Settings) -> Option<Verdict> {
        let sequence = self.sequence.as_mut()?;
        let stake = sequence.contract.stake;
        self.balance += payout;
        self.day_profit += payout - stake;
        self.peak = self.peak.max(self.balance);
        sequence.profit += payout;
        if outcome == Outcome::Lost {
            sequence.lost += stake;
        }
        let (level, last) = (sequence.level, sequence.level >= settings.max_level);
        let halt = outcome != Outcome::Refunded && self.funds().drawdown_reached(settings.max_drawdown_bp);
        let verdict = match outcome {
            Outcome::Refunded => Verdict::Next { level },
            Outcome::Won => Verdict::Close { reason: Reason::Won, halt },
            Outcome::Lost if last => Verdict::Close { reason: Reason::MaxLevel, halt },
            Outcome::Lost if halt => Verdict::Close { reason: Reason::Limit(Limit::MaxDrawdown), halt },
            Outcome::Lost => Verdict::Next { level: level + 1 },
        };
        if let Verdict::Close { halt: true, .. } = verdict {
            self.halt = Some(Limit::MaxDrawdown);
        }
        Some(verdict)
    }

    /// The sequence goes on with the purchase `intent` of `stake` at `level`.
    pub fn raise(&mut self, level: u32, intent: u64, stake: i64) {
        if let Some(sequence) = &mut self.sequence {
            sequence.level = level;
            sequence.contract = Contract::sent(intent, stake);
        }
    }

    /// Money moved that no contract of ours moved: no profit, no loss, the same distance from the peak.
    pub fn transfer(&mut self, amount: i64) {
        self.balance += amount;
        self.peak += amount;
        self.transfers += amount;
    }

    /// Whether a contract is bought, or may be.
    #[must_use]
    pub fn in_flight(&self) -> bool {
        self.sequence.as_ref().is_some_and(|sequence| !sequence.waits())
    }

    /// The sequence waits before it goes on at `level`.
    pub fn wait(&mut self, level: u32, terms: Terms<'_>) {
        if let Some(sequence) = &mut self.sequence {
            sequence.level = level;
            sequence.contract.stake =
                terms.ladder.stake(level, sequence.lost, terms.rate_ppm).unwrap_or_default();
            sequence.contract.state = ContractState::Ended;
        }
    }

    /// The sequence ends and is counted; what it was.
    pub fn finish(&mut self, reason: Reason) -> Option<Sequence> {
        let sequence = self.sequence.take()?;
        if sequence.trade_id.is_some() {
            if reason == Reason::Won {
                self.wins += 1;
            } else {
                self.losses += 1;
            }
        }
        Some(sequence)
    }
}
