//! Collections: list, describe, create, update, delete.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::{
    CollectionParamsDiff, HnswConfigDiff, IdTrackerParams, OptimizersConfigDiff, Payload,
    PayloadStorageParams, QuantizationConfig, QuantizationConfigDiff, ShardingMethod, SparseVectorConfig,
    StrictModeConfig, VectorsConfig, VectorsConfigDiff, WalConfigDiff,
};
use crate::validate;

/// Lists the names of all collections.
///
/// # Support
///
/// REST `GET /collections`, rpc `qdrant.Collections/List`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ListCollectionsRequest {}

impl ListCollectionsRequest {
    pub(crate) fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// Returns state and configuration of a collection.
///
/// # Support
///
/// REST `GET /collections/{collection_name}`, rpc `qdrant.Collections/Get`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GetCollectionInfoRequest {
    /// The collection.
    pub collection_name: String,
}

impl GetCollectionInfoRequest {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)
    }
}

impl<S: Into<String>> From<S> for GetCollectionInfoRequest {
    fn from(collection_name: S) -> Self {
        Self::new(collection_name)
    }
}

/// Tells whether a collection exists.
///
/// # Support
///
/// REST `GET /collections/{collection_name}/exists`, rpc `qdrant.Collections/CollectionExists`. Since 1.8.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CollectionExistsRequest {
    /// The collection.
    pub collection_name: String,
}

impl CollectionExistsRequest {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)
    }
}

impl<S: Into<String>> From<S> for CollectionExistsRequest {
    fn from(collection_name: S) -> Self {
        Self::new(collection_name)
    }
}

/// Creates a collection; the answer is `true`.
///
/// # Examples
///
/// ```
/// use qdrant_core::{CreateCollection, Distance, Modifier, SparseVectorParams, VectorParams};
///
/// let single = CreateCollection::new("docs").vectors_config(VectorParams::new(64, Distance::Cosine));
///
/// let several = CreateCollection::new("docs")
///     .vectors_config([
///         ("text", VectorParams::new(768, Distance::Cosine)),
///         ("image", VectorParams::new(512, Distance::Dot)),
///     ])
///     .sparse_vectors_config([("words", SparseVectorParams::default().modifier(Modifier::Idf))])
///     .metadata([("owner", "search team")])
///     .shard_number(2);
/// # assert_ne!(single, several);
/// ```
///
/// # Support
///
/// REST `PUT /collections/{collection_name}`, rpc `qdrant.Collections/Create`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateCollection {
    /// The new collection.
    pub collection_name: String,
    /// Settings of the graph. Default those of the server.
    pub hnsw_config: Option<HnswConfigDiff>,
    /// Settings of the write-ahead log. Default those of the server.
    pub wal_config: Option<WalConfigDiff>,
    /// Settings of the optimizers. Default those of the server.
    pub optimizers_config: Option<OptimizersConfigDiff>,
    /// Number of shards, or of shards per key with custom sharding; at least 1. The server chooses when absent.
    pub shard_number: Option<u32>,
    /// Keeps payload on disk. Default true. Deprecated since 1.19: use `payload`.
    pub on_disk_payload: Option<bool>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
    /// The dense vectors. Default none.
    pub vectors_config: Option<VectorsConfig>,
    /// Number of copies of each shard, at least 1. Default 1.
    pub replication_factor: Option<u32>,
    /// Number of copies that must confirm a write, at least 1. Default 1.
    pub write_consistency_factor: Option<u32>,
    /// Quantization of all vectors that have none of their own. Default none.
    pub quantization_config: Option<QuantizationConfig>,
    /// How points are spread over shards. Default [`ShardingMethod::Auto`].
    pub sharding_method: Option<ShardingMethod>,
    /// The sparse vectors. Default none.
    pub sparse_vectors_config: Option<SparseVectorConfig>,
    /// Limits on the use of the collection. Default those of the server.
    pub strict_mode_config: Option<StrictModeConfig>,
    /// The application's own data about the collection. Since 1.16.
    pub metadata: Payload,
    /// Settings of the payload storage. Since 1.19.
    pub payload: Option<PayloadStorageParams>,
    /// Settings of the id mapping. Since 1.20.
    pub id_tracker: Option<IdTrackerParams>,
}

impl CreateCollection {
    /// Creates the request for a collection without vectors.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            hnsw_config: None,
            wal_config: None,
            optimizers_config: None,
            shard_number: None,
            on_disk_payload: None,
            timeout: None,
            vectors_config: None,
            replication_factor: None,
            write_consistency_factor: None,
            quantization_config: None,
            sharding_method: None,
            sparse_vectors_config: None,
            strict_mode_config: None,
            metadata: Payload::new(),
            payload: None,
            id_tracker: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::new_name("collection_name", &self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::at_least_one("shard_number", self.shard_number.map(u64::from))?;
        validate::at_least_one("replication_factor", self.replication_factor.map(u64::from))?;
        validate::at_least_one("write_consistency_factor", self.write_consistency_factor.map(u64::from))?;
        validate::part("vectors_config", self.vectors_config.as_ref(), VectorsConfig::check)?;
        validate::part("quantization_config", self.quantization_config.as_ref(), QuantizationConfig::check)?;
        validate::part("payload", self.payload.as_ref(), PayloadStorageParams::check)
    }
}

setters! {
    impl CreateCollection {
        collection_name: String,
        hnsw_config: Option<HnswConfigDiff>,
        wal_config: Option<WalConfigDiff>,
        optimizers_config: Option<OptimizersConfigDiff>,
        shard_number: Option<u32>,
        on_disk_payload: Option<bool>,
        timeout: Option<Duration>,
        vectors_config: Option<VectorsConfig>,
        replication_factor: Option<u32>,
        write_consistency_factor: Option<u32>,
        quantization_config: Option<QuantizationConfig>,
        sharding_method: Option<ShardingMethod>,
        sparse_vectors_config: Option<SparseVectorConfig>,
        strict_mode_config: Option<StrictModeConfig>,
        metadata: Payload,
        payload: Option<PayloadStorageParams>,
        id_tracker: Option<IdTrackerParams>,
    }
}

/// Changes the configuration of a collection; what is absent stays as it is.
///
/// # Examples
///
/// ```
/// use qdrant_core::{HnswConfigDiff, OptimizersConfigDiff, UpdateCollection, VectorParamsDiff};
///
/// let update = UpdateCollection::new("docs")
///     .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(10_000))
///     .vectors_config(VectorParamsDiff::default().hnsw_config(HnswConfigDiff::default().m(32)));
/// # assert!(update.vectors_config.is_some());
/// ```
///
/// # Support
///
/// REST `PATCH /collections/{collection_name}`, rpc `qdrant.Collections/Update`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UpdateCollection {
    /// The collection.
    pub collection_name: String,
    /// Settings of the optimizers; the server waits until those that run have ended.
    pub optimizers_config: Option<OptimizersConfigDiff>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
    /// Replicas and storage.
    pub params: Option<CollectionParamsDiff>,
    /// Settings of the graph.
    pub hnsw_config: Option<HnswConfigDiff>,
    /// Changes of dense vectors.
    pub vectors_config: Option<VectorsConfigDiff>,
    /// Quantization of all vectors that have none of their own.
    pub quantization_config: Option<QuantizationConfigDiff>,
    /// Changes of sparse vectors.
    pub sparse_vectors_config: Option<SparseVectorConfig>,
    /// Limits on the use of the collection.
    pub strict_mode_config: Option<StrictModeConfig>,
    /// Keys to merge into the metadata; `null` removes a key, and an empty map changes nothing. Since 1.16.
    pub metadata: Payload,
}

impl UpdateCollection {
    /// Creates a request that changes nothing yet.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            optimizers_config: None,
            timeout: None,
            params: None,
            hnsw_config: None,
            vectors_config: None,
            quantization_config: None,
            sparse_vectors_config: None,
            strict_mode_config: None,
            metadata: Payload::new(),
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)?;
        validate::part("params", self.params.as_ref(), CollectionParamsDiff::check)?;
        validate::part("vectors_config", self.vectors_config.as_ref(), VectorsConfigDiff::check)
    }
}

setters! {
    impl UpdateCollection {
        collection_name: String,
        optimizers_config: Option<OptimizersConfigDiff>,
        timeout: Option<Duration>,
        params: Option<CollectionParamsDiff>,
        hnsw_config: Option<HnswConfigDiff>,
        vectors_config: Option<VectorsConfigDiff>,
        quantization_config: Option<QuantizationConfigDiff>,
        sparse_vectors_config: Option<SparseVectorConfig>,
        strict_mode_config: Option<StrictModeConfig>,
        metadata: Payload,
    }
}

/// Deletes a collection with all of its points; the answer is `false` when there was none.
///
/// It is `false` as well when the answer of an attempt was lost and the next one found the collection gone; more than one
/// of [`ReplyMeta::attempts`](crate::ReplyMeta::attempts) tells the difference.
///
/// # Support
///
/// REST `DELETE /collections/{collection_name}`, rpc `qdrant.Collections/Delete`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DeleteCollection {
    /// The collection.
    pub collection_name: String,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl DeleteCollection {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into(), timeout: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::timeout(self.timeout)
    }
}

setters! {
    impl DeleteCollection { collection_name: String, timeout: Option<Duration> }
}

impl<S: Into<String>> From<S> for DeleteCollection {
    fn from(collection_name: S) -> Self {
        Self::new(collection_name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::model::collection::strategies::{create_collection, update_collection};
    use crate::model::collection::testing::{encoded, through_json};
    use crate::model::{Distance, Memory, UnknownVariant, VectorParams, VectorParamsDiff};

    fn field(result: Result<(), Error>) -> String {
        result.unwrap_err().field().unwrap_or_default().to_owned()
    }

    #[test]
    fn the_record_of_a_creation_has_rust_names_around_rest_models() {
        let create = CreateCollection::new("docs")
            .vectors_config([("text", VectorParams::new(4, Distance::Dot))])
            .timeout(Duration::from_millis(2500));
        let record = encoded(&create);
        assert_eq!(record["collection_name"], "docs");
        assert_eq!(record["vectors_config"], json!({"text": {"size": 4, "distance": "Dot"}}));
        assert_eq!(record["timeout"], json!({"secs": 2, "nanos": 500_000_000}));
        assert_eq!(record["metadata"], json!({}));
    }

    #[test]
    fn a_creation_that_no_server_takes_is_refused() {
        let create = || CreateCollection::new("docs");
        assert_eq!(field(create().collection_name("a/b").check()), "collection_name");
        assert_eq!(field(create().timeout(Duration::ZERO).check()), "timeout");
        assert_eq!(field(create().shard_number(0).check()), "shard_number");
        assert_eq!(field(create().replication_factor(0).check()), "replication_factor");
        assert_eq!(field(create().write_consistency_factor(0).check()), "write_consistency_factor");
        assert_eq!(field(create().payload(Memory::Pinned).check()), "payload.memory");
        assert_eq!(
            field(create().vectors_config(VectorParams::new(0, "Dot")).check()),
            "vectors_config.size"
        );
        let named = create().vectors_config([("a", VectorParams::new(4, "Dot").memory(Memory::Pinned))]);
        assert_eq!(field(named.check()), r#"vectors_config["a"].memory"#);
        let unknown = QuantizationConfig::Unknown(UnknownVariant::new("rabitq", json!({"rabitq": {}})));
        assert_eq!(field(create().quantization_config(unknown).check()), "quantization_config");
        create().check().unwrap();
    }

    #[test]
    fn an_update_that_no_server_takes_is_refused() {
        let update = || UpdateCollection::new("docs");
        assert_eq!(field(update().collection_name("").check()), "collection_name");
        let params = CollectionParamsDiff::default().replication_factor(0);
        assert_eq!(field(update().params(params).check()), "params.replication_factor");
        let pinned = VectorParamsDiff::default().memory(Memory::Pinned);
        assert_eq!(field(update().vectors_config(pinned).check()), r#"vectors_config[""].memory"#);
        update().collection_name("an/old/name").check().unwrap();
    }

    #[test]
    fn names_become_requests() {
        assert_eq!(DeleteCollection::from("a"), DeleteCollection::new("a"));
        assert_eq!(GetCollectionInfoRequest::from("a".to_owned()), GetCollectionInfoRequest::new("a"));
        assert_eq!(CollectionExistsRequest::from("a"), CollectionExistsRequest::new("a"));
        assert_eq!(field(DeleteCollection::new("").check()), "collection_name");
        assert_eq!(field(GetCollectionInfoRequest::new("..").check()), "collection_name");
        assert_eq!(field(CollectionExistsRequest::new("").check()), "collection_name");
        ListCollectionsRequest::default().check().unwrap();
    }

    proptest! {
        #[test]
        fn records_of_creations_survive_json(create in create_collection()) {
            prop_assert_eq!(&through_json(&create), &create);
        }

        #[test]
        fn records_of_updates_survive_json(update in update_collection()) {
            prop_assert_eq!(&through_json(&update), &update);
        }
    }
}
