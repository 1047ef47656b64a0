//! How a collection is sharded, replicated and stored.

use serde::{Deserialize, Serialize};

use super::{Memory, SparseVectorConfig, VectorsConfig};
use crate::error::Error;
use crate::macros::{setters, wire_enum};
use crate::validate;

wire_enum! {
    /// How points are spread over shards.
    pub enum ShardingMethod {
        /// Over all shards by the hash of their id.
        Auto = "auto",
        /// Over the shards of the shard key that the writer gives.
        Custom = "custom",
    }
}

/// Settings of the payload storage. Since 1.19.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PayloadStorageParams {
    /// Where payload is held; never pinned. Default cold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
}

setters! {
    impl PayloadStorageParams { memory: Option<Memory> }
}

impl PayloadStorageParams {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self.memory {
            Some(Memory::Pinned) => Err(Error::invalid("memory", "payload cannot be pinned")),
            Some(Memory::Cold | Memory::Cached | Memory::Unknown(_)) | None => Ok(()),
        }
    }
}

impl From<Memory> for PayloadStorageParams {
    fn from(memory: Memory) -> Self {
        Self { memory: Some(memory) }
    }
}

/// Settings of the mapping between point ids and storage. Since 1.20.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IdTrackerParams {
    /// Where the mapping of indexed segments is held. Default pinned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
}

setters! {
    impl IdTrackerParams { memory: Option<Memory> }
}

impl From<Memory> for IdTrackerParams {
    fn from(memory: Memory) -> Self {
        Self { memory: Some(memory) }
    }
}

/// The basic settings of a collection, as a reply tells them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CollectionParams {
    /// Number of shards; with custom sharding, per shard key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard_number: Option<u32>,
    /// Keeps payload on disk. Deprecated since 1.19: read `payload`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_disk_payload: Option<bool>,
    /// The dense vectors.
    #[serde(rename = "vectors", skip_serializing_if = "Option::is_none")]
    pub vectors_config: Option<VectorsConfig>,
    /// Number of copies of each shard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replication_factor: Option<u32>,
    /// Number of copies that must confirm a write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write_consistency_factor: Option<u32>,
    /// Number of additional replicas that a read is sent to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_fan_out_factor: Option<u32>,
    /// How points are spread over shards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sharding_method: Option<ShardingMethod>,
    /// The sparse vectors.
    #[serde(rename = "sparse_vectors", skip_serializing_if = "Option::is_none")]
    pub sparse_vectors_config: Option<SparseVectorConfig>,
    /// Wait before a read is sent to another replica, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_fan_out_delay_ms: Option<u64>,
    /// Settings of the payload storage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<PayloadStorageParams>,
    /// Settings of the id mapping.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_tracker: Option<IdTrackerParams>,
}

/// A change of the basic settings of a collection; what is absent stays as it is.
///
/// # Examples
///
/// ```
/// use qdrant_core::{CollectionParamsDiff, Memory, UpdateCollection};
///
/// let update = UpdateCollection::new("docs")
///     .params(CollectionParamsDiff::default().replication_factor(2).payload(Memory::Cached));
/// # assert!(update.params.is_some());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CollectionParamsDiff {
    /// Number of copies of each shard, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replication_factor: Option<u32>,
    /// Number of copies that must confirm a write, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write_consistency_factor: Option<u32>,
    /// Keeps payload on disk. Deprecated since 1.19: use `payload`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_disk_payload: Option<bool>,
    /// Number of additional replicas that a read is sent to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_fan_out_factor: Option<u32>,
    /// Wait before a read is sent to another replica, in milliseconds; 0 never sends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_fan_out_delay_ms: Option<u64>,
    /// Settings of the payload storage. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<PayloadStorageParams>,
    /// Settings of the id mapping. Since 1.20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_tracker: Option<IdTrackerParams>,
}

setters! {
    impl CollectionParamsDiff {
        replication_factor: Option<u32>,
        write_consistency_factor: Option<u32>,
        on_disk_payload: Option<bool>,
        read_fan_out_factor: Option<u32>,
        read_fan_out_delay_ms: Option<u64>,
        payload: Option<PayloadStorageParams>,
        id_tracker: Option<IdTrackerParams>,
    }
}

impl CollectionParamsDiff {
    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::at_least_one("replication_factor", self.replication_factor.map(u64::from))?;
        validate::at_least_one("write_consistency_factor", self.write_consistency_factor.map(u64::from))?;
        validate::part("payload", self.payload.as_ref(), PayloadStorageParams::check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;
    use crate::model::collection::{Distance, SparseVectorParams, VectorParams};

    #[test]
    fn full_params_are_the_rest_json() {
        let params = golden::<CollectionParams>(
            r#"{"vectors":{"size":4,"distance":"Dot"},"shard_number":2,"sharding_method":"custom",
                "replication_factor":3,"write_consistency_factor":2,"read_fan_out_factor":1,
                "read_fan_out_delay_ms":50,"on_disk_payload":true,"payload":{"memory":"cold"},
                "id_tracker":{"memory":"cached"},"sparse_vectors":{"words":{}}}"#,
        );
        let expected = CollectionParams {
            shard_number: Some(2),
            on_disk_payload: Some(true),
            vectors_config: Some(VectorParams::new(4, Distance::Dot).into()),
            replication_factor: Some(3),
            write_consistency_factor: Some(2),
            read_fan_out_factor: Some(1),
            sharding_method: Some(ShardingMethod::Custom),
            sparse_vectors_config: Some([("words", SparseVectorParams::default())].into()),
            read_fan_out_delay_ms: Some(50),
            payload: Some(Memory::Cold.into()),
            id_tracker: Some(Memory::Cached.into()),
        };
        assert_eq!(params, expected);
    }

    #[test]
    fn full_diff_is_the_rest_json() {
        let diff = golden::<CollectionParamsDiff>(
            r#"{"replication_factor":2,"write_consistency_factor":1,"on_disk_payload":false,"read_fan_out_factor":0,
                "read_fan_out_delay_ms":0,"payload":{"memory":"cached"},"id_tracker":{"memory":"pinned"}}"#,
        );
        let built = CollectionParamsDiff::default()
            .replication_factor(2)
            .write_consistency_factor(1)
            .on_disk_payload(false)
            .read_fan_out_factor(0)
            .read_fan_out_delay_ms(0)
            .payload(Memory::Cached)
            .id_tracker(Memory::Pinned);
        assert_eq!(diff, built);
        diff.check().unwrap();
    }

    #[test]
    fn zero_copies_and_pinned_payload_are_refused() {
        let field = |diff: CollectionParamsDiff| diff.check().unwrap_err().field().unwrap().to_owned();
        let diff = CollectionParamsDiff::default;
        assert_eq!(field(diff().replication_factor(0)), "replication_factor");
        assert_eq!(field(diff().write_consistency_factor(0)), "write_consistency_factor");
        assert_eq!(field(diff().payload(Memory::Pinned)), "payload.memory");
    }
}
