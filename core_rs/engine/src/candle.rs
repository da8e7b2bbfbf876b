//! Ticks become candles, and a candle knows whether it is complete (R3).

use serde::{Deserialize, Serialize};

/// Length of a candle, seconds.
pub const MINUTE: i64 = 60;

/// One minute of prices, in pips.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candle {
    /// Epoch second at which the minute opened, a multiple of 60.
    pub open_time: i64,
    /// First price.
    pub open: i64,
    /// Highest price.
    pub high: i64,
    /// Lowest price.
    pub low: i64,
    /// Last price.
    pub close: i64,
}

/// A minute that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closed {
    /// Every tick of it was seen.
    Complete(Candle),
    /// Some were not.
    Incomplete {
        /// When the minute opened.
        open_time: i64,
    },
}

/// The minute that is forming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Forming {
    candle: Candle,
    ticks: i64,
}

/// Builds candles from ticks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CandleBuilder {
    /// Seconds between ticks, 1 or 2.
    tick_interval: i64,
    forming: Option<Forming>,
    last_tick: Option<i64>,
    /// Minutes before this one are closed for good.
    closed_before: i64,
}

impl CandleBuilder {
    pub(crate) fn new(tick_interval: i64) -> Self {
        Self { tick_interval, forming: None, last_tick: None, closed_before: 0 }
    }

    /// Takes one tick; the minute that it ended, if it did.
    pub(crate) fn tick(&mut self, epoch: i64, quote: i64) -> Option<Closed> {
        if self.last_tick.is_some_and(|last| epoch <= last) || epoch < self.closed_before {
            return None;
        }
        self.last_tick = Some(epoch);
        let open_time = epoch - epoch.rem_euclid(MINUTE);
        if let Some(Forming { candle, ticks }) = &mut self.forming
            && candle.open_time == open_time
        {
            candle.high = candle.high.max(quote);
            candle.low = candle.low.min(quote);
            candle.close = quote;
            *ticks += 1;
            return None;
        }
        let closed = self.close();
        let candle = Candle { open_time, open: quote, high: quote, low: quote, close: quote };
        self.forming = Some(Forming { candle, ticks: 1 });
        closed
    }

    /// The clock says `epoch`; the minute that has ended by then, if one has.
    ///
    /// A complete minute ends at once, an incomplete one two ticks later: they may still be on their way.
    pub(crate) fn time_passed(&mut self, epoch: i64) -> Option<Closed> {
        let forming = self.forming.as_ref()?;
        let end = forming.candle.open_time + MINUTE;
        let patience = if self.is_complete(forming) { 0 } else { 2 * self.tick_interval };
        if epoch >= end + patience { self.close() } else { None }
    }

    /// The minute that opened at `open_time` came as a candle: its ticks are late.
    pub(crate) fn closed_elsewhere(&mut self, open_time: i64) {
        self.closed_before = self.closed_before.max(open_time + MINUTE);
    }

    fn close(&mut self) -> Option<Closed> {
        let forming = self.forming.take()?;
        self.closed_before = self.closed_before.max(forming.candle.open_time + MINUTE);
        Some(if self.is_complete(&forming) {
            Closed::Complete(forming.candle)
        } else {
            Closed::Incomplete { open_time: forming.candle.open_time }
        })
    }

    fn is_complete(&self, forming: &Forming) -> bool {
        forming.ticks * self.tick_interval >= MINUTE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fed(builder: &mut CandleBuilder, epochs: impl Iterator<Item = i64>) -> Vec<Closed> {
        epochs.filter_map(|epoch| builder.tick(epoch, 1000 + epoch % 7)).collect()
    }

    #[test]
    fn a_minute_of_two_second_ticks_is_complete() {
        let mut builder = CandleBuilder::new(2);
        let closed = fed(&mut builder, (120..=180).step_by(2));
        assert!(matches!(closed.as_slice(), [Closed::Complete(Candle { open_time: 120, .. })]));
    }

    #[test]
    fn a_start_in_mid_minute_is_not() {
        let mut builder = CandleBuilder::new(1);
        assert_eq!(fed(&mut builder, 121..=180), [Closed::Incomplete { open_time: 120 }]);
    }

    #[test]
    fn one_missing_tick_makes_it_incomplete() {
        let mut builder = CandleBuilder::new(2);
        let closed = fed(&mut builder, (120..=180).step_by(2).filter(|epoch| *epoch != 150));
        assert_eq!(closed, [Closed::Incomplete { open_time: 120 }]);
    }

    #[test]
    fn late_and_duplicate_ticks_change_nothing() {
        let mut builder = CandleBuilder::new(2);
        builder.tick(120, 100);
        builder.tick(122, 101);
        let before = builder.clone();
        assert_eq!(builder.tick(122, 999), None);
        assert_eq!(builder.tick(60, 999), None);
        assert_eq!(builder, before);
    }

    #[test]
    fn the_clock_closes_a_complete_minute_at_once_and_waits_for_late_ticks() {
        let mut builder = CandleBuilder::new(2);
        fed(&mut builder, (120..180).step_by(2));
        assert_eq!(builder.time_passed(179), None);
        assert!(matches!(builder.time_passed(180), Some(Closed::Complete(_))));
        fed(&mut builder, (180..238).step_by(2));
        assert_eq!(builder.time_passed(243), None);
        assert_eq!(builder.time_passed(244), Some(Closed::Incomplete { open_time: 180 }));
        assert_eq!(builder.tick(238, 5), None);
    }
}
