//! Queries and facets.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::{
    Filter, LookupLocation, PrefetchQuery, Query, ReadConsistency, SearchParams, ShardKeySelector,
    WithPayloadSelector, WithVectorsSelector,
};
use crate::validate;

/// Searches, recommends, discovers, fuses or orders points.
///
/// Without a query and without prefetches, it returns points in the order of their ids.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Condition, Filter, Fusion, PrefetchQuery, QueryPoints};
///
/// let nearest = QueryPoints::new("cities")
///     .query(vec![0.2, 0.1, 0.9, 0.7])
///     .filter(Filter::must([Condition::matches("country", "Germany")]))
///     .limit(3_u64)
///     .with_payload(true);
///
/// let hybrid = QueryPoints::new("cities")
///     .add_prefetch(PrefetchQuery::default().query(vec![0.2, 0.1]).using("dense").limit(20_u64))
///     .add_prefetch(PrefetchQuery::default().query(vec![(1, 0.2), (8, 0.7)]).using("sparse").limit(20_u64))
///     .query(Fusion::Rrf);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/query`, rpc `qdrant.Points/Query`. Since 1.10.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueryPoints {
    /// The collection.
    pub collection_name: String,
    /// Sub-queries whose results the query works on; all points unless there are any.
    pub prefetch: Vec<PrefetchQuery>,
    /// What points are ranked by.
    pub query: Option<Query>,
    /// Name of the vector; the unnamed one unless set. A text query names a payload field here.
    pub using: Option<String>,
    /// The points to consider; all of them unless set.
    pub filter: Option<Filter>,
    /// How the search trades speed for accuracy.
    pub params: Option<SearchParams>,
    /// Leaves out points with a worse score than this.
    pub score_threshold: Option<f32>,
    /// Points to return, at least 1; 10 unless set.
    pub limit: Option<u64>,
    /// Points to skip; 0 unless set.
    pub offset: Option<u64>,
    /// The vectors to return; none unless set.
    pub with_vectors: Option<WithVectorsSelector>,
    /// The payload to return; nothing unless set.
    pub with_payload: Option<WithPayloadSelector>,
    /// Replicas that take part in the read; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// The shards to read from, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// Where the vectors of point ids come from; this collection unless set.
    pub lookup_from: Option<LookupLocation>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl QueryPoints {
    /// Creates a query that returns the first points of a collection.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            prefetch: Vec::new(),
            query: None,
            using: None,
            filter: None,
            params: None,
            score_threshold: None,
            limit: None,
            offset: None,
            with_vectors: None,
            with_payload: None,
            read_consistency: None,
            shard_key_selector: None,
            lookup_from: None,
            timeout: None,
        }
    }

    /// Adds a sub-query.
    #[must_use]
    pub fn add_prefetch(mut self, prefetch: impl Into<PrefetchQuery>) -> Self {
        self.prefetch.push(prefetch.into());
        self
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::each("prefetch", &self.prefetch, PrefetchQuery::check)?;
        validate::part("query", self.query.as_ref(), Query::check)?;
        validate::part("filter", self.filter.as_ref(), Filter::check)?;
        validate::part("params", self.params.as_ref(), SearchParams::check)?;
        validate::finite("score_threshold", self.score_threshold.map(f64::from))?;
        validate::at_least_one("limit", self.limit)?;
        validate::part("read_consistency", self.read_consistency.as_ref(), |consistency| {
            consistency.check()
        })?;
        validate::part("shard_key_selector", self.shard_key_selector.as_ref(), ShardKeySelector::check)?;
        validate::part("lookup_from", self.lookup_from.as_ref(), LookupLocation::check)
    }
}

setters! {
    impl QueryPoints {
        prefetch: Vec<PrefetchQuery>,
        query: Option<Query>,
        using: Option<String>,
        filter: Option<Filter>,
        params: Option<SearchParams>,
        score_threshold: Option<f32>,
        limit: Option<u64>,
        offset: Option<u64>,
        with_vectors: Option<WithVectorsSelector>,
        with_payload: Option<WithPayloadSelector>,
        read_consistency: Option<ReadConsistency>,
        shard_key_selector: Option<ShardKeySelector>,
        lookup_from: Option<LookupLocation>,
        timeout: Option<Duration>,
    }
}

/// Runs several queries on one collection in one call.
///
/// The answers come in the order of the queries. `timeout` and `read_consistency` belong to the batch, so a query
/// that has its own is refused.
///
/// # Examples
///
/// ```
/// use qdrant_core::{QueryBatchPoints, QueryPoints};
///
/// let batch = QueryBatchPoints::new("cities", [
///     QueryPoints::new("cities").query(vec![0.2, 0.1]),
///     QueryPoints::new("cities").query(42),
/// ]);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/query/batch`, rpc `qdrant.Points/QueryBatch`. Since 1.10.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueryBatchPoints {
    /// The collection.
    pub collection_name: String,
    /// The queries; each names the same collection.
    pub query_points: Vec<QueryPoints>,
    /// Replicas that take part in the reads; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl QueryBatchPoints {
    /// Creates a batch of queries.
    pub fn new(collection_name: impl Into<String>, query_points: impl Into<Vec<QueryPoints>>) -> Self {
        Self {
            collection_name: collection_name.into(),
            query_points: query_points.into(),
            read_consistency: None,
            timeout: None,
        }
    }

    /// Adds a query.
    #[must_use]
    pub fn add_query(mut self, query: impl Into<QueryPoints>) -> Self {
        self.query_points.push(query.into());
        self
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::part("read_consistency", self.read_consistency.as_ref(), |consistency| {
            consistency.check()
        })?;
        validate::each("query_points", &self.query_points, |query| {
            if query.collection_name != self.collection_name {
                return Err(Error::invalid(
                    "collection_name",
                    format!("a batch is about one collection, {:?}", self.collection_name),
                ));
            }
            if query.timeout.is_some() {
                return Err(Error::invalid("timeout", "only the whole batch can have a timeout"));
            }
            if query.read_consistency.is_some() {
                return Err(Error::invalid(
                    "read_consistency",
                    "only the whole batch can have a read consistency",
                ));
            }
            query.check()
        })
    }
}

setters! {
    impl QueryBatchPoints {
        query_points: Vec<QueryPoints>,
        read_consistency: Option<ReadConsistency>,
        timeout: Option<Duration>,
    }
}

/// Counts the points that have each value of a payload field.
///
/// The field needs an index that finds values: keyword, integer, UUID or boolean.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Condition, FacetCounts, Filter};
///
/// let facet = FacetCounts::new("cities", "country")
///     .filter(Filter::must([Condition::range("population", 1e6..)]))
///     .limit(20_u64)
///     .exact(true);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/facet`, rpc `qdrant.Points/Facet`. Since 1.12.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FacetCounts {
    /// The collection.
    pub collection_name: String,
    /// Path of the payload field.
    pub key: String,
    /// The points to count; all of them unless set.
    pub filter: Option<Filter>,
    /// Values to return, the most frequent first, at least 1; 10 unless set.
    pub limit: Option<u64>,
    /// Whether counts are exact and not estimates; `false` unless set.
    pub exact: Option<bool>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
    /// Replicas that take part in the read; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// The shards to read from, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
}

impl FacetCounts {
    /// Creates a count over all points.
    pub fn new(collection_name: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            key: key.into(),
            filter: None,
            limit: None,
            exact: None,
            timeout: None,
            read_consistency: None,
            shard_key_selector: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::not_empty("key", &self.key)?;
        validate::part("filter", self.filter.as_ref(), Filter::check)?;
        validate::at_least_one("limit", self.limit)?;
        validate::part("read_consistency", self.read_consistency.as_ref(), |consistency| {
            consistency.check()
        })?;
        validate::part("shard_key_selector", self.shard_key_selector.as_ref(), ShardKeySelector::check)
    }
}

setters! {
    impl FacetCounts {
        filter: Option<Filter>,
        limit: Option<u64>,
        exact: Option<bool>,
        timeout: Option<Duration>,
        read_consistency: Option<ReadConsistency>,
        shard_key_selector: Option<ShardKeySelector>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Condition, Fusion};

    fn place(found: Result<(), Error>) -> String {
        found.unwrap_err().field().unwrap_or_default().to_owned()
    }

    #[test]
    fn faults_of_a_query_name_their_place() {
        let query = || QueryPoints::new("c");
        assert!(query().query([0.5]).limit(3_u64).check().is_ok());
        assert_eq!(place(QueryPoints::new("").check()), "collection_name");
        assert_eq!(place(query().query([f32::NAN]).check()), "query.nearest[0]");
        assert_eq!(
            place(query().add_prefetch(PrefetchQuery::default().limit(0_u64)).check()),
            "prefetch[0].limit"
        );
        assert_eq!(place(query().filter(Condition::slice(0, 0)).check()), "filter.must[0].slice.total");
        assert_eq!(place(query().score_threshold(f32::INFINITY).check()), "score_threshold");
        assert_eq!(place(query().limit(0_u64).check()), "limit");
        assert_eq!(place(query().read_consistency(0_u64).check()), "read_consistency");
        assert_eq!(place(query().timeout(Duration::ZERO).check()), "timeout");
    }

    #[test]
    fn a_batch_speaks_for_its_queries() {
        let query = || QueryPoints::new("c").query(1);
        assert!(QueryBatchPoints::new("c", [query()]).add_query(query()).check().is_ok());
        let batch = |second| QueryBatchPoints::new("c", [query(), second]).check();
        assert_eq!(place(batch(QueryPoints::new("d"))), "query_points[1].collection_name");
        assert_eq!(place(batch(query().timeout(Duration::from_secs(1)))), "query_points[1].timeout");
        assert_eq!(place(batch(query().read_consistency(1_u64))), "query_points[1].read_consistency");
        assert_eq!(place(batch(query().limit(0_u64))), "query_points[1].limit");
    }

    #[test]
    fn faults_of_a_facet_name_their_place() {
        assert!(FacetCounts::new("c", "k").limit(5_u64).exact(true).check().is_ok());
        assert_eq!(place(FacetCounts::new("c", "").check()), "key");
        assert_eq!(place(FacetCounts::new("c", "k").limit(0_u64).check()), "limit");
    }

    #[test]
    fn the_record_of_an_operation_is_complete() {
        let query = QueryPoints::new("c")
            .add_prefetch(PrefetchQuery::default().query([0.5]))
            .query(Fusion::Rrf)
            .with_payload(["a"])
            .with_vectors(true)
            .timeout(Duration::from_millis(1500));
        let batch = QueryBatchPoints::new("c", [query]).timeout(Duration::from_secs(2));
        let json = serde_json::to_string(&batch).unwrap();
        assert_eq!(serde_json::from_str::<QueryBatchPoints>(&json).unwrap(), batch);
        let facet = FacetCounts::new("c", "k").filter(Condition::is_null("a"));
        let json = serde_json::to_string(&facet).unwrap();
        assert_eq!(serde_json::from_str::<FacetCounts>(&json).unwrap(), facet);
    }
}
