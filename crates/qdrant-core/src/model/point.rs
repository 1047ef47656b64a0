//! Points, written and read.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::{closed_enum, setters, wire_enum};
use crate::model::id::PointId;
use crate::model::inference::null_as_default;
use crate::model::payload::Payload;
use crate::model::shard::ShardKey;
use crate::model::vector::{Vectors, VectorsOutput};

/// A point to insert or replace.
///
/// # Examples
///
/// ```
/// use qdrant_core::PointStruct;
/// use serde_json::json;
///
/// let point = PointStruct::new(1, vec![0.05, 0.61, 0.76], [("city", "Berlin")]);
/// # let payload = qdrant_core::Payload::try_from(json!({"city": "Berlin"}))?;
/// let same = PointStruct::new(1, vec![0.05, 0.61, 0.76], payload);
/// assert_eq!(point, same);
/// # Ok::<(), qdrant_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointStruct {
    /// The id; a point with the same id is replaced.
    pub id: PointId,
    /// The vectors; [`Vectors::none`] for a point without any.
    #[serde(rename = "vector", alias = "vectors")]
    pub vectors: Vectors,
    /// The payload; empty for a point without any.
    #[serde(default, skip_serializing_if = "payload_is_empty", deserialize_with = "null_as_default")]
    pub payload: Payload,
}

fn payload_is_empty(payload: &Payload) -> bool {
    payload.is_empty()
}

impl PointStruct {
    /// Creates a point.
    pub fn new(id: impl Into<PointId>, vectors: impl Into<Vectors>, payload: impl Into<Payload>) -> Self {
        Self { id: id.into(), vectors: vectors.into(), payload: payload.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        self.vectors.check().map_err(|error| error.within("vector"))
    }
}

/// A point that exists, with vectors to set on it.
///
/// # Examples
///
/// ```
/// use qdrant_core::PointVectors;
///
/// let vectors = PointVectors::new(1, [("image", vec![0.1, 0.2])]);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointVectors {
    /// The id.
    pub id: PointId,
    /// The vectors; named ones that are not here stay as they are.
    #[serde(rename = "vector", alias = "vectors")]
    pub vectors: Vectors,
}

impl PointVectors {
    /// Creates vectors for a point.
    pub fn new(id: impl Into<PointId>, vectors: impl Into<Vectors>) -> Self {
        Self { id: id.into(), vectors: vectors.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        self.vectors.check().map_err(|error| error.within("vector"))
    }
}

/// A point as it was stored, without a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RetrievedPoint {
    /// The id.
    pub id: PointId,
    /// The payload; empty when the point has none or none was asked for.
    #[serde(default, deserialize_with = "null_as_default")]
    pub payload: Payload,
    /// The vectors, if they were asked for.
    #[serde(rename = "vector", skip_serializing_if = "Option::is_none")]
    pub vectors: Option<VectorsOutput>,
    /// The shard key, in a collection with custom sharding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard_key: Option<ShardKey>,
    /// The value that the points were ordered by, if they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_value: Option<OrderValue>,
}

/// A point with its score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoredPoint {
    /// The id.
    pub id: PointId,
    /// The number of the operation that wrote the point last.
    #[serde(default)]
    pub version: u64,
    /// The score: a similarity (larger is closer) or a distance (smaller is closer), as the collection's distance says.
    pub score: f32,
    /// The payload; empty when the point has none or none was asked for.
    #[serde(default, deserialize_with = "null_as_default")]
    pub payload: Payload,
    /// The vectors, if they were asked for.
    #[serde(rename = "vector", skip_serializing_if = "Option::is_none")]
    pub vectors: Option<VectorsOutput>,
    /// The shard key, in a collection with custom sharding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard_key: Option<ShardKey>,
    /// The value that the points were ordered by, if they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_value: Option<OrderValue>,
}

impl RetrievedPoint {
    /// Creates a point without payload and vectors, as a program makes one up for its tests.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::RetrievedPoint;
    ///
    /// let point = RetrievedPoint::new(1).payload([("city", "Berlin")]).vectors(vec![0.1, 0.2]);
    /// assert_eq!(point.payload["city"], "Berlin");
    /// ```
    pub fn new(id: impl Into<PointId>) -> Self {
        Self { id: id.into(), payload: Payload::new(), vectors: None, shard_key: None, order_value: None }
    }
}

impl ScoredPoint {
    /// Creates a point of version 0 without payload and vectors, as a program makes one up for its tests.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::ScoredPoint;
    ///
    /// let best = ScoredPoint::new(1, 0.98).payload([("city", "Berlin")]).version(3);
    /// assert!(best.vectors.is_none());
    /// ```
    pub fn new(id: impl Into<PointId>, score: f32) -> Self {
        Self {
            id: id.into(),
            version: 0,
            score,
            payload: Payload::new(),
            vectors: None,
            shard_key: None,
            order_value: None,
        }
    }
}

/// A value that points were ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "an integer or a floating-point number")]
pub enum OrderValue {
    /// An integer, or a time in microseconds since 1970.
    Int(i64),
    /// A floating-point number.
    Float(f64),
}

/// A page of points.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ScrollResult {
    /// The points of the page.
    pub points: Vec<RetrievedPoint>,
    /// Where the next page begins; `None` after the last page and when an order was asked for.
    #[serde(default)]
    pub next_page_offset: Option<PointId>,
}

/// What became of a write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateResult {
    /// The number of the operation in its shard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation_id: Option<u64>,
    /// How far the write has come.
    pub status: UpdateStatus,
}

impl UpdateResult {
    /// Returns whether the write is applied; with `wait` unset or `false` it is often only acknowledged.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::{UpdateResult, UpdateStatus};
    ///
    /// let result = UpdateResult { operation_id: Some(7), status: UpdateStatus::Acknowledged };
    /// assert!(!result.is_completed());
    /// ```
    pub fn is_completed(&self) -> bool {
        self.status == UpdateStatus::Completed
    }
}

wire_enum! {
    /// How far a write has come.
    pub enum UpdateStatus {
        /// The write is in the log and will be applied.
        Acknowledged = "acknowledged",
        /// The write is applied.
        Completed = "completed",
        /// The write came too late in a cluster's order and was not applied; over gRPC only.
        ClockRejected = "clock_rejected",
        /// The write is in the log; waiting for it to be applied took longer than allowed.
        WaitTimeout = "wait_timeout",
    }
}

closed_enum! {
    /// What an upsert does with points that exist or do not.
    pub enum UpdateMode {
        /// Inserts new points and replaces those that exist.
        Upsert = "upsert",
        /// Inserts new points and leaves those that exist.
        InsertOnly = "insert_only",
        /// Replaces points that exist and inserts none.
        UpdateOnly = "update_only",
    }
}

setters! { impl PointStruct { payload: Payload } }

setters! {
    impl RetrievedPoint {
        payload: Payload,
        vectors: Option<VectorsOutput>,
        shard_key: Option<ShardKey>,
        order_value: Option<OrderValue>,
    }
}

setters! {
    impl ScoredPoint {
        version: u64,
        payload: Payload,
        vectors: Option<VectorsOutput>,
        shard_key: Option<ShardKey>,
        order_value: Option<OrderValue>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_point_is_the_json_of_the_api() {
        let point = PointStruct::new(7, vec![1.0, 0.5], [("city", "Berlin")]);
        let json = json!({"id": 7, "vector": [1.0, 0.5], "payload": {"city": "Berlin"}});
        assert_eq!(serde_json::to_value(&point).unwrap(), json);
        assert_eq!(serde_json::from_value::<PointStruct>(json).unwrap(), point);
        let bare: PointStruct =
            serde_json::from_value(json!({"id": 7, "vector": {}, "payload": null})).unwrap();
        assert_eq!(bare, PointStruct::new(7, Vectors::none(), Payload::new()));
    }

    #[test]
    fn a_reply_may_have_fields_of_a_newer_server() {
        let point: ScoredPoint =
            serde_json::from_value(json!({"id": 1, "score": 0.25, "payload": null, "brand_new": [1]}))
                .unwrap();
        assert_eq!((point.version, point.payload.is_empty()), (0, true));
    }

    #[test]
    fn a_point_that_is_made_up_is_the_one_that_a_server_sends() {
        let json = json!({"id": 1, "score": 0.5, "version": 3, "payload": {"a": 1}, "vector": {"v": [0.5]},
            "shard_key": "k", "order_value": 7});
        let vectors = VectorsOutput::from([("v", vec![0.5])]);
        let scored = ScoredPoint::new(1, 0.5)
            .version(3)
            .payload([("a", 1)])
            .vectors(vectors.clone())
            .shard_key("k")
            .order_value(OrderValue::Int(7));
        assert_eq!(serde_json::from_value::<ScoredPoint>(json.clone()).unwrap(), scored);
        let retrieved = RetrievedPoint::new(1)
            .payload([("a", 1)])
            .vectors(vectors)
            .shard_key("k")
            .order_value(OrderValue::Int(7));
        assert_eq!(serde_json::from_value::<RetrievedPoint>(json).unwrap(), retrieved);
        let bare = serde_json::from_value::<ScoredPoint>(json!({"id": 1, "score": 0.5})).unwrap();
        assert_eq!(bare, ScoredPoint::new(1, 0.5));
        assert_eq!(
            serde_json::from_value::<RetrievedPoint>(json!({"id": 1})).unwrap(),
            RetrievedPoint::new(1)
        );
    }

    #[test]
    fn a_write_is_completed_only_when_it_is_applied() {
        for status in UpdateStatus::ALL {
            let result = UpdateResult { operation_id: None, status: status.clone() };
            assert_eq!(result.is_completed(), *status == UpdateStatus::Completed);
        }
    }

    #[test]
    fn order_values_keep_their_kind() {
        assert_eq!(serde_json::from_str::<OrderValue>("1").unwrap(), OrderValue::Int(1));
        assert_eq!(serde_json::from_str::<OrderValue>("1.0").unwrap(), OrderValue::Float(1.0));
        assert_eq!(serde_json::to_string(&OrderValue::Float(1.0)).unwrap(), "1.0");
    }
}
