//! The state machine.

use abutre_engine::effect::Effect;
use abutre_engine::fact::Fact;
use abutre_engine::session as engine;
use pyo3::prelude::*;

use crate::errors::{SnapshotError, to_py, unreadable};

/// The state machine of one account on one market.
#[pyclass(module = "abutre._core")]
pub(crate) struct Session(engine::Session);

#[pymethods]
impl Session {
    #[new]
    fn new(setup: &str) -> PyResult<Self> {
        let setup = serde_json::from_str(setup).map_err(|error| unreadable(&error))?;
        engine::Session::new(setup).map(Self).map_err(|error| to_py(&error))
    }

    #[staticmethod]
    fn restore(snapshot: &str) -> PyResult<Self> {
        engine::Session::restore(snapshot)
            .map(Self)
            .map_err(|error| SnapshotError::new_err(error.to_string()))
    }

    fn step(&mut self, fact: &str) -> PyResult<Option<String>> {
        let fact: Fact = serde_json::from_str(fact).map_err(|error| unreadable(&error))?;
        self.take(&fact)
    }

    fn tick(&mut self, epoch: i64, quote: i64) -> PyResult<Option<String>> {
        self.take(&Fact::TickSeen { epoch, quote })
    }

    fn standing(&self) -> (i64, u32) {
        self.0.standing()
    }

    fn preview(&self, settings: &str) -> PyResult<String> {
        let settings = serde_json::from_str(settings).map_err(|error| unreadable(&error))?;
        let preview = self.0.preview(settings).map_err(|error| to_py(&error))?;
        serde_json::to_string(&preview).map_err(|error| unreadable(&error))
    }

    fn snapshot(&self) -> PyResult<String> {
        self.0.snapshot().map_err(|error| to_py(&error))
    }
}

impl Session {
    fn take(&mut self, fact: &Fact) -> PyResult<Option<String>> {
        let effects = self.0.step(fact).map_err(|error| to_py(&error))?;
        if effects.is_empty() { Ok(None) } else { written(&effects).map(Some) }
    }
}

fn written(effects: &[Effect]) -> PyResult<String> {
    serde_json::to_string(effects).map_err(|error| unreadable(&error))
}
