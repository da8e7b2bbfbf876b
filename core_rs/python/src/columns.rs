//! A caller's buffers, read a piece at a time, so that the GIL is held only while a piece is copied.

use abutre_engine::error::EngineError as Engine;
use abutre_engine::series::Prices;
use pyo3::buffer::{Element, PyBuffer};
use pyo3::prelude::*;
use pyo3::types::{PyMemoryView, PySlice};

use crate::errors::{SeriesError, to_py};

/// Candles copied at a time; three columns of them stay in the second-level cache.
const PIECE: usize = 16_384;

const PIPS: &str = "64-bit integers (pips; for floats give pip_size)";
const FLOATS: &str = "64-bit floats (pip_size was given)";
const TIMES: &str = "64-bit integers (epoch seconds)";

struct Column<T> {
    view: Py<PyMemoryView>,
    len: usize,
    piece: Vec<T>,
}

impl<T: Element + Default> Column<T> {
    fn new(object: &Bound<'_, PyAny>, name: &str, what: &str) -> PyResult<Self> {
        let wrong = |_| SeriesError::new_err(format!("{name} must be a buffer of {what}"));
        let view = PyMemoryView::from(object).map_err(wrong)?;
        if view.getattr("nbytes")?.extract::<usize>()? == 0 {
            // An empty buffer has no address, so its type cannot be asked for.
            return Ok(Self { view: view.unbind(), len: 0, piece: Vec::new() });
        }
        let buffer = PyBuffer::<T>::get(object).map_err(wrong)?;
        if buffer.dimensions() != 1 {
            let reason = format!("{name} must have one dimension, had {}", buffer.dimensions());
            return Err(SeriesError::new_err(reason));
        }
        Ok(Self { view: view.unbind(), len: buffer.item_count(), piece: Vec::with_capacity(PIECE) })
    }

    fn read(&mut self, py: Python<'_>, first: usize) -> PyResult<()> {
        let end = self.len.min(first + PIECE);
        let part =
            self.view.bind(py).get_item(PySlice::new(py, first.cast_signed(), end.cast_signed(), 1))?;
        self.piece.resize(end - first, T::default());
        PyBuffer::<T>::get(&part)?.copy_to_slice(py, &mut self.piece)
    }
}

enum Quotes {
    Pips { opens: Column<i64>, closes: Column<i64> },
    Floats { opens: Column<f64>, closes: Column<f64>, pip_size: f64 },
}

/// Opens, closes and perhaps times.
pub(crate) struct Columns {
    quotes: Quotes,
    times: Option<Column<i64>>,
}

impl Columns {
    /// Checks that the buffers hold what they should and are of equal length.
    pub(crate) fn new(
        opens: &Bound<'_, PyAny>,
        closes: &Bound<'_, PyAny>,
        times: Option<&Bound<'_, PyAny>>,
        pip_size: Option<f64>,
    ) -> PyResult<Self> {
        let quotes = match pip_size {
            None => Quotes::Pips {
                opens: Column::new(opens, "opens", PIPS)?,
                closes: Column::new(closes, "closes", PIPS)?,
            },
            Some(pip_size) => Quotes::Floats {
                opens: Column::new(opens, "opens", FLOATS)?,
                closes: Column::new(closes, "closes", FLOATS)?,
                pip_size,
            },
        };
        let times = times.map(|times| Column::new(times, "times", TIMES)).transpose()?;
        let columns = Self { quotes, times };
        let (opens, closes) = columns.lengths();
        let times = columns.times.as_ref().map_or(opens, |times| times.len);
        if opens == closes && opens == times {
            return Ok(columns);
        }
        let reason =
            format!("opens, closes and times must be of equal length, were {opens}, {closes}, {times}");
        Err(SeriesError::new_err(reason))
    }

    fn lengths(&self) -> (usize, usize) {
        match &self.quotes {
            Quotes::Pips { opens, closes } => (opens.len, closes.len),
            Quotes::Floats { opens, closes, .. } => (opens.len, closes.len),
        }
    }

    /// Gives every piece to `take`, until it says false; the GIL is held only to copy.
    pub(crate) fn feed(
        mut self,
        py: Python<'_>,
        mut take: impl FnMut(Prices<'_>, Option<&[i64]>) -> Result<bool, Engine> + Send,
    ) -> PyResult<()> {
        let candles = self.lengths().0;
        py.detach(|| {
            for first in (0..candles).step_by(PIECE) {
                Python::attach(|py| {
                    self.read(py, first)?;
                    py.check_signals()
                })?;
                let times = self.times.as_ref().map(|times| times.piece.as_slice());
                if !take(self.prices(), times).map_err(|error| to_py(&error))? {
                    break;
                }
            }
            Ok(())
        })
    }

    fn read(&mut self, py: Python<'_>, first: usize) -> PyResult<()> {
        match &mut self.quotes {
            Quotes::Pips { opens, closes } => {
                opens.read(py, first)?;
                closes.read(py, first)?;
            }
            Quotes::Floats { opens, closes, .. } => {
                opens.read(py, first)?;
                closes.read(py, first)?;
            }
        }
        self.times.as_mut().map_or(Ok(()), |times| times.read(py, first))
    }

    fn prices(&self) -> Prices<'_> {
        match &self.quotes {
            Quotes::Pips { opens, closes } => Prices::Pips { opens: &opens.piece, closes: &closes.piece },
            Quotes::Floats { opens, closes, pip_size } => {
                Prices::Floats { opens: &opens.piece, closes: &closes.piece, pip_size: *pip_size }
            }
        }
    }
}
