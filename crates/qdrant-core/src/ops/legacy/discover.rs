//! Discoveries: searches that are guided by pairs of examples.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::checks::{BatchHead, Common};
use crate::error::Error;
use crate::macros::setters;
use crate::model::{
    ContextExamplePair, ContextInput, DiscoverInput, Filter, LookupLocation, Query, ReadConsistency,
    SearchParams, ShardKeySelector, TargetVector, WithPayloadSelector, WithVectorsSelector,
};
use crate::ops::{QueryBatchPoints, QueryPoints};
use crate::validate;

/// Returns points near a target, on the positive side of pairs of examples.
///
/// Without a target, the pairs alone decide.
///
/// Deprecated: [`QueryPoints`] replaces it since Qdrant 1.10, and servers up to 1.19 still answer it over REST.
///
/// # Examples
///
/// With a target it is the same as a discover query, without one as a context query:
///
/// ```
/// use qdrant_core::{ContextExamplePair, ContextInput, DiscoverInput, DiscoverPoints, QueryPoints};
///
/// let pairs = DiscoverPoints::new("cities", [ContextExamplePair::new(1, [0.2, 0.1])], 3);
/// let context = ContextInput::default().add_pair(1, [0.2, 0.1]);
/// assert_eq!(QueryPoints::from(pairs.clone()), QueryPoints::new("cities").query(context.clone()).limit(3));
///
/// let query = QueryPoints::new("cities").query(DiscoverInput::new(7, context)).limit(3);
/// assert_eq!(QueryPoints::from(pairs.target(7)), query);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/discover`, rpc `qdrant.Points/Discover`. Since 1.7.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DiscoverPoints {
    /// The collection.
    pub collection_name: String,
    /// Look for points near this; the pairs alone decide unless set.
    pub target: Option<TargetVector>,
    /// The pairs that divide the space; without any it is a plain search.
    pub context: Vec<ContextExamplePair>,
    /// The points to consider; all of them unless set.
    pub filter: Option<Filter>,
    /// Points to return, at least 1.
    pub limit: u64,
    /// The payload to return; nothing unless set.
    pub with_payload: Option<WithPayloadSelector>,
    /// How the search trades speed for accuracy.
    pub params: Option<SearchParams>,
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
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
    /// The shards to read from, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
}

impl DiscoverPoints {
    /// Creates a discovery from its pairs; the target is set apart.
    pub fn new(
        collection_name: impl Into<String>,
        context: impl Into<Vec<ContextExamplePair>>,
        limit: u64,
    ) -> Self {
        Self {
            collection_name: collection_name.into(),
            target: None,
            context: context.into(),
            filter: None,
            limit,
            with_payload: None,
            params: None,
            offset: None,
            using: None,
            with_vectors: None,
            lookup_from: None,
            read_consistency: None,
            timeout: None,
            shard_key_selector: None,
        }
    }

    /// Adds a pair of examples.
    #[must_use]
    pub fn add_context(mut self, pair: impl Into<ContextExamplePair>) -> Self {
        self.context.push(pair.into());
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
        if self.target.is_none() && self.context.is_empty() {
            return Err(Error::invalid("target", "a discovery needs a target or pairs of examples"));
        }
        validate::part("target", self.target.as_ref(), TargetVector::check)?;
        validate::each("context", &self.context, ContextExamplePair::check)?;
        validate::part("lookup_from", self.lookup_from.as_ref(), LookupLocation::check)
    }
}

setters! {
    impl DiscoverPoints {
        target: Option<TargetVector>,
        context: Vec<ContextExamplePair>,
        filter: Option<Filter>,
        limit: u64,
        with_payload: Option<WithPayloadSelector>,
        params: Option<SearchParams>,
        offset: Option<u64>,
        using: Option<String>,
        with_vectors: Option<WithVectorsSelector>,
        lookup_from: Option<LookupLocation>,
        read_consistency: Option<ReadConsistency>,
        timeout: Option<Duration>,
        shard_key_selector: Option<ShardKeySelector>,
    }
}

impl From<DiscoverPoints> for QueryPoints {
    fn from(discover: DiscoverPoints) -> Self {
        let DiscoverPoints {
            collection_name,
            target,
            context,
            filter,
            limit,
            with_payload,
            params,
            offset,
            using,
            with_vectors,
            lookup_from,
            read_consistency,
            timeout,
            shard_key_selector,
        } = discover;
        let context = ContextInput::from(context);
        let query = match target {
            Some(target) => Query::Discover(DiscoverInput { target: target.into(), context }),
            None => Query::Context(context),
        };
        Self {
            collection_name,
            prefetch: Vec::new(),
            query: Some(query),
            using,
            filter,
            params,
            score_threshold: None,
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

/// Runs several discoveries on one collection in one call.
///
/// The answers come in the order of the discoveries. `timeout` and `read_consistency` belong to the batch, so a
/// discovery that has its own is refused.
///
/// Deprecated: [`QueryBatchPoints`] replaces it since Qdrant 1.10, and servers up to 1.19 still answer it over REST.
///
/// # Examples
///
/// ```
/// use qdrant_core::{DiscoverBatchPoints, DiscoverPoints, QueryBatchPoints, QueryPoints};
///
/// let discover = DiscoverPoints::new("cities", [], 3).target(7);
/// let queries = QueryBatchPoints::new("cities", [QueryPoints::from(discover.clone())]);
/// assert_eq!(QueryBatchPoints::from(DiscoverBatchPoints::new("cities", [discover])), queries);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/discover/batch`, rpc `qdrant.Points/DiscoverBatch`. Since 1.7.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DiscoverBatchPoints {
    /// The collection.
    pub collection_name: String,
    /// The discoveries; each names the same collection.
    pub discover_points: Vec<DiscoverPoints>,
    /// Replicas that take part in the reads; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl DiscoverBatchPoints {
    /// Creates a batch of discoveries.
    pub fn new(collection_name: impl Into<String>, discover_points: impl Into<Vec<DiscoverPoints>>) -> Self {
        Self {
            collection_name: collection_name.into(),
            discover_points: discover_points.into(),
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
        validate::each("discover_points", &self.discover_points, |discovery| {
            head.check_item(&discovery.head())?;
            discovery.check()
        })
    }
}

setters! {
    impl DiscoverBatchPoints {
        discover_points: Vec<DiscoverPoints>,
        read_consistency: Option<ReadConsistency>,
        timeout: Option<Duration>,
    }
}

impl From<DiscoverBatchPoints> for QueryBatchPoints {
    fn from(batch: DiscoverBatchPoints) -> Self {
        let DiscoverBatchPoints { collection_name, discover_points, read_consistency, timeout } = batch;
        let query_points = discover_points.into_iter().map(Into::into).collect();
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

    fn full() -> DiscoverPoints {
        DiscoverPoints::new("c", [ContextExamplePair::new(1, [0.5])], 7)
            .add_context(ContextExamplePair::new([0.25], 2))
            .target([1.5])
            .filter(Condition::matches("a", "b"))
            .with_payload(["a"])
            .params(SearchParams::default().exact(true))
            .offset(3)
            .using("v")
            .with_vectors(true)
            .lookup_from(LookupLocation::new("d").vector_name("w"))
            .shard_key_selector("k")
    }

    #[test]
    fn faults_name_their_place() {
        let pair = |negative: f32| ContextExamplePair::new(1, [negative]);
        let one = || DiscoverPoints::new("c", [], 1).target(1);
        assert!(one().check().is_ok());
        assert!(DiscoverPoints::new("c", [pair(0.5)], 1).check().is_ok());
        assert!(full().check().is_ok());
        for (field, broken) in [
            ("collection_name", DiscoverPoints::new("", [], 1).target(1)),
            ("limit", one().limit(0)),
            ("target", DiscoverPoints::new("c", [], 1)),
            ("target[0]", one().target([f32::NAN])),
            ("context[1].negative[0]", one().add_context(pair(0.5)).add_context(pair(f32::NAN))),
            ("context[0].positive", one().add_context(ContextExamplePair::new(Vec::<f32>::new(), 1))),
            ("lookup_from.collection_name", one().lookup_from(LookupLocation::new(""))),
            ("filter.must[0].slice.total", one().filter(Condition::slice(0, 0))),
            ("read_consistency", one().read_consistency(0_u64)),
            ("timeout", one().timeout(Duration::ZERO)),
        ] {
            assert_eq!(place(broken.check()), field);
        }
    }

    #[test]
    fn a_batch_speaks_for_its_discoveries() {
        let one = || DiscoverPoints::new("c", [], 1).target(1);
        assert!(DiscoverBatchPoints::new("c", [one(), one()]).check().is_ok());
        let batch = |second| place(DiscoverBatchPoints::new("c", [one(), second]).check());
        assert_eq!(batch(DiscoverPoints::new("d", [], 1).target(1)), "discover_points[1].collection_name");
        assert_eq!(batch(one().timeout(Duration::from_secs(1))), "discover_points[1].timeout");
        assert_eq!(batch(one().read_consistency(1_u64)), "discover_points[1].read_consistency");
        assert_eq!(batch(one().limit(0)), "discover_points[1].limit");
        assert_eq!(place(DiscoverBatchPoints::new("c", []).timeout(Duration::ZERO).check()), "timeout");
    }

    #[test]
    fn a_discovery_becomes_a_query_with_everything() {
        let timeout = Duration::from_millis(1500);
        let context = ContextInput::default().add_pair(1, [0.5]).add_pair([0.25], 2);
        let expected = QueryPoints::new("c")
            .query(DiscoverInput::new([1.5], context.clone()))
            .using("v")
            .filter(Condition::matches("a", "b"))
            .params(SearchParams::default().exact(true))
            .limit(7)
            .offset(3)
            .with_vectors(true)
            .with_payload(["a"])
            .lookup_from(LookupLocation::new("d").vector_name("w"))
            .shard_key_selector("k");
        assert_eq!(QueryPoints::from(full()), expected);
        assert_eq!(
            QueryPoints::from(DiscoverPoints { target: None, ..full() }),
            expected.clone().query(context)
        );
        let batch = DiscoverBatchPoints::new("c", [full()]).read_consistency(2_u64).timeout(timeout);
        let queries = QueryBatchPoints::new("c", [expected.clone()]).read_consistency(2_u64).timeout(timeout);
        assert_eq!(QueryBatchPoints::from(batch), queries);
        assert_eq!(
            QueryPoints::from(full().read_consistency(2_u64).timeout(timeout)),
            expected.read_consistency(2_u64).timeout(timeout)
        );
    }

    #[test]
    fn the_record_of_a_discovery_is_complete() {
        let discover = full().read_consistency(2_u64).timeout(Duration::from_millis(1500));
        let json = serde_json::to_string(&discover).unwrap();
        assert_eq!(serde_json::from_str::<DiscoverPoints>(&json).unwrap(), discover);
        let batch =
            DiscoverBatchPoints::new("c", [full()]).read_consistency(2_u64).timeout(Duration::from_secs(2));
        let json = serde_json::to_string(&batch).unwrap();
        assert_eq!(serde_json::from_str::<DiscoverBatchPoints>(&json).unwrap(), batch);
    }
}
