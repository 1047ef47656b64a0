//! What a server says about a collection.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Map;

use super::{
    CollectionParams, HnswConfigDiff, OptimizersConfigDiff, QuantizationConfig, RawVariant, StrictModeConfig,
    UnknownVariant, WalConfigDiff,
};
use crate::macros::wire_enum;
use crate::model::index::{PayloadIndexParams, PayloadSchemaType};
use crate::model::inference::null_as_default;
use crate::model::payload::Payload;
use crate::model::timestamp::Timestamp;

/// The name of a collection in a list of collections.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CollectionDescription {
    /// The name.
    pub name: String,
}

impl CollectionDescription {
    /// Creates the description of a collection.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

wire_enum! {
    /// How far a collection is from having everything indexed.
    pub enum CollectionStatus {
        /// Everything is indexed.
        Green = "green",
        /// Optimizations are running.
        Yellow = "yellow",
        /// Optimizations wait for the next write, for example after a restart.
        Grey = "grey",
        /// An operation failed in a way that the server cannot mend.
        Red = "red",
    }
}

/// Whether the optimizers of a collection work.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub enum OptimizerStatus {
    /// They work, or have nothing to do.
    #[default]
    #[serde(rename = "ok")]
    Ok,
    /// They failed, with the server's text.
    #[serde(rename = "error")]
    Error(String),
    /// A state that this version does not know.
    #[serde(untagged)]
    Unknown(UnknownVariant),
}

impl OptimizerStatus {
    /// Returns whether the optimizers work.
    pub fn is_ok(&self) -> bool {
        matches!(self, Self::Ok)
    }
}

impl<'de> Deserialize<'de> for OptimizerStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let variant = RawVariant::keyed(deserializer, &["error"])?;
        let known = |variant: &RawVariant| match variant.name() {
            "ok" => Ok(Some(Self::Ok)),
            "error" => variant.content().map(Self::Error).map(Some),
            _ => Ok(None),
        };
        variant.sort(known, Self::Unknown)
    }
}

/// A warning about a collection.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CollectionWarning {
    /// The server's text.
    pub message: String,
}

impl CollectionWarning {
    /// Creates a warning.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

/// Writes that a collection has accepted and not yet finished.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UpdateQueueInfo {
    /// Number of writes in the queue.
    #[serde(default, deserialize_with = "null_as_default")]
    pub length: u64,
    /// Number of points that reads do not see until they are indexed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deferred_points: Option<u64>,
}

/// The whole configuration of a collection.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CollectionConfig {
    /// Vectors, shards, replicas and storage.
    pub params: CollectionParams,
    /// Settings of the graph.
    #[serde(default, deserialize_with = "null_as_default")]
    pub hnsw_config: HnswConfigDiff,
    /// Settings of the optimizers.
    #[serde(default, deserialize_with = "null_as_default")]
    pub optimizer_config: OptimizersConfigDiff,
    /// Settings of the write-ahead log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wal_config: Option<WalConfigDiff>,
    /// Quantization of all vectors that have none of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantization_config: Option<QuantizationConfig>,
    /// Limits on the use of the collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict_mode_config: Option<StrictModeConfig>,
    /// The application's own data about the collection. Since 1.16.
    #[serde(default, skip_serializing_if = "Map::is_empty", deserialize_with = "null_as_default")]
    pub metadata: Payload,
}

/// The index of a payload field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PayloadSchemaInfo {
    /// The kind of the index.
    pub data_type: PayloadSchemaType,
    /// Its parameters, if it has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params: Option<PayloadIndexParams>,
    /// Number of points in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<u64>,
}

impl PayloadSchemaInfo {
    /// Creates the description of an index without parameters.
    pub fn new(data_type: impl Into<PayloadSchemaType>) -> Self {
        Self { data_type: data_type.into(), params: None, points: None }
    }
}

/// State and configuration of a collection.
///
/// # Examples
///
/// ```
/// use qdrant_core::{CollectionInfo, CollectionStatus};
///
/// let info: CollectionInfo = serde_json::from_str(
///     r#"{"status":"green","optimizer_status":"ok","points_count":7,"segments_count":2,
///         "config":{"params":{"vectors":{"size":4,"distance":"Dot"}}},"payload_schema":{}}"#,
/// )?;
/// assert_eq!(info.status, CollectionStatus::Green);
/// assert_eq!(info.points_count, Some(7));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CollectionInfo {
    /// How far it is from having everything indexed.
    pub status: CollectionStatus,
    /// Whether its optimizers work.
    #[serde(default, deserialize_with = "null_as_default")]
    pub optimizer_status: OptimizerStatus,
    /// Number of segments.
    #[serde(default, deserialize_with = "null_as_default")]
    pub segments_count: u64,
    /// Its configuration.
    pub config: CollectionConfig,
    /// Its payload indexes by field.
    #[serde(default, deserialize_with = "null_as_default")]
    pub payload_schema: BTreeMap<String, PayloadSchemaInfo>,
    /// Approximate number of points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points_count: Option<u64>,
    /// Approximate number of vectors that have an index.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indexed_vectors_count: Option<u64>,
    /// Warnings about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub warnings: Vec<CollectionWarning>,
    /// Writes that wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_queue: Option<UpdateQueueInfo>,
    /// When it was created, if the server has recorded it. Since 1.20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::model::collection::strategies::collection_info;
    use crate::model::collection::testing::{golden, through_json};
    use crate::model::collection::{Distance, MaxOptimizationThreads, ScalarQuantization, VectorParams};
    use crate::model::index::{FieldType, KeywordIndexParams};
    use crate::model::unknown::UnknownValue;

    const FULL: &str = r#"{
        "status":"yellow","optimizer_status":{"error":"disk full"},"warnings":[{"message":"old index"}],
        "indexed_vectors_count":10,"points_count":12,"segments_count":3,
        "config":{
            "params":{"vectors":{"size":4,"distance":"Dot"},"shard_number":1},
            "hnsw_config":{"m":16,"ef_construct":100,"full_scan_threshold":10000},
            "optimizer_config":{"deleted_threshold":0.2,"default_segment_number":0,"flush_interval_sec":5,
                "max_optimization_threads":2},
            "wal_config":{"wal_capacity_mb":32,"wal_segments_ahead":0,"wal_retain_closed":1},
            "quantization_config":{"scalar":{"type":"int8"}},
            "strict_mode_config":{"enabled":false},
            "metadata":{"owner":"search"}},
        "payload_schema":{
            "city":{"data_type":"keyword","params":{"type":"keyword","is_tenant":true},"points":12},
            "size":{"data_type":"integer","points":0}},
        "update_queue":{"length":5,"deferred_points":1},
        "created_at":"2026-01-31T10:00:00.5Z"}"#;

    #[test]
    fn full_info_is_the_rest_json() {
        let info = golden::<CollectionInfo>(FULL);
        let expected = CollectionInfo {
            status: CollectionStatus::Yellow,
            optimizer_status: OptimizerStatus::Error("disk full".into()),
            segments_count: 3,
            config: CollectionConfig {
                params: CollectionParams {
                    vectors_config: Some(VectorParams::new(4, Distance::Dot).into()),
                    shard_number: Some(1),
                    ..CollectionParams::default()
                },
                hnsw_config: HnswConfigDiff::default().m(16).ef_construct(100).full_scan_threshold(10_000),
                optimizer_config: OptimizersConfigDiff::default()
                    .deleted_threshold(0.2)
                    .default_segment_number(0)
                    .flush_interval_sec(5)
                    .max_optimization_threads(MaxOptimizationThreads::Value(2)),
                wal_config: Some(
                    WalConfigDiff::default().wal_capacity_mb(32).wal_segments_ahead(0).wal_retain_closed(1),
                ),
                quantization_config: Some(ScalarQuantization::default().into()),
                strict_mode_config: Some(StrictModeConfig::default().enabled(false)),
                metadata: Payload::from([("owner", "search")]),
            },
            payload_schema: BTreeMap::from([
                (
                    "city".to_owned(),
                    PayloadSchemaInfo {
                        data_type: FieldType::Keyword,
                        params: Some(KeywordIndexParams::default().is_tenant(true).into()),
                        points: Some(12),
                    },
                ),
                (
                    "size".to_owned(),
                    PayloadSchemaInfo { points: Some(0), ..PayloadSchemaInfo::new("integer") },
                ),
            ]),
            points_count: Some(12),
            indexed_vectors_count: Some(10),
            warnings: vec![CollectionWarning::new("old index")],
            update_queue: Some(UpdateQueueInfo { length: 5, deferred_points: Some(1) }),
            created_at: Some("2026-01-31T10:00:00.5Z".parse().unwrap()),
        };
        assert_eq!(info, expected);
    }

    #[test]
    fn a_sparse_reply_is_read() {
        let info: CollectionInfo = serde_json::from_value(json!({
            "status": "green", "optimizer_status": null, "warnings": null, "points_count": null,
            "payload_schema": null, "update_queue": null, "vectors_count": 3,
            "config": {"params": {}, "hnsw_config": null, "wal_config": null, "metadata": null},
        }))
        .unwrap();
        assert!(info.optimizer_status.is_ok() && info.warnings.is_empty() && info.payload_schema.is_empty());
        assert_eq!(info.config, CollectionConfig::default());
    }

    #[test]
    fn what_a_newer_server_invents_does_not_fail_a_reply() {
        let info: CollectionInfo = serde_json::from_value(json!({
            "status": "violet", "optimizer_status": {"paused": {"until": 3}}, "segments_count": 1, "moon": "full",
            "config": {
                "params": {"vectors": {"size": 4, "distance": "Hamming", "datatype": "bit", "memory": "frozen"}},
                "quantization_config": {"rabitq": {"bits": 2}},
            },
            "payload_schema": {"a": {"data_type": "colour", "params": {"type": "colour", "hue": true}, "points": 1}},
        }))
        .unwrap();
        assert_eq!(info.status, CollectionStatus::Unknown(UnknownValue::Name("violet".into())));
        let status = UnknownVariant::new("paused", json!({"paused": {"until": 3}}));
        assert_eq!(info.optimizer_status, OptimizerStatus::Unknown(status));
        let quantization = UnknownVariant::new("rabitq", json!({"rabitq": {"bits": 2}}));
        assert_eq!(info.config.quantization_config, Some(QuantizationConfig::Unknown(quantization)));
        let index = UnknownVariant::new("colour", json!({"type": "colour", "hue": true}));
        assert_eq!(info.payload_schema["a"].params, Some(PayloadIndexParams::Unknown(index)));
    }

    #[test]
    fn optimizer_status_is_a_word_or_an_error() {
        assert_eq!(golden::<OptimizerStatus>(r#""ok""#), OptimizerStatus::Ok);
        assert_eq!(golden::<OptimizerStatus>(r#"{"error":"x"}"#), OptimizerStatus::Error("x".into()));
        let all = golden::<Vec<CollectionStatus>>(r#"["green","yellow","grey","red"]"#);
        assert_eq!(all, CollectionStatus::ALL);
    }

    #[test]
    fn a_list_of_collections_holds_names() {
        let list = golden::<Vec<CollectionDescription>>(r#"[{"name":"a"},{"name":"b"}]"#);
        assert_eq!(list, [CollectionDescription::new("a"), CollectionDescription::new("b")]);
    }

    proptest! {
        #[test]
        fn infos_survive_json(info in collection_info()) {
            prop_assert_eq!(&through_json(&info), &info);
        }
    }
}
