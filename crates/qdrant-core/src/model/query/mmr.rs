//! Nearest neighbours that also differ from each other.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::filter::serialize_finite;
use crate::model::query::VectorInput;
use crate::validate::{finite, part};

/// Wants the points nearest to a vector, chosen so that they differ (server 1.15).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NearestInputWithMmr {
    /// Look for points near this.
    pub nearest: VectorInput,
    /// How the points are chosen.
    pub mmr: Mmr,
}

/// Maximal marginal relevance: a balance of relevance and diversity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mmr {
    /// From 0 (relevance only) to 1 (diversity only); default 0.5.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_finite")]
    pub diversity: Option<f32>,
    /// How many candidates are considered, up to 16,384; the query's limit by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidates_limit: Option<u32>,
}

impl NearestInputWithMmr {
    /// Creates the query from a vector and its parameters.
    pub fn new(nearest: impl Into<VectorInput>, mmr: impl Into<Mmr>) -> Self {
        Self { nearest: nearest.into(), mmr: mmr.into() }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        part("nearest", Some(&self.nearest), VectorInput::check)?;
        finite("mmr.diversity", self.mmr.diversity.map(f64::from))
    }
}

setters! { impl NearestInputWithMmr { nearest: VectorInput, mmr: Mmr } }
setters! { impl Mmr { diversity: Option<f32>, candidates_limit: Option<u32> } }
