//! Bindings of `abutre-engine` for Python: conversions and calls. Nothing computes here.
//!
//! Facts, settings, effects and snapshots cross as JSON text, the form the journal keeps.

mod columns;
mod errors;
mod parts;
mod research;
mod session;

use pyo3::prelude::*;

/// Abutre's Rust core. Use it through `abutre.adapters.core`.
#[pymodule]
mod _core {
    #[pymodule_export]
    use crate::errors::{EngineError, SeriesError, SnapshotError};
    #[pymodule_export]
    use crate::parts::{Ladder, StreakCounter, color};
    #[pymodule_export]
    use crate::research::{backtest, reasons, signs, streaks};
    #[pymodule_export]
    use crate::session::Session;
}
