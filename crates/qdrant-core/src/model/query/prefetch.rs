//! Sub-queries whose results the main query works on.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::filter::{Filter, one_or_many, place_and_reason, serialize_finite};
use crate::model::query::{LookupLocation, Query, SearchParams};
use crate::validate::{at_least_one, each, finite, part};

/// A sub-query; the main query ranks what it finds.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Condition, Filter, PrefetchQuery};
///
/// let prefetch = PrefetchQuery::default()
///     .query(vec![0.1, 0.2])
///     .using("image")
///     .filter(Filter::must([Condition::matches("colour", "red")]))
///     .limit(100_u64);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrefetchQuery {
    /// Sub-queries of this one; without any, it works on all points.
    #[serde(default, deserialize_with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub prefetch: Vec<Self>,
    /// What points are ranked by; their id by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<Query>,
    /// Name of the vector; the unnamed one by default. A text query names a payload field here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub using: Option<String>,
    /// Which points are considered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// How the search trades speed for accuracy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params: Option<SearchParams>,
    /// Leaves out points with a worse score than this.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_finite")]
    pub score_threshold: Option<f32>,
    /// How many points to find; at least 1, default 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// Where the vectors of point ids come from; this collection by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lookup_from: Option<LookupLocation>,
}

setters! {
    impl PrefetchQuery {
        prefetch: Vec<PrefetchQuery>,
        query: Option<Query>,
        using: Option<String>,
        filter: Option<Filter>,
        params: Option<SearchParams>,
        score_threshold: Option<f32>,
        limit: Option<u64>,
        lookup_from: Option<LookupLocation>
    }
}

impl PrefetchQuery {
    /// Adds a sub-query.
    #[must_use]
    pub fn add_prefetch(mut self, prefetch: impl Into<Self>) -> Self {
        self.prefetch.push(prefetch.into());
        self
    }

    /// Returns where the query is invalid and why, or `None`.
    ///
    /// The place is relative to the query, as in `prefetch[1].filter.must[0].range.gte`.
    pub fn find_invalid(&self) -> Option<(String, String)> {
        self.check().err().map(place_and_reason)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let Self { prefetch, query, using: _, filter, params, score_threshold, limit, lookup_from } = self;
        each("prefetch", prefetch, Self::check)?;
        part("query", query.as_ref(), Query::check)?;
        part("filter", filter.as_ref(), Filter::check)?;
        part("params", params.as_ref(), SearchParams::check)?;
        finite("score_threshold", score_threshold.map(f64::from))?;
        at_least_one("limit", *limit)?;
        part("lookup_from", lookup_from.as_ref(), LookupLocation::check)
    }
}
