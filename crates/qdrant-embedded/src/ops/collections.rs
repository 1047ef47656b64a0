//! Collections: list, describe, create, update, delete.

use std::collections::BTreeMap;

use qdrant_core::{
    CollectionDescription, CollectionExistsRequest, CollectionInfo, CollectionStatus, CreateCollection,
    DeleteCollection, Error, GetCollectionInfoRequest, GetOptimizations, OptimizationPart,
    OptimizationsReport, OptimizationsSummary, OptimizerStatus, PayloadFieldSchema, PayloadSchemaInfo,
    UpdateCollection,
};

use crate::config::new_config;
use crate::convert::json_path;
use crate::engine::ShardInfo;
use crate::failure::unsupported;
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

/// Counts segments; what the engine's optimizers plan and did is not known.
pub(super) fn optimizations(
    registry: &Registry,
    operation: &GetOptimizations,
) -> Result<OptimizationsReport, Error> {
    let GetOptimizations { collection_name, with, completed_limit: _ } = operation;
    let segments = registry.get(collection_name)?.read(|shard| shard.info())?.segments_count;
    if let Some(place) = with.iter().position(|part| *part == OptimizationPart::IdleSegments) {
        return Err(unsupported(&format!("with[{place}]"), "list of its idle segments"));
    }
    let summary = OptimizationsSummary { idle_segments: number(segments), ..OptimizationsSummary::default() };
    Ok(OptimizationsReport {
        summary,
        running: Vec::new(),
        queued: with.contains(&OptimizationPart::Queued).then(Vec::new),
        completed: with.contains(&OptimizationPart::Completed).then(Vec::new),
        idle_segments: None,
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
