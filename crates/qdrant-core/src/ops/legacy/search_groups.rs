//! Searches near one vector whose hits come in groups.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::checks::{self, Common};
use super::search::nearest;
use crate::error::Error;
use crate::macros::setters;
use crate::model::{
    Filter, ReadConsistency, SearchParams, ShardKeySelector, SparseIndices, WithLookup, WithPayloadSelector,
    WithVectorsSelector,
};
use crate::ops::QueryPointGroups;
use crate::validate;

/// Returns the points nearest to a vector, in groups by a payload field.
///
/// Deprecated: [`QueryPointGroups`] replaces it since Qdrant 1.11, and servers up to 1.19 still answer it over REST.
///
/// # Examples
///
/// ```
/// use qdrant_core::{QueryPointGroups, SearchPointGroups};
///
/// let search = SearchPointGroups::new("pages", [0.2, 0.1], 5, "document_id", 2);
/// let query = QueryPointGroups::new("pages", "document_id").query([0.2, 0.1]).limit(5).group_size(2);
/// assert_eq!(QueryPointGroups::from(search), query);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/search/groups`, rpc `qdrant.Points/SearchGroups`. Since 1.2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchPointGroups {
    /// The collection.
    pub collection_name: String,
    /// The vector, or the values of a sparse vector.
    pub vector: Vec<f32>,
    /// The points to consider; all of them unless set.
    pub filter: Option<Filter>,
    /// Groups to return, at least 1.
    pub limit: u32,
    /// The payload to return; nothing unless set.
    pub with_payload: Option<WithPayloadSelector>,
    /// How the search trades speed for accuracy.
    pub params: Option<SearchParams>,
    /// Leaves out points with a worse score than this.
    pub score_threshold: Option<f32>,
    /// Name of the vector to compare with; the unnamed one unless set.
    pub vector_name: Option<String>,
    /// The vectors to return; none unless set.
    pub with_vectors: Option<WithVectorsSelector>,
    /// Path of the payload field whose values make the groups.
    pub group_by: String,
    /// Points to return in a group, at least 1.
    pub group_size: u32,
    /// Replicas that take part in the read; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// Where a point to add to each group comes from; none is added unless set.
    pub with_lookup: Option<WithLookup>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
    /// The shards to read from, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// The indices of a sparse vector, one for each value; a dense vector unless set.
    pub sparse_indices: Option<SparseIndices>,
}

impl SearchPointGroups {
    /// Creates a search near a dense vector.
    pub fn new(
        collection_name: impl Into<String>,
        vector: impl Into<Vec<f32>>,
        limit: u32,
        group_by: impl Into<String>,
        group_size: u32,
    ) -> Self {
        Self {
            collection_name: collection_name.into(),
            vector: vector.into(),
            filter: None,
            limit,
            with_payload: None,
            params: None,
            score_threshold: None,
            vector_name: None,
            with_vectors: None,
            group_by: group_by.into(),
            group_size,
            read_consistency: None,
            with_lookup: None,
            timeout: None,
            shard_key_selector: None,
            sparse_indices: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        Common {
            collection_name: &self.collection_name,
            filter: self.filter.as_ref(),
            params: self.params.as_ref(),
            limit: self.limit.into(),
            read_consistency: self.read_consistency.as_ref(),
            timeout: self.timeout,
            shard_key_selector: self.shard_key_selector.as_ref(),
        }
        .check()?;
        checks::vector(&self.vector, self.sparse_indices.as_ref())?;
        validate::finite("score_threshold", self.score_threshold.map(f64::from))?;
        checks::groups(&self.group_by, self.group_size, self.with_lookup.as_ref())
    }
}

setters! {
    impl SearchPointGroups {
        vector: Vec<f32>,
        filter: Option<Filter>,
        limit: u32,
        with_payload: Option<WithPayloadSelector>,
        params: Option<SearchParams>,
        score_threshold: Option<f32>,
        vector_name: Option<String>,
        with_vectors: Option<WithVectorsSelector>,
        group_by: String,
        group_size: u32,
        read_consistency: Option<ReadConsistency>,
        with_lookup: Option<WithLookup>,
        timeout: Option<Duration>,
        shard_key_selector: Option<ShardKeySelector>,
        sparse_indices: Option<SparseIndices>,
    }
}

impl From<SearchPointGroups> for QueryPointGroups {
    fn from(search: SearchPointGroups) -> Self {
        let SearchPointGroups {
            collection_name,
            vector,
            filter,
            limit,
            with_payload,
            params,
            score_threshold,
            vector_name,
            with_vectors,
            group_by,
            group_size,
            read_consistency,
            with_lookup,
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
            with_payload,
            with_vectors,
            lookup_from: None,
            limit: Some(limit.into()),
            group_size: Some(group_size.into()),
            group_by,
            read_consistency,
            with_lookup,
            timeout,
            shard_key_selector,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Condition;

    fn place(found: Result<(), Error>) -> String {
        found.unwrap_err().field().unwrap_or_default().to_owned()
    }

    fn full_groups() -> SearchPointGroups {
        SearchPointGroups::new("c", [0.5, 1.0], 7, "g", 2)
            .filter(Condition::matches("a", "b"))
            .with_payload(["a"])
            .params(SearchParams::default().exact(true))
            .score_threshold(0.25)
            .vector_name("v")
            .with_vectors(true)
            .read_consistency(2_u64)
            .with_lookup("docs")
            .timeout(Duration::from_secs(4))
            .shard_key_selector("k")
            .sparse_indices([4, 9])
    }

    #[test]
    fn faults_of_groups_name_their_place() {
        let groups = || SearchPointGroups::new("c", [0.5, 1.0], 1, "g", 1);
        assert!(groups().check().is_ok());
        assert!(full_groups().check().is_ok());
        for (field, broken) in [
            ("collection_name", SearchPointGroups::new("", [0.5], 1, "g", 1)),
            ("vector[0]", groups().vector([f32::NAN])),
            ("sparse_indices", groups().sparse_indices([1])),
            ("limit", groups().limit(0)),
            ("group_by", groups().group_by("")),
            ("group_size", groups().group_size(0)),
            ("with_lookup.collection", groups().with_lookup("")),
            ("score_threshold", groups().score_threshold(f32::NAN)),
            ("timeout", groups().timeout(Duration::ZERO)),
        ] {
            assert_eq!(place(broken.check()), field);
        }
    }

    #[test]
    fn groups_become_a_query_with_everything() {
        let expected = QueryPointGroups::new("c", "g")
            .query(vec![(4, 0.5), (9, 1.0)])
            .using("v")
            .filter(Condition::matches("a", "b"))
            .params(SearchParams::default().exact(true))
            .score_threshold(0.25)
            .with_payload(["a"])
            .with_vectors(true)
            .limit(7)
            .group_size(2)
            .read_consistency(2_u64)
            .with_lookup("docs")
            .timeout(Duration::from_secs(4))
            .shard_key_selector("k");
        assert_eq!(QueryPointGroups::from(full_groups()), expected);
    }

    #[test]
    fn the_record_of_groups_is_complete() {
        let json = serde_json::to_string(&full_groups()).unwrap();
        assert_eq!(serde_json::from_str::<SearchPointGroups>(&json).unwrap(), full_groups());
    }
}
