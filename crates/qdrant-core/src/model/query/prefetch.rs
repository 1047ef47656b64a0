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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::filter::Condition;
    use crate::model::query::Fusion;

    #[test]
    fn all_fields_have_their_key() {
        let prefetch = PrefetchQuery::default()
            .add_prefetch(PrefetchQuery::default().query(1).limit(100_u64))
            .query(Fusion::Dbsf)
            .using("v")
            .filter(Condition::is_null("a"))
            .params(SearchParams::default().exact(true))
            .score_threshold(0.1)
            .limit(20_u64)
            .lookup_from(LookupLocation::new("other").vector_name("w").shard_key_selector("s"));
        let json = concat!(
            r#"{"prefetch":[{"query":{"nearest":1},"limit":100}],"query":{"fusion":"dbsf"},"using":"v","#,
            r#""filter":{"must":[{"is_null":{"key":"a"}}]},"params":{"exact":true},"score_threshold":0.1,"#,
            r#""limit":20,"lookup_from":{"collection":"other","vector":"w","shard_key":"s"}}"#
        );
        assert_eq!(serde_json::to_string(&prefetch).unwrap(), json);
        assert_eq!(serde_json::from_str::<PrefetchQuery>(json).unwrap(), prefetch);
    }

    #[test]
    fn a_prefetch_may_be_one_or_null() {
        let one: PrefetchQuery =
            serde_json::from_str(r#"{"prefetch":{"query":[0.5]},"query":null}"#).unwrap();
        assert_eq!(one, PrefetchQuery::default().add_prefetch(PrefetchQuery::default().query([0.5])));
        let none: PrefetchQuery =
            serde_json::from_str(r#"{"prefetch":null,"filter":null,"limit":null}"#).unwrap();
        assert_eq!(none, PrefetchQuery::default());
        assert_eq!(serde_json::to_string(&none).unwrap(), "{}");
    }

    #[test]
    fn a_misspelt_key_is_refused() {
        let error = serde_json::from_str::<PrefetchQuery>(r#"{"filtr":{}}"#).unwrap_err().to_string();
        assert!(error.contains("unknown field `filtr`"), "{error}");
        assert!(serde_json::from_str::<PrefetchQuery>(r#"{"offset":1}"#).is_err());
    }

    #[test]
    fn faults_name_their_place() {
        let place = |prefetch: PrefetchQuery| prefetch.find_invalid().unwrap().0;
        let default = PrefetchQuery::default;
        assert_eq!(place(default().query([1.0, f32::NAN])), "query.nearest[1]");
        assert_eq!(place(default().query(vec![(1, 1.0), (1, 2.0)])), "query.nearest.indices");
        assert_eq!(place(default().add_prefetch(default().limit(0_u64))), "prefetch[0].limit");
        assert_eq!(place(default().score_threshold(f32::NAN)), "score_threshold");
        assert_eq!(place(default().filter(Condition::slice(0, 0))), "filter.must[0].slice.total");
        assert_eq!(place(default().lookup_from(LookupLocation::new(""))), "lookup_from.collection_name");
        assert!(serde_json::to_string(&default().score_threshold(f32::NAN)).is_err());
        assert_eq!(default().find_invalid(), None);
    }

    #[test]
    fn hostile_depth_is_an_error_and_no_overflow() {
        for (open, close) in [(r#"{"prefetch":["#, "]}"), (r#"{"prefetch":"#, "}")] {
            let json = open.repeat(100_000) + "{}" + &close.repeat(100_000);
            let error = serde_json::from_str::<PrefetchQuery>(&json).unwrap_err().to_string();
            assert!(error.contains("recursion limit"), "{error}");
        }
    }
}
