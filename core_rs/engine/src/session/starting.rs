//! A process begins, and what it finds: money that moved, a sequence left open, a reason to begin none.

use crate::book::{Book, DAY};
use crate::effect::{AlertLevel, Effect, Status};
use crate::fact::{BookKind, OpenSequence};
use crate::messages;
use crate::money::shown;
use crate::sequence::Sequence;

use super::Session;
use super::out::Out;

impl Session {
    /// The process is up.
    pub(super) fn begin(&mut self, balance: i64, open_sequence: OpenSequence, out: &mut Out) {
        let mut transfer = 0;
        if !self.started {
            self.started = true;
            self.account = Book::new(balance, self.epoch / DAY);
        } else if !self.account.in_flight() {
            transfer = balance - self.account.balance;
            self.account.transfer(transfer);
        }
        self.status = match self.desired {
            _ if self.account.halt.is_some() => Status::Stopped,
            Status::Running => self.trading_status(),
            Status::Paused if self.pause_after_sequence && self.account.sequence.is_some() => {
                self.trading_status()
            }
            other => other,
        };
        self.plan(open_sequence);
        self.open_paper_if_due();
        self.tell_status(out);
        if self.status != Status::Paused {
            self.abandon_paper(out);
        }
        let active = self.active();
        self.tell_balance(active, out);
        self.tell_stats(active, out);
        self.tell_position(active, out);
        if transfer != 0 {
            out.alert(AlertLevel::Info, messages::transfer(&shown(transfer)));
        }
        if let Some(hole) = &mut self.market.hole {
            hole.late = true;
        }
        self.take_up(out);
    }

    /// What becomes of a sequence left open. Only where it would go on is there anything to ask.
    fn plan(&mut self, open_sequence: OpenSequence) {
        let Some(sequence) = &mut self.account.sequence else { return };
        let nothing_to_ask = open_sequence == OpenSequence::Ask && self.status != Status::Running;
        sequence.plan = if nothing_to_ask { OpenSequence::Continue } else { open_sequence };
        if sequence.plan == OpenSequence::Ask {
            self.status = Status::Paused;
        }
    }

    /// The sequence left open: says what becomes of it, and asks for its contract in flight, or goes on.
    fn take_up(&mut self, out: &mut Out) {
        if let Some(sequence) = &self.account.sequence {
            match sequence.plan {
                OpenSequence::Continue => {}
                OpenSequence::Abandon => out.alert(AlertLevel::Warning, messages::ABANDONED),
                OpenSequence::Ask => out.alert(AlertLevel::Warning, messages::asked(sequence.level)),
            }
        }
        if self.account.sequence.as_ref().is_some_and(Sequence::waits) {
            self.go_on_if_waiting(out);
        } else {
            self.reconcile(out);
        }
    }

    /// Asks for the contract in flight of the process before.
    fn reconcile(&self, out: &mut Out) {
        for kind in [BookKind::Account, BookKind::Paper] {
            if let Some(sequence) = self.book(kind).and_then(|book| book.sequence.as_ref()) {
                let contract = sequence.contract;
                out.push(Effect::Reconcile {
                    book: kind,
                    intent: contract.intent,
                    contract_id: contract.contract_id,
                    direction: sequence.direction,
                    stake: contract.stake,
                });
                return;
            }
        }
    }

    /// The account's sequence would go on at `level`, but the operator is asked first.
    pub(super) fn wait_for_operator(&mut self, level: u32, out: &mut Out) {
        if let Some((book, terms)) = self.desk(BookKind::Account) {
            book.wait(level, terms);
        }
        self.tell_position(BookKind::Account, out);
        out.alert(AlertLevel::Warning, messages::asked(level));
        if self.status == Status::Stopping {
            self.status = Status::Stopped;
            self.tell_status(out);
        }
    }

    /// The operator has said whether the sequence goes on.
    pub(super) fn operator_decided(&mut self, out: &mut Out) {
        if let Some(sequence) = &mut self.account.sequence
            && sequence.plan == OpenSequence::Ask
        {
            sequence.plan = OpenSequence::Continue;
            self.go_on_if_waiting(out);
        }
    }

    fn go_on_if_waiting(&mut self, out: &mut Out) {
        if let Some(sequence) = self.account.sequence.as_ref().filter(|sequence| sequence.waits())
            && sequence.plan != OpenSequence::Ask
        {
            self.go_on(BookKind::Account, sequence.level, out);
        }
    }

    /// Money moved on the account that is no contract of ours.
    pub(super) fn transferred(&mut self, amount: i64, out: &mut Out) {
        if !self.started || amount == 0 {
            return;
        }
        self.account.transfer(amount);
        if self.active() == BookKind::Account {
            self.tell_balance(BookKind::Account, out);
        }
        out.alert(AlertLevel::Info, messages::transfer(&shown(amount)));
    }

    /// No new sequence begins for `reason`; none lifts it.
    pub(super) fn hold(&mut self, reason: Option<&String>, out: &mut Out) {
        if self.held.as_ref() == reason {
            return;
        }
        self.held = reason.cloned();
        self.tell_status(out);
        match &self.held {
            Some(reason) => out.alert(AlertLevel::Warning, messages::held(reason)),
            None => out.alert(AlertLevel::Info, "New sequences may begin again"),
        }
    }
}
