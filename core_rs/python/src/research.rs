//! Batch functions over arrays; each is one call with the GIL released.

use abutre_engine::backtest::{self as engine, Input};
use abutre_engine::series::{self, Prices};
use abutre_engine::settings::{DojiPolicy, Settings};
use pyo3::buffer::{Element, PyBuffer};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::errors::{EngineError, SeriesError, to_py, unreadable};

/// Opens and closes, copied out of the caller's buffers so that the GIL can be released.
enum Copied {
    Pips(Vec<i64>, Vec<i64>),
    Floats(Vec<f64>, Vec<f64>, f64),
}

impl Copied {
    fn from_buffers(
        opens: &Bound<'_, PyAny>,
        closes: &Bound<'_, PyAny>,
        pip_size: Option<f64>,
    ) -> PyResult<Self> {
        match pip_size {
            None => Ok(Self::Pips(values(opens, "opens", PIPS)?, values(closes, "closes", PIPS)?)),
            Some(pip_size) => {
                Ok(Self::Floats(values(opens, "opens", FLOATS)?, values(closes, "closes", FLOATS)?, pip_size))
            }
        }
    }

    fn prices(&self) -> Prices<'_> {
        match self {
            Self::Pips(opens, closes) => Prices::Pips { opens, closes },
            Self::Floats(opens, closes, pip_size) => Prices::Floats { opens, closes, pip_size: *pip_size },
        }
    }
}

const PIPS: &str = "64-bit integers (pips; for floats give pip_size)";
const FLOATS: &str = "64-bit floats (pip_size was given)";
const TIMES: &str = "64-bit integers (epoch seconds)";

fn values<T: Element>(object: &Bound<'_, PyAny>, name: &str, what: &str) -> PyResult<Vec<T>> {
    let wrong = |_| SeriesError::new_err(format!("{name} must be a one-dimensional buffer of {what}"));
    let buffer = PyBuffer::<T>::get(object).map_err(wrong)?;
    if buffer.dimensions() > 1 {
        return Err(SeriesError::new_err(format!(
            "{name} must be one-dimensional, was {}",
            buffer.dimensions()
        )));
    }
    buffer.to_vec(object.py())
}

/// The sign of every candle as int8: 1 GREEN, -1 RED, 0 DOJI.
#[pyfunction]
#[pyo3(signature = (opens, closes, *, pip_size=None))]
pub(crate) fn signs<'py>(
    py: Python<'py>,
    opens: &Bound<'py, PyAny>,
    closes: &Bound<'py, PyAny>,
    pip_size: Option<f64>,
) -> PyResult<Bound<'py, PyBytes>> {
    let copied = Copied::from_buffers(opens, closes, pip_size)?;
    let signs = py.detach(|| series::signs(copied.prices())).map_err(|error| to_py(&error))?;
    let bytes: Vec<u8> = signs.into_iter().map(i8::cast_unsigned).collect();
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
    let copied = Copied::from_buffers(opens, closes, pip_size)?;
    let bytes = py
        .detach(|| {
            series::streaks(copied.prices(), policy)
                .map(|streaks| streaks.into_iter().flat_map(i32::to_ne_bytes).collect::<Vec<u8>>())
        })
        .map_err(|error| to_py(&error))?;
    Ok(PyBytes::new(py, &bytes))
}

/// The candle-settled backtest; the report as JSON.
#[pyfunction]
#[pyo3(signature = (opens, closes, *, settings, balance, payout_rate_ppm, times=None, pip_size=None))]
#[allow(clippy::too_many_arguments)] // keyword arguments of a Python function
pub(crate) fn backtest(
    py: Python<'_>,
    opens: &Bound<'_, PyAny>,
    closes: &Bound<'_, PyAny>,
    settings: &str,
    balance: i64,
    payout_rate_ppm: i64,
    times: Option<&Bound<'_, PyAny>>,
    pip_size: Option<f64>,
) -> PyResult<String> {
    let settings: Settings = serde_json::from_str(settings).map_err(|error| unreadable(&error))?;
    let copied = Copied::from_buffers(opens, closes, pip_size)?;
    let times = times.map(|times| values::<i64>(times, "times", TIMES)).transpose()?;
    let report = py
        .detach(|| {
            let input = Input { prices: copied.prices(), times: times.as_deref(), balance, payout_rate_ppm };
            engine::backtest(input, &settings)
        })
        .map_err(|error| to_py(&error))?;
    serde_json::to_string(&report).map_err(|error| unreadable(&error))
}
