//! Collections: list, describe, create, update, delete.

use std::collections::BTreeMap;

use qdrant_core::{
    CollectionDescription, CollectionExistsRequest, CollectionInfo, CollectionStatus, CreateCollection,
    DeleteCollection, Error, GetCollectionInfoRequest, OptimizerStatus, PayloadFieldSchema,
    PayloadSchemaInfo, UpdateCollection,
};

use crate::config::new_config;
use crate::convert::json_path;
use crate::engine::ShardInfo;
use crate::registry::Registry;
use crate::settings::Settings;

pub(super) fn list(registry: &Registry) -> Result<Vec<CollectionDescription>, Error> {
    Ok(registry.names()?.into_iter().map(CollectionDescription::new).collect())
}

pub(super) fn exists(registry: &Registry, operation: &CollectionExistsRequest) -> Result<bool, Error> {
    registry.exists(&operation.collection_name)
}

pub(super) fn create(registry: &Registry, operation: CreateCollection) -> Result<bool, Error> {
    let name = operation.collection_name.clone();
    registry.create(&name, Settings::new(new_config(operation)?))?;
    Ok(true)
}

pub(super) fn update(registry: &Registry, operation: UpdateCollection) -> Result<bool, Error> {
    registry.get(&operation.collection_name)?.reconfigure(operation)?;
    Ok(true)
}

pub(super) fn delete(registry: &Registry, operation: &DeleteCollection) -> Result<bool, Error> {
    registry.delete(&operation.collection_name)
}

pub(super) fn info(
    registry: &Registry,
    operation: GetCollectionInfoRequest,
) -> Result<CollectionInfo, Error> {
    let collection = registry.get(&operation.collection_name)?;
    let info = collection.read(|shard| shard.info())?;
    let settings = Settings::clone(&collection.settings());
    let (status, optimizer_status) = match collection.broken() {
        Some(reason) => (CollectionStatus::Red, OptimizerStatus::Error(reason)),
        None if collection.is_optimizing() => (CollectionStatus::Yellow, OptimizerStatus::Ok),
        None => (CollectionStatus::Green, OptimizerStatus::Ok),
    };
    Ok(CollectionInfo {
        status,
        optimizer_status,
        segments_count: number(info.segments_count),
        points_count: Some(number(info.points_count)),
        indexed_vectors_count: Some(number(info.indexed_vectors_count)),
        payload_schema: payload_schema(settings.payload_schema, &info)?,
        config: settings.config,
        warnings: Vec::new(),
        update_queue: None,
        created_at: Some(settings.created_at),
    })
}

fn payload_schema(
    schema: BTreeMap<String, PayloadFieldSchema>,
    info: &ShardInfo,
) -> Result<BTreeMap<String, PayloadSchemaInfo>, Error> {
    let describe = |(field, schema): (String, PayloadFieldSchema)| {
        let points = info.payload_schema.get(&json_path(&field)?).map_or(0, |index| number(index.points));
        let data_type = schema.field_type();
        let params = match schema {
            PayloadFieldSchema::Type(_) => None,
            PayloadFieldSchema::Params(params) => Some(params),
        };
        Ok((field, PayloadSchemaInfo { data_type, params, points: Some(points) }))
    };
    schema.into_iter().map(describe).collect()
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
