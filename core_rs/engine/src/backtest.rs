//! The rules over arrays of candles: candle settlement, one pass, equal to the session to the cent.

use serde::Serialize;

use crate::book::{Admission, Book, DAY, Reason, Terms, Verdict};
use crate::candle::MINUTE;
use crate::error::EngineError;
use crate::fact::{MAX_RATE_PPM, Outcome};
use crate::ladder::Ladder;
use crate::money::{basis_points, in_range, valid_amount, win_profit};
use crate::risk::{Limit, StakeLimits};
use crate::series::{Prices, check_finite, color_of_sign, streak_after};
use crate::settings::{DojiPolicy, Settings};
use crate::streak::Streak;

/// One closed sequence of a backtest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedSequence {
    /// Candle at whose close it triggered.
    pub trigger_index: usize,
    /// Candle at whose close it ended.
    pub close_index: usize,
    /// Level of its last contract.
    pub final_level: u32,
    /// Payouts minus stakes, minor units.
    pub profit: i64,
    /// Why it closed; `Won` is a WIN, everything else a LOSS.
    pub reason: Reason,
}

/// What a backtest found. Money in minor units, rates in hundredths of a percent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Balance at the end; a contract still open touches nothing.
    pub final_balance: i64,
    /// Highest balance at a settlement.
    pub peak_balance: i64,
    /// Largest drawdown at a settlement.
    pub max_drawdown_bp: i64,
    /// Closed sequences.
    pub total_trades: u64,
    /// Those whose last contract won.
    pub wins: u64,
    /// The others.
    pub losses: u64,
    /// Settled contracts.
    pub contracts: u64,
    /// Those that won.
    pub contract_wins: u64,
    /// Highest level of a settled contract.
    pub max_level_reached: u32,
    /// Won contracts by level − 1, `max_level` entries.
    pub level_wins: Vec<u64>,
    /// Lost contracts by level − 1, `max_level` entries.
    pub level_losses: Vec<u64>,
    /// The limit that ended the run (R12, R13).
    pub halt: Option<Limit>,
    /// Candle at whose close it did.
    pub halt_index: Option<usize>,
    /// Candles whose trigger was skipped by `require_full_ladder` or the daily rest.
    pub skipped_triggers: Vec<usize>,
    /// Level of the contract still open at the end, 0 when there is none.
    pub open_level: u32,
    /// wins / `total_trades`.
    pub win_rate_bp: i64,
    /// Return on the starting balance.
    pub roi_bp: i64,
    /// Every closed sequence, in order; left out of the JSON, there may be millions.
    #[serde(skip)]
    pub sequences: Vec<ClosedSequence>,
}

/// Candles whose signs are found at once; small enough for the first-level cache.
const BLOCK: usize = 4096;

impl Report {
    fn empty(levels: usize) -> Self {
        Self {
            final_balance: 0,
            peak_balance: 0,
            max_drawdown_bp: 0,
            total_trades: 0,
            wins: 0,
            losses: 0,
            contracts: 0,
            contract_wins: 0,
            max_level_reached: 0,
            level_wins: vec![0; levels],
            level_losses: vec![0; levels],
            halt: None,
            halt_index: None,
            skipped_triggers: Vec::new(),
            open_level: 0,
            win_rate_bp: 0,
            roi_bp: 0,
            sequences: Vec::new(),
        }
    }
}

/// A backtest that takes its candles piece by piece.
#[derive(Debug, Clone)]
pub struct Backtest {
    settings: Settings,
    ladder: Ladder,
    rate_ppm: i64,
    book: Book,
    /// Candles taken before this piece.
    first: usize,
    streak: i32,
    /// Open time of the last candle, when times are given.
    last_time: Option<i64>,
    trigger_index: usize,
    report: Report,
}

/// Runs `settings` over candles in one call; see [`Backtest`].
///
/// # Errors
/// As [`Backtest::new`] and [`Backtest::feed`].
pub fn backtest(
    prices: Prices<'_>,
    times: Option<&[i64]>,
    settings: &Settings,
    balance: i64,
    payout_rate_ppm: i64,
) -> Result<Report, EngineError> {
    let mut run = Backtest::new(settings, balance, payout_rate_ppm)?;
    run.feed(prices, times)?;
    Ok(run.report())
}

impl Backtest {
    /// A backtest that starts with `balance` minor units; a win pays `payout_rate_ppm` millionths per stake.
    ///
    /// # Errors
    /// `OutOfRange` when the settings, the balance or the rate cannot be.
    pub fn new(settings: &Settings, balance: i64, payout_rate_ppm: i64) -> Result<Self, EngineError> {
        let settings = settings.clone().validated()?;
        valid_amount("balance", balance)?;
        in_range("payout_rate_ppm", payout_rate_ppm, 1, MAX_RATE_PPM)?;
        let levels = usize::try_from(settings.max_level).unwrap_or_default();
        Ok(Self {
            ladder: Ladder::new(&settings),
            settings,
            rate_ppm: payout_rate_ppm,
            book: Book::new(balance, 0),
            first: 0,
            streak: 0,
            last_time: None,
            trigger_index: 0,
            report: Report::empty(levels),
        })
    }

    /// Takes the next candles; false when a halt has ended the run.
    ///
    /// `times` are open times, epoch seconds: a missing minute resets the streak (R3). Without them candle i
    /// is minute i from epoch 0. Give them with every piece or with none.
    ///
    /// # Errors
    /// `Series` when the arrays do not fit each other or hold something else than prices.
    pub fn feed(&mut self, prices: Prices<'_>, times: Option<&[i64]>) -> Result<bool, EngineError> {
        let len = prices.checked_len()?;
        if let Prices::Floats { opens, closes, .. } = prices {
            check_finite(opens, closes)?;
        }
        self.check_times(times, len)?;
        if self.report.halt.is_none() {
            self.over(&prices, times, len);
        }
        self.first += len;
        self.last_time = times.and_then(|times| times.last().copied()).or(self.last_time);
        Ok(self.report.halt.is_none())
    }

    fn check_times(&self, times: Option<&[i64]>, len: usize) -> Result<(), EngineError> {
        let Some(times) = times else { return Ok(()) };
        if times.len() != len {
            let reason = format!("times must be as many as candles, were {} for {len}", times.len());
            return Err(EngineError::Series(reason));
        }
        let mut before = self.last_time;
        for (candle, now) in (self.first..).zip(times) {
            if before.is_some_and(|before| *now < before.saturating_add(MINUTE)) || *now < 0 {
                let reason = format!("times must grow by at least 60 from 0 on, candle {candle} does not");
                return Err(EngineError::Series(reason));
            }
            before = Some(*now);
        }
        Ok(())
    }

    /// Signs are found a block at a time, which the compiler vectorises; the pass over them is sequential.
    fn over(&mut self, prices: &Prices<'_>, times: Option<&[i64]>, len: usize) {
        let mut block = [0_i8; BLOCK];
        for first in (0..len).step_by(BLOCK) {
            let signs = prices.signs_from(first, &mut block);
            match (self.settings.doji_policy, times) {
                (DojiPolicy::Break, None) => self.pass::<true, false>(first, signs, &[]),
                (DojiPolicy::Break, Some(times)) => self.pass::<true, true>(first, signs, times),
                (DojiPolicy::Ignore, None) => self.pass::<false, false>(first, signs, &[]),
                (DojiPolicy::Ignore, Some(times)) => self.pass::<false, true>(first, signs, times),
            }
            if self.report.halt.is_some() {
                break;
            }
        }
    }

    /// The hot loop: the ledger is looked at only when a sequence runs or the streak is long enough.
    fn pass<const BREAK: bool, const TIMED: bool>(&mut self, first: usize, signs: &[i8], times: &[i64]) {
        let threshold = self.settings.delay_threshold;
        let mut wake_at = if self.book.sequence.is_some() { 0 } else { threshold };
        let mut streak = self.streak;
        for (at, sign) in (first..).zip(signs) {
            if TIMED && self.gap_before(times, at) {
                streak = 0;
            }
            streak = streak_after::<BREAK>(streak, *sign);
            if streak.unsigned_abs() >= wake_at {
                self.wake(at, times, *sign, streak);
                if self.report.halt.is_some() {
                    break;
                }
                wake_at = if self.book.sequence.is_some() { 0 } else { threshold };
            }
        }
        self.streak = streak;
    }

    /// Whether the minute before the candle at `at` of this piece is missing.
    fn gap_before(&self, times: &[i64], at: usize) -> bool {
        let before = at.checked_sub(1).map_or(self.last_time, |last| times.get(last).copied());
        matches!((before, times.get(at)), (Some(before), Some(now)) if *now != before + MINUTE)
    }

    #[cold]
    fn wake(&mut self, at: usize, times: &[i64], sign: i8, streak: i32) {
        let index = self.first + at;
        let minute = || i64::try_from(index).unwrap_or(i64::MAX / MINUTE - 1) * MINUTE;
        let open_time = times.get(at).copied().unwrap_or_else(minute);
        self.book.roll_day(open_time.saturating_add(MINUTE) / DAY);
        if self.book.sequence.is_some() {
            self.settle(index, sign);
        } else {
            self.trigger(index, streak);
        }
    }

    fn trigger(&mut self, index: usize, streak: i32) {
        let terms = terms(&self.settings, &self.ladder, self.rate_ppm);
        let short = self.settings.require_full_ladder && self.book.reach(terms) < self.settings.max_level;
        if short || self.book.resting() {
            return self.report.skipped_triggers.push(index);
        }
        match self.book.trigger(terms) {
            Admission::Buy(stake) => {
                let color = color_of_sign(if streak > 0 { 1 } else { -1 });
                let streak = Streak { count: streak.unsigned_abs(), color: Some(color) };
                self.book.begin(streak, color, 0, stake);
                self.book.bought(stake, None);
                if let Some(sequence) = &mut self.book.sequence {
                    sequence.trade_id = Some(0);
                }
                self.trigger_index = index;
            }
            Admission::Rest => self.report.skipped_triggers.push(index),
            Admission::Halt(limit) => self.halt(limit, index),
        }
    }

    fn settle(&mut self, index: usize, sign: i8) {
        let Some(sequence) = &self.book.sequence else { return };
        let (level, stake, lost) = (sequence.level, sequence.contract.stake, sequence.lost);
        let won = sequence.direction.wins_on(color_of_sign(sign));
        let (outcome, payout) =
            if won { (Outcome::Won, stake + win_profit(stake, self.rate_ppm)) } else { (Outcome::Lost, 0) };
        self.count_contract(level, won);
        let verdict = self.book.settle(outcome, payout, &self.settings);
        let drawdown = basis_points(self.book.peak - self.book.balance, self.book.peak);
        self.report.max_drawdown_bp = self.report.max_drawdown_bp.max(drawdown);
        match verdict {
            Some(Verdict::Close { reason, halt }) => {
                self.close(index, reason);
                if halt {
                    self.halt(Limit::MaxDrawdown, index);
                }
            }
            Some(Verdict::Next { level }) => {
                let terms = terms(&self.settings, &self.ladder, self.rate_ppm);
                match self.book.admit(level, lost + stake, terms) {
                    Ok(stake) => {
                        self.book.raise(level, 0, stake);
                        self.book.bought(stake, None);
                    }
                    Err(limit) => self.close(index, Reason::Limit(limit)),
                }
            }
            None => {}
        }
    }

    fn count_contract(&mut self, level: u32, won: bool) {
        let report = &mut self.report;
        report.contracts += 1;
        report.contract_wins += u64::from(won);
        report.max_level_reached = report.max_level_reached.max(level);
        let by_level = if won { &mut report.level_wins } else { &mut report.level_losses };
        if let Some(count) = by_level.get_mut(usize::try_from(level).unwrap_or_default().wrapping_sub(1)) {
            *count += 1;
        }
    }

    fn close(&mut self, index: usize, reason: Reason) {
        if let Some(sequence) = self.book.finish(reason) {
            self.report.sequences.push(ClosedSequence {
                trigger_index: self.trigger_index,
                close_index: index,
                final_level: sequence.level,
                profit: sequence.profit,
                reason,
            });
        }
    }

    fn halt(&mut self, limit: Limit, index: usize) {
        self.report.halt = Some(limit);
        self.report.halt_index = Some(index);
    }

    /// What the backtest found.
    #[must_use]
    pub fn report(mut self) -> Report {
        if let Some(sequence) = self.book.sequence.take() {
            self.report.open_level = sequence.level;
            self.book.balance += sequence.contract.stake;
        }
        let book = &self.book;
        Report {
            final_balance: book.balance,
            peak_balance: book.peak,
            total_trades: book.wins + book.losses,
            wins: book.wins,
            losses: book.losses,
            win_rate_bp: book.win_rate_bp(),
            roi_bp: book.roi_bp(),
            ..self.report
        }
    }
}

fn terms<'a>(settings: &'a Settings, ladder: &'a Ladder, rate_ppm: i64) -> Terms<'a> {
    Terms { settings, ladder, limits: StakeLimits::default(), rate_ppm }
}
