//! Ways to merge results of prefetches, and sampling.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::{closed_enum, setters};
use crate::model::inference::null_as_default;
use crate::validate::{at_least_one, each, finite};

closed_enum! {
    /// How the results of several prefetches become one list.
    pub enum Fusion {
        /// Reciprocal rank fusion with default parameters; see [`Rrf`] for others.
        Rrf = "rrf",
        /// Distribution-based score fusion.
        Dbsf = "dbsf",
    }
}

closed_enum! {
    /// How points are sampled.
    pub enum Sample {
        /// At random.
        Random = "random",
    }
}

/// Reciprocal rank fusion with parameters (server 1.16; weights 1.17).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rrf {
    /// How slowly the score falls with the rank; at least 1, default 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub k: Option<u32>,
    /// Weight of each prefetch, in their order; all 1 by default.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<f32>,
}

setters! { impl Rrf { k: Option<u32>, weights: Vec<f32> } }

impl Rrf {
    /// Creates the fusion with the server's defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates the fusion with its parameter `k`.
    pub fn with_k(k: u32) -> Self {
        Self::default().k(k)
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        at_least_one("k", self.k.map(u64::from))?;
        each("weights", &self.weights, |weight| finite("", f64::from(*weight)))
    }
}
