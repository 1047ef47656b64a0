//! Recommendations from examples.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::checks::{BatchHead, Common, Examples};
use crate::error::Error;
use crate::macros::setters;
use crate::model::{
    Filter, LookupLocation, PointId, Query, ReadConsistency, RecommendInput, RecommendStrategy, SearchParams,
    ShardKeySelector, Vector, VectorExample, VectorInput, WithPayloadSelector, WithVectorsSelector,
};
use crate::ops::{QueryBatchPoints, QueryPoints};
use crate::validate;

/// Returns points that are like some examples and unlike others.
///
/// Deprecated: [`QueryPoints`] replaces it since Qdrant 1.10, and servers up to 1.19 still answer it over REST.
///
/// # Examples
///
/// A recommendation is the same as a query with its ids before its vectors:
///
/// ```
/// use qdrant_core::{QueryPoints, RecommendInput, RecommendPoints};
///
/// let recommend = RecommendPoints::new("cities", 3).add_positive([0.2, 0.1]).add_positive(7).add_negative(8);
/// let examples = RecommendInput::default().add_positive(7).add_positive([0.2, 0.1]).add_negative(8);
/// assert_eq!(QueryPoints::from(recommend), QueryPoints::new("cities").query(examples).limit(3));
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/recommend`, rpc `qdrant.Points/Recommend`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecommendPoints {
    /// The collection.
    pub collection_name: String,
    /// Look for points near these.
    pub positive: Vec<PointId>,
    /// Avoid points near these.
    pub negative: Vec<PointId>,
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
    /// Name of the vector to compare; the unnamed one unless set.
    pub using: Option<String>,
    /// The vectors to return; none unless set.
    pub with_vectors: Option<WithVectorsSelector>,
    /// Where the vectors of point ids come from; this collection unless set.
    pub lookup_from: Option<LookupLocation>,
    /// Replicas that take part in the read; one unless set.
    pub read_consistency: Option<ReadConsistency>,
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

impl RecommendPoints {
    /// Creates a recommendation that has no examples yet.
    pub fn new(collection_name: impl Into<String>, limit: u64) -> Self {
        Self {
            collection_name: collection_name.into(),
            positive: Vec::new(),
            negative: Vec::new(),
            filter: None,
            limit,
            with_payload: None,
            params: None,
            score_threshold: None,
            offset: None,
            using: None,
            with_vectors: None,
            lookup_from: None,
            read_consistency: None,
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
        Examples {
            positive: &self.positive,
            negative: &self.negative,
            positive_vectors: &self.positive_vectors,
            negative_vectors: &self.negative_vectors,
            strategy: self.strategy,
            lookup_from: self.lookup_from.as_ref(),
        }
        .check()?;
        validate::finite("score_threshold", self.score_threshold.map(f64::from))
    }
}

setters! {
    impl RecommendPoints {
        positive: Vec<PointId>,
        negative: Vec<PointId>,
        filter: Option<Filter>,
        limit: u64,
        with_payload: Option<WithPayloadSelector>,
        params: Option<SearchParams>,
        score_threshold: Option<f32>,
        offset: Option<u64>,
        using: Option<String>,
        with_vectors: Option<WithVectorsSelector>,
        lookup_from: Option<LookupLocation>,
        read_consistency: Option<ReadConsistency>,
        strategy: Option<RecommendStrategy>,
        positive_vectors: Vec<Vector>,
        negative_vectors: Vec<Vector>,
        timeout: Option<Duration>,
        shard_key_selector: Option<ShardKeySelector>,
    }
}

impl From<RecommendPoints> for QueryPoints {
    fn from(recommend: RecommendPoints) -> Self {
        let RecommendPoints {
            collection_name,
            positive,
            negative,
            filter,
            limit,
            with_payload,
            params,
            score_threshold,
            offset,
            using,
            with_vectors,
            lookup_from,
            read_consistency,
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
            limit: Some(limit),
            offset,
            with_vectors,
            with_payload,
            read_consistency,
            shard_key_selector,
            lookup_from,
            timeout,
        }
    }
}

/// Returns the examples of one side, the points before the vectors.
pub(super) fn examples(ids: Vec<PointId>, vectors: Vec<Vector>) -> Vec<VectorInput> {
    ids.into_iter().map(VectorInput::from).chain(vectors.into_iter().map(VectorInput::from)).collect()
}

/// Runs several recommendations on one collection in one call.
///
/// The answers come in the order of the recommendations. `timeout` and `read_consistency` belong to the batch, so a
/// recommendation that has its own is refused.
///
/// Deprecated: [`QueryBatchPoints`] replaces it since Qdrant 1.10, and servers up to 1.19 still answer it over REST.
///
/// # Examples
///
/// ```
/// use qdrant_core::{QueryBatchPoints, QueryPoints, RecommendBatchPoints, RecommendPoints};
///
/// let recommend = RecommendPoints::new("cities", 3).add_positive(7);
/// let queries = QueryBatchPoints::new("cities", [QueryPoints::from(recommend.clone())]);
/// assert_eq!(QueryBatchPoints::from(RecommendBatchPoints::new("cities", [recommend])), queries);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/recommend/batch`, rpc `qdrant.Points/RecommendBatch`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecommendBatchPoints {
    /// The collection.
    pub collection_name: String,
    /// The recommendations; each names the same collection.
    pub recommend_points: Vec<RecommendPoints>,
    /// Replicas that take part in the reads; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl RecommendBatchPoints {
    /// Creates a batch of recommendations.
    pub fn new(
        collection_name: impl Into<String>,
        recommend_points: impl Into<Vec<RecommendPoints>>,
    ) -> Self {
        Self {
            collection_name: collection_name.into(),
            recommend_points: recommend_points.into(),
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
        validate::each("recommend_points", &self.recommend_points, |recommendation| {
            head.check_item(&recommendation.head())?;
            recommendation.check()
        })
    }
}

setters! {
    impl RecommendBatchPoints {
        recommend_points: Vec<RecommendPoints>,
        read_consistency: Option<ReadConsistency>,
        timeout: Option<Duration>,
    }
}

impl From<RecommendBatchPoints> for QueryBatchPoints {
    fn from(batch: RecommendBatchPoints) -> Self {
        let RecommendBatchPoints { collection_name, recommend_points, read_consistency, timeout } = batch;
        let query_points = recommend_points.into_iter().map(Into::into).collect();
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

    fn full() -> RecommendPoints {
        RecommendPoints::new("c", 7)
            .positive([1.into(), 2.into()])
            .negative([3.into()])
            .positive_vectors([[0.5].into()])
            .negative_vectors([[0.25].into(), vec![(1, 2.0)].into()])
            .strategy(RecommendStrategy::SumScores)
            .filter(Condition::matches("a", "b"))
            .with_payload(["a"])
            .params(SearchParams::default().exact(true))
            .score_threshold(0.25)
            .offset(3)
            .using("v")
            .with_vectors(true)
            .lookup_from(LookupLocation::new("d").vector_name("w"))
            .shard_key_selector("k")
    }

    #[test]
    fn faults_name_their_place() {
        let one = || RecommendPoints::new("c", 1).add_positive(1);
        assert!(one().check().is_ok());
        assert!(full().check().is_ok());
        for (field, broken) in [
            ("collection_name", RecommendPoints::new("", 1).add_positive(1)),
            ("limit", one().limit(0)),
            ("positive", RecommendPoints::new("c", 1)),
            ("positive_vectors[1][0]", one().add_positive([0.5]).add_positive([f32::NAN])),
            ("negative_vectors[0]", one().add_negative(Vec::<f32>::new())),
            ("lookup_from.collection_name", one().lookup_from(LookupLocation::new(""))),
            ("filter.must[0].slice.total", one().filter(Condition::slice(0, 0))),
            ("score_threshold", one().score_threshold(f32::NAN)),
            ("read_consistency", one().read_consistency(0_u64)),
            ("timeout", one().timeout(Duration::ZERO)),
        ] {
            assert_eq!(place(broken.check()), field);
        }
    }

    #[test]
    fn an_average_needs_a_positive_example() {
        let negative = || RecommendPoints::new("c", 1).add_negative([0.5]);
        assert_eq!(place(negative().check()), "positive");
        assert_eq!(place(negative().strategy(RecommendStrategy::AverageVector).check()), "positive");
        assert!(negative().strategy(RecommendStrategy::BestScore).check().is_ok());
        assert!(negative().strategy(RecommendStrategy::SumScores).check().is_ok());
        assert!(negative().add_positive([0.5]).check().is_ok());
    }

    #[test]
    fn a_batch_speaks_for_its_recommendations() {
        let one = || RecommendPoints::new("c", 1).add_positive(1);
        assert!(RecommendBatchPoints::new("c", [one(), one()]).check().is_ok());
        let batch = |second| place(RecommendBatchPoints::new("c", [one(), second]).check());
        assert_eq!(
            batch(RecommendPoints::new("d", 1).add_positive(1)),
            "recommend_points[1].collection_name"
        );
        assert_eq!(batch(one().timeout(Duration::from_secs(1))), "recommend_points[1].timeout");
        assert_eq!(batch(one().read_consistency(1_u64)), "recommend_points[1].read_consistency");
        assert_eq!(batch(one().limit(0)), "recommend_points[1].limit");
        assert_eq!(
            place(RecommendBatchPoints::new("c", []).read_consistency(0_u64).check()),
            "read_consistency"
        );
    }

    #[test]
    fn a_recommendation_becomes_a_query_with_everything() {
        let timeout = Duration::from_millis(1500);
        let expected = QueryPoints::new("c")
            .query(
                RecommendInput::default()
                    .add_positive(1)
                    .add_positive(2)
                    .add_positive([0.5])
                    .add_negative(3)
                    .add_negative([0.25])
                    .add_negative(vec![(1, 2.0)])
                    .strategy(RecommendStrategy::SumScores),
            )
            .using("v")
            .filter(Condition::matches("a", "b"))
            .params(SearchParams::default().exact(true))
            .score_threshold(0.25)
            .limit(7)
            .offset(3)
            .with_vectors(true)
            .with_payload(["a"])
            .lookup_from(LookupLocation::new("d").vector_name("w"))
            .shard_key_selector("k");
        assert_eq!(QueryPoints::from(full()), expected);
        let batch = RecommendBatchPoints::new("c", [full()]).read_consistency(2_u64).timeout(timeout);
        let queries = QueryBatchPoints::new("c", [expected.clone()]).read_consistency(2_u64).timeout(timeout);
        assert_eq!(QueryBatchPoints::from(batch), queries);
        assert_eq!(
            QueryPoints::from(full().read_consistency(2_u64).timeout(timeout)),
            expected.read_consistency(2_u64).timeout(timeout)
        );
    }

    #[test]
    fn the_record_of_a_recommendation_is_complete() {
        let recommend = full().read_consistency(2_u64).timeout(Duration::from_millis(1500));
        let json = serde_json::to_string(&recommend).unwrap();
        assert_eq!(serde_json::from_str::<RecommendPoints>(&json).unwrap(), recommend);
        let batch =
            RecommendBatchPoints::new("c", [full()]).read_consistency(2_u64).timeout(Duration::from_secs(2));
        let json = serde_json::to_string(&batch).unwrap();
        assert_eq!(serde_json::from_str::<RecommendBatchPoints>(&json).unwrap(), batch);
    }
}
