//! Batch functions over arrays; each is one call with the GIL released.

use abutre_engine::backtest::{Backtest, ClosedSequence, Report};
use abutre_engine::book::Reason;
use abutre_engine::error::EngineError as Engine;
use abutre_engine::series::{self, Prices};
use abutre_engine::settings::{DojiPolicy, Settings};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::columns::Columns;
use crate::errors::{EngineError, to_py, unreadable};

/// The sign of every candle as int8: 1 GREEN, -1 RED, 0 DOJI.
#[pyfunction]
#[pyo3(signature = (opens, closes, *, pip_size=None))]
pub(crate) fn signs<'py>(
    py: Python<'py>,
    opens: &Bound<'py, PyAny>,
    closes: &Bound<'py, PyAny>,
    pip_size: Option<f64>,
) -> PyResult<Bound<'py, PyBytes>> {
    let mut bytes = Vec::new();
    Columns::new(opens, closes, None, pip_size)?.feed(py, |prices, _| {
        bytes.extend(series::signs(prices)?.into_iter().map(i8::cast_unsigned));
        Ok(true)
    })?;
    Ok(PyBytes::new(py, &bytes))
}

/// The signed streak after every candle as native int32: +n is n GREEN, -n is n RED, 0 is none.
#[pyfunction]
#[pyo3(signature = (opens, closes, *, doji_policy, pip_size=None))]
pub(crate) fn streaks<'py>(
    py: Python<'py>,
    opens: &Bound<'py, PyAny>,
    closes: &Bound<'py, PyAny>,
    doji_policy: &str,
    pip_size: Option<f64>,
) -> PyResult<Bound<'py, PyBytes>> {
    let policy = match doji_policy {
        "break" => DojiPolicy::Break,
        "ignore" => DojiPolicy::Ignore,
        other => {
            return Err(EngineError::new_err(format!("doji_policy must be break or ignore, was {other}")));
        }
    };
    let mut bytes = Vec::new();
    let mut streak = 0;
    Columns::new(opens, closes, None, pip_size)?.feed(py, |prices, _| {
        for counted in series::streaks_from(streak, prices, policy)? {
            streak = counted;
            bytes.extend(counted.to_ne_bytes());
        }
        Ok(true)
    })?;
    Ok(PyBytes::new(py, &bytes))
}

/// The candle-settled backtest: the summary as JSON, the sequences as native int64 rows.
#[pyfunction]
#[pyo3(signature = (opens, closes, *, settings, balance, payout_rate_ppm, times=None, pip_size=None))]
#[allow(clippy::too_many_arguments)] // keyword arguments of a Python function
pub(crate) fn backtest<'py>(
    py: Python<'py>,
    opens: &Bound<'py, PyAny>,
    closes: &Bound<'py, PyAny>,
    settings: &str,
    balance: i64,
    payout_rate_ppm: i64,
    times: Option<&Bound<'py, PyAny>>,
    pip_size: Option<f64>,
) -> PyResult<(String, Bound<'py, PyBytes>)> {
    let settings: Settings = serde_json::from_str(settings).map_err(|error| unreadable(&error))?;
    let mut run = Backtest::new(&settings, balance, payout_rate_ppm).map_err(|error| to_py(&error))?;
    Columns::new(opens, closes, times, pip_size)?
        .feed(py, |prices: Prices<'_>, times| -> Result<bool, Engine> { run.feed(prices, times) })?;
    let report: Report = run.report();
    let summary = serde_json::to_string(&report).map_err(|error| unreadable(&error))?;
    let rows: Vec<u8> = report.sequences.iter().flat_map(row).flat_map(i64::to_ne_bytes).collect();
    Ok((summary, PyBytes::new(py, &rows)))
}

/// A sequence as trigger index, close index, final level, profit, and the place of its reason in [`reasons`].
fn row(sequence: &ClosedSequence) -> [i64; 5] {
    let index = |value: usize| i64::try_from(value).unwrap_or(i64::MAX);
    let reason = Reason::ALL.iter().position(|reason| *reason == sequence.reason).unwrap_or_default();
    [
        index(sequence.trigger_index),
        index(sequence.close_index),
        sequence.final_level.into(),
        sequence.profit,
        index(reason),
    ]
}

/// Why sequences close, in the order in which `backtest` numbers them.
#[pyfunction]
pub(crate) fn reasons() -> Vec<&'static str> {
    Reason::ALL.iter().map(|reason| reason.name()).collect()
}
