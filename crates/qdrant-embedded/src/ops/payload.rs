//! Payload of points: set, overwrite, delete, clear.

use qdrant_core::{
    ClearPayloadPoints, DeletePayloadPoints, Error, OverwritePayloadPoints, PointsSelector, SetPayloadPoints,
    ShardKeySelector, UpdateResult,
};

use super::payload_keys;
use super::points::{done, no_selection, no_shard_key, not_empty};
use crate::convert::{engine_ids, json_path};
use crate::engine::{Filter, Payload, PayloadOps, PointId, SetPayloadOp, UpdateOperation};
use crate::expand;
use crate::failure::unsupported;
use crate::registry::Registry;
use crate::settings::Settings;
use crate::writer::Writer;

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
    let target = Target { registry, collection_name, wait, shard_key_selector, field: "points_selector" };
    let key = key.as_deref().map(json_path).transpose().map_err(|error| error.within("key"))?;
    let payload = Payload(payload.into_inner());
    target.apply(points_selector, |(points, filter)| {
        PayloadOps::SetPayload(SetPayloadOp { payload, points, filter, key })
    })
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
    let target = Target { registry, collection_name, wait, shard_key_selector, field: "points_selector" };
    let payload = Payload(payload.into_inner());
    target.apply(points_selector, |(points, filter)| {
        PayloadOps::OverwritePayload(SetPayloadOp { payload, points, filter, key: None })
    })
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
    let target = Target { registry, collection_name, wait, shard_key_selector, field: "points_selector" };
    let path = |(index, key): (usize, &String)| {
        json_path(key).map_err(|error| error.within(&format!("keys[{index}]")))
    };
    let keys = keys.iter().enumerate().map(path).collect::<Result<_, _>>()?;
    target.write(points_selector, |writer, settings, selected| {
        payload_keys::delete(writer, settings, keys, selected)
    })
}

pub(super) fn clear(registry: &Registry, operation: ClearPayloadPoints) -> Result<UpdateResult, Error> {
    let ClearPayloadPoints { collection_name, wait, points, ordering: _, shard_key_selector, timeout: _ } =
        operation;
    let target = Target { registry, collection_name, wait, shard_key_selector, field: "points" };
    target.apply(points, |selected| match selected {
        (_, Some(filter)) => PayloadOps::ClearPayloadByFilter(filter),
        (points, None) => PayloadOps::ClearPayload { points: points.unwrap_or_default() },
    })
}

/// Ids or a filter, as the engine takes them.
pub(super) type Selected = (Option<Vec<PointId>>, Option<Filter>);

/// What all writes of payload have in common.
struct Target<'a> {
    registry: &'a Registry,
    collection_name: String,
    wait: Option<bool>,
    shard_key_selector: Option<ShardKeySelector>,
    /// Where the points are named.
    field: &'static str,
}

impl Target<'_> {
    /// Has the engine carry out one operation of its own.
    fn apply(
        self,
        selector: Option<PointsSelector>,
        operation: impl FnOnce(Selected) -> PayloadOps,
    ) -> Result<UpdateResult, Error> {
        self.write(selector, |writer, _, selected| {
            writer.apply(UpdateOperation::PayloadOperation(operation(selected)))
        })
    }

    fn write(
        self,
        selector: Option<PointsSelector>,
        work: impl FnOnce(&mut Writer<'_>, &Settings, Selected) -> Result<(), Error>,
    ) -> Result<UpdateResult, Error> {
        let Self { registry, collection_name, wait, shard_key_selector, field } = self;
        match &selector {
            None => return Err(no_selection(field)),
            Some(PointsSelector::Points(ids)) => not_empty(ids)?,
            Some(PointsSelector::Filter(_)) => {}
        }
        no_shard_key(shard_key_selector.as_ref())?;
        let wait = wait.unwrap_or(false);
        let collection = registry.get(&collection_name)?;
        let number = collection.write(wait, |writer| {
            let selected = match selector {
                None => (None, None),
                Some(PointsSelector::Points(ids)) => (Some(engine_ids(ids)), None),
                Some(PointsSelector::Filter(selector)) => {
                    let filter = expand::filter(writer.shard, selector)
                        .map_err(|error| error.within(&format!("{field}.filter")))?;
                    (None, Some(filter))
                }
            };
            work(writer, &collection.settings(), selected)
        })?;
        Ok(done(number, wait))
    }
}
