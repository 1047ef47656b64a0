//! Queries whose results are grouped.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::{
    Filter, LookupLocation, PrefetchQuery, Query, ReadConsistency, SearchParams, ShardKeySelector,
    WithLookup, WithPayloadSelector, WithVectorsSelector,
};
use crate::validate;

/// Finds the best points of each of the best groups.
///
/// A group is the points that share a value of a payload field, such as the chunks of one document.
///
/// # Examples
///
/// ```
/// use qdrant_core::QueryPointGroups;
///
/// let chunks = QueryPointGroups::new("chunks", "document_id")
///     .query(vec![0.01, 0.45, 0.67])
///     .limit(4)
///     .group_size(2)
///     .with_lookup("documents");
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/query/groups`, rpc `qdrant.Points/QueryGroups`. Since 1.11.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueryPointGroups {
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
    /// The payload to return; nothing unless set.
    pub with_payload: Option<WithPayloadSelector>,
    /// The vectors to return; none unless set.
    pub with_vectors: Option<WithVectorsSelector>,
    /// Where the vectors of point ids come from; this collection unless set.
    pub lookup_from: Option<LookupLocation>,
    /// Groups to return, at least 1; 10 unless set.
    pub limit: Option<u64>,
    /// Points to return in each group, at least 1; 3 unless set.
    pub group_size: Option<u64>,
    /// Path of the payload field to group by: a text or an integer. Points without it are in no group.
    pub group_by: String,
    /// Replicas that take part in the read; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// A collection whose points have the groups' values as ids, and what to return of them.
    pub with_lookup: Option<WithLookup>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
    /// The shards to read from, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
}

impl QueryPointGroups {
    /// Creates a query that groups points by a payload field.
    pub fn new(collection_name: impl Into<String>, group_by: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            prefetch: Vec::new(),
            query: None,
            using: None,
            filter: None,
            params: None,
            score_threshold: None,
            with_payload: None,
            with_vectors: None,
            lookup_from: None,
            limit: None,
            group_size: None,
            group_by: group_by.into(),
            read_consistency: None,
            with_lookup: None,
            timeout: None,
            shard_key_selector: None,
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
        validate::at_least_one("group_size", self.group_size)?;
        validate::not_empty("group_by", &self.group_by)?;
        validate::part("read_consistency", self.read_consistency.as_ref(), |consistency| {
            consistency.check()
        })?;
        validate::part("with_lookup", self.with_lookup.as_ref(), |lookup| {
            validate::not_empty("collection", &lookup.collection)
        })?;
        validate::part("shard_key_selector", self.shard_key_selector.as_ref(), ShardKeySelector::check)?;
        validate::part("lookup_from", self.lookup_from.as_ref(), LookupLocation::check)
    }
}

setters! {
    impl QueryPointGroups {
        prefetch: Vec<PrefetchQuery>,
        query: Option<Query>,
        using: Option<String>,
        filter: Option<Filter>,
        params: Option<SearchParams>,
        score_threshold: Option<f32>,
        with_payload: Option<WithPayloadSelector>,
        with_vectors: Option<WithVectorsSelector>,
        lookup_from: Option<LookupLocation>,
        limit: Option<u64>,
        group_size: Option<u64>,
        read_consistency: Option<ReadConsistency>,
        with_lookup: Option<WithLookup>,
        timeout: Option<Duration>,
        shard_key_selector: Option<ShardKeySelector>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fusion;

    #[test]
    fn faults_name_their_place() {
        let place =
            |query: QueryPointGroups| query.check().unwrap_err().field().unwrap_or_default().to_owned();
        let query = || QueryPointGroups::new("c", "k");
        assert!(query().query([0.5]).limit(3).group_size(2).with_lookup("d").check().is_ok());
        assert_eq!(place(QueryPointGroups::new("", "k")), "collection_name");
        assert_eq!(place(QueryPointGroups::new("c", "")), "group_by");
        assert_eq!(place(query().limit(0)), "limit");
        assert_eq!(place(query().group_size(0)), "group_size");
        assert_eq!(place(query().with_lookup("")), "with_lookup.collection");
        assert_eq!(place(query().query([f32::NAN])), "query.nearest[0]");
        assert_eq!(place(query().read_consistency(0_u64)), "read_consistency");
    }

    #[test]
    fn the_record_of_an_operation_is_complete() {
        let query = QueryPointGroups::new("c", "k")
            .add_prefetch(PrefetchQuery::default().query([0.5]))
            .query(Fusion::Rrf)
            .with_lookup(WithLookup::new("d").with_vectors(true))
            .timeout(Duration::from_secs(2));
        let json = serde_json::to_string(&query).unwrap();
        assert_eq!(serde_json::from_str::<QueryPointGroups>(&json).unwrap(), query);
    }
}
