//! Status, commands and settings: what the operator decides.

use crate::book::{Book, DAY, Reason};
use crate::effect::{AlertLevel, Effect, Status};
use crate::fact::{BookKind, Outcome, Verb};
use crate::ladder::Ladder;
use crate::messages;
use crate::risk::Limit;
use crate::settings::Settings;

use super::Session;
use super::out::Out;

impl Session {
    pub(super) fn any_sequence(&self) -> bool {
        self.account.sequence.is_some() || self.paper.as_ref().is_some_and(|book| book.sequence.is_some())
    }

    pub(super) fn tell_status(&self, out: &mut Out) {
        let message = match self.account.halt {
            Some(limit) if self.status == Status::Stopped => messages::halted(limit),
            _ => messages::status(self.status, &self.note, self.held.as_deref()),
        };
        let epoch = out.epoch;
        out.push(Effect::BotStatus { status: self.status, message, epoch });
    }

    pub(super) fn tell_balance(&self, kind: BookKind, out: &mut Out) {
        if let Some(book) = self.book(kind) {
            out.balance(book);
        }
    }

    pub(super) fn tell_stats(&self, kind: BookKind, out: &mut Out) {
        if let Some(book) = self.book(kind) {
            out.stats(book);
        }
    }

    pub(super) fn tell_position(&self, kind: BookKind, out: &mut Out) {
        let sequence = self.book(kind).and_then(|book| book.sequence.as_ref());
        out.push(match sequence.filter(|sequence| sequence.trade_id.is_some()) {
            None => Effect::PositionUpdate {
                in_position: false,
                direction: None,
                entry_epoch: None,
                entry_streak_size: 0,
                current_level: 0,
                current_stake: 0,
                total_loss: 0,
                next_stake: 0,
            },
            Some(sequence) => {
                let stake = sequence.contract.stake;
                let next_level = sequence.level + 1;
                let next = self.ladder.stake(next_level, sequence.lost + stake, self.rate_ppm);
                Effect::PositionUpdate {
                    in_position: true,
                    direction: Some(sequence.direction),
                    entry_epoch: sequence.entry_epoch,
                    entry_streak_size: sequence.entry_streak,
                    current_level: sequence.level,
                    current_stake: stake,
                    total_loss: -sequence.lost,
                    next_stake: if next_level > self.settings.max_level {
                        0
                    } else {
                        next.unwrap_or_default()
                    },
                }
            }
        });
    }

    /// RUNNING when orders may go to the account, else PAUSED.
    pub(super) fn trading_status(&self) -> Status {
        if self.account_allowed && self.settings.auto_trading { Status::Running } else { Status::Paused }
    }

    pub(super) fn command(&mut self, verb: Verb, after_sequence: bool, out: &mut Out) {
        self.pause_after_sequence = false;
        match verb {
            Verb::Start => self.start(out),
            Verb::Pause => self.pause(after_sequence, out),
            Verb::Stop => {
                self.desired = Status::Stopped;
                self.stop("Stop received", out);
            }
            Verb::Shutdown => self.stop("Shutting down", out),
        }
        let answered = match verb {
            Verb::Start => self.status == Status::Running,
            Verb::Pause | Verb::Stop => true,
            Verb::Shutdown => false,
        };
        if answered {
            self.operator_decided(out);
        }
    }

    fn start(&mut self, out: &mut Out) {
        self.desired = Status::Running;
        let lifted = self.account.halt.take().is_some();
        if lifted {
            self.account.peak = self.account.balance;
            self.account.warned = false;
        }
        self.status = self.trading_status();
        self.tell_status(out);
        match self.status {
            Status::Running if lifted => {
                out.alert(AlertLevel::Info, "Halt lifted, the peak is the present balance; bot started");
            }
            Status::Running => out.alert(AlertLevel::Info, "Bot started"),
            _ if self.account_allowed => {
                out.alert(AlertLevel::Warning, "Not started: auto_trading is off; trading on paper");
            }
            _ => out.alert(
                AlertLevel::Warning,
                "Not started: this account was not allowed on the command line; trading on paper",
            ),
        }
        if lifted && self.status == Status::Running {
            self.tell_balance(BookKind::Account, out);
        }
        self.settle_papers(out);
    }

    fn pause(&mut self, after_sequence: bool, out: &mut Out) {
        if self.account.halt.is_some() {
            self.tell_status(out);
            return out.alert(AlertLevel::Warning, "Trading is halted; only start lifts it");
        }
        if after_sequence && self.status == Status::Running && self.account.sequence.is_some() {
            self.desired = Status::Paused;
            self.pause_after_sequence = true;
            self.tell_status(out);
            return out.alert(AlertLevel::Info, "Pausing when the running sequence has ended");
        }
        self.desired = Status::Paused;
        self.go_paused("Bot paused: no order leaves for the account, trading on paper", out);
    }

    /// PAUSED from now on.
    fn go_paused(&mut self, message: &str, out: &mut Out) {
        self.status = Status::Paused;
        self.tell_status(out);
        out.alert(AlertLevel::Info, message);
        self.settle_papers(out);
    }

    fn stop(&mut self, message: &str, out: &mut Out) {
        let in_flight = self.book(self.active()).is_some_and(Book::in_flight);
        self.status = if in_flight { Status::Stopping } else { Status::Stopped };
        self.tell_status(out);
        out.alert(AlertLevel::Info, message);
        self.settle_papers(out);
    }

    pub(super) fn market_ended(&mut self, out: &mut Out) {
        self.pause_after_sequence = false;
        self.status = Status::Stopped;
        self.tell_status(out);
        out.alert(AlertLevel::Info, "The market has ended");
        self.settle_papers(out);
    }

    /// R13: latched until `start`.
    pub(super) fn halt(&mut self, limit: Limit, out: &mut Out) {
        out.alert(AlertLevel::Error, messages::halted(limit));
        self.pause_after_sequence = false;
        self.status = Status::Stopped;
        self.tell_status(out);
        self.settle_papers(out);
    }

    /// A sequence has gone: what waited for that.
    pub(super) fn after_sequence(&mut self, halt: Option<Limit>, out: &mut Out) {
        self.take_up_waiting(out);
        if let Some(limit) = halt {
            self.halt(limit, out);
        } else if self.pause_after_sequence {
            self.pause_after_sequence = false;
            self.go_paused("The sequence has ended: bot paused, trading on paper", out);
        } else if self.status == Status::Stopping {
            self.status = Status::Stopped;
            self.tell_status(out);
            self.settle_papers(out);
        } else {
            self.settle_papers(out);
        }
    }

    fn take_up_waiting(&mut self, out: &mut Out) {
        if let Some((settings, version)) = self.waiting.take() {
            self.put_in_force(settings, version);
            out.alert(AlertLevel::Info, format!("Settings version {version} are in force"));
        }
    }

    pub(super) fn open_paper_if_due(&mut self) -> bool {
        let due = self.status == Status::Paused && self.paper.is_none() && self.account.sequence.is_none();
        if due {
            self.paper = Some(Book::new(self.account.balance, self.epoch / DAY));
        }
        due
    }

    /// Opens the paper book, or drops it, as the status asks.
    pub(super) fn settle_papers(&mut self, out: &mut Out) {
        if self.open_paper_if_due() {
            self.tell_balance(BookKind::Paper, out);
            self.tell_stats(BookKind::Paper, out);
        }
        if matches!(self.status, Status::Running | Status::Stopped) && self.paper.is_some() {
            self.drop_paper(out);
        }
    }

    /// The paper book goes, and the account's figures are shown again.
    fn drop_paper(&mut self, out: &mut Out) {
        if self.abandon_paper(out) {
            self.tell_position(BookKind::Account, out);
            self.tell_balance(BookKind::Account, out);
            self.tell_stats(BookKind::Account, out);
        }
    }

    /// The paper book goes; its sequence is closed, the running stake given back. Whether there was one.
    pub(super) fn abandon_paper(&mut self, out: &mut Out) -> bool {
        let epoch = out.epoch;
        let Some(book) = &mut self.paper else { return false };
        let stake = book.running();
        if let Some(sequence) = &mut book.sequence
            && stake > 0
        {
            book.balance += stake;
            sequence.profit += stake;
            out.push(Effect::ContractClosed {
                book: BookKind::Paper,
                trade_id: sequence.trade_id.unwrap_or_default(),
                intent: sequence.contract.intent,
                outcome: Outcome::Refunded,
                payout: stake,
                epoch,
            });
        }
        self.finish(BookKind::Paper, Reason::Abandoned, None, out);
        self.paper = None;
        if !self.any_sequence() {
            self.take_up_waiting(out);
        }
        true
    }

    pub(super) fn settings_stored(&mut self, settings: &Settings, version: u32, out: &mut Out) {
        out.push(Effect::SettingsChanged { settings: settings.clone(), version });
        let at_once = !self.any_sequence();
        let when = if at_once { "now" } else { "when the running sequence has ended" };
        out.alert(AlertLevel::Info, format!("Settings updated: version {version} takes effect {when}"));
        if at_once {
            self.put_in_force(settings.clone(), version);
            self.waiting = None;
        } else {
            let urgent = Settings {
                max_drawdown_bp: settings.max_drawdown_bp,
                max_daily_loss: settings.max_daily_loss,
                auto_trading: self.settings.auto_trading && settings.auto_trading,
                ..self.settings.clone()
            };
            self.put_in_force(urgent, self.version);
            self.waiting = Some((settings.clone(), version));
        }
        if !self.settings.auto_trading && self.status == Status::Running {
            self.pause_after_sequence = false;
            self.go_paused("auto_trading is off: bot paused, trading on paper", out);
        }
    }

    fn put_in_force(&mut self, settings: Settings, version: u32) {
        if settings.max_daily_loss != self.settings.max_daily_loss {
            self.account.rest_day = None;
            if let Some(paper) = &mut self.paper {
                paper.rest_day = None;
            }
        }
        self.ladder = Ladder::new(&settings);
        self.settings = settings;
        self.version = version;
    }
}
