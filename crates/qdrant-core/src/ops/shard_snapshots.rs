//! Snapshots of single shards: create, list, delete, download, stream, upload, recover.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::snapshots::{check_checksum, check_location, check_snapshot_name};
use crate::error::Error;
use crate::macros::setters;
use crate::model::SnapshotPriority;
use crate::redact;
use crate::secret::Secret;
use crate::stream::ByteSource;
use crate::validate;

/// Makes a snapshot of one shard on the server.
///
/// # Examples
///
/// ```
/// use qdrant_core::CreateShardSnapshotRequest;
///
/// let create = CreateShardSnapshotRequest::new("docs", 0).wait(false);
/// # assert_eq!(create.shard_id, 0);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/shards/{shard_id}/snapshots`; no rpc. Since 1.5.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CreateShardSnapshotRequest {
    /// The collection.
    pub collection_name: String,
    /// The shard.
    pub shard_id: u32,
    /// Whether to answer only after the end; the server's default is `true`.
    pub wait: Option<bool>,
}

impl CreateShardSnapshotRequest {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, shard_id: u32) -> Self {
        Self { collection_name: collection_name.into(), shard_id, wait: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)
    }
}

setters! {
    impl CreateShardSnapshotRequest { wait: Option<bool> }
}

/// Lists the snapshots of one shard.
///
/// # Examples
///
/// ```
/// use qdrant_core::ListShardSnapshotsRequest;
///
/// let list = ListShardSnapshotsRequest::new("docs", 0);
/// # assert_eq!(list.shard_id, 0);
/// ```
///
/// # Support
///
/// REST `GET /collections/{collection_name}/shards/{shard_id}/snapshots`; no rpc. Since 1.5.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ListShardSnapshotsRequest {
    /// The collection.
    pub collection_name: String,
    /// The shard.
    pub shard_id: u32,
}

impl ListShardSnapshotsRequest {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, shard_id: u32) -> Self {
        Self { collection_name: collection_name.into(), shard_id }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)
    }
}

/// Deletes a snapshot of one shard.
///
/// When the answer of an attempt is lost, the next one may find the snapshot gone: that `NotFound` says so with
/// [`Error::may_be_done`].
///
/// # Examples
///
/// ```
/// use qdrant_core::DeleteShardSnapshotRequest;
///
/// let delete = DeleteShardSnapshotRequest::new("docs", 0, "docs-shard-0.snapshot");
/// # assert_eq!(delete.wait, None);
/// ```
///
/// # Support
///
/// REST `DELETE /collections/{collection_name}/shards/{shard_id}/snapshots/{snapshot_name}`; no rpc. Since 1.5.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DeleteShardSnapshotRequest {
    /// The collection.
    pub collection_name: String,
    /// The shard.
    pub shard_id: u32,
    /// The snapshot, as its description names it.
    pub snapshot_name: String,
    /// Whether to answer only after the end; the server's default is `true`.
    pub wait: Option<bool>,
}

impl DeleteShardSnapshotRequest {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, shard_id: u32, snapshot_name: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            shard_id,
            snapshot_name: snapshot_name.into(),
            wait: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        check_snapshot_name(&self.snapshot_name)
    }
}

setters! {
    impl DeleteShardSnapshotRequest { wait: Option<bool> }
}

/// Downloads a snapshot of one shard as a stream.
///
/// # Examples
///
/// ```
/// use qdrant_core::DownloadShardSnapshot;
///
/// let download = DownloadShardSnapshot::new("docs", 0, "docs-shard-0.snapshot");
/// # assert_eq!(download.shard_id, 0);
/// ```
///
/// # Support
///
/// REST `GET /collections/{collection_name}/shards/{shard_id}/snapshots/{snapshot_name}`; no rpc. Since 1.5.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DownloadShardSnapshot {
    /// The collection.
    pub collection_name: String,
    /// The shard.
    pub shard_id: u32,
    /// The snapshot, as its description names it.
    pub snapshot_name: String,
}

impl DownloadShardSnapshot {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, shard_id: u32, snapshot_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into(), shard_id, snapshot_name: snapshot_name.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        check_snapshot_name(&self.snapshot_name)
    }
}

/// Makes a snapshot of one shard and downloads it at once.
///
/// Nothing stays on the server. Neither length nor checksum is known beforehand, so a download that breaks off shows
/// only as an error of the stream.
///
/// # Examples
///
/// ```
/// use qdrant_core::StreamShardSnapshot;
///
/// let stream = StreamShardSnapshot::new("docs", 0);
/// # assert_eq!(stream.shard_id, 0);
/// ```
///
/// # Support
///
/// REST `GET /collections/{collection_name}/shards/{shard_id}/snapshot`; no rpc. Since 1.17.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StreamShardSnapshot {
    /// The collection.
    pub collection_name: String,
    /// The shard.
    pub shard_id: u32,
}

impl StreamShardSnapshot {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, shard_id: u32) -> Self {
        Self { collection_name: collection_name.into(), shard_id }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)
    }
}

/// Uploads a snapshot of one shard and recovers the shard from it.
///
/// The request cannot be recorded, because the bytes cannot.
///
/// # Examples
///
/// ```
/// use qdrant_core::{SnapshotPriority, UploadShardSnapshot};
///
/// let upload = UploadShardSnapshot::new("docs", 0, vec![0_u8; 512]).priority(SnapshotPriority::Snapshot);
/// # assert!(upload.snapshot.is_replayable());
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/shards/{shard_id}/snapshots/upload`; no rpc. Since 1.5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadShardSnapshot {
    /// The collection.
    pub collection_name: String,
    /// The shard.
    pub shard_id: u32,
    /// The bytes of the snapshot.
    pub snapshot: ByteSource,
    /// Whether to answer only after the end; the server's default is `true`.
    pub wait: Option<bool>,
    /// Which data wins where there are replicas; the server's default is [`SnapshotPriority::Replica`].
    pub priority: Option<SnapshotPriority>,
    /// SHA-256 that the snapshot must have, as 64 hex digits. Default unchecked.
    pub checksum: Option<String>,
}

impl UploadShardSnapshot {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, shard_id: u32, snapshot: impl Into<ByteSource>) -> Self {
        Self {
            collection_name: collection_name.into(),
            shard_id,
            snapshot: snapshot.into(),
            wait: None,
            priority: None,
            checksum: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        check_checksum(self.checksum.as_deref())
    }
}

setters! {
    impl UploadShardSnapshot { wait: Option<bool>, priority: Option<SnapshotPriority>, checksum: Option<String> }
}

/// Recovers one shard from a snapshot that the server has or fetches.
///
/// # Examples
///
/// ```
/// use qdrant_core::RecoverShardSnapshot;
///
/// let from_list = RecoverShardSnapshot::new("docs", 0, "docs-shard-0.snapshot");
///
/// let from_server = RecoverShardSnapshot::new("docs", 0, "https://db.example:6333/collections/docs/shards/0/snapshot")
///     .api_key("key of db.example");
/// # assert!(from_list.api_key.is_none());
/// # assert!(!format!("{from_server:?}").contains("key of"));
/// ```
///
/// # Support
///
/// REST `PUT /collections/{collection_name}/shards/{shard_id}/snapshots/recover`; no rpc. Since 1.5.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverShardSnapshot {
    /// The collection.
    pub collection_name: String,
    /// The shard.
    pub shard_id: u32,
    /// The name of a snapshot of the shard or an `http(s)://` URL.
    ///
    /// `Debug` and tapes leave out its user, password and query, which may sign it.
    #[serde(serialize_with = "redact::serialize_location")]
    pub location: String,
    /// Which data wins where there are replicas; the server's default is [`SnapshotPriority::Replica`].
    pub priority: Option<SnapshotPriority>,
    /// SHA-256 that the snapshot must have, as 64 hex digits. Default unchecked.
    pub checksum: Option<String>,
    /// API key for the server of the location, if it wants one.
    ///
    /// It is left out of records: neither a tape nor any other serialised form of the request has it.
    #[serde(skip)]
    pub api_key: Option<Secret>,
    /// Whether to answer only after the end; the server's default is `true`.
    pub wait: Option<bool>,
}

impl RecoverShardSnapshot {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, shard_id: u32, location: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            shard_id,
            location: location.into(),
            priority: None,
            checksum: None,
            api_key: None,
            wait: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        check_location(&self.location)?;
        check_checksum(self.checksum.as_deref())
    }
}

impl fmt::Debug for RecoverShardSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { collection_name, shard_id, location, priority, checksum, api_key, wait } = self;
        f.debug_struct("RecoverShardSnapshot")
            .field("collection_name", collection_name)
            .field("shard_id", shard_id)
            .field("location", &redact::unsigned(location))
            .field("priority", priority)
            .field("checksum", checksum)
            .field("api_key", api_key)
            .field("wait", wait)
            .finish()
    }
}

setters! {
    impl RecoverShardSnapshot {
        priority: Option<SnapshotPriority>,
        checksum: Option<String>,
        api_key: Option<Secret>,
        wait: Option<bool>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::collection::testing::{encoded, through_json};

    fn field(result: Result<(), Error>) -> String {
        result.unwrap_err().field().unwrap_or_default().to_owned()
    }

    #[test]
    fn every_request_needs_a_collection() {
        assert_eq!(field(CreateShardSnapshotRequest::new("", 0).check()), "collection_name");
        assert_eq!(field(ListShardSnapshotsRequest::new("", 0).check()), "collection_name");
        assert_eq!(field(DeleteShardSnapshotRequest::new("", 0, "s").check()), "collection_name");
        assert_eq!(field(DownloadShardSnapshot::new("", 0, "s").check()), "collection_name");
        assert_eq!(field(StreamShardSnapshot::new("", 0).check()), "collection_name");
        assert_eq!(field(UploadShardSnapshot::new("", 0, vec![1]).check()), "collection_name");
        assert_eq!(field(RecoverShardSnapshot::new("", 0, "s").check()), "collection_name");
        CreateShardSnapshotRequest::new("docs", 0).check().unwrap();
        ListShardSnapshotsRequest::new("docs", 0).check().unwrap();
        StreamShardSnapshot::new("docs", 0).check().unwrap();
    }

    #[test]
    fn the_name_of_a_snapshot_is_one_segment_of_a_path() {
        for name in ["", ".", "..", "a/b"] {
            assert_eq!(
                field(DeleteShardSnapshotRequest::new("docs", 0, name).check()),
                "snapshot_name",
                "{name}"
            );
            assert_eq!(field(DownloadShardSnapshot::new("docs", 0, name).check()), "snapshot_name", "{name}");
        }
        DeleteShardSnapshotRequest::new("docs", 0, "s").check().unwrap();
        DownloadShardSnapshot::new("docs", 0, "s").check().unwrap();
    }

    #[test]
    fn checksum_and_location_are_checked() {
        let upload = || UploadShardSnapshot::new("docs", 0, vec![1]);
        assert_eq!(field(upload().checksum("ab").check()), "checksum");
        upload().checksum("0a".repeat(32)).check().unwrap();
        let recover = RecoverShardSnapshot::new;
        assert_eq!(field(recover("docs", 0, "s").checksum("ab").check()), "checksum");
        assert_eq!(field(recover("docs", 0, "").check()), "location");
        recover("docs", 0, "s").checksum("0a".repeat(32)).check().unwrap();
    }

    #[test]
    fn records_are_complete() {
        let delete = DeleteShardSnapshotRequest::new("docs", 3, "a.snapshot").wait(false);
        let record =
            json!({"collection_name": "docs", "shard_id": 3, "snapshot_name": "a.snapshot", "wait": false});
        assert_eq!(encoded(&delete), record);
        assert_eq!(through_json(&delete), delete);
        let create = CreateShardSnapshotRequest::new("docs", 3).wait(true);
        assert_eq!(encoded(&create), json!({"collection_name": "docs", "shard_id": 3, "wait": true}));
        let recover =
            RecoverShardSnapshot::new("docs", 3, "s").priority(SnapshotPriority::Replica).wait(true);
        let record = json!({
            "collection_name": "docs", "shard_id": 3, "location": "s", "priority": "replica", "checksum": null,
            "wait": true,
        });
        assert_eq!(encoded(&recover), record);
        assert_eq!(through_json(&recover), recover);
    }

    #[test]
    fn the_key_of_a_recovery_is_neither_shown_nor_recorded() {
        let recover = RecoverShardSnapshot::new("docs", 0, "https://db.example/s").api_key("hush");
        assert_eq!(recover.api_key.as_ref().map(Secret::expose), Some("hush"));
        assert!(!format!("{recover:?}").contains("hush"));
        let record = serde_json::to_string(&recover).unwrap();
        assert!(!record.contains("hush") && !record.contains("api_key"), "{record}");
        assert_eq!(through_json(&recover).api_key, None);
    }

    #[test]
    fn an_upload_cannot_be_recorded() {
        let error = serde_json::to_string(&UploadShardSnapshot::new("docs", 0, vec![1])).unwrap_err();
        assert_eq!(error.to_string(), "a stream cannot be recorded");
    }
}
