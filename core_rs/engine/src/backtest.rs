//! The rules over arrays of candles: candle settlement, one pass, equal to the session to the cent.

use serde::Serialize;

use crate::book::{Admission, Book, DAY, Reason, Terms, Verdict};
use crate::candle::MINUTE;
use crate::effect::SequenceResult;
use crate::error::EngineError;
use crate::fact::{MAX_RATE_PPM, Outcome};
use crate::ladder::Ladder;
use crate::money::{basis_points, in_range, valid_amount, win_profit};
use crate::risk::{Limit, StakeLimits};
use crate::series::{Prices, check_finite, color_of_sign, streak_after};
use crate::settings::{DojiPolicy, Settings};
use crate::streak::Streak;

/// One closed sequence of a backtest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClosedSequence {
    /// Candle at whose close it triggered.
    pub trigger_index: usize,
    /// Candle at whose close it ended.
    pub close_index: usize,
    /// WIN when its last contract won.
    pub result: SequenceResult,
    /// Level of its last contract.
    pub final_level: u32,
    /// Payouts minus stakes, minor units.
    pub profit: i64,
    /// Why it closed.
    pub reason: &'static str,
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
    /// Every closed sequence, in order.
    pub sequences: Vec<ClosedSequence>,
}

/// What a backtest runs on.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Opens and closes, oldest first.
    pub prices: Prices<'a>,
    /// Open times, epoch seconds, growing; without them candle i is minute i from epoch 0.
    /// A missing minute resets the streak (R3).
    pub times: Option<&'a [i64]>,
    /// Starting balance, minor units.
    pub balance: i64,
    /// Profit of a win per stake, millionths.
    pub payout_rate_ppm: i64,
}

/// Runs `settings` over `input`.
///
/// # Errors
/// `OutOfRange` or `Series` when the settings, the money or the arrays cannot be.
pub fn backtest(input: Input<'_>, settings: &Settings) -> Result<Report, EngineError> {
    let settings = settings.clone().validated()?;
    valid_amount("balance", input.balance)?;
    in_range("payout_rate_ppm", input.payout_rate_ppm, 1, MAX_RATE_PPM)?;
    let len = input.prices.checked_len()?;
    check_times(input.times, len)?;
    if let Prices::Floats { opens, closes, .. } = input.prices {
        check_finite(opens, closes)?;
    }
    Ok(Run::new(&settings, &input).over(&input.prices, len))
}

fn check_times(times: Option<&[i64]>, len: usize) -> Result<(), EngineError> {
    let Some(times) = times else { return Ok(()) };
    if times.len() != len {
        return Err(EngineError::Series(format!(
            "times must be as many as candles, were {} for {len}",
            times.len()
        )));
    }
    let pairs = times.iter().zip(times.iter().skip(1));
    match pairs.map(|(before, after)| after - before).position(|step| step < MINUTE) {
        None => Ok(()),
        Some(index) => {
            Err(EngineError::Series(format!("times must grow by at least 60, candle {} does not", index + 1)))
        }
    }
}

/// Candles whose signs are found at once; small enough for the first-level cache.
const BLOCK: usize = 4096;

struct Run<'a> {
    settings: &'a Settings,
    ladder: Ladder,
    times: Option<&'a [i64]>,
    rate_ppm: i64,
    book: Book,
    trigger_index: usize,
    report: Report,
}

impl<'a> Run<'a> {
    fn new(settings: &'a Settings, input: &Input<'a>) -> Self {
        let levels = usize::try_from(settings.max_level).unwrap_or_default();
        Self {
            settings,
            ladder: Ladder::new(settings),
            times: input.times,
            rate_ppm: input.payout_rate_ppm,
            book: Book::new(input.balance, 0),
            trigger_index: 0,
            report: Report {
                final_balance: input.balance,
                peak_balance: input.balance,
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
            },
        }
    }

    /// Signs are found a block at a time, which the compiler vectorises; the pass over them is sequential.
    fn over(mut self, prices: &Prices<'_>, len: usize) -> Report {
        let mut block = [0_i8; BLOCK];
        let mut streak = 0;
        for first in (0..len).step_by(BLOCK) {
            let signs = prices.signs_from(first, &mut block);
            streak = match (self.settings.doji_policy, self.times.is_some()) {
                (DojiPolicy::Break, false) => self.pass::<true, false>(first, signs, streak),
                (DojiPolicy::Break, true) => self.pass::<true, true>(first, signs, streak),
                (DojiPolicy::Ignore, false) => self.pass::<false, false>(first, signs, streak),
                (DojiPolicy::Ignore, true) => self.pass::<false, true>(first, signs, streak),
            };
            if self.report.halt.is_some() {
                break;
            }
        }
        self.report()
    }

    /// The hot loop: the ledger is looked at only when a sequence runs or the streak is long enough.
    /// Returns the signed streak after the block.
    fn pass<const BREAK: bool, const TIMED: bool>(&mut self, first: usize, signs: &[i8], streak: i32) -> i32 {
        let threshold = self.settings.delay_threshold;
        let mut wake_at = if self.book.sequence.is_some() { 0 } else { threshold };
        let mut streak = streak;
        for (offset, sign) in signs.iter().enumerate() {
            if TIMED && self.gap_before(first + offset) {
                streak = 0;
            }
            streak = streak_after::<BREAK>(streak, *sign);
            if streak.unsigned_abs() >= wake_at {
                self.wake(first + offset, *sign, streak);
                if self.report.halt.is_some() {
                    break;
                }
                wake_at = if self.book.sequence.is_some() { 0 } else { threshold };
            }
        }
        streak
    }

    #[cold]
    fn wake(&mut self, index: usize, sign: i8, streak: i32) {
        self.book.roll_day(self.close_time(index) / DAY);
        if self.book.sequence.is_some() {
            self.settle(index, sign);
        } else {
            self.trigger(index, streak);
        }
    }

    fn gap_before(&self, index: usize) -> bool {
        let time = |at: usize| self.times.and_then(|times| times.get(at)).copied();
        match (index.checked_sub(1).and_then(time), time(index)) {
            (Some(before), Some(now)) => now != before + MINUTE,
            _ => false,
        }
    }

    fn close_time(&self, index: usize) -> i64 {
        let open_time = match self.times {
            Some(times) => times.get(index).copied().unwrap_or_default(),
            None => i64::try_from(index).unwrap_or(i64::MAX / MINUTE - 1) * MINUTE,
        };
        open_time + MINUTE
    }

    fn trigger(&mut self, index: usize, streak: i32) {
        let terms = terms(self.settings, &self.ladder, self.rate_ppm);
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
        let verdict = self.book.settle(outcome, payout, self.settings);
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
                let terms = terms(self.settings, &self.ladder, self.rate_ppm);
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
                result: if reason == Reason::Won { SequenceResult::Win } else { SequenceResult::Loss },
                final_level: sequence.level,
                profit: sequence.profit,
                reason: reason.name(),
            });
        }
    }

    fn halt(&mut self, limit: Limit, index: usize) {
        self.report.halt = Some(limit);
        self.report.halt_index = Some(index);
    }

    fn report(mut self) -> Report {
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
