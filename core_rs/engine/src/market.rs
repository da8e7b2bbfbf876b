//! The market as the engine knows it: the forming minute, the streak, and the hole that history must fill (R3, R4).

use serde::{Deserialize, Serialize};

use crate::candle::{Candle, CandleBuilder, Closed, MINUTE};
use crate::effect::Effect;
use crate::settings::DojiPolicy;
use crate::streak::{Color, Streak};

/// Minutes without a complete candle, and the live candle that waits behind them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hole {
    pub(crate) from_time: i64,
    pub(crate) to_time: i64,
    pub(crate) held: Option<Candle>,
    /// A process began while it was unanswered: it is asked for again, and what it held is no news any more.
    #[serde(default)]
    pub(crate) late: bool,
}

impl Hole {
    /// What the broker's history is asked.
    pub(crate) fn question(&self) -> Effect {
        Effect::Backfill { from_time: self.from_time, to_time: self.to_time }
    }
}

/// What a closed minute comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Minute {
    /// The expected one: count it.
    Next(Candle),
    /// History is needed first.
    Hole(Hole),
    /// Seen before.
    Old,
}

/// One piece of a hole, in order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// History had it.
    Found(Candle),
    /// History had not; the streak is 0 from here. Carries the minute.
    Missing(i64),
}

/// The market.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Market {
    pub(crate) builder: CandleBuilder,
    pub(crate) streak: Streak,
    /// Open time of the next minute; none before the first.
    expected: Option<i64>,
    /// Whether any candle was ever counted.
    pub(crate) counted: bool,
    pub(crate) hole: Option<Hole>,
}

impl Market {
    pub(crate) fn new(tick_interval: i64) -> Self {
        Self {
            builder: CandleBuilder::new(tick_interval),
            streak: Streak::default(),
            expected: None,
            counted: false,
            hole: None,
        }
    }

    /// Sorts a closed minute in. A hole is remembered until history has answered.
    pub(crate) fn arrive(&mut self, closed: Closed) -> Minute {
        let (open_time, held) = match closed {
            Closed::Complete(candle) => (candle.open_time, Some(candle)),
            Closed::Incomplete { open_time } => (open_time, None),
        };
        let expected = self.expected.unwrap_or(open_time);
        if open_time < expected {
            return Minute::Old;
        }
        match held {
            Some(candle) if open_time == expected => Minute::Next(candle),
            _ => {
                let to_time = if held.is_some() { open_time - MINUTE } else { open_time };
                let hole = Hole { from_time: expected, to_time, held, late: false };
                self.hole = Some(hole);
                Minute::Hole(hole)
            }
        }
    }

    /// The expected minute is complete: the streak after it, and its colour.
    pub(crate) fn count(&mut self, candle: &Candle, policy: DojiPolicy) -> Color {
        let color = Color::of(candle.open, candle.close);
        self.streak = self.streak.after(color, policy);
        self.expected = Some(candle.open_time + MINUTE);
        self.counted = true;
        color
    }

    /// A minute is lost for good.
    pub(crate) fn break_streak(&mut self) {
        self.streak = Streak::default();
    }

    /// The hole is dealt with: what comes next is the minute behind it.
    pub(crate) fn step_over(&mut self, hole: &Hole) {
        self.expected = Some(hole.to_time + MINUTE);
    }

    /// Counts the warm-up silently; a missing minute restarts the streak.
    pub(crate) fn warm_up(&mut self, candles: &[Candle], policy: DojiPolicy) {
        for candle in candles {
            let expected = self.expected.unwrap_or(candle.open_time);
            if candle.open_time < expected {
                continue;
            }
            if candle.open_time > expected {
                self.break_streak();
            }
            self.count(candle, policy);
        }
    }
}

/// The hole, piece by piece, as `candles` (oldest first) fill it.
pub(crate) fn pieces(hole: &Hole, candles: &[Candle]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(candles.len() + 1);
    let mut next = hole.from_time;
    for candle in candles {
        if candle.open_time < next || candle.open_time > hole.to_time {
            continue;
        }
        if candle.open_time > next {
            pieces.push(Piece::Missing(next));
        }
        pieces.push(Piece::Found(*candle));
        next = candle.open_time + MINUTE;
    }
    if next <= hole.to_time {
        pieces.push(Piece::Missing(next));
    }
    pieces
}
