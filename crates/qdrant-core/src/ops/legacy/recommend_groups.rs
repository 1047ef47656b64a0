//! Recommendations whose hits come in groups.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::checks::{self, Common, Examples};
use super::recommend::examples;
use crate::error::Error;
use crate::macros::setters;
use crate::model::{
    Filter, LookupLocation, PointId, Query, ReadConsistency, RecommendInput, RecommendStrategy, SearchParams,
    ShardKeySelector, Vector, VectorExample, WithLookup, WithPayloadSelector, WithVectorsSelector,
};
use crate::ops::QueryPointGroups;
use crate::validate;

/// Returns points that are like some examples, in groups by a payload field.
///
/// Deprecated: [`QueryPointGroups`] replaces it since Qdrant 1.11, and servers up to 1.19 still answer it over REST.
///
/// # Examples
///
/// ```
/// use qdrant_core::{QueryPointGroups, RecommendInput, RecommendPointGroups};
///
/// let recommend = RecommendPointGroups::new("pages", "document_id", 2, 5).add_positive(7);
/// let query = QueryPointGroups::new("pages", "document_id")
///     .query(RecommendInput::default().add_positive(7))
///     .group_size(2)
///     .limit(5);
/// assert_eq!(QueryPointGroups::from(recommend), query);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/recommend/groups`, rpc `qdrant.Points/RecommendGroups`. Since 1.2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecommendPointGroups {
    /// The collection.
    pub collection_name: String,
    /// Look for points near these.
    pub positive: Vec<PointId>,
    /// Avoid points near these.
    pub negative: Vec<PointId>,
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
    /// Name of the vector to compare; the unnamed one unless set.
    pub using: Option<String>,
    /// The vectors to return; none unless set.
    pub with_vectors: Option<WithVectorsSelector>,
    /// Where the vectors of point ids come from; this collection unless set.
    pub lookup_from: Option<LookupLocation>,
    /// Path of the payload field whose values make the groups.
    pub group_by: String,
    /// Points to return in a group, at least 1.
    pub group_size: u32,
    /// Replicas that take part in the read; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// Where a point to add to each group comes from; none is added unless set.
    pub with_lookup: Option<WithLookup>,
    /// How examples become a score; average vector unless set.
    pub strategy: Option<RecommendStrategy>,
    /// Look for points near these vectors too.
    pub positive_vectors: Vec<Vector>,
    /// Avoid points near these vectors too.
    pub negative_vectors: Vec<Vector>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
    /// The shards to read from, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
}

impl RecommendPointGroups {
    /// Creates a recommendation that has no examples yet.
    pub fn new(
        collection_name: impl Into<String>,
        group_by: impl Into<String>,
        group_size: u32,
        limit: u32,
    ) -> Self {
        Self {
            collection_name: collection_name.into(),
            positive: Vec::new(),
            negative: Vec::new(),
            filter: None,
            limit,
            with_payload: None,
            params: None,
            score_threshold: None,
            using: None,
            with_vectors: None,
            lookup_from: None,
            group_by: group_by.into(),
            group_size,
            read_consistency: None,
            with_lookup: None,
            strategy: None,
            positive_vectors: Vec::new(),
            negative_vectors: Vec::new(),
            timeout: None,
            shard_key_selector: None,
        }
    }

    /// Adds an example to be near to.
    #[must_use]
    pub fn add_positive(mut self, example: impl Into<VectorExample>) -> Self {
        match example.into() {
            VectorExample::Id(id) => self.positive.push(id),
            VectorExample::Vector(vector) => self.positive_vectors.push(vector),
        }
        self
    }

    /// Adds an example to avoid.
    #[must_use]
    pub fn add_negative(mut self, example: impl Into<VectorExample>) -> Self {
        match example.into() {
            VectorExample::Id(id) => self.negative.push(id),
            VectorExample::Vector(vector) => self.negative_vectors.push(vector),
        }
        self
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
        Examples {
            positive: &self.positive,
            negative: &self.negative,
            positive_vectors: &self.positive_vectors,
            negative_vectors: &self.negative_vectors,
            strategy: self.strategy,
            lookup_from: self.lookup_from.as_ref(),
        }
        .check()?;
        validate::finite("score_threshold", self.score_threshold.map(f64::from))?;
        checks::groups(&self.group_by, self.group_size, self.with_lookup.as_ref())
    }
}

setters! {
    impl RecommendPointGroups {
        positive: Vec<PointId>,
        negative: Vec<PointId>,
        filter: Option<Filter>,
        limit: u32,
        with_payload: Option<WithPayloadSelector>,
        params: Option<SearchParams>,
        score_threshold: Option<f32>,
        using: Option<String>,
        with_vectors: Option<WithVectorsSelector>,
        lookup_from: Option<LookupLocation>,
        group_by: String,
        group_size: u32,
        read_consistency: Option<ReadConsistency>,
        with_lookup: Option<WithLookup>,
        strategy: Option<RecommendStrategy>,
        positive_vectors: Vec<Vector>,
        negative_vectors: Vec<Vector>,
        timeout: Option<Duration>,
        shard_key_selector: Option<ShardKeySelector>,
    }
}

impl From<RecommendPointGroups> for QueryPointGroups {
    fn from(recommend: RecommendPointGroups) -> Self {
        let RecommendPointGroups {
            collection_name,
            positive,
            negative,
            filter,
            limit,
            with_payload,
            params,
            score_threshold,
            using,
            with_vectors,
            lookup_from,
            group_by,
            group_size,
            read_consistency,
            with_lookup,
            strategy,
            positive_vectors,
            negative_vectors,
            timeout,
            shard_key_selector,
        } = recommend;
        let positive = examples(positive, positive_vectors);
        let negative = examples(negative, negative_vectors);
        Self {
            collection_name,
            prefetch: Vec::new(),
            query: Some(Query::Recommend(RecommendInput { positive, negative, strategy })),
            using,
            filter,
            params,
            score_threshold,
            with_payload,
            with_vectors,
            lookup_from,
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

    fn full() -> RecommendPointGroups {
        RecommendPointGroups::new("c", "g", 2, 7)
            .positive([1.into()])
            .negative([3.into()])
            .positive_vectors([[0.5].into()])
            .negative_vectors([[0.25].into()])
            .strategy(RecommendStrategy::BestScore)
            .filter(Condition::matches("a", "b"))
            .with_payload(["a"])
            .params(SearchParams::default().exact(true))
            .score_threshold(0.25)
            .using("v")
            .with_vectors(true)
            .lookup_from(LookupLocation::new("d").vector_name("w"))
            .read_consistency(2_u64)
            .with_lookup("docs")
            .timeout(Duration::from_secs(4))
            .shard_key_selector("k")
    }

    #[test]
    fn faults_name_their_place() {
        let one = || RecommendPointGroups::new("c", "g", 1, 1).add_positive(1);
        assert!(one().check().is_ok());
        assert!(full().check().is_ok());
        for (field, broken) in [
            ("collection_name", RecommendPointGroups::new("", "g", 1, 1).add_positive(1)),
            ("positive", RecommendPointGroups::new("c", "g", 1, 1)),
            ("positive_vectors[0][0]", one().add_positive([f32::NAN])),
            ("limit", one().limit(0)),
            ("group_by", one().group_by("")),
            ("group_size", one().group_size(0)),
            ("with_lookup.collection", one().with_lookup("")),
            ("score_threshold", one().score_threshold(f32::NAN)),
            ("timeout", one().timeout(Duration::ZERO)),
        ] {
            assert_eq!(broken.check().unwrap_err().field(), Some(field));
        }
    }

    #[test]
    fn groups_become_a_query_with_everything() {
        let expected = QueryPointGroups::new("c", "g")
            .query(
                RecommendInput::default()
                    .add_positive(1)
                    .add_positive([0.5])
                    .add_negative(3)
                    .add_negative([0.25])
                    .strategy(RecommendStrategy::BestScore),
            )
            .using("v")
            .filter(Condition::matches("a", "b"))
            .params(SearchParams::default().exact(true))
            .score_threshold(0.25)
            .with_payload(["a"])
            .with_vectors(true)
            .lookup_from(LookupLocation::new("d").vector_name("w"))
            .limit(7)
            .group_size(2)
            .read_consistency(2_u64)
            .with_lookup("docs")
            .timeout(Duration::from_secs(4))
            .shard_key_selector("k");
        assert_eq!(QueryPointGroups::from(full()), expected);
    }

    #[test]
    fn the_record_of_groups_is_complete() {
        let json = serde_json::to_string(&full()).unwrap();
        assert_eq!(serde_json::from_str::<RecommendPointGroups>(&json).unwrap(), full());
    }
}
