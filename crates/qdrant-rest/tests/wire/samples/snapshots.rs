//! Snapshots of collections, of shards, and of everything.

use qdrant_core::{
    CreateFullSnapshotRequest, CreateShardSnapshotRequest, CreateSnapshotRequest, DeleteFullSnapshotRequest,
    DeleteShardSnapshotRequest, DeleteSnapshotRequest, DownloadFullSnapshot, DownloadShardSnapshot,
    DownloadSnapshot, ListFullSnapshotsRequest, ListShardSnapshotsRequest, ListSnapshotsRequest,
    RecoverShardSnapshot, RecoverSnapshot, SnapshotPriority, StreamShardSnapshot, UploadShardSnapshot,
    UploadSnapshot,
};
use serde_json::{Value, json};

use super::{Sample, sample};

const SHA: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

pub(super) fn snapshots() -> Vec<Sample> {
    let location = "https://db.example:6333/collections/c/snapshots/a.snapshot";
    vec![
        sample(CreateSnapshotRequest::new("c"), "POST /collections/c/snapshots", Value::Null),
        sample(
            CreateSnapshotRequest::new("c").wait(false),
            "POST /collections/c/snapshots?wait=false",
            Value::Null,
        ),
        sample(ListSnapshotsRequest::new("c"), "GET /collections/c/snapshots", Value::Null),
        sample(
            DeleteSnapshotRequest::new("c", "a.snapshot").wait(true),
            "DELETE /collections/c/snapshots/a.snapshot?wait=true",
            Value::Null,
        ),
        sample(
            DownloadSnapshot::new("c d", "a?b.snapshot"),
            "GET /collections/c%20d/snapshots/a%3Fb.snapshot",
            Value::Null,
        ),
        sample(
            RecoverSnapshot::new("c", location)
                .priority(SnapshotPriority::NoSync)
                .checksum(SHA)
                .api_key("hush")
                .wait(false),
            "PUT /collections/c/snapshots/recover?wait=false",
            json!({"location": location, "priority": "no_sync", "checksum": SHA, "api_key": "hush"}),
        ),
        sample(
            RecoverSnapshot::new("c", "file:///a.snapshot"),
            "PUT /collections/c/snapshots/recover",
            json!({"location": "file:///a.snapshot"}),
        ),
    ]
}

pub(super) fn full_snapshots() -> Vec<Sample> {
    vec![
        sample(CreateFullSnapshotRequest::new().wait(false), "POST /snapshots?wait=false", Value::Null),
        sample(ListFullSnapshotsRequest {}, "GET /snapshots", Value::Null),
        sample(
            DeleteFullSnapshotRequest::new("a.snapshot").wait(false),
            "DELETE /snapshots/a.snapshot?wait=false",
            Value::Null,
        ),
        sample(DownloadFullSnapshot::new("a.snapshot"), "GET /snapshots/a.snapshot", Value::Null),
    ]
}

pub(super) fn shard_snapshots() -> Vec<Sample> {
    vec![
        sample(
            CreateShardSnapshotRequest::new("c", 3).wait(true),
            "POST /collections/c/shards/3/snapshots?wait=true",
            Value::Null,
        ),
        sample(
            ListShardSnapshotsRequest::new("c", u32::MAX),
            "GET /collections/c/shards/4294967295/snapshots",
            Value::Null,
        ),
        sample(
            DeleteShardSnapshotRequest::new("c", 3, "a.snapshot").wait(false),
            "DELETE /collections/c/shards/3/snapshots/a.snapshot?wait=false",
            Value::Null,
        ),
        sample(
            DownloadShardSnapshot::new("c", 3, "a.snapshot"),
            "GET /collections/c/shards/3/snapshots/a.snapshot",
            Value::Null,
        ),
        sample(StreamShardSnapshot::new("c", 3), "GET /collections/c/shards/3/snapshot", Value::Null),
        sample(
            RecoverShardSnapshot::new("c", 3, "a.snapshot")
                .priority(SnapshotPriority::Replica)
                .checksum(SHA)
                .api_key("hush")
                .wait(true),
            "PUT /collections/c/shards/3/snapshots/recover?wait=true",
            json!({"location": "a.snapshot", "priority": "replica", "checksum": SHA, "api_key": "hush"}),
        ),
    ]
}

/// Their bodies are files.
pub(super) fn uploads() -> Vec<Sample> {
    vec![
        sample(
            UploadSnapshot::new("c", vec![1, 2, 3])
                .wait(false)
                .priority(SnapshotPriority::NoSync)
                .checksum(SHA),
            "POST /collections/c/snapshots/upload?wait=false&priority=no_sync&checksum=\
             e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            Value::Null,
        ),
        sample(UploadSnapshot::new("c", vec![1]), "POST /collections/c/snapshots/upload", Value::Null),
        sample(
            UploadShardSnapshot::new("c", 3, vec![1, 2, 3])
                .wait(true)
                .priority(SnapshotPriority::Snapshot)
                .checksum(SHA),
            "POST /collections/c/shards/3/snapshots/upload?wait=true&priority=snapshot&checksum=\
             e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            Value::Null,
        ),
    ]
}
