//! What is put right when a collection is opened.
//!
//! The engine does not read its log again after a crash. Everything that was acknowledged is in its segments, but the
//! segments may disagree: a point can be in two of them, an index can be missing in one.

use std::path::Path;

use qdrant_core::Error;

use crate::convert::{engine_ids, index_schema, json_path};
use crate::engine::{
    Condition, CountRequest, CreateIndex, FieldIndexOperations, Filter, HasIdCondition, JsonPath, Payload,
    PayloadOps, PointId, PointOperations, SetPayloadOp, Shard, UpdateOperation,
};
use crate::settings::Settings;
use crate::tombstones::Tombstones;
use crate::writer::each_page;

/// How many points are rewritten at once.
const BATCH: usize = 1_000;

/// Puts a shard right and returns how many updates that took.
pub(crate) fn recover(
    shard: &Shard,
    settings: &Settings,
    crashed: bool,
    tombstones: &Path,
) -> Result<u64, Error> {
    let mut updates = 0;
    let mut update = |operation: UpdateOperation| {
        updates += 1;
        shard.update(operation).map_err(Error::from)
    };
    let dead = Tombstones::read(tombstones)?;
    if !dead.is_empty() {
        update(UpdateOperation::PointOperation(PointOperations::DeletePoints { ids: engine_ids(dead) }))?;
    }
    // Cheap where the index is there. A segment that the engine makes when it finds none to write to has no index.
    for (field, schema) in &settings.payload_schema {
        let create = CreateIndex { field_name: json_path(field)?, field_schema: Some(index_schema(schema)?) };
        update(UpdateOperation::FieldIndexOperation(FieldIndexOperations::CreateIndex(create)))?;
    }
    if crashed {
        let wanted: Vec<JsonPath> =
            settings.payload_schema.keys().map(|field| json_path(field)).collect::<Result<_, _>>()?;
        for field in shard.info()?.payload_schema.into_keys().filter(|field| !wanted.contains(field)) {
            update(UpdateOperation::FieldIndexOperation(FieldIndexOperations::DeleteIndex(field)))?;
        }
        for ids in duplicates(shard)?.chunks(BATCH) {
            // Any change of a point has the engine keep its newest copy only; this one changes nothing.
            let touch = SetPayloadOp {
                payload: Payload::default(),
                points: Some(ids.to_vec()),
                filter: None,
                key: None,
            };
            update(UpdateOperation::PayloadOperation(PayloadOps::SetPayload(touch)))?;
        }
    }
    Ok(updates)
}

/// Finds the points that are in more than one segment.
fn duplicates(shard: &Shard) -> Result<Vec<PointId>, Error> {
    let mut unique = 0;
    each_page(shard, None, |ids| {
        unique += ids.len();
        Ok(())
    })?;
    let mut found = Vec::new();
    if shard.info()?.points_count > unique {
        each_page(shard, None, |ids| narrow(shard, ids, &mut found))?;
    }
    Ok(found)
}

/// Counts sum over segments, while pages have each point once: where they differ there are duplicates.
fn narrow(shard: &Shard, ids: &[PointId], found: &mut Vec<PointId>) -> Result<(), Error> {
    let only = Condition::HasId(HasIdCondition::from_iter(ids.iter().copied()));
    let filter = Filter { must: Some(vec![only]), ..Filter::default() };
    let count = shard.count(CountRequest { filter: Some(filter), exact: true })?;
    if count <= ids.len() {
        return Ok(());
    }
    if count == 2 * ids.len() || ids.len() == 1 {
        found.extend(ids);
        return Ok(());
    }
    let (left, right) = ids.split_at(ids.len() / 2);
    narrow(shard, left, found)?;
    narrow(shard, right, found)
}
