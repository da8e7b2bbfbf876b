//! From a trigger to a closed sequence.

use crate::book::{Admission, Book, Reason, Verdict};
use crate::effect::{AlertLevel, Effect, SequenceResult, Status};
use crate::fact::{BookKind, OpenSequence, Outcome};
use crate::messages;
use crate::risk::{Funds, Limit};
use crate::sequence::ContractState;
use crate::settings::Settings;

use super::Session;
use super::out::Out;

impl Session {
    /// Whether a new contract of this book may be bought under the present status.
    fn may_order(&self, kind: BookKind) -> bool {
        match kind {
            BookKind::Account => self.status == Status::Running,
            BookKind::Paper => self.status == Status::Paused,
        }
    }

    /// R5, R12, R14: `closed_at` is the end of the candle that has just been counted.
    pub(super) fn test_trigger(&mut self, closed_at: i64, out: &mut Out) {
        let kind = self.active();
        let streak = self.market.streak;
        let Some(color) = streak.color else { return };
        let free = self.held.is_none() && self.may_order(kind) && !self.any_sequence();
        if streak.count < self.settings.delay_threshold || !free {
            return;
        }
        let intent = self.last_intent + 1;
        let Some((book, terms)) = self.desk(kind) else { return };
        if book.halt.is_some() || book.resting() {
            return;
        }
        let fact_epoch = std::mem::replace(&mut out.epoch, closed_at);
        out.push(Effect::TriggerDetected { streak_count: streak.count, direction: color, epoch: closed_at });
        let (reach, max_level) = (book.reach(terms), terms.settings.max_level);
        let skipped = reach < max_level && terms.settings.require_full_ladder;
        out.alert(AlertLevel::Warning, messages::trigger(streak, color, reach, max_level, skipped));
        if !skipped {
            match book.trigger(terms) {
                Admission::Buy(stake) => {
                    book.begin(streak, color, intent, stake);
                    self.buy(kind, out);
                }
                Admission::Rest => {
                    let words = messages::limit_in_words(Limit::MaxDailyLoss);
                    out.alert(AlertLevel::Warning, format!("Resting until the UTC day ends: {words}"));
                }
                Admission::Halt(limit) => self.halt(limit, out),
            }
        }
        out.epoch = fact_epoch;
    }

    /// The contract in flight of `kind` has just been decided on: ask for it.
    fn buy(&mut self, kind: BookKind, out: &mut Out) {
        if let Some(sequence) = self.book(kind).and_then(|book| book.sequence.as_ref()) {
            let (intent, stake) = (sequence.contract.intent, sequence.contract.stake);
            let (direction, level) = (sequence.direction, sequence.level);
            self.last_intent = intent;
            out.push(Effect::Buy { book: kind, intent, direction, level, stake });
        }
    }

    /// Whether `intent` is the contract in flight of `kind` in one of `states`; a warning when it is not.
    fn expects(&self, kind: BookKind, intent: u64, states: &[ContractState], out: &mut Out) -> bool {
        let contract =
            self.book(kind).and_then(|book| book.sequence.as_ref()).map(|sequence| sequence.contract);
        let expected = contract.is_some_and(|found| found.intent == intent && states.contains(&found.state));
        if !expected {
            out.alert(
                AlertLevel::Warning,
                format!("The broker spoke of purchase {intent}, which is not awaited"),
            );
        }
        expected
    }

    pub(super) fn purchased(
        &mut self,
        kind: BookKind,
        intent: u64,
        contract_id: Option<i64>,
        stake: i64,
        payout: i64,
        out: &mut Out,
    ) {
        let contract =
            self.book(kind).and_then(|book| book.sequence.as_ref()).map(|sequence| sequence.contract);
        let known = contract.is_some_and(|found| found.intent == intent && found.contract_id == contract_id);
        if !known && self.expects(kind, intent, &[ContractState::Sent, ContractState::Unknown], out) {
            self.confirm(kind, contract_id, stake, payout, out);
        }
    }

    /// The purchase in flight happened.
    fn confirm(&mut self, kind: BookKind, contract_id: Option<i64>, stake: i64, payout: i64, out: &mut Out) {
        let next_trade_id = self.last_trade_id + 1;
        let epoch = out.epoch;
        let Some((book, _)) = self.desk(kind) else { return };
        let raised = book.sequence.as_ref().is_some_and(|sequence| sequence.level > sequence.confirmed_level);
        book.bought(stake, contract_id);
        let Some(sequence) = &mut book.sequence else { return };
        let first = sequence.trade_id.is_none();
        let trade_id = *sequence.trade_id.get_or_insert(next_trade_id);
        sequence.entry_epoch.get_or_insert(epoch);
        let sequence = sequence.clone();
        out.push(Effect::ContractOpened {
            book: kind,
            trade_id,
            intent: sequence.contract.intent,
            contract_id,
            level: sequence.level,
            direction: sequence.direction,
            stake,
            payout,
            epoch,
        });
        if first {
            out.push(Effect::TradeOpened {
                trade_id,
                book: kind,
                epoch,
                direction: sequence.direction,
                level: sequence.level,
                stake,
                entry_streak_size: sequence.entry_streak,
            });
        }
        self.last_trade_id = self.last_trade_id.max(trade_id);
        self.tell_position(kind, out);
        self.tell_balance(kind, out);
        if raised {
            let level = sequence.level;
            out.alert(AlertLevel::Warning, format!("Martingale Level {level}"));
        }
        self.warn_of_drawdown(kind, out);
    }

    pub(super) fn refused(&mut self, kind: BookKind, intent: u64, reason: &str, fatal: bool, out: &mut Out) {
        if !self.expects(kind, intent, &[ContractState::Sent, ContractState::Unknown], out) {
            return;
        }
        let Some((book, _)) = self.desk(kind) else { return };
        if fatal {
            book.halt = Some(Limit::Refused);
        }
        let message = format!("The broker refused the purchase: {reason}");
        self.close(kind, Reason::Limit(Limit::Refused), Some(message), out);
    }

    pub(super) fn outcome_unknown(&mut self, kind: BookKind, intent: u64, out: &mut Out) {
        if !self.expects(kind, intent, &[ContractState::Sent, ContractState::Unknown], out) {
            return;
        }
        if let Some(sequence) = self.desk(kind).and_then(|(book, _)| book.sequence.as_mut())
            && sequence.contract.state == ContractState::Sent
        {
            sequence.contract.state = ContractState::Unknown;
            let message =
                "Nobody knows whether the last purchase happened: the sequence is frozen until it is known";
            out.alert(AlertLevel::Error, message);
        }
    }

    pub(super) fn settled(
        &mut self,
        kind: BookKind,
        intent: u64,
        outcome: Outcome,
        payout: i64,
        out: &mut Out,
    ) {
        let any = [ContractState::Sent, ContractState::Unknown, ContractState::Open];
        if !self.expects(kind, intent, &any, out) {
            return;
        }
        if let Some(contract) =
            self.book(kind).and_then(|book| book.sequence.as_ref()).map(|found| found.contract)
            && contract.state != ContractState::Open
        {
            self.confirm(kind, None, contract.stake, 0, out);
        }
        let epoch = out.epoch;
        let Some((book, terms)) = self.desk(kind) else { return };
        let Some(verdict) = book.settle(outcome, payout, terms.settings) else { return };
        let trade_id = book.sequence.as_ref().and_then(|sequence| sequence.trade_id).unwrap_or_default();
        out.push(Effect::ContractClosed { book: kind, trade_id, intent, outcome, payout, epoch });
        match verdict {
            Verdict::Close { reason, .. } => self.close(kind, reason, None, out),
            Verdict::Next { level } => {
                if payout > 0 {
                    self.tell_balance(kind, out);
                    self.warn_of_drawdown(kind, out);
                }
                self.go_on(kind, level, out);
            }
        }
    }

    /// The sequence would go on at `level`: may it?
    pub(super) fn go_on(&mut self, kind: BookKind, level: u32, out: &mut Out) {
        match self.book(kind).and_then(|book| book.sequence.as_ref()).map(|sequence| sequence.plan) {
            Some(OpenSequence::Ask) => return self.wait_for_operator(level, out),
            Some(OpenSequence::Abandon) => return self.cut_short(kind, Reason::Abandoned, None, out),
            _ => {}
        }
        if !self.may_order(kind) {
            let reason = if self.status == Status::Paused { Reason::Paused } else { Reason::Stopped };
            return self.cut_short(kind, reason, None, out);
        }
        let intent = self.last_intent + 1;
        let Some((book, terms)) = self.desk(kind) else { return };
        let lost = book.sequence.as_ref().map_or(0, |sequence| sequence.lost);
        match book.admit(level, lost, terms) {
            Ok(stake) => {
                book.raise(level, intent, stake);
                self.buy(kind, out);
            }
            Err(limit) => {
                let message = format!("Level {level} refused: {}", messages::limit_in_words(limit));
                self.cut_short(kind, Reason::Limit(limit), Some(message), out);
            }
        }
    }

    /// The sequence may not go on; with the realised drawdown at its limit trading halts too (R13).
    fn cut_short(&mut self, kind: BookKind, reason: Reason, message: Option<String>, out: &mut Out) {
        if let Some((book, terms)) = self.desk(kind)
            && book.funds().drawdown_reached(terms.settings.max_drawdown_bp)
        {
            book.halt = Some(Limit::MaxDrawdown);
        }
        self.close(kind, reason, message, out);
    }

    /// The sequence ends, and what waited for that happens.
    fn close(&mut self, kind: BookKind, reason: Reason, message: Option<String>, out: &mut Out) {
        let halt = self.book(kind).and_then(|book| book.halt);
        self.finish(kind, reason, message, out);
        self.after_sequence(halt, out);
    }

    /// The sequence ends. One that was never bought leaves no trace but `message`.
    pub(super) fn finish(&mut self, kind: BookKind, reason: Reason, message: Option<String>, out: &mut Out) {
        let Some((book, _)) = self.desk(kind) else { return };
        let Some(sequence) = book.finish(reason) else { return };
        if let Some(trade_id) = sequence.trade_id {
            let won = reason == Reason::Won;
            let epoch = out.epoch;
            out.push(Effect::TradeClosed {
                trade_id,
                book: kind,
                epoch,
                result: if won { SequenceResult::Win } else { SequenceResult::Loss },
                profit: sequence.profit,
                final_level: sequence.confirmed_level,
                balance: book.balance,
                reason: reason.name(),
            });
            let (level, text) = if won {
                (AlertLevel::Success, "Trade closed: WIN")
            } else {
                (AlertLevel::Error, "Trade closed: LOSS")
            };
            self.tell_position(kind, out);
            self.tell_balance(kind, out);
            self.tell_stats(kind, out);
            out.alert(level, text);
        }
        if let Some(message) = message {
            out.alert(AlertLevel::Error, message);
        }
        if sequence.trade_id.is_some() {
            self.warn_of_drawdown(kind, out);
        }
    }

    /// The 80 % warning (R15), once until the drawdown falls below.
    fn warn_of_drawdown(&mut self, kind: BookKind, out: &mut Out) {
        let Some((book, terms)) = self.desk(kind) else { return };
        let due = near_limit(book, terms.settings);
        if due && !book.warned {
            out.alert(AlertLevel::Warning, messages::drawdown_near(terms.settings.max_drawdown_bp));
        }
        book.warned = due;
    }
}

/// Whether the drawdown shown has come to 80 % of what is allowed.
fn near_limit(book: &Book, settings: &Settings) -> bool {
    let funds = Funds { balance: book.balance, peak: book.peak, day_profit: 0 };
    book.peak > 0
        && i128::from(funds.peak - funds.balance) * 100_000
            >= i128::from(settings.max_drawdown_bp) * 8 * i128::from(funds.peak)
}
