//! The configuration of a collection as the request for another one.

use qdrant_core::{
    CollectionConfig, CollectionParams, CollectionParamsDiff, CreateCollection, CreateFieldIndexCollection,
    PayloadFieldSchema, PayloadSchemaInfo, UpdateCollection,
};

/// Returns the request for a collection of this configuration, and what only an update can set.
pub(super) fn recreate(name: &str, config: CollectionConfig) -> (CreateCollection, Option<UpdateCollection>) {
    let CollectionConfig {
        params,
        hnsw_config,
        optimizer_config,
        wal_config,
        quantization_config,
        strict_mode_config,
        metadata,
    } = config;
    let CollectionParams {
        shard_number,
        on_disk_payload,
        vectors_config,
        replication_factor,
        write_consistency_factor,
        read_fan_out_factor,
        sharding_method,
        sparse_vectors_config,
        read_fan_out_delay_ms,
        payload,
        id_tracker,
    } = params;
    let create = CreateCollection {
        collection_name: name.to_owned(),
        hnsw_config: Some(hnsw_config),
        wal_config,
        optimizers_config: Some(optimizer_config),
        shard_number,
        on_disk_payload,
        timeout: None,
        vectors_config,
        replication_factor,
        write_consistency_factor,
        quantization_config,
        sharding_method,
        sparse_vectors_config,
        strict_mode_config,
        metadata,
        payload,
        id_tracker,
    };
    let update = (read_fan_out_factor.is_some() || read_fan_out_delay_ms.is_some()).then(|| {
        let params = CollectionParamsDiff {
            read_fan_out_factor,
            read_fan_out_delay_ms,
            ..CollectionParamsDiff::default()
        };
        UpdateCollection::new(name).params(params)
    });
    (create, update)
}

/// Returns the request for a payload index like this one.
pub(super) fn index(name: &str, field: String, schema: PayloadSchemaInfo) -> CreateFieldIndexCollection {
    let PayloadSchemaInfo { data_type, params, points: _ } = schema;
    let schema = params.map_or(PayloadFieldSchema::Type(data_type), PayloadFieldSchema::Params);
    CreateFieldIndexCollection::new(name, field, schema).wait(true)
}
