//! Several updates in one call.

use official::qdrant as q;
use q::points_update_operation::Operation as Official;
use qdrant_core as core;
use qdrant_core::PointsUpdateOperation as Core;
use qdrant_interop::model::value::{payload, uuid};
use qdrant_interop::model::{filter, options, vector};
use qdrant_interop::twins::{list, required, same, some, text};
use qdrant_interop::{Pair, answered, sent, twins};

use crate::{TIME, timeout, usage, vectors};

type Step = Pair<Core, q::PointsUpdateOperation>;

fn step<O, T>(pair: Pair<O, T>, core: fn(O) -> Core, official: fn(T) -> Official) -> Step {
    (core(pair.0), q::PointsUpdateOperation { operation: Some(official(pair.1)) })
}

fn points() -> Pair<core::Batch<core::PointStruct>, Vec<q::PointStruct>> {
    let (core, official): (Vec<_>, Vec<_>) = vector::inputs()
        .into_iter()
        .map(|vectors| {
            twins!(PointStruct { id: required(uuid()), vectors: required(vectors), payload: payload() })
        })
        .unzip();
    (core.into(), official)
}

fn upserts() -> impl Iterator<Item = Step> {
    let modes: [Pair<core::UpdateMode, q::UpdateMode>; 3] = [
        (core::UpdateMode::Upsert, q::UpdateMode::Upsert),
        (core::UpdateMode::InsertOnly, q::UpdateMode::InsertOnly),
        (core::UpdateMode::UpdateOnly, q::UpdateMode::UpdateOnly),
    ];
    modes.into_iter().map(|(mode, official)| {
        let upsert = twins!(
            PointStructList,
            points_update_operation::PointStructList {
                points: points(),
                shard_key_selector: some(options::two_shards()),
                update_filter: some(filter::full()),
                update_mode: some((mode, official.into())),
            }
        );
        step(upsert, Core::Upsert, Official::Upsert)
    })
}

/// Every step that names its points by a selector.
fn selecting(selector: Pair<core::PointsSelector, q::PointsSelector>) -> [Step; 6] {
    let delete = twins!(
        DeletePointsOperation,
        points_update_operation::DeletePoints {
            points: required(selector.clone()),
            shard_key_selector: some(options::two_shards()),
        }
    );
    let clear = twins!(
        ClearPayloadOperation,
        points_update_operation::ClearPayload {
            points: required(selector.clone()),
            shard_key_selector: some(options::two_shards()),
        }
    );
    let set = twins!(
        SetPayloadOperation,
        points_update_operation::SetPayload {
            payload: payload(),
            points_selector: required(selector.clone()),
            shard_key_selector: some(options::two_shards()),
            key: some(text("a.b")),
        }
    );
    let overwrite = twins!(
        SetPayloadOperation,
        points_update_operation::OverwritePayload {
            payload: payload(),
            points_selector: required(selector.clone()),
            shard_key_selector: some(options::two_shards()),
            key: some(text("a.b")),
        }
    );
    let delete_payload = twins!(
        DeletePayloadOperation,
        points_update_operation::DeletePayload {
            keys: same(vec!["a".to_owned(), "b.c".to_owned()]),
            points_selector: required(selector.clone()),
            shard_key_selector: some(options::two_shards()),
        }
    );
    let delete_vectors = twins!(
        DeleteVectorsOperation,
        points_update_operation::DeleteVectors {
            points_selector: required(selector),
            vectors: required(vectors::names()),
            shard_key_selector: some(options::two_shards()),
        }
    );
    [
        step(delete, Core::DeletePoints, Official::DeletePoints),
        step(clear, Core::ClearPayload, Official::ClearPayload),
        step(set, Core::SetPayload, Official::SetPayload),
        step(overwrite, Core::OverwritePayload, Official::OverwritePayload),
        step(delete_payload, Core::DeletePayload, Official::DeletePayload),
        step(delete_vectors, Core::DeleteVectors, Official::DeleteVectors),
    ]
}

#[test]
pub(crate) fn every_step() {
    let update_vectors = twins!(
        UpdateVectorsOperation,
        points_update_operation::UpdateVectors {
            points: vectors::points(),
            shard_key_selector: some(options::two_shards()),
            update_filter: some(filter::full()),
        }
    );
    let steps = upserts().chain(options::point_selectors().into_iter().flat_map(selecting)).chain([step(
        update_vectors,
        Core::UpdateVectors,
        Official::UpdateVectors,
    )]);
    let (core, official) = twins!(UpdateBatchPoints {
        collection_name: text("c"),
        wait: same(Some(true)),
        operations: list(steps),
        ordering: some(options::strong()),
        timeout: timeout(),
    });
    sent(core, "/qdrant.Points/UpdateBatch", official);
}

#[test]
pub(crate) fn reply() {
    use core::UpdateStatus as Status;
    let results = [
        (Status::Completed, q::UpdateStatus::Completed),
        (Status::Acknowledged, q::UpdateStatus::Acknowledged),
    ];
    let (core, result) = list(results.map(|(status, official)| {
        twins!(UpdateResult { operation_id: same(Some(7)), status: (status, official.into()) })
    }));
    let official = q::UpdateBatchResponse { result, time: TIME, usage: usage().1 };
    answered::<core::UpdateBatchPoints, _>(core, usage().0, official);
}
