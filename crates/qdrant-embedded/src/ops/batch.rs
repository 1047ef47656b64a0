//! Several updates of points in one call.

use qdrant_core::{
    ClearPayloadOperation, ClearPayloadPoints, DeletePayloadOperation, DeletePayloadPoints,
    DeletePointVectors, DeletePoints, DeletePointsOperation, DeleteVectorsOperation, Error, Operation,
    OverwritePayloadPoints, PointStructList, PointsUpdateOperation, Request, SetPayloadOperation,
    SetPayloadPoints, UpdateBatchPoints, UpdatePointVectors, UpdateResult, UpdateStatus,
    UpdateVectorsOperation, UpsertPoints,
};

use super::{payload, points, vectors};
use crate::failure::TRANSPORT;
use crate::registry::Registry;

/// Carries out one step after the other; the first error ends it, and what was done before stays done.
pub(super) fn update(registry: &Registry, operation: UpdateBatchPoints) -> Result<Vec<UpdateResult>, Error> {
    let UpdateBatchPoints { collection_name, wait, operations, ordering: _, timeout: _ } = operation;
    let collection = registry.get(&collection_name)?;
    let mut results = Vec::with_capacity(operations.len());
    for (index, operation) in operations.into_iter().enumerate() {
        let result = step(registry, &collection_name, operation)
            .map_err(|error| error.within(&format!("operations[{index}]")));
        results.push(result?);
    }
    if wait.unwrap_or(false) {
        // One flush for all of them.
        collection.settle()?;
        for result in &mut results {
            result.status = UpdateStatus::Completed;
        }
    }
    Ok(results)
}

/// Carries out one step as the operation that it is, without waiting for the disk.
fn step(
    registry: &Registry,
    collection_name: &str,
    operation: PointsUpdateOperation,
) -> Result<UpdateResult, Error> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "these are all that `request` makes")]
    match request(collection_name.to_owned(), operation) {
        Request::UpsertPoints(operation) => points::upsert(registry, *operation),
        Request::DeletePoints(operation) => points::delete(registry, *operation),
        Request::SetPayload(operation) => payload::set(registry, *operation),
        Request::OverwritePayload(operation) => payload::overwrite(registry, *operation),
        Request::DeletePayload(operation) => payload::delete(registry, *operation),
        Request::ClearPayload(operation) => payload::clear(registry, *operation),
        Request::UpdateVectors(operation) => vectors::update(registry, *operation),
        Request::DeleteVectors(operation) => vectors::remove(registry, *operation),
        other => Err(Error::unsupported(other.kind(), TRANSPORT)),
    }
}

fn request(collection_name: String, operation: PointsUpdateOperation) -> Request {
    match operation {
        PointsUpdateOperation::Upsert(step) => {
            let PointStructList { points, shard_key_selector, update_filter, update_mode } = step;
            let operation = UpsertPoints::new(collection_name, points);
            UpsertPoints { shard_key_selector, update_filter, update_mode, ..operation }.into_request()
        }
        PointsUpdateOperation::DeletePoints(DeletePointsOperation { points, shard_key_selector }) => {
            DeletePoints {
                collection_name,
                wait: None,
                points: Some(points),
                ordering: None,
                shard_key_selector,
                timeout: None,
            }
            .into_request()
        }
        PointsUpdateOperation::SetPayload(step) => {
            let SetPayloadOperation { payload, points_selector, shard_key_selector, key } = step;
            SetPayloadPoints {
                collection_name,
                wait: None,
                payload,
                points_selector: Some(points_selector),
                ordering: None,
                shard_key_selector,
                key,
                timeout: None,
            }
            .into_request()
        }
        PointsUpdateOperation::OverwritePayload(step) => {
            let SetPayloadOperation { payload, points_selector, shard_key_selector, key } = step;
            OverwritePayloadPoints {
                collection_name,
                wait: None,
                payload,
                points_selector: Some(points_selector),
                ordering: None,
                shard_key_selector,
                key,
                timeout: None,
            }
            .into_request()
        }
        PointsUpdateOperation::DeletePayload(step) => {
            let DeletePayloadOperation { keys, points_selector, shard_key_selector } = step;
            DeletePayloadPoints {
                collection_name,
                wait: None,
                keys,
                points_selector: Some(points_selector),
                ordering: None,
                shard_key_selector,
                timeout: None,
            }
            .into_request()
        }
        PointsUpdateOperation::ClearPayload(ClearPayloadOperation { points, shard_key_selector }) => {
            ClearPayloadPoints {
                collection_name,
                wait: None,
                points: Some(points),
                ordering: None,
                shard_key_selector,
                timeout: None,
            }
            .into_request()
        }
        PointsUpdateOperation::UpdateVectors(step) => {
            let UpdateVectorsOperation { points, shard_key_selector, update_filter } = step;
            let operation = UpdatePointVectors::new(collection_name, points);
            UpdatePointVectors { shard_key_selector, update_filter, ..operation }.into_request()
        }
        PointsUpdateOperation::DeleteVectors(step) => {
            let DeleteVectorsOperation { points_selector, vectors, shard_key_selector } = step;
            let operation = DeletePointVectors::new(collection_name);
            let points_selector = Some(points_selector);
            DeletePointVectors { points_selector, vectors, shard_key_selector, ..operation }.into_request()
        }
    }
}
