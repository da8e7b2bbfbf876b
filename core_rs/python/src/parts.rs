//! The parts of the engine one by one: colour, streak, ladder.

use abutre_engine::ladder as engine;
use abutre_engine::settings::{DojiPolicy, Settings};
use abutre_engine::streak::{Color, Streak};
use pyo3::prelude::*;

use crate::errors::{EngineError, to_py, unreadable};

/// Colour of a candle from its open and close, pips: "GREEN", "RED" or "DOJI".
#[pyfunction]
pub(crate) fn color(open_pips: i64, close_pips: i64) -> &'static str {
    Color::of(open_pips, close_pips).name()
}

/// The run of same-colour candles that ends at the last one.
#[pyclass(module = "abutre._core")]
pub(crate) struct StreakCounter {
    policy: DojiPolicy,
    streak: Streak,
}

#[pymethods]
impl StreakCounter {
    #[new]
    fn new(doji_policy: &str) -> PyResult<Self> {
        let policy = match doji_policy {
            "break" => DojiPolicy::Break,
            "ignore" => DojiPolicy::Ignore,
            other => {
                return Err(EngineError::new_err(format!(
                    "doji_policy must be break or ignore, was {other}"
                )));
            }
        };
        Ok(Self { policy, streak: Streak::default() })
    }

    fn update(&mut self, color: &str) -> PyResult<(u32, Option<&'static str>)> {
        let color = match color {
            "GREEN" => Color::Green,
            "RED" => Color::Red,
            "DOJI" => Color::Doji,
            other => {
                return Err(EngineError::new_err(format!("color must be GREEN, RED or DOJI, was {other}")));
            }
        };
        self.streak = self.streak.after(color, self.policy);
        Ok((self.streak.count, self.streak.color.map(Color::name)))
    }

    fn reset(&mut self) {
        self.streak = Streak::default();
    }
}

/// Stakes of the levels under one version of the settings.
#[pyclass(frozen, module = "abutre._core")]
pub(crate) struct Ladder(engine::Ladder);

#[pymethods]
impl Ladder {
    #[new]
    fn new(settings: &str) -> PyResult<Self> {
        let settings: Settings = serde_json::from_str(settings).map_err(|error| unreadable(&error))?;
        let settings = settings.validated().map_err(|error| to_py(&error))?;
        Ok(Self(engine::Ladder::new(&settings)))
    }

    fn stake(&self, level: u32, lost: i64, payout_rate_ppm: i64) -> Option<i64> {
        self.0.stake(level, lost, payout_rate_ppm)
    }
}
