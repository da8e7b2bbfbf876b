//! The state machine: one fact in, effects out, in the order to carry them out. See docs/engine.md.

mod operator;
mod out;
pub mod preview;
mod starting;
mod trading;
mod watching;

use serde::{Deserialize, Serialize};

use crate::book::{Book, DAY, Terms};
use crate::effect::{Effect, Status};
use crate::error::EngineError;
use crate::fact::{BookKind, Fact, MAX_RATE_PPM};
use crate::ladder::Ladder;
use crate::market::Market;
use crate::money::{MAX_MONEY, in_range};
use crate::risk::StakeLimits;
use crate::settings::Settings;

use out::Out;

/// Version of the snapshot's form.
const SNAPSHOT_VERSION: u32 = 1;

/// Largest balance the engine keeps, minor units: sums of a few stay far inside an `i64`.
const MAX_BALANCE: i64 = 100 * MAX_MONEY;

/// What a run starts from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// Settings in force.
    pub settings: Settings,
    /// Their version.
    pub version: u32,
    /// Seconds between ticks, 1 or 2.
    pub tick_interval: i64,
    /// Profit of a win per stake until the first `Quoted`, millionths.
    pub payout_rate_ppm: i64,
    /// Last trade id ever used.
    pub last_trade_id: u64,
    /// Last intent ever used.
    pub last_intent: u64,
}

/// The state machine of one account on one market.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    market: Market,
    account: Book,
    /// Present while trading on paper (PAUSED).
    paper: Option<Book>,
    started: bool,
    status: Status,
    /// What the last start, pause or stop asked for; a restart goes back to it.
    desired: Status,
    pause_after_sequence: bool,
    account_allowed: bool,
    note: String,
    settings: Settings,
    version: u32,
    /// Stored settings that wait for the sequence to end.
    waiting: Option<(Settings, u32)>,
    rate_ppm: i64,
    limits: StakeLimits,
    last_trade_id: u64,
    last_intent: u64,
    /// Why no new sequence begins.
    #[serde(default)]
    held: Option<String>,
    /// Newest epoch of any fact.
    epoch: i64,
    #[serde(skip, default = "default_ladder")]
    ladder: Ladder,
}

fn default_ladder() -> Ladder {
    Ladder::new(&Settings::default())
}

#[derive(Serialize)]
struct SnapshotOut<'a> {
    version: u32,
    session: &'a Session,
}

#[derive(Deserialize)]
struct SnapshotVersion {
    version: u32,
}

#[derive(Deserialize)]
struct SnapshotIn {
    session: Session,
}

impl Session {
    /// A session at the start of a run.
    ///
    /// # Errors
    /// `OutOfRange` when the settings, the tick interval or the rate cannot be.
    pub fn new(setup: Setup) -> Result<Self, EngineError> {
        let settings = setup.settings.validated()?;
        in_range("tick_interval", setup.tick_interval, 1, 2)?;
        in_range("payout_rate_ppm", setup.payout_rate_ppm, 1, MAX_RATE_PPM)?;
        Ok(Self {
            market: Market::new(setup.tick_interval),
            account: Book::new(0, 0),
            paper: None,
            started: false,
            status: Status::Stopped,
            desired: Status::Running,
            pause_after_sequence: false,
            account_allowed: false,
            note: String::new(),
            ladder: Ladder::new(&settings),
            settings,
            version: setup.version,
            waiting: None,
            rate_ppm: setup.payout_rate_ppm,
            limits: StakeLimits::default(),
            last_trade_id: setup.last_trade_id,
            last_intent: setup.last_intent,
            held: None,
            epoch: 0,
        })
    }

    /// Takes one fact; the effects, in the order to carry them out.
    ///
    /// # Errors
    /// `OutOfRange` when a number of the fact cannot be; the state is unchanged.
    pub fn step(&mut self, fact: &Fact) -> Result<Vec<Effect>, EngineError> {
        fact.validate()?;
        self.check_sums(fact)?;
        if let Some(epoch) = fact.epoch() {
            self.note_epoch(epoch);
        }
        let mut out = Out::new(fact.epoch().unwrap_or(self.epoch));
        match fact {
            Fact::TickSeen { epoch, quote } => self.tick_seen(*epoch, *quote, &mut out),
            Fact::CandleSeen { open_time, open, high, low, close } => {
                self.candle_seen(*open_time, [*open, *high, *low, *close], &mut out);
            }
            Fact::History { candles } => self.history(candles, &mut out),
            Fact::TimePassed { epoch } => self.time_passed(*epoch, &mut out),
            Fact::Purchased { book, intent, contract_id, stake, payout, .. } => {
                self.purchased(*book, *intent, Some(*contract_id), *stake, *payout, &mut out);
            }
            Fact::Refused { book, intent, reason, fatal, .. } => {
                self.refused(*book, *intent, reason, *fatal, &mut out);
            }
            Fact::OutcomeUnknown { book, intent, .. } => self.outcome_unknown(*book, *intent, &mut out),
            Fact::Settled { book, intent, outcome, payout, .. } => {
                self.settled(*book, *intent, *outcome, *payout, &mut out);
            }
            Fact::Started { balance, account_allowed, note, open_sequence, .. } => {
                note.clone_into(&mut self.note);
                self.account_allowed = *account_allowed;
                self.held = None;
                self.begin(*balance, *open_sequence, &mut out);
            }
            Fact::CommandGiven { verb, after_sequence, .. } => {
                self.command(*verb, *after_sequence, &mut out);
            }
            Fact::SettingsStored { settings, version, .. } => {
                self.settings_stored(settings, *version, &mut out);
            }
            Fact::Quoted { payout_rate_ppm, min_stake, max_stake } => {
                self.rate_ppm = *payout_rate_ppm;
                self.limits = StakeLimits { min: *min_stake, max: *max_stake };
            }
            Fact::MarketEnded { .. } => self.market_ended(&mut out),
            Fact::Transferred { amount, .. } => self.transferred(*amount, &mut out),
            Fact::Held { reason, .. } => self.hold(reason.as_ref(), &mut out),
        }
        self.ask_again(&mut out);
        Ok(out.effects)
    }

    /// The account's balance (a running stake spent) and the newest settings version known.
    #[must_use]
    pub fn standing(&self) -> (i64, u32) {
        let version = self.waiting.as_ref().map_or(self.version, |(_, version)| *version);
        (self.account.balance, version)
    }

    /// The whole state as versioned JSON.
    ///
    /// # Errors
    /// `Unreadable` when it cannot be written, which would be a bug.
    pub fn snapshot(&self) -> Result<String, EngineError> {
        serde_json::to_string(&SnapshotOut { version: SNAPSHOT_VERSION, session: self })
            .map_err(|error| EngineError::Unreadable(error.to_string()))
    }

    /// A session as [`Session::snapshot`] left it; it behaves as the one that wrote it.
    ///
    /// # Errors
    /// `Unreadable` or `Version` when `text` is not such a snapshot.
    pub fn restore(text: &str) -> Result<Self, EngineError> {
        let unreadable = |error: serde_json::Error| EngineError::Unreadable(error.to_string());
        let SnapshotVersion { version } = serde_json::from_str(text).map_err(unreadable)?;
        if version != SNAPSHOT_VERSION {
            return Err(EngineError::Version { found: version });
        }
        let SnapshotIn { mut session } = serde_json::from_str(text).map_err(unreadable)?;
        session.settings.clone().validated()?;
        session.ladder = Ladder::new(&session.settings);
        Ok(session)
    }

    /// The book whose sequences run now.
    fn active(&self) -> BookKind {
        if self.paper.is_some() { BookKind::Paper } else { BookKind::Account }
    }

    fn book(&self, kind: BookKind) -> Option<&Book> {
        match kind {
            BookKind::Account => Some(&self.account),
            BookKind::Paper => self.paper.as_ref(),
        }
    }

    /// The book of `kind`, if there is one, and what its contracts are priced and admitted by.
    fn desk(&mut self, kind: BookKind) -> Option<(&mut Book, Terms<'_>)> {
        let terms = Terms {
            settings: &self.settings,
            ladder: &self.ladder,
            limits: self.limits,
            rate_ppm: self.rate_ppm,
        };
        match kind {
            BookKind::Account => Some((&mut self.account, terms)),
            BookKind::Paper => self.paper.as_mut().map(|book| (book, terms)),
        }
    }

    fn note_epoch(&mut self, epoch: i64) {
        if epoch <= self.epoch {
            return;
        }
        self.epoch = epoch;
        let day = epoch / DAY;
        self.account.roll_day(day);
        if let Some(paper) = &mut self.paper {
            paper.roll_day(day);
        }
    }

    fn check_sums(&self, fact: &Fact) -> Result<(), EngineError> {
        let (kind, amount) = match fact {
            Fact::Settled { book, payout, .. } => (*book, *payout),
            Fact::Transferred { amount, .. } => (BookKind::Account, *amount),
            _ => return Ok(()),
        };
        let balance = self.book(kind).map_or(0, |book| book.balance);
        in_range("balance", balance + amount, -MAX_BALANCE, MAX_BALANCE)?;
        Ok(())
    }
}
