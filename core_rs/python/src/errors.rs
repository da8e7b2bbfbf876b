//! The engine's errors as Python exceptions.

use abutre_engine::error::EngineError as Engine;
use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

create_exception!(abutre._core, EngineError, PyValueError, "A fact, setup or settings that cannot be.");
create_exception!(abutre._core, SnapshotError, EngineError, "A snapshot that this engine does not read.");
create_exception!(
    abutre._core,
    SeriesError,
    EngineError,
    "Arrays that do not fit each other, or hold no prices."
);

/// The one border: every engine error leaves through here.
pub(crate) fn to_py(error: &Engine) -> PyErr {
    let text = error.to_string();
    match error {
        Engine::Version { .. } => SnapshotError::new_err(text),
        Engine::Series(_) => SeriesError::new_err(text),
        _ => EngineError::new_err(text),
    }
}

/// Text that is no JSON of the expected form.
pub(crate) fn unreadable(error: &serde_json::Error) -> PyErr {
    to_py(&Engine::Unreadable(error.to_string()))
}
