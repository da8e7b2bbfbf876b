//! No text makes the engine panic: each line of the input is a fact as the journal writes it.
//!
//! Run with `cargo +nightly fuzz run --fuzz-dir core_rs/fuzz facts` (needs cargo-fuzz).

#![no_main]

use abutre_engine::session::{Session, Setup};
use abutre_engine::settings::Settings;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let setup = Setup {
        settings: Settings { delay_threshold: 2, ..Settings::default() },
        version: 1,
        tick_interval: 2,
        payout_rate_ppm: 923_000,
        last_trade_id: 0,
        last_intent: 0,
    };
    let Ok(mut session) = Session::new(setup) else { return };
    for line in text.lines() {
        let Ok(fact) = serde_json::from_str(line) else { continue };
        let before = session.clone();
        if session.step(&fact).is_err() {
            assert_eq!(session, before, "a refused fact changes nothing");
        }
        if let Ok(restored) = session.snapshot().and_then(|text| Session::restore(&text)) {
            assert_eq!(restored, session, "a snapshot is the whole state");
        }
    }
});
