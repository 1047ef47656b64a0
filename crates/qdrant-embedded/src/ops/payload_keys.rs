//! Keys that payload loses.
//!
//! When the engine deletes a key it clears the index over that very path and no other: one over a path inside of what is
//! deleted still has its values, and one over a path with a number loses those that stay. Such indexes are written anew.

use qdrant_core::Error;

use super::payload::Selected;
use crate::convert::{json_path, json_root};
use crate::engine::{
    DeletePayloadOp, JsonPath, Payload, PayloadOps, PointId, SetPayloadOp, UpdateOperation,
    WithPayloadInterface, WithVector,
};
use crate::settings::Settings;
use crate::writer::{Writer, each_page};

/// How many points are looked at and written at once.
const PAGE: usize = 1_000;

/// Deletes keys and puts right the indexes that the engine forgets.
pub(super) fn delete(
    writer: &mut Writer<'_>,
    settings: &Settings,
    keys: Vec<JsonPath>,
    selected: Selected,
) -> Result<(), Error> {
    let forgotten = forgotten(settings, &keys)?;
    let touched = if forgotten.is_empty() { Vec::new() } else { having(writer, &forgotten, &selected)? };
    let (points, filter) = selected;
    let deleted = apply(writer, PayloadOps::DeletePayload(DeletePayloadOp { keys, points, filter }));
    // Some points may have been missing, and the others were written to.
    for page in touched.chunks(PAGE) {
        if forgotten.iter().all(|key| key.rest.is_empty()) {
            clear(writer, &forgotten, page)?;
        } else {
            rewrite(writer, page)?;
        }
    }
    deleted
}

fn apply(writer: &mut Writer<'_>, operation: PayloadOps) -> Result<(), Error> {
    writer.apply(UpdateOperation::PayloadOperation(operation))
}

/// Finds the keys whose deletion concerns an index that the engine does not see to.
fn forgotten(settings: &Settings, keys: &[JsonPath]) -> Result<Vec<JsonPath>, Error> {
    let indexed: Vec<JsonPath> =
        settings.payload_schema.keys().map(|field| json_path(field)).collect::<Result<_, _>>()?;
    let is_forgotten = |key: &&JsonPath| {
        // What has a number is not deleted, but its index is cleared.
        let text = key.to_string();
        let numbered =
            text.split('[').skip(1).any(|part| part.starts_with(|first: char| first.is_ascii_digit()));
        indexed.iter().any(|field| key.compatible(field) && (numbered || *key != field))
    };
    Ok(keys.iter().filter(is_forgotten).cloned().collect())
}

/// Finds the points that have anything where keys are deleted.
fn having(
    writer: &Writer<'_>,
    keys: &[JsonPath],
    (points, filter): &Selected,
) -> Result<Vec<PointId>, Error> {
    let roots = WithPayloadInterface::Fields(keys.iter().map(json_root).collect());
    let mut found = Vec::new();
    let mut look = |ids: &[PointId]| {
        let records = writer.shard.retrieve(ids, roots.clone(), WithVector::Bool(false))?;
        let having = records
            .into_iter()
            .filter(|record| record.payload.as_ref().is_some_and(|payload| !payload.0.is_empty()));
        found.extend(having.map(|record| record.id));
        Ok(())
    };
    match points {
        Some(ids) => ids.chunks(PAGE).try_for_each(&mut look)?,
        None => each_page(writer.shard, filter.as_ref(), |page| page.chunks(PAGE).try_for_each(&mut look))?,
    }
    Ok(found)
}

/// Has indexes below keys see that these are gone: to merge a null into payload is to delete its key.
fn clear(writer: &mut Writer<'_>, keys: &[JsonPath], ids: &[PointId]) -> Result<(), Error> {
    let nulls = keys.iter().map(|key| (key.first_key.clone(), qdrant_core::Value::Null)).collect();
    let set = SetPayloadOp { payload: Payload(nulls), points: Some(ids.to_vec()), filter: None, key: None };
    apply(writer, PayloadOps::SetPayload(set))
}

/// Has all indexes read what is left.
fn rewrite(writer: &mut Writer<'_>, ids: &[PointId]) -> Result<(), Error> {
    let all = WithPayloadInterface::Bool(true);
    for record in writer.shard.retrieve(ids, all, WithVector::Bool(false))? {
        let payload = record.payload.unwrap_or_default();
        let set = SetPayloadOp { payload, points: Some(vec![record.id]), filter: None, key: None };
        apply(writer, PayloadOps::OverwritePayload(set))?;
    }
    Ok(())
}
