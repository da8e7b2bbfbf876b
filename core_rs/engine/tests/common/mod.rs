//! Worlds for the property tests: markets, brokers that answer, and facts that make no sense.

#![allow(dead_code)] // each test file uses its part

use abutre_engine::candle::Candle;
use abutre_engine::effect::Effect;
use abutre_engine::error::EngineError;
use abutre_engine::fact::{BookKind, Fact, OpenSequence, Outcome, Verb};
use abutre_engine::money::win_profit;
use abutre_engine::session::{Session, Setup};
use abutre_engine::settings::{DojiPolicy, Settings, StakePolicy};
use proptest::option;
use proptest::prelude::*;

pub const RATE_PPM: i64 = 950_000;

pub fn session(settings: &Settings) -> Result<Session, EngineError> {
    Session::new(Setup {
        settings: settings.clone(),
        version: 1,
        tick_interval: 2,
        payout_rate_ppm: RATE_PPM,
        last_trade_id: 0,
        last_intent: 0,
    })
}

pub fn settings() -> impl Strategy<Value = Settings> {
    let strategy = (2..6_u32, 1..=20_u32, 35..500_i64, 10_000..40_000_u32, 100..=10_000_i64);
    let policies = (any::<bool>(), any::<bool>(), option::of(1..5_000_i64), any::<bool>());
    (strategy, policies).prop_map(|(numbers, policies)| {
        let (delay_threshold, max_level, initial_stake, multiplier_e4, max_drawdown_bp) = numbers;
        let (breaks, multiplies, max_daily_loss, require_full_ladder) = policies;
        Settings {
            delay_threshold,
            max_level,
            initial_stake,
            multiplier_e4,
            max_drawdown_bp,
            auto_trading: true,
            doji_policy: if breaks { DojiPolicy::Break } else { DojiPolicy::Ignore },
            stake_policy: if multiplies { StakePolicy::Multiplier } else { StakePolicy::Recover },
            max_daily_loss,
            require_full_ladder,
        }
    })
}

/// What the world does next; answers to the engine's questions are drawn from it too.
#[derive(Debug, Clone, Copy)]
pub enum Move {
    Up,
    Down,
    Flat,
    Gap,
    Refund,
    Refuse,
    Unknown,
    Start,
    Pause,
    PauseAfter,
    Stop,
}

pub fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        20 => Just(Move::Up),
        20 => Just(Move::Down),
        3 => Just(Move::Flat),
        1 => Just(Move::Gap),
        1 => Just(Move::Refund),
        1 => Just(Move::Refuse),
        1 => Just(Move::Unknown),
        2 => Just(Move::Start),
        1 => Just(Move::Pause),
        1 => Just(Move::PauseAfter),
        1 => Just(Move::Stop),
    ];
    prop::collection::vec(one, 1..200)
}

/// A market of candles and a broker in one: turns moves into facts and answers what the engine asks.
pub struct World {
    pub epoch: i64,
    in_flight: Option<(BookKind, u64, i64, bool)>,
    next_contract: i64,
    /// The account's money as the broker counts it.
    pub account: i64,
}

impl World {
    pub fn new(balance: i64) -> Self {
        Self { epoch: 60, in_flight: None, next_contract: 5_000_000_000, account: balance }
    }

    /// The facts of one move, given to `take` one at a time; `take` returns the effects.
    pub fn play<E>(
        &mut self,
        step: Move,
        mut take: impl FnMut(&Fact) -> Result<Vec<Effect>, E>,
    ) -> Result<(), E> {
        let epoch = self.epoch;
        let command = |verb, after_sequence| Fact::CommandGiven { verb, after_sequence, epoch };
        let mut queue = match step {
            Move::Start => vec![command(Verb::Start, false)],
            Move::Pause => vec![command(Verb::Pause, false)],
            Move::PauseAfter => vec![command(Verb::Pause, true)],
            Move::Stop => vec![command(Verb::Stop, false)],
            Move::Gap => {
                self.epoch += 120;
                vec![self.candle(1)]
            }
            Move::Flat => vec![self.candle(0)],
            Move::Up | Move::Refuse => vec![self.candle(1)],
            Move::Down | Move::Refund | Move::Unknown => vec![self.candle(-1)],
        };
        let moved = queue.iter().any(|fact| matches!(fact, Fact::CandleSeen { .. }));
        let settles = if moved { self.in_flight.take() } else { None };
        queue.reverse();
        if let Some((book, intent, stake, call)) = settles {
            queue.insert(0, self.settlement(step, book, intent, stake, call));
        }
        while let Some(fact) = queue.pop() {
            for effect in take(&fact)? {
                if let Some(answer) = self.answer(step, &effect) {
                    queue.push(answer);
                }
            }
        }
        Ok(())
    }

    fn candle(&mut self, direction: i64) -> Fact {
        let open_time = self.epoch;
        self.epoch += 60;
        let close = 1_000 + direction;
        Fact::CandleSeen { open_time, open: 1_000, high: 1_001, low: 999, close }
    }

    fn settlement(&mut self, step: Move, book: BookKind, intent: u64, stake: i64, call: bool) -> Fact {
        let (outcome, payout) = match (step, call) {
            (Move::Refund, _) => (Outcome::Refunded, stake),
            (Move::Up | Move::Refuse | Move::Gap, true) | (Move::Down | Move::Unknown, false) => {
                (Outcome::Won, stake + win_profit(stake, RATE_PPM))
            }
            _ => (Outcome::Lost, 0),
        };
        if book == BookKind::Account {
            self.account += payout;
        }
        Fact::Settled { book, intent, outcome, payout, epoch: self.epoch, spots: None }
    }

    fn answer(&mut self, step: Move, effect: &Effect) -> Option<Fact> {
        match effect {
            Effect::Backfill { .. } => Some(Fact::History { candles: Vec::new() }),
            Effect::Buy { book, intent, .. } if matches!(step, Move::Refuse) => Some(Fact::Refused {
                book: *book,
                intent: *intent,
                reason: "market closed".to_owned(),
                fatal: false,
                epoch: self.epoch,
            }),
            Effect::Buy { book, intent, stake, direction, .. } => {
                assert!(self.in_flight.is_none(), "at most one contract in flight");
                let call = *direction == abutre_engine::book::Direction::Call;
                self.in_flight = Some((*book, *intent, *stake, call));
                if *book == BookKind::Account {
                    self.account -= *stake;
                }
                self.next_contract += 1;
                Some(Fact::Purchased {
                    book: *book,
                    intent: *intent,
                    contract_id: self.next_contract,
                    stake: *stake,
                    payout: stake + win_profit(*stake, RATE_PPM),
                    epoch: self.epoch,
                })
            }
            _ => None,
        }
    }
}

/// Facts of every kind with numbers of every size, most of them senseless.
pub fn any_fact() -> impl Strategy<Value = Fact> {
    let book = prop_oneof![Just(BookKind::Account), Just(BookKind::Paper)];
    let verb = prop_oneof![Just(Verb::Start), Just(Verb::Pause), Just(Verb::Stop), Just(Verb::Shutdown)];
    let outcome = prop_oneof![Just(Outcome::Won), Just(Outcome::Lost), Just(Outcome::Refunded)];
    let open_sequence =
        prop_oneof![Just(OpenSequence::Continue), Just(OpenSequence::Abandon), Just(OpenSequence::Ask)];
    let number = || prop_oneof![Just(i64::MIN), Just(i64::MAX), Just(0), -1_000..1_000_000_i64, any::<i64>()];
    let epoch = || prop_oneof![4 => 0..20_000_i64, 1 => any::<i64>()];
    let minute = || prop_oneof![4 => (0..300_i64).prop_map(|minute| minute * 60), 1 => any::<i64>()];
    let price = || prop_oneof![8 => 1..5_000_i64, 1 => any::<i64>()];
    let candle = (minute(), price(), price(), price(), price())
        .prop_map(|(open_time, open, high, low, close)| Candle { open_time, open, high, low, close });
    prop_oneof![
        (epoch(), number(), any::<bool>(), open_sequence).prop_map(
            |(epoch, balance, account_allowed, open_sequence)| Fact::Started {
                epoch,
                balance,
                account_allowed,
                note: String::new(),
                open_sequence
            }
        ),
        (epoch(), price()).prop_map(|(epoch, quote)| Fact::TickSeen { epoch, quote }),
        candle.clone().prop_map(|Candle { open_time, open, high, low, close }| Fact::CandleSeen {
            open_time,
            open,
            high,
            low,
            close
        }),
        prop::collection::vec(candle, 0..5).prop_map(|candles| Fact::History { candles }),
        epoch().prop_map(|epoch| Fact::TimePassed { epoch }),
        (number(), number(), option::of(number())).prop_map(|(payout_rate_ppm, min_stake, max_stake)| {
            Fact::Quoted { payout_rate_ppm, min_stake, max_stake }
        }),
        (book.clone(), 0..5_u64, number(), number(), epoch()).prop_map(
            |(book, intent, stake, payout, epoch)| {
                Fact::Purchased { book, intent, contract_id: stake, stake, payout, epoch }
            }
        ),
        (book.clone(), 0..5_u64, any::<bool>(), epoch()).prop_map(|(book, intent, fatal, epoch)| {
            Fact::Refused { book, intent, reason: String::new(), fatal, epoch }
        }),
        (book.clone(), 0..5_u64, epoch()).prop_map(|(book, intent, epoch)| Fact::OutcomeUnknown {
            book,
            intent,
            epoch
        }),
        (book, 0..5_u64, outcome, number(), epoch()).prop_map(|(book, intent, outcome, payout, epoch)| {
            Fact::Settled { book, intent, outcome, payout, epoch, spots: None }
        }),
        (verb, any::<bool>(), epoch()).prop_map(|(verb, after_sequence, epoch)| Fact::CommandGiven {
            verb,
            after_sequence,
            epoch
        }),
        (settings(), any::<u32>(), epoch()).prop_map(|(settings, version, epoch)| Fact::SettingsStored {
            settings,
            version,
            epoch
        }),
        epoch().prop_map(|epoch| Fact::MarketEnded { epoch }),
        (number(), epoch()).prop_map(|(amount, epoch)| Fact::Transferred { amount, epoch }),
        (any::<bool>(), epoch())
            .prop_map(|(held, epoch)| Fact::Held { reason: held.then(|| "disk".to_owned()), epoch }),
    ]
}
