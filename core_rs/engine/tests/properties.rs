//! What holds for every market, every broker and every operator.

mod common;

use abutre_engine::backtest::{Backtest, Report, backtest};
use abutre_engine::effect::Effect;
use abutre_engine::error::EngineError;
use abutre_engine::fact::{BookKind, Fact, OpenSequence};
use abutre_engine::ladder::Ladder;
use abutre_engine::money::MAX_MONEY;
use abutre_engine::series::Prices;
use abutre_engine::session::Session;
use abutre_engine::settings::{Settings, StakePolicy};
use common::{Move, RATE_PPM, World, any_fact, moves, session, settings};
use proptest::prelude::*;

fn started(balance: i64) -> Fact {
    Fact::Started {
        epoch: 60,
        balance,
        account_allowed: true,
        note: String::new(),
        open_sequence: OpenSequence::Continue,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_ladder_never_falls_and_never_overflows(
        initial_stake in 35..=1_000_000_i64,
        multiplier_e4 in 10_000..=100_000_u32,
        lost in 1..=MAX_MONEY,
        rate_ppm in 1..=100_000_000_i64,
        recover in any::<bool>(),
    ) {
        let stake_policy = if recover { StakePolicy::Recover } else { StakePolicy::Multiplier };
        let ladder = Ladder::new(&Settings { initial_stake, multiplier_e4, stake_policy, ..Settings::default() });
        let mut before = 0;
        for level in 1..=20 {
            let stake = ladder.stake(level, lost, rate_ppm).unwrap_or(i64::MAX);
            prop_assert!(stake >= before, "level {} falls from {} to {}", level, before, stake);
            prop_assert!(stake == i64::MAX || stake <= MAX_MONEY);
            before = stake;
        }
    }

    #[test]
    fn money_is_conserved_and_the_drawdown_kept(
        settings in settings(), balance in 0..50_000_i64, moves in moves(),
    ) {
        let mut world = World::new(balance);
        let mut session = session(&settings)?;
        session.step(&started(balance))?;
        let mut shown = balance;
        for step in moves {
            world.play(step, |fact| {
                let effects = session.step(fact)?;
                for effect in &effects {
                    match effect {
                        Effect::ContractOpened { book: BookKind::Account, stake, .. } => shown -= stake,
                        Effect::ContractClosed { book: BookKind::Account, payout, .. } => shown += payout,
                        Effect::TradeClosed { book: BookKind::Account, balance, .. } => {
                            assert_eq!(*balance, shown, "the ledger is the sum of its contracts");
                        }
                        Effect::BalanceUpdate { balance, peak, .. } => {
                            let lost = i128::from(peak - balance) * 10_000;
                            assert!(
                                lost <= i128::from(settings.max_drawdown_bp) * i128::from(*peak),
                                "drawdown of {balance} from {peak} passes the limit"
                            );
                        }
                        _ => {}
                    }
                }
                Ok::<_, EngineError>(effects)
            })?;
        }
        prop_assert_eq!(shown, world.account, "the ledger equals the broker's");
    }

    #[test]
    fn a_restored_session_goes_on_as_if_nothing_had_happened(
        settings in settings(), balance in 0..50_000_i64, moves in moves(),
    ) {
        let mut world = World::new(balance);
        let mut session = session(&settings)?;
        session.step(&started(balance))?;
        for step in moves {
            world.play(step, |fact| {
                let mut restored = Session::restore(&session.snapshot()?)?;
                assert_eq!(restored, session);
                let effects = session.step(fact)?;
                assert_eq!(restored.step(fact)?, effects);
                Ok::<_, EngineError>(effects)
            })?;
        }
    }

    #[test]
    fn no_fact_makes_it_panic_and_a_refused_one_changes_nothing(
        settings in settings(), facts in prop::collection::vec(any_fact(), 1..100),
    ) {
        let mut session = session(&settings)?;
        session.step(&started(10_000))?;
        for fact in facts {
            let before = session.clone();
            if session.step(&fact).is_err() {
                prop_assert_eq!(&session, &before);
            }
        }
    }

    #[test]
    fn the_batch_equals_the_session_to_the_cent(
        settings in settings(), balance in 0..50_000_i64, candles in prop::collection::vec(-1..=1_i64, 1..400),
    ) {
        let opens = vec![1_000_i64; candles.len()];
        let closes: Vec<i64> = candles.iter().map(|direction| 1_000 + direction).collect();
        let prices = Prices::Pips { opens: &opens, closes: &closes };
        let report = backtest(prices, None, &settings, balance, RATE_PPM)?;
        prop_assert_eq!(&report, &in_pieces(&settings, balance, &opens, &closes)?);
        let (final_balance, profits, halted) = stepped(&settings, balance, &candles)?;
        prop_assert_eq!(profits, report.sequences.iter().map(|closed| closed.profit).collect::<Vec<_>>());
        prop_assert_eq!(halted, report.halt.is_some());
        prop_assert_eq!(final_balance, report.final_balance);
    }
}

/// The same candles fed seven at a time.
fn in_pieces(
    settings: &Settings,
    balance: i64,
    opens: &[i64],
    closes: &[i64],
) -> Result<Report, EngineError> {
    let mut run = Backtest::new(settings, balance, RATE_PPM)?;
    for (opens, closes) in opens.chunks(7).zip(closes.chunks(7)) {
        run.feed(Prices::Pips { opens, closes }, None)?;
    }
    Ok(run.report())
}

/// The same candles through the session: balance with a running stake given back, profits, halted.
fn stepped(settings: &Settings, balance: i64, candles: &[i64]) -> Result<(i64, Vec<i64>, bool), EngineError> {
    let mut world = World::new(balance);
    world.epoch = 0;
    let mut session = session(settings)?;
    session.step(&Fact::Started {
        epoch: 0,
        balance,
        account_allowed: true,
        note: String::new(),
        open_sequence: OpenSequence::Continue,
    })?;
    let (mut settled, mut running, mut profits, mut halted) = (balance, 0, Vec::new(), false);
    for direction in candles {
        let step = match direction {
            1 => Move::Up,
            -1 => Move::Down,
            _ => Move::Flat,
        };
        world.play(step, |fact| {
            let effects = session.step(fact)?;
            for effect in &effects {
                match effect {
                    Effect::ContractOpened { stake, .. } => running = *stake,
                    Effect::ContractClosed { payout, .. } => {
                        settled += payout - running;
                        running = 0;
                    }
                    Effect::TradeClosed { profit, .. } => profits.push(*profit),
                    Effect::BotStatus { .. } => halted = true,
                    _ => {}
                }
            }
            Ok::<_, EngineError>(effects)
        })?;
        if halted {
            break;
        }
    }
    Ok((settled, profits, halted))
}
