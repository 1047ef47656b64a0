//! Points: upsert, delete, get, scroll, count.

use std::collections::BTreeMap;

use qdrant_core::{
    CountPoints, DeletePoints, Error, ErrorKind, GetPoint, GetPoints, PointId, PointsSelector,
    RetrievedPoint, ScrollPoints, ScrollResult, ShardKeySelector, UpdateMode, UpdateResult, UpdateStatus,
    UpsertPoints,
};

use super::forget;
use crate::convert::{
    engine_id, engine_ids, filter, order_by, payload_selector, point_id, points, record, vector_names,
    vectors_selector,
};
use crate::engine::{
    self, ConditionalInsertOperation, CountRequest, OrderByInterface, PointInsertOperations, PointOperations,
    PointStructPersisted, ScrollRequest, VectorStructPersisted, WithPayloadInterface, WithVector,
};
use crate::expand;
use crate::failure::{unsupported, wrong_input};
use crate::registry::Registry;
use crate::writer::Writer;

/// Points on a page unless a limit is given.
const DEFAULT_LIMIT: u32 = 10;

/// Describes a write that is done.
pub(super) fn done(number: u64, wait: bool) -> UpdateResult {
    let status = if wait { UpdateStatus::Completed } else { UpdateStatus::Acknowledged };
    UpdateResult { operation_id: Some(number), status }
}

/// Refuses the choice of a shard: there is one, and it has no key.
pub(super) fn no_shard_key(selector: Option<&ShardKeySelector>) -> Result<(), Error> {
    match selector {
        None => Ok(()),
        Some(_) => Err(unsupported("shard_key_selector", "shard keys")),
    }
}

/// Refuses a write to no points at all, as a server does.
pub(super) fn not_empty(ids: &[PointId]) -> Result<(), Error> {
    if ids.is_empty() { Err(wrong_input("Empty update request")) } else { Ok(()) }
}

pub(super) fn upsert(registry: &Registry, operation: UpsertPoints) -> Result<UpdateResult, Error> {
    let UpsertPoints {
        collection_name,
        wait,
        points: batch,
        ordering: _,
        shard_key_selector,
        update_filter,
        timeout: _,
        update_mode,
    } = operation;
    no_shard_key(shard_key_selector.as_ref())?;
    let collection = registry.get(&collection_name)?;
    let ids: Vec<PointId> = batch.iter().map(|point| point.id).collect();
    not_empty(&ids)?;
    let settings = collection.settings();
    let points = points(batch.into_vec(), &settings.config)?;
    let wait = wait.unwrap_or(false);
    let number = collection.write(wait, |writer| {
        let condition = update_filter
            .map(|selector| expand::filter(writer.shard, selector))
            .transpose()
            .map_err(|error| error.within("update_filter"))?;
        let mode = match update_mode {
            None | Some(UpdateMode::Upsert) if condition.is_none() => {
                let missing = missing_vectors(writer, &points, &vector_names(&settings.config))?;
                let points = PointInsertOperations::PointsList(points);
                writer.upsert(PointOperations::UpsertPoints(points), &ids)?;
                return missing
                    .into_iter()
                    .try_for_each(|(names, ids)| forget::by_ids(writer, &settings.config, ids, names));
            }
            None | Some(UpdateMode::Upsert) => engine::UpdateMode::Upsert,
            Some(UpdateMode::InsertOnly) => engine::UpdateMode::InsertOnly,
            Some(UpdateMode::UpdateOnly) => engine::UpdateMode::UpdateOnly,
        };
        let operation = ConditionalInsertOperation {
            points_op: PointInsertOperations::PointsList(points),
            condition: condition.unwrap_or_default(),
            update_mode: Some(mode),
        };
        writer.upsert(PointOperations::UpsertPointsConditional(operation), &ids)
    })?;
    Ok(done(number, wait))
}

/// Finds the vectors that points are to lose, by the names of those that they lack.
///
/// When a point is in a segment that is only read, the engine moves it to another and keeps the vectors that the new
/// point does not have, although it replaces the old one.
fn missing_vectors(
    writer: &Writer<'_>,
    points: &[PointStructPersisted],
    names: &[&str],
) -> Result<BTreeMap<Vec<String>, Vec<engine::PointId>>, Error> {
    let mut missing = BTreeMap::<Vec<String>, Vec<engine::PointId>>::new();
    for point in points {
        let has = |name: &str| match &point.vector {
            VectorStructPersisted::Named(vectors) => vectors.contains_key(name),
            VectorStructPersisted::Single(_) | VectorStructPersisted::MultiDense(_) => name.is_empty(),
        };
        let lacks: Vec<_> = names.iter().filter(|name| !has(name)).map(|name| (*name).to_owned()).collect();
        if !lacks.is_empty() {
            missing.entry(lacks).or_default().push(point.id);
        }
    }
    // As long as there is one segment, it is written to.
    if !missing.is_empty() && writer.shard.info()?.segments_count == 1 {
        missing.clear();
    }
    Ok(missing)
}

pub(super) fn delete(registry: &Registry, operation: DeletePoints) -> Result<UpdateResult, Error> {
    let DeletePoints { collection_name, wait, points, ordering: _, shard_key_selector, timeout: _ } =
        operation;
    no_shard_key(shard_key_selector.as_ref())?;
    let collection = registry.get(&collection_name)?;
    let wait = wait.unwrap_or(false);
    let number = match points.ok_or_else(|| no_selection("points"))? {
        PointsSelector::Points(ids) => {
            not_empty(&ids)?;
            collection.write(wait, |writer| writer.delete(ids))?
        }
        PointsSelector::Filter(selector) => collection.write(wait, |writer| {
            let filter =
                expand::filter(writer.shard, selector).map_err(|error| error.within("points.filter"))?;
            writer.delete_by_filter(filter)
        })?,
    };
    Ok(done(number, wait))
}

/// Refuses a write that does not say to which points.
pub(super) fn no_selection(field: &str) -> Error {
    Error::invalid(field, "neither ids nor a filter say which points to write to")
}

pub(super) fn get(registry: &Registry, operation: &GetPoints) -> Result<Vec<RetrievedPoint>, Error> {
    let GetPoints {
        collection_name,
        ids,
        with_payload,
        with_vectors,
        read_consistency: _,
        shard_key_selector,
        timeout: _,
    } = operation;
    no_shard_key(shard_key_selector.as_ref())?;
    let collection = registry.get(collection_name)?;
    let payload = payload_selector(with_payload.as_ref(), true)?;
    let vectors = vectors_selector(with_vectors.as_ref());
    let ids = engine_ids(ids.iter().copied());
    let records = collection.read(|shard| shard.retrieve(&ids, payload, vectors))?;
    Ok(records.into_iter().map(record).collect())
}

pub(super) fn get_one(registry: &Registry, operation: &GetPoint) -> Result<RetrievedPoint, Error> {
    let GetPoint { collection_name, id, read_consistency: _, timeout: _ } = operation;
    let collection = registry.get(collection_name)?;
    let all = (WithPayloadInterface::Bool(true), WithVector::Bool(true));
    let mut records = collection.read(|shard| shard.retrieve(&[engine_id(*id)], all.0, all.1))?;
    match records.pop() {
        Some(found) => Ok(record(found)),
        None => {
            Err(Error::new(ErrorKind::NotFound, format!("Not found: Point with id {id} does not exists!")))
        }
    }
}

pub(super) fn scroll(registry: &Registry, operation: &ScrollPoints) -> Result<ScrollResult, Error> {
    let ScrollPoints {
        collection_name,
        filter: selector,
        offset,
        limit,
        with_payload,
        with_vectors,
        read_consistency: _,
        shard_key_selector,
        order_by: order,
        timeout: _,
    } = operation;
    no_shard_key(shard_key_selector.as_ref())?;
    let collection = registry.get(collection_name)?;
    if offset.is_some() && order.is_some() {
        let text = "Cannot use an `offset` when using `order_by`. The alternative for paging is to use \
                    `order_by.start_from` and a filter to exclude the IDs that you've already seen for the \
                    `order_by.start_from` value";
        return Err(wrong_input(text).with_field("offset"));
    }
    let order = order.as_ref().map(order_by).transpose().map_err(|error| error.within("order_by"))?;
    let request = ScrollRequest {
        offset: offset.map(engine_id),
        limit: Some(usize::try_from(limit.unwrap_or(DEFAULT_LIMIT)).unwrap_or(usize::MAX)),
        filter: selector.as_ref().map(filter).transpose().map_err(|error| error.within("filter"))?,
        with_payload: Some(payload_selector(with_payload.as_ref(), true)?),
        with_vector: vectors_selector(with_vectors.as_ref()),
        order_by: order.map(OrderByInterface::Struct),
    };
    let (records, next) = collection.read(|shard| shard.scroll(request))?;
    Ok(ScrollResult {
        points: records.into_iter().map(record).collect(),
        next_page_offset: next.map(point_id),
    })
}

pub(super) fn count(registry: &Registry, operation: &CountPoints) -> Result<u64, Error> {
    let CountPoints {
        collection_name,
        filter: selector,
        exact,
        read_consistency: _,
        shard_key_selector,
        timeout: _,
    } = operation;
    no_shard_key(shard_key_selector.as_ref())?;
    let collection = registry.get(collection_name)?;
    let request = CountRequest {
        filter: selector.as_ref().map(filter).transpose().map_err(|error| error.within("filter"))?,
        exact: exact.unwrap_or(true),
    };
    let count = collection.read(|shard| shard.count(request))?;
    Ok(u64::try_from(count).unwrap_or(u64::MAX))
}
