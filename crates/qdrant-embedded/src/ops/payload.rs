//! Payload of points: set, overwrite, delete, clear.

use qdrant_core::{
    ClearPayloadPoints, DeletePayloadPoints, Error, OverwritePayloadPoints, PointsSelector, SetPayloadPoints,
    ShardKeySelector, UpdateResult,
};

use super::points::{done, no_shard_key, not_empty};
use crate::convert::{engine_ids, filter, json_path};
use crate::engine::{DeletePayloadOp, Filter, Payload, PayloadOps, PointId, SetPayloadOp, UpdateOperation};
use crate::failure::unsupported;
use crate::registry::Registry;

pub(super) fn set(registry: &Registry, operation: SetPayloadPoints) -> Result<UpdateResult, Error> {
    let SetPayloadPoints {
        collection_name,
        wait,
        payload,
        points_selector,
        ordering: _,
        shard_key_selector,
        key,
        timeout: _,
    } = operation;
    let (points, filter) = selected("points_selector", points_selector)?;
    let key = key.as_deref().map(json_path).transpose().map_err(|error| error.within("key"))?;
    let set = SetPayloadOp { payload: Payload(payload.into_inner()), points, filter, key };
    write(registry, &collection_name, wait, shard_key_selector.as_ref(), PayloadOps::SetPayload(set))
}

pub(super) fn overwrite(
    registry: &Registry,
    operation: OverwritePayloadPoints,
) -> Result<UpdateResult, Error> {
    let OverwritePayloadPoints {
        collection_name,
        wait,
        payload,
        points_selector,
        ordering: _,
        shard_key_selector,
        key,
        timeout: _,
    } = operation;
    if key.is_some() {
        // A server ignores it, and so replaces more than what was meant.
        return Err(unsupported("key", "overwriting below a key; set the payload there instead"));
    }
    let (points, filter) = selected("points_selector", points_selector)?;
    let set = SetPayloadOp { payload: Payload(payload.into_inner()), points, filter, key: None };
    write(registry, &collection_name, wait, shard_key_selector.as_ref(), PayloadOps::OverwritePayload(set))
}

pub(super) fn delete(registry: &Registry, operation: DeletePayloadPoints) -> Result<UpdateResult, Error> {
    let DeletePayloadPoints {
        collection_name,
        wait,
        keys,
        points_selector,
        ordering: _,
        shard_key_selector,
        timeout: _,
    } = operation;
    let (points, filter) = selected("points_selector", points_selector)?;
    let path = |(index, key): (usize, &String)| {
        json_path(key).map_err(|error| error.within(&format!("keys[{index}]")))
    };
    let keys = keys.iter().enumerate().map(path).collect::<Result<_, _>>()?;
    let delete = DeletePayloadOp { keys, points, filter };
    write(registry, &collection_name, wait, shard_key_selector.as_ref(), PayloadOps::DeletePayload(delete))
}

pub(super) fn clear(registry: &Registry, operation: ClearPayloadPoints) -> Result<UpdateResult, Error> {
    let ClearPayloadPoints { collection_name, wait, points, ordering: _, shard_key_selector, timeout: _ } =
        operation;
    let clear = match selected("points", Some(points))? {
        (_, Some(filter)) => PayloadOps::ClearPayloadByFilter(filter),
        (points, None) => PayloadOps::ClearPayload { points: points.unwrap_or_default() },
    };
    write(registry, &collection_name, wait, shard_key_selector.as_ref(), clear)
}

/// Ids or a filter, as the engine takes them.
type Selected = (Option<Vec<PointId>>, Option<Filter>);

fn selected(field: &str, selector: Option<PointsSelector>) -> Result<Selected, Error> {
    match selector {
        None => Err(Error::invalid(field, "neither ids nor a filter say which points to write to")),
        Some(PointsSelector::Points(ids)) => {
            not_empty(&ids)?;
            Ok((Some(engine_ids(ids)), None))
        }
        Some(PointsSelector::Filter(selector)) => {
            let filter = filter(&selector).map_err(|error| error.within(&format!("{field}.filter")))?;
            Ok((None, Some(filter)))
        }
    }
}

fn write(
    registry: &Registry,
    collection: &str,
    wait: Option<bool>,
    shard_key: Option<&ShardKeySelector>,
    operation: PayloadOps,
) -> Result<UpdateResult, Error> {
    no_shard_key(shard_key)?;
    let wait = wait.unwrap_or(false);
    let collection = registry.get(collection)?;
    let number =
        collection.write(wait, |writer| writer.apply(UpdateOperation::PayloadOperation(operation)))?;
    Ok(done(number, wait))
}
