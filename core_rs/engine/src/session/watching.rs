//! Ticks, candles and history: what the market tells.

use crate::candle::{Candle, Closed, MINUTE};
use crate::effect::{AlertLevel, Effect};
use crate::market::{Minute, Piece, pieces};
use crate::messages;

use super::Session;
use super::out::Out;

impl Session {
    pub(super) fn tick_seen(&mut self, epoch: i64, quote: i64, out: &mut Out) {
        if let Some(closed) = self.market.builder.tick(epoch, quote) {
            self.minute_closed(closed, out);
        }
    }

    pub(super) fn candle_seen(&mut self, open_time: i64, [open, high, low, close]: [i64; 4], out: &mut Out) {
        self.market.builder.closed_elsewhere(open_time);
        self.minute_closed(Closed::Complete(Candle { open_time, open, high, low, close }), out);
    }

    pub(super) fn time_passed(&mut self, epoch: i64, out: &mut Out) {
        if let Some(closed) = self.market.builder.time_passed(epoch) {
            self.minute_closed(closed, out);
        }
    }

    fn minute_closed(&mut self, closed: Closed, out: &mut Out) {
        if self.market.hole.is_some() {
            self.history(&[], out);
        }
        match self.market.arrive(closed) {
            Minute::Next(candle) => self.count_live(&candle, out),
            Minute::Hole(hole) => {
                out.push(hole.question());
            }
            Minute::Old => {}
        }
    }

    /// A hole from before the start is asked for as soon as nothing else is (R19).
    pub(super) fn ask_again(&self, out: &mut Out) {
        if let Some(hole) = self.market.hole.filter(|hole| hole.late)
            && !out.asks()
        {
            out.push(hole.question());
        }
    }

    /// The answer to a back-fill, or the warm-up.
    pub(super) fn history(&mut self, candles: &[Candle], out: &mut Out) {
        let Some(hole) = self.market.hole.take() else {
            if !self.market.counted {
                self.market.warm_up(candles, self.settings.doji_policy);
            }
            return;
        };
        let mut told = false;
        for piece in pieces(&hole, candles) {
            match piece {
                Piece::Found(candle) => self.count(&candle, out),
                Piece::Missing(minute) => {
                    self.market.break_streak();
                    if self.market.counted && !told {
                        out.alert(AlertLevel::Warning, messages::streak_reset(minute));
                    }
                    told = true;
                }
            }
        }
        self.market.step_over(&hole);
        match hole.held {
            Some(candle) if hole.late => self.count(&candle, out),
            Some(candle) => self.count_live(&candle, out),
            None => {}
        }
    }

    /// The candle has just closed: count it, then the trigger test, when no sequence ran as it closed (R9).
    fn count_live(&mut self, candle: &Candle, out: &mut Out) {
        self.count(candle, out);
        self.test_trigger(candle.open_time + MINUTE, out);
    }

    fn count(&mut self, candle: &Candle, out: &mut Out) {
        let color = self.market.count(candle, self.settings.doji_policy);
        out.push(Effect::NewCandle {
            epoch: candle.open_time,
            open: candle.open,
            high: candle.high,
            low: candle.low,
            close: candle.close,
            color,
        });
        out.push(Effect::MarketData {
            price: candle.close,
            streak_count: self.market.streak.count,
            streak_direction: self.market.streak.color,
            epoch: candle.open_time + MINUTE,
        });
    }
}
