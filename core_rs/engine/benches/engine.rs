//! What a step and a backtest cost. Run with `cargo bench -p abutre-engine`.

use abutre_engine::backtest::backtest;
use abutre_engine::fact::{Fact, OpenSequence};
use abutre_engine::series::Prices;
use abutre_engine::session::{Session, Setup};
use abutre_engine::settings::Settings;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// A driftless walk of whole pips, the same on every machine.
fn walk(candles: usize) -> (Vec<i64>, Vec<i64>) {
    let mut state = 7_u64;
    let mut price = 100_000_i64;
    (0..candles)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let step = i64::try_from(state >> 57).unwrap_or_default() - 64;
            let open = price;
            price = (price + step).max(1_000);
            (open, price)
        })
        .unzip()
}

fn session() -> Session {
    let setup = Setup {
        settings: Settings::default(),
        version: 1,
        tick_interval: 2,
        payout_rate_ppm: 923_000,
        last_trade_id: 0,
        last_intent: 0,
    };
    let mut session = Session::new(setup).unwrap_or_else(|error| unreachable!("{error}"));
    let started = Fact::Started {
        epoch: 60,
        balance: 200_000,
        account_allowed: true,
        note: String::new(),
        open_sequence: OpenSequence::Continue,
    };
    black_box(session.step(&started).is_ok());
    session
}

#[divan::bench]
fn step_of_a_tick(bencher: Bencher<'_, '_>) {
    let mut session = session();
    let mut epoch = 60;
    bencher.bench_local(|| {
        epoch += 2;
        session.step(&Fact::TickSeen { epoch, quote: 100_000 + epoch % 11 }).map(|effects| effects.len())
    });
}

#[divan::bench]
fn step_of_a_candle(bencher: Bencher<'_, '_>) {
    let mut session = session();
    let mut open_time = 60;
    bencher.bench_local(|| {
        open_time += 60;
        let close = 100_000 + open_time / 60 % 2;
        let fact = Fact::CandleSeen { open_time, open: 100_000, high: 100_001, low: 100_000, close };
        session.step(&fact).map(|effects| effects.len())
    });
}

const CANDLES: usize = 10_000_000;

#[divan::bench(sample_count = 20, sample_size = 1)]
fn backtest_of_pips(bencher: Bencher<'_, '_>) {
    let (opens, closes) = walk(CANDLES);
    let settings = endless();
    bencher.counter(ItemsCount::new(CANDLES)).bench_local(|| {
        let prices = Prices::Pips { opens: &opens, closes: &closes };
        backtest(prices, None, &settings, 1_000_000_000_000, 923_000).map(|report| report.final_balance)
    });
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn backtest_of_floats(bencher: Bencher<'_, '_>) {
    let (opens, closes) = walk(CANDLES);
    let [opens, closes] = [opens, closes].map(|pips| pips.into_iter().map(in_units).collect::<Vec<_>>());
    let settings = endless();
    bencher.counter(ItemsCount::new(CANDLES)).bench_local(|| {
        let prices = Prices::Floats { opens: &opens, closes: &closes, pip_size: 0.01 };
        backtest(prices, None, &settings, 1_000_000_000_000, 923_000).map(|report| report.final_balance)
    });
}

#[allow(clippy::cast_precision_loss)] // prices are far below 2⁵³
fn in_units(pips: i64) -> f64 {
    pips as f64 / 100.0
}

/// The default strategy with a balance that no drawdown ends: every candle is looked at.
fn endless() -> Settings {
    Settings { max_drawdown_bp: 10_000, ..Settings::default() }
}
