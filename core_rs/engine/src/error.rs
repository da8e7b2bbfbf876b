//! What the engine refuses.

use std::fmt;

/// Why a fact, settings or a snapshot was refused. The state is unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EngineError {
    /// A value of a fact lies outside what can be.
    OutOfRange {
        /// The field.
        field: &'static str,
        /// What was found.
        found: i64,
    },
    /// The text is not a fact, settings or snapshot that this engine reads.
    Unreadable(String),
    /// A snapshot of another version.
    Version {
        /// The version found.
        found: u32,
    },
    /// Price arrays of a batch function that do not fit each other, or hold something else than prices.
    Series(String),
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfRange { field, found } => write!(f, "{field} out of range, was {found}"),
            Self::Unreadable(reason) => write!(f, "cannot be read: {reason}"),
            Self::Version { found } => write!(f, "snapshot version 1 expected, was {found}"),
            Self::Series(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for EngineError {}
