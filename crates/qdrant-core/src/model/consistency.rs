//! How many replicas take part in a read or write.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};
use crate::macros::closed_enum;

closed_enum! {
    /// Order that a cluster gives to concurrent writes.
    pub enum WriteOrdering {
        /// Writes may be reordered; the fastest and the default.
        Weak = "weak",
        /// Writes go through a leader that is elected dynamically.
        Medium = "medium",
        /// Writes go through a permanent leader; consistent, and unavailable while it is down.
        Strong = "strong",
    }
}

closed_enum! {
    /// Replicas that must agree on what is read.
    pub enum ReadConsistencyType {
        /// Every replica is asked, and points that all of them have are returned.
        All = "all",
        /// Points that most replicas have, in their majority's version.
        Majority = "majority",
        /// More than half of the replicas are asked, and points that all of these have are returned.
        Quorum = "quorum",
    }
}

/// How many replicas take part in a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged, expecting = "a number of replicas, or `all`, `majority` or `quorum`")]
pub enum ReadConsistency {
    /// A named rule.
    Type(ReadConsistencyType),
    /// So many replicas, at least one.
    Factor(u64),
}

impl ReadConsistency {
    pub(crate) fn check(self) -> Result<(), Error> {
        match self {
            Self::Factor(0) => Err(Error::invalid("", "the number of replicas must be at least 1")),
            Self::Factor(_) | Self::Type(_) => Ok(()),
        }
    }
}

impl From<ReadConsistencyType> for ReadConsistency {
    fn from(kind: ReadConsistencyType) -> Self {
        Self::Type(kind)
    }
}

impl From<u64> for ReadConsistency {
    fn from(factor: u64) -> Self {
        Self::Factor(factor)
    }
}

impl fmt::Display for ReadConsistency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(kind) => fmt::Display::fmt(kind, f),
            Self::Factor(factor) => fmt::Display::fmt(factor, f),
        }
    }
}

impl FromStr for ReadConsistency {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if let Ok(factor) = text.parse() {
            return Ok(Self::Factor(factor));
        }
        text.parse().map(Self::Type).map_err(|_| {
            Error::new(
                ErrorKind::InvalidRequest,
                format!("{text:?} is no read consistency; expected a number, `all`, `majority` or `quorum`"),
            )
        })
    }
}
