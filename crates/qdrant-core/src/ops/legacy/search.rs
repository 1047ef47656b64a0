//! Searches near one vector.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::checks::{self, BatchHead, Common};
use crate::error::Error;
use crate::macros::setters;
use crate::model::{
    Filter, Query, ReadConsistency, SearchParams, ShardKeySelector, SparseIndices, SparseVector, VectorInput,
    WithPayloadSelector, WithVectorsSelector,
};
use crate::ops::{QueryBatchPoints, QueryPoints};
use crate::validate;

/// Returns the points nearest to a vector.
///
/// Deprecated: [`QueryPoints`] replaces it since Qdrant 1.10, and servers up to 1.19 still answer it over REST.
///
/// # Examples
///
/// A search is the same as a query for the nearest points:
///
/// ```
/// use qdrant_core::{QueryPoints, SearchPoints};
///
/// let search = SearchPoints::new("cities", [0.2, 0.1], 3).vector_name("image").with_payload(true);
/// let query = QueryPoints::new("cities").query([0.2, 0.1]).limit(3).using("image").with_payload(true);
/// assert_eq!(QueryPoints::from(search), query);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/search`, rpc `qdrant.Points/Search`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchPoints {
    /// The collection.
    pub collection_name: String,
    /// The vector, or the values of a sparse vector.
    pub vector: Vec<f32>,
    /// The points to consider; all of them unless set.
    pub filter: Option<Filter>,
    /// Points to return, at least 1.
    pub limit: u64,
    /// The payload to return; nothing unless set.
    pub with_payload: Option<WithPayloadSelector>,
    /// How the search trades speed for accuracy.
    pub params: Option<SearchParams>,
    /// Leaves out points with a worse score than this.
    pub score_threshold: Option<f32>,
    /// Points to skip; 0 unless set.
    pub offset: Option<u64>,
    /// Name of the vector to compare with; the unnamed one unless set.
    pub vector_name: Option<String>,
    /// The vectors to return; none unless set.
    pub with_vectors: Option<WithVectorsSelector>,
    /// Replicas that take part in the read; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
    /// The shards to read from, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// The indices of a sparse vector, one for each value; a dense vector unless set.
    pub sparse_indices: Option<SparseIndices>,
}

impl SearchPoints {
    /// Creates a search near a dense vector.
    pub fn new(collection_name: impl Into<String>, vector: impl Into<Vec<f32>>, limit: u64) -> Self {
        Self {
            collection_name: collection_name.into(),
            vector: vector.into(),
            filter: None,
            limit,
            with_payload: None,
            params: None,
            score_threshold: None,
            offset: None,
            vector_name: None,
            with_vectors: None,
            read_consistency: None,
            timeout: None,
            shard_key_selector: None,
            sparse_indices: None,
        }
    }

    fn head(&self) -> BatchHead<'_> {
        BatchHead {
            collection_name: &self.collection_name,
            read_consistency: self.read_consistency.as_ref(),
            timeout: self.timeout,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        Common {
            collection_name: &self.collection_name,
            filter: self.filter.as_ref(),
            params: self.params.as_ref(),
            limit: self.limit,
            read_consistency: self.read_consistency.as_ref(),
            timeout: self.timeout,
            shard_key_selector: self.shard_key_selector.as_ref(),
        }
        .check()?;
        checks::vector(&self.vector, self.sparse_indices.as_ref())?;
        validate::finite("score_threshold", self.score_threshold.map(f64::from))
    }
}

setters! {
    impl SearchPoints {
        vector: Vec<f32>,
        filter: Option<Filter>,
        limit: u64,
        with_payload: Option<WithPayloadSelector>,
        params: Option<SearchParams>,
        score_threshold: Option<f32>,
        offset: Option<u64>,
        vector_name: Option<String>,
        with_vectors: Option<WithVectorsSelector>,
        read_consistency: Option<ReadConsistency>,
        timeout: Option<Duration>,
        shard_key_selector: Option<ShardKeySelector>,
        sparse_indices: Option<SparseIndices>,
    }
}

impl From<SearchPoints> for QueryPoints {
    fn from(search: SearchPoints) -> Self {
        let SearchPoints {
            collection_name,
            vector,
            filter,
            limit,
            with_payload,
            params,
            score_threshold,
            offset,
            vector_name,
            with_vectors,
            read_consistency,
            timeout,
            shard_key_selector,
            sparse_indices,
        } = search;
        Self {
            collection_name,
            prefetch: Vec::new(),
            query: Some(nearest(vector, sparse_indices)),
            using: vector_name,
            filter,
            params,
            score_threshold,
            limit: Some(limit),
            offset,
            with_vectors,
            with_payload,
            read_consistency,
            shard_key_selector,
            lookup_from: None,
            timeout,
        }
    }
}

pub(super) fn nearest(values: Vec<f32>, indices: Option<SparseIndices>) -> Query {
    Query::Nearest(match indices {
        None => VectorInput::Dense(values.into()),
        Some(SparseIndices { data: indices }) => VectorInput::Sparse(SparseVector { indices, values }),
    })
}

/// Runs several searches on one collection in one call.
///
/// The answers come in the order of the searches. `timeout` and `read_consistency` belong to the batch, so a search
/// that has its own is refused.
///
/// Deprecated: [`QueryBatchPoints`] replaces it since Qdrant 1.10, and servers up to 1.19 still answer it over REST.
///
/// # Examples
///
/// ```
/// use qdrant_core::{QueryBatchPoints, QueryPoints, SearchBatchPoints, SearchPoints};
///
/// let searches = SearchBatchPoints::new("cities", [SearchPoints::new("cities", [0.2, 0.1], 3)]);
/// let queries = QueryBatchPoints::new("cities", [QueryPoints::new("cities").query([0.2, 0.1]).limit(3)]);
/// assert_eq!(QueryBatchPoints::from(searches), queries);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/search/batch`, rpc `qdrant.Points/SearchBatch`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchBatchPoints {
    /// The collection.
    pub collection_name: String,
    /// The searches; each names the same collection.
    pub search_points: Vec<SearchPoints>,
    /// Replicas that take part in the reads; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl SearchBatchPoints {
    /// Creates a batch of searches.
    pub fn new(collection_name: impl Into<String>, search_points: impl Into<Vec<SearchPoints>>) -> Self {
        Self {
            collection_name: collection_name.into(),
            search_points: search_points.into(),
            read_consistency: None,
            timeout: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let head = BatchHead {
            collection_name: &self.collection_name,
            read_consistency: self.read_consistency.as_ref(),
            timeout: self.timeout,
        };
        head.check()?;
        validate::each("search_points", &self.search_points, |search| {
            head.check_item(&search.head())?;
            search.check()
        })
    }
}

setters! {
    impl SearchBatchPoints {
        search_points: Vec<SearchPoints>,
        read_consistency: Option<ReadConsistency>,
        timeout: Option<Duration>,
    }
}

impl From<SearchBatchPoints> for QueryBatchPoints {
    fn from(batch: SearchBatchPoints) -> Self {
        let SearchBatchPoints { collection_name, search_points, read_consistency, timeout } = batch;
        let query_points = search_points.into_iter().map(Into::into).collect();
        Self { collection_name, query_points, read_consistency, timeout }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Condition;

    fn place(found: Result<(), Error>) -> String {
        found.unwrap_err().field().unwrap_or_default().to_owned()
    }

    fn full_search() -> SearchPoints {
        SearchPoints::new("c", [0.5, 1.0], 7)
            .filter(Condition::matches("a", "b"))
            .with_payload(["a"])
            .params(SearchParams::default().exact(true))
            .score_threshold(0.25)
            .offset(3)
            .vector_name("v")
            .with_vectors(true)
            .shard_key_selector("k")
            .sparse_indices([4, 9])
    }

    #[test]
    fn faults_of_a_search_name_their_place() {
        let search = || SearchPoints::new("c", [0.5, 1.0], 1);
        assert!(search().check().is_ok());
        assert!(search().sparse_indices([9, 4]).check().is_ok());
        assert!(search().vector([]).sparse_indices([]).check().is_ok());
        for (field, broken) in [
            ("collection_name", SearchPoints::new("", [0.5], 1)),
            ("vector", search().vector([])),
            ("vector[1]", search().vector([0.5, f32::NAN])),
            ("vector[0]", search().vector([f32::INFINITY]).sparse_indices([1])),
            ("sparse_indices", search().sparse_indices([1])),
            ("sparse_indices", search().sparse_indices([1, 1])),
            ("limit", search().limit(0)),
            ("filter.must[0].slice.total", search().filter(Condition::slice(0, 0))),
            ("score_threshold", search().score_threshold(f32::NAN)),
            ("read_consistency", search().read_consistency(0_u64)),
            ("timeout", search().timeout(Duration::ZERO)),
        ] {
            assert_eq!(place(broken.check()), field);
        }
    }

    #[test]
    fn a_batch_speaks_for_its_searches() {
        let search = || SearchPoints::new("c", [0.5], 1);
        assert!(SearchBatchPoints::new("c", [search(), search()]).check().is_ok());
        let batch = |second| place(SearchBatchPoints::new("c", [search(), second]).check());
        assert_eq!(batch(SearchPoints::new("d", [0.5], 1)), "search_points[1].collection_name");
        assert_eq!(batch(search().timeout(Duration::from_secs(1))), "search_points[1].timeout");
        assert_eq!(batch(search().read_consistency(1_u64)), "search_points[1].read_consistency");
        assert_eq!(batch(search().limit(0)), "search_points[1].limit");
        assert_eq!(place(SearchBatchPoints::new("", []).check()), "collection_name");
        assert_eq!(place(SearchBatchPoints::new("c", []).timeout(Duration::ZERO).check()), "timeout");
    }

    #[test]
    fn a_search_becomes_a_query_with_everything() {
        let timeout = Duration::from_millis(1500);
        let expected = QueryPoints::new("c")
            .query(vec![(4, 0.5), (9, 1.0)])
            .using("v")
            .filter(Condition::matches("a", "b"))
            .params(SearchParams::default().exact(true))
            .score_threshold(0.25)
            .limit(7)
            .offset(3)
            .with_vectors(true)
            .with_payload(["a"])
            .shard_key_selector("k");
        assert_eq!(QueryPoints::from(full_search()), expected);
        let batch = SearchBatchPoints::new("c", [full_search()]).read_consistency(2_u64).timeout(timeout);
        let queries = QueryBatchPoints::new("c", [expected.clone()]).read_consistency(2_u64).timeout(timeout);
        assert_eq!(QueryBatchPoints::from(batch), queries);
        assert_eq!(
            QueryPoints::from(full_search().read_consistency(2_u64).timeout(timeout)),
            expected.read_consistency(2_u64).timeout(timeout)
        );
        assert_eq!(
            QueryPoints::from(SearchPoints::new("c", [0.5], 1)),
            QueryPoints::new("c").query([0.5]).limit(1)
        );
    }

    #[test]
    fn the_record_of_a_search_is_complete() {
        let search = full_search().read_consistency(2_u64).timeout(Duration::from_millis(1500));
        let json = serde_json::to_string(&search).unwrap();
        assert_eq!(serde_json::from_str::<SearchPoints>(&json).unwrap(), search);
        let batch = SearchBatchPoints::new("c", [full_search()])
            .read_consistency(2_u64)
            .timeout(Duration::from_secs(2));
        let json = serde_json::to_string(&batch).unwrap();
        assert_eq!(serde_json::from_str::<SearchBatchPoints>(&json).unwrap(), batch);
    }
}
