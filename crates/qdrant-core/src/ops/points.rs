//! Points: upsert, delete, get, scroll, count.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::batch::Batch;
use crate::error::Error;
use crate::macros::setters;
use crate::model::{
    Filter, OrderBy, PointId, PointStruct, PointsSelector, ReadConsistency, ShardKeySelector, UpdateMode,
    WithPayloadSelector, WithVectorsSelector, WriteOrdering,
};
use crate::validate;

/// Inserts points, and replaces those whose ids exist.
///
/// # Examples
///
/// ```
/// use qdrant_core::{PointStruct, UpsertPoints};
///
/// let upsert = UpsertPoints::new("cities", vec![
///     PointStruct::new(1, vec![0.05, 0.61], [("city", "Berlin")]),
///     PointStruct::new(2, vec![0.19, 0.81], [("city", "London")]),
/// ]).wait(true);
/// ```
///
/// # Support
///
/// REST `PUT /collections/{collection_name}/points`, rpc `qdrant.Points/Upsert`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UpsertPoints {
    /// The collection.
    pub collection_name: String,
    /// Whether to answer only when the write is applied; the server's default is `false`.
    pub wait: Option<bool>,
    /// The points.
    pub points: Batch<PointStruct>,
    /// Order among concurrent writes; the server's default is `weak`.
    pub ordering: Option<WriteOrdering>,
    /// The shards to write to, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// Points that exist are replaced only if they match.
    pub update_filter: Option<Filter>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
    /// What to do with points that exist or do not; the server's default is `upsert`. Since 1.17.
    pub update_mode: Option<UpdateMode>,
}

impl UpsertPoints {
    /// Creates an upsert of these points.
    pub fn new(collection_name: impl Into<String>, points: impl Into<Batch<PointStruct>>) -> Self {
        Self {
            collection_name: collection_name.into(),
            wait: None,
            points: points.into(),
            ordering: None,
            shard_key_selector: None,
            update_filter: None,
            timeout: None,
            update_mode: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::part("shard_key_selector", self.shard_key_selector.as_ref(), ShardKeySelector::check)?;
        validate::part("update_filter", self.update_filter.as_ref(), validate::filter)?;
        validate::each("points", &self.points, PointStruct::check)
    }
}

setters! {
    impl UpsertPoints {
        wait: Option<bool>,
        ordering: Option<WriteOrdering>,
        shard_key_selector: Option<ShardKeySelector>,
        update_filter: Option<Filter>,
        timeout: Option<Duration>,
        update_mode: Option<UpdateMode>,
    }
}

/// Deletes points by id or by filter.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Condition, DeletePoints, Filter};
///
/// let by_id = DeletePoints::new("cities").points([1_u64, 2]);
/// let by_filter = DeletePoints::new("cities").points(Filter::must([Condition::matches("city", "Berlin")]));
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/delete`, rpc `qdrant.Points/Delete`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeletePoints {
    /// The collection.
    pub collection_name: String,
    /// Whether to answer only when the write is applied; the server's default is `false`.
    pub wait: Option<bool>,
    /// The points to delete; required.
    pub points: Option<PointsSelector>,
    /// Order among concurrent writes; the server's default is `weak`.
    pub ordering: Option<WriteOrdering>,
    /// The shards to write to, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl DeletePoints {
    /// Creates a deletion of no points yet: set [`points`](field@Self::points).
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            wait: None,
            points: None,
            ordering: None,
            shard_key_selector: None,
            timeout: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::part("shard_key_selector", self.shard_key_selector.as_ref(), ShardKeySelector::check)?;
        validate::selection("points", self.points.as_ref())
    }
}

setters! {
    impl DeletePoints {
        wait: Option<bool>,
        points: Option<PointsSelector>,
        ordering: Option<WriteOrdering>,
        shard_key_selector: Option<ShardKeySelector>,
        timeout: Option<Duration>,
    }
}

/// Gets points by id.
///
/// Points that do not exist are left out of the answer.
///
/// # Examples
///
/// ```
/// use qdrant_core::{GetPoints, PointId};
///
/// let get = GetPoints::new("cities", [PointId::from(1), "936da01f-9abd-4d9d-80c7-02af85c822a8".parse()?]);
/// # Ok::<(), qdrant_core::Error>(())
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points`, rpc `qdrant.Points/Get`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GetPoints {
    /// The collection.
    pub collection_name: String,
    /// The ids.
    pub ids: Vec<PointId>,
    /// The payload to return; all of it unless set.
    pub with_payload: Option<WithPayloadSelector>,
    /// The vectors to return; none unless set.
    pub with_vectors: Option<WithVectorsSelector>,
    /// Replicas that take part in the read; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// The shards to read from, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl GetPoints {
    /// Creates a read of these points.
    pub fn new(
        collection_name: impl Into<String>,
        ids: impl IntoIterator<Item = impl Into<PointId>>,
    ) -> Self {
        Self {
            collection_name: collection_name.into(),
            ids: ids.into_iter().map(Into::into).collect(),
            with_payload: None,
            with_vectors: None,
            read_consistency: None,
            shard_key_selector: None,
            timeout: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::part("read_consistency", self.read_consistency.as_ref(), |consistency| {
            consistency.check()
        })?;
        validate::part("shard_key_selector", self.shard_key_selector.as_ref(), ShardKeySelector::check)
    }
}

setters! {
    impl GetPoints {
        with_payload: Option<WithPayloadSelector>,
        with_vectors: Option<WithVectorsSelector>,
        read_consistency: Option<ReadConsistency>,
        shard_key_selector: Option<ShardKeySelector>,
        timeout: Option<Duration>,
    }
}

/// Gets one point by id, with its payload and its vectors.
///
/// A point that does not exist is an error of the kind `NotFound`.
///
/// # Examples
///
/// ```
/// use qdrant_core::GetPoint;
///
/// let get = GetPoint::new("cities", 42);
/// ```
///
/// # Support
///
/// REST `GET /collections/{collection_name}/points/{id}`; no rpc.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GetPoint {
    /// The collection.
    pub collection_name: String,
    /// The id.
    pub id: PointId,
    /// Replicas that take part in the read; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// Time for the operation, in whole seconds on the wire; the server's own limit unless set; since 1.20.
    pub timeout: Option<Duration>,
}

impl GetPoint {
    /// Creates a read of one point.
    pub fn new(collection_name: impl Into<String>, id: impl Into<PointId>) -> Self {
        Self { collection_name: collection_name.into(), id: id.into(), read_consistency: None, timeout: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::part("read_consistency", self.read_consistency.as_ref(), |consistency| consistency.check())
    }
}

setters! { impl GetPoint { read_consistency: Option<ReadConsistency>, timeout: Option<Duration> } }

/// Reads the points that match a filter, page by page.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Condition, Filter, ScrollPoints};
///
/// let first_page = ScrollPoints::new("cities").filter(Filter::must([Condition::is_empty("country")])).limit(100);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/scroll`, rpc `qdrant.Points/Scroll`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScrollPoints {
    /// The collection.
    pub collection_name: String,
    /// The filter; every point matches unless set.
    pub filter: Option<Filter>,
    /// The first id of the page; the beginning unless set.
    pub offset: Option<PointId>,
    /// Points on a page, at least 1; 10 unless set.
    pub limit: Option<u32>,
    /// The payload to return; all of it unless set.
    pub with_payload: Option<WithPayloadSelector>,
    /// The vectors to return; none unless set.
    pub with_vectors: Option<WithVectorsSelector>,
    /// Replicas that take part in the read; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// The shards to read from, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// The payload field to order by; by id unless set. Ordered pages have no next offset.
    pub order_by: Option<OrderBy>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl ScrollPoints {
    /// Creates a read of the first page.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            filter: None,
            offset: None,
            limit: None,
            with_payload: None,
            with_vectors: None,
            read_consistency: None,
            shard_key_selector: None,
            order_by: None,
            timeout: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::at_least_one("limit", self.limit.map(u64::from))?;
        validate::part("filter", self.filter.as_ref(), validate::filter)?;
        validate::part("read_consistency", self.read_consistency.as_ref(), |consistency| {
            consistency.check()
        })?;
        validate::part("shard_key_selector", self.shard_key_selector.as_ref(), ShardKeySelector::check)
    }
}

setters! {
    impl ScrollPoints {
        filter: Option<Filter>,
        offset: Option<PointId>,
        limit: Option<u32>,
        with_payload: Option<WithPayloadSelector>,
        with_vectors: Option<WithVectorsSelector>,
        read_consistency: Option<ReadConsistency>,
        shard_key_selector: Option<ShardKeySelector>,
        order_by: Option<OrderBy>,
        timeout: Option<Duration>,
    }
}

impl<S: Into<String>> From<S> for ScrollPoints {
    fn from(collection_name: S) -> Self {
        Self::new(collection_name)
    }
}

/// Counts the points that match a filter.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Condition, CountPoints, Filter};
///
/// let count = CountPoints::new("cities").filter(Filter::must([Condition::matches("country", "Germany")])).exact(true);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/points/count`, rpc `qdrant.Points/Count`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountPoints {
    /// The collection.
    pub collection_name: String,
    /// The filter; every point matches unless set.
    pub filter: Option<Filter>,
    /// Whether to count exactly or to estimate; exactly unless set.
    pub exact: Option<bool>,
    /// Replicas that take part in the read; one unless set.
    pub read_consistency: Option<ReadConsistency>,
    /// The shards to read from, in a collection with custom sharding.
    pub shard_key_selector: Option<ShardKeySelector>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl CountPoints {
    /// Creates a count of every point.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            filter: None,
            exact: None,
            read_consistency: None,
            shard_key_selector: None,
            timeout: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::part("filter", self.filter.as_ref(), validate::filter)?;
        validate::part("read_consistency", self.read_consistency.as_ref(), |consistency| {
            consistency.check()
        })?;
        validate::part("shard_key_selector", self.shard_key_selector.as_ref(), ShardKeySelector::check)
    }
}

setters! {
    impl CountPoints {
        filter: Option<Filter>,
        exact: Option<bool>,
        read_consistency: Option<ReadConsistency>,
        shard_key_selector: Option<ShardKeySelector>,
        timeout: Option<Duration>,
    }
}

impl<S: Into<String>> From<S> for CountPoints {
    fn from(collection_name: S) -> Self {
        Self::new(collection_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_vector_is_named_by_its_path() {
        let points = vec![
            PointStruct::new(1, vec![1.0], crate::Payload::new()),
            PointStruct::new(2, [("a", vec![1.0, f32::NAN])], crate::Payload::new()),
        ];
        let error = UpsertPoints::new("c", points).check().unwrap_err();
        assert_eq!(error.to_string(), "invalid request: points[1].vector.a[1]: NaN is not a finite number");
    }

    #[test]
    fn limits_and_timeouts_of_zero_are_refused() {
        assert_eq!(ScrollPoints::new("c").limit(0).check().unwrap_err().field(), Some("limit"));
        assert_eq!(
            CountPoints::new("c").timeout(Duration::ZERO).check().unwrap_err().field(),
            Some("timeout")
        );
    }

    #[test]
    fn the_record_of_an_operation_has_every_field() {
        let upsert = UpsertPoints::new("c", vec![PointStruct::new(1, vec![1.0], crate::Payload::new())])
            .wait(true)
            .ordering(WriteOrdering::Strong)
            .timeout(Duration::from_secs(7));
        let json = serde_json::to_string(&upsert).unwrap();
        assert_eq!(serde_json::from_str::<UpsertPoints>(&json).unwrap(), upsert);
    }
}
