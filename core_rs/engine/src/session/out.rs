//! The effects of one step as they are collected.

use crate::book::Book;
use crate::effect::{AlertLevel, Effect};

/// Effects so far, and the epoch that those to come carry.
pub(super) struct Out {
    pub(super) effects: Vec<Effect>,
    pub(super) epoch: i64,
}

impl Out {
    pub(super) fn new(epoch: i64) -> Self {
        Self { effects: Vec::new(), epoch }
    }

    pub(super) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Whether the last effect so far asks for something that a fact will answer.
    pub(super) fn asks(&self) -> bool {
        matches!(
            self.effects.last(),
            Some(Effect::Buy { .. } | Effect::Backfill { .. } | Effect::Reconcile { .. })
        )
    }

    pub(super) fn alert(&mut self, level: AlertLevel, message: impl Into<String>) {
        let epoch = self.epoch;
        self.push(Effect::SystemAlert { level, message: message.into(), epoch });
    }

    pub(super) fn balance(&mut self, book: &Book) {
        let epoch = self.epoch;
        self.push(Effect::BalanceUpdate {
            balance: book.balance,
            peak: book.peak,
            drawdown_bp: book.drawdown_bp(),
            epoch,
        });
    }

    pub(super) fn stats(&mut self, book: &Book) {
        self.push(Effect::RiskStats {
            total_trades: book.wins + book.losses,
            wins: book.wins,
            losses: book.losses,
            win_rate_bp: book.win_rate_bp(),
            roi_bp: book.roi_bp(),
        });
    }
}
