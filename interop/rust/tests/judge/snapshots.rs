//! Snapshots of collections and of the whole storage.

use official::qdrant as q;
use qdrant_core as core;
use qdrant_core::Outcome;
use qdrant_interop::model::value::time;
use qdrant_interop::twins::{list, none, some, text};
use qdrant_interop::{Pair, answered, sent, twins};

use crate::TIME;

fn descriptions() -> [Pair<core::SnapshotDescription, q::SnapshotDescription>; 2] {
    let full = twins!(SnapshotDescription {
        name: text("c-1.snapshot"),
        creation_time: some(time()),
        size: (i64::MAX.unsigned_abs(), i64::MAX),
        checksum: some(text("0a")),
    });
    let bare = twins!(SnapshotDescription {
        name: text("c-2.snapshot"),
        creation_time: none(),
        size: (0, 0),
        checksum: none(),
    });
    [full, bare]
}

#[test]
pub(crate) fn of_a_collection() {
    // The wire has no `wait`, because a server always waits.
    let official = q::CreateSnapshotRequest { collection_name: "c".into() };
    sent(core::CreateSnapshotRequest::new("c").wait(true), "/qdrant.Snapshots/Create", official);
    let (core, official) = twins!(ListSnapshotsRequest { collection_name: text("c") });
    sent(core, "/qdrant.Snapshots/List", official);
    let official = q::DeleteSnapshotRequest { collection_name: "c".into(), snapshot_name: "s".into() };
    sent(core::DeleteSnapshotRequest::new("c", "s").wait(true), "/qdrant.Snapshots/Delete", official);
}

#[test]
pub(crate) fn of_everything() {
    let official = q::CreateFullSnapshotRequest {};
    sent(core::CreateFullSnapshotRequest::new().wait(true), "/qdrant.Snapshots/CreateFull", official);
    let official = q::ListFullSnapshotsRequest {};
    sent(core::ListFullSnapshotsRequest::default(), "/qdrant.Snapshots/ListFull", official);
    let official = q::DeleteFullSnapshotRequest { snapshot_name: "s".into() };
    sent(core::DeleteFullSnapshotRequest::new("s").wait(true), "/qdrant.Snapshots/DeleteFull", official);
}

#[test]
pub(crate) fn replies() {
    for (core, official) in descriptions() {
        let official = q::CreateSnapshotResponse { snapshot_description: Some(official), time: TIME };
        answered::<core::CreateSnapshotRequest, _>(Outcome::Completed(core.clone()), None, official.clone());
        answered::<core::CreateFullSnapshotRequest, _>(Outcome::Completed(core), None, official);
    }
    let (core, official) = list(descriptions());
    let official = q::ListSnapshotsResponse { snapshot_descriptions: official, time: TIME };
    answered::<core::ListSnapshotsRequest, _>(core.clone(), None, official.clone());
    answered::<core::ListFullSnapshotsRequest, _>(core, None, official);
    let official = q::DeleteSnapshotResponse { time: TIME };
    answered::<core::DeleteSnapshotRequest, _>(Outcome::Completed(true), None, official.clone());
    answered::<core::DeleteFullSnapshotRequest, _>(Outcome::Completed(true), None, official);
}
