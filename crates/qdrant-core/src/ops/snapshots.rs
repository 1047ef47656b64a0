//! Snapshots of collections: create, list, delete, download, upload, recover.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::SnapshotPriority;
use crate::redact;
use crate::secret::Secret;
use crate::stream::ByteSource;
use crate::validate;

/// Makes a snapshot of a collection on the server.
///
/// # Examples
///
/// ```
/// use qdrant_core::CreateSnapshotRequest;
///
/// let create = CreateSnapshotRequest::new("docs");
/// let in_the_background = CreateSnapshotRequest::new("docs").wait(false);
/// # assert_ne!(create, in_the_background);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/snapshots`, rpc `qdrant.Snapshots/Create` (which always waits).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CreateSnapshotRequest {
    /// The collection.
    pub collection_name: String,
    /// Whether to answer only after the end; the server's default is `true`.
    pub wait: Option<bool>,
}

impl CreateSnapshotRequest {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into(), wait: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)
    }
}

setters! {
    impl CreateSnapshotRequest { wait: Option<bool> }
}

impl<S: Into<String>> From<S> for CreateSnapshotRequest {
    fn from(collection_name: S) -> Self {
        Self::new(collection_name)
    }
}

/// Lists the snapshots of a collection.
///
/// # Examples
///
/// ```
/// use qdrant_core::ListSnapshotsRequest;
///
/// let list = ListSnapshotsRequest::new("docs");
/// # assert_eq!(list, "docs".into());
/// ```
///
/// # Support
///
/// REST `GET /collections/{collection_name}/snapshots`, rpc `qdrant.Snapshots/List`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ListSnapshotsRequest {
    /// The collection.
    pub collection_name: String,
}

impl ListSnapshotsRequest {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)
    }
}

impl<S: Into<String>> From<S> for ListSnapshotsRequest {
    fn from(collection_name: S) -> Self {
        Self::new(collection_name)
    }
}

/// Deletes a snapshot of a collection.
///
/// When the answer of an attempt is lost, the next one may find the snapshot gone: that `NotFound` says so with
/// [`Error::may_be_done`].
///
/// # Examples
///
/// ```
/// use qdrant_core::DeleteSnapshotRequest;
///
/// let delete = DeleteSnapshotRequest::new("docs", "docs-2025-01-31.snapshot");
/// # assert_eq!(delete.wait, None);
/// ```
///
/// # Support
///
/// REST `DELETE /collections/{collection_name}/snapshots/{snapshot_name}`, rpc `qdrant.Snapshots/Delete` (which
/// always waits).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DeleteSnapshotRequest {
    /// The collection.
    pub collection_name: String,
    /// The snapshot, as its description names it.
    pub snapshot_name: String,
    /// Whether to answer only after the end; the server's default is `true`.
    pub wait: Option<bool>,
}

impl DeleteSnapshotRequest {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, snapshot_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into(), snapshot_name: snapshot_name.into(), wait: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        check_snapshot_name(&self.snapshot_name)
    }
}

setters! {
    impl DeleteSnapshotRequest { wait: Option<bool> }
}

/// Downloads a snapshot of a collection as a stream.
///
/// # Examples
///
/// ```
/// use qdrant_core::DownloadSnapshot;
///
/// let download = DownloadSnapshot::new("docs", "docs-2025-01-31.snapshot");
/// # assert_eq!(download.collection_name, "docs");
/// ```
///
/// # Support
///
/// REST `GET /collections/{collection_name}/snapshots/{snapshot_name}`; no rpc.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DownloadSnapshot {
    /// The collection.
    pub collection_name: String,
    /// The snapshot, as its description names it.
    pub snapshot_name: String,
}

impl DownloadSnapshot {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, snapshot_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into(), snapshot_name: snapshot_name.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        check_snapshot_name(&self.snapshot_name)
    }
}

/// Uploads a snapshot and recovers the collection from it.
///
/// A collection that does not exist is created. The request cannot be recorded, because the bytes cannot.
///
/// # Examples
///
/// ```
/// use qdrant_core::{ByteSource, ByteStream, SnapshotPriority, UploadSnapshot};
///
/// let in_memory = UploadSnapshot::new("docs", vec![0_u8; 512]).priority(SnapshotPriority::Snapshot);
///
/// let generated = ByteSource::replayable(|| ByteStream::from_chunks(["snap", "shot"]));
/// let streamed = UploadSnapshot::new("docs", generated);
/// # assert_ne!(in_memory, streamed);
/// ```
///
/// # Support
///
/// REST `POST /collections/{collection_name}/snapshots/upload`; no rpc. Since 1.2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadSnapshot {
    /// The collection.
    pub collection_name: String,
    /// The bytes of the snapshot.
    pub snapshot: ByteSource,
    /// Whether to answer only after the end; the server's default is `true`.
    pub wait: Option<bool>,
    /// Which data wins where there are replicas; the server's default is [`SnapshotPriority::Replica`].
    pub priority: Option<SnapshotPriority>,
    /// SHA-256 that the snapshot must have, as 64 hex digits. Default unchecked.
    pub checksum: Option<String>,
}

impl UploadSnapshot {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, snapshot: impl Into<ByteSource>) -> Self {
        Self {
            collection_name: collection_name.into(),
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
    impl UploadSnapshot { wait: Option<bool>, priority: Option<SnapshotPriority>, checksum: Option<String> }
}

/// Recovers a collection from a snapshot that the server fetches.
///
/// A collection that does not exist is created.
///
/// # Examples
///
/// ```
/// use qdrant_core::{RecoverSnapshot, SnapshotPriority};
///
/// let from_disk = RecoverSnapshot::new("docs", "file:///qdrant/snapshots/docs/docs-2025-01-31.snapshot");
///
/// let from_server = RecoverSnapshot::new("docs", "https://db.example:6333/collections/docs/snapshots/a.snapshot")
///     .priority(SnapshotPriority::Snapshot)
///     .api_key("key of db.example");
/// # assert!(from_disk.api_key.is_none());
/// # assert!(!format!("{from_server:?}").contains("key of"));
/// ```
///
/// # Support
///
/// REST `PUT /collections/{collection_name}/snapshots/recover`; no rpc.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverSnapshot {
    /// The collection.
    pub collection_name: String,
    /// A `file://` URL on the server's disk or an `http(s)://` URL.
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

impl RecoverSnapshot {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, location: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
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

impl fmt::Debug for RecoverSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { collection_name, location, priority, checksum, api_key, wait } = self;
        f.debug_struct("RecoverSnapshot")
            .field("collection_name", collection_name)
            .field("location", &redact::unsigned(location))
            .field("priority", priority)
            .field("checksum", checksum)
            .field("api_key", api_key)
            .field("wait", wait)
            .finish()
    }
}

setters! {
    impl RecoverSnapshot {
        priority: Option<SnapshotPriority>,
        checksum: Option<String>,
        api_key: Option<Secret>,
        wait: Option<bool>,
    }
}

/// Checks a name that becomes one segment of a path.
pub(super) fn check_snapshot_name(name: &str) -> Result<(), Error> {
    validate::not_empty("snapshot_name", name)?;
    if matches!(name, "." | "..") || name.contains('/') {
        return Err(Error::invalid("snapshot_name", format!("{name:?} is no name of a snapshot")));
    }
    Ok(())
}

/// Checks where a snapshot is to be fetched.
pub(super) fn check_location(location: &str) -> Result<(), Error> {
    validate::not_empty("location", location)
}

/// Checks a SHA-256 where it is given.
pub(super) fn check_checksum(checksum: Option<&str>) -> Result<(), Error> {
    match checksum {
        Some(text) if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            Err(Error::invalid("checksum", "is no SHA-256: expected 64 hex digits"))
        }
        _ => Ok(()),
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
    fn names_become_requests() {
        assert_eq!(CreateSnapshotRequest::from("a"), CreateSnapshotRequest::new("a"));
        assert_eq!(ListSnapshotsRequest::from("a".to_owned()), ListSnapshotsRequest::new("a"));
    }

    #[test]
    fn every_request_needs_a_collection() {
        assert_eq!(field(CreateSnapshotRequest::new("").check()), "collection_name");
        assert_eq!(field(ListSnapshotsRequest::new("..").check()), "collection_name");
        assert_eq!(field(DeleteSnapshotRequest::new("", "s").check()), "collection_name");
        assert_eq!(field(DownloadSnapshot::new("", "s").check()), "collection_name");
        assert_eq!(field(UploadSnapshot::new("", vec![1]).check()), "collection_name");
        assert_eq!(field(RecoverSnapshot::new("", "file:///s").check()), "collection_name");
        CreateSnapshotRequest::new("docs").check().unwrap();
        ListSnapshotsRequest::new("docs").check().unwrap();
    }

    #[test]
    fn the_name_of_a_snapshot_is_one_segment_of_a_path() {
        for name in ["", ".", "..", "a/b", "../../collections", "/"] {
            assert_eq!(field(DeleteSnapshotRequest::new("docs", name).check()), "snapshot_name", "{name}");
            assert_eq!(field(DownloadSnapshot::new("docs", name).check()), "snapshot_name", "{name}");
        }
        for name in ["docs-2025-01-31.snapshot", "a..b", "with space", "Ünïcode%2F"] {
            DeleteSnapshotRequest::new("docs", name).check().unwrap();
            DownloadSnapshot::new("docs", name).check().unwrap();
        }
    }

    #[test]
    fn a_checksum_is_a_sha_256() {
        for checksum in ["", "ab", &"a".repeat(63), &"a".repeat(65), &"g".repeat(64), &"ä".repeat(32)] {
            let upload = UploadSnapshot::new("docs", vec![1]).checksum(checksum);
            assert_eq!(field(upload.check()), "checksum", "{checksum}");
            let recover = RecoverSnapshot::new("docs", "file:///s").checksum(checksum);
            assert_eq!(field(recover.check()), "checksum", "{checksum}");
        }
        for checksum in ["0a".repeat(32), "0A".repeat(32)] {
            UploadSnapshot::new("docs", vec![1]).checksum(checksum.as_str()).check().unwrap();
            RecoverSnapshot::new("docs", "file:///s").checksum(checksum).check().unwrap();
        }
        UploadSnapshot::new("docs", vec![1]).check().unwrap();
    }

    #[test]
    fn a_recovery_needs_a_location() {
        assert_eq!(field(RecoverSnapshot::new("docs", "").check()), "location");
        RecoverSnapshot::new("docs", "file:///s").check().unwrap();
    }

    #[test]
    fn records_are_complete() {
        let delete = DeleteSnapshotRequest::new("docs", "a.snapshot").wait(false);
        let record = json!({"collection_name": "docs", "snapshot_name": "a.snapshot", "wait": false});
        assert_eq!(encoded(&delete), record);
        assert_eq!(through_json(&delete), delete);

        let recover = RecoverSnapshot::new("docs", "file:///s")
            .priority(SnapshotPriority::NoSync)
            .checksum("ab")
            .wait(true);
        let record = json!({
            "collection_name": "docs", "location": "file:///s", "priority": "no_sync", "checksum": "ab", "wait": true,
        });
        assert_eq!(encoded(&recover), record);
        assert_eq!(through_json(&recover), recover);
    }

    #[test]
    fn the_key_of_a_recovery_is_neither_shown_nor_recorded() {
        let recover = RecoverSnapshot::new("docs", "https://db.example/s").api_key("hush");
        assert_eq!(recover.api_key.as_ref().map(Secret::expose), Some("hush"));
        assert!(!format!("{recover:?}").contains("hush"));
        let record = serde_json::to_string(&recover).unwrap();
        assert!(!record.contains("hush") && !record.contains("api_key"), "{record}");
        assert_eq!(serde_json::from_str::<RecoverSnapshot>(&record).unwrap().api_key, None);
        // Nor is a key taken from a record that somebody wrote by hand.
        let with_key = r#"{"collection_name": "docs", "location": "file:///s", "api_key": "hush"}"#;
        assert_eq!(serde_json::from_str::<RecoverSnapshot>(with_key).unwrap().api_key, None);
    }

    #[test]
    fn an_upload_cannot_be_recorded() {
        let error = serde_json::to_string(&UploadSnapshot::new("docs", vec![1])).unwrap_err();
        assert_eq!(error.to_string(), "a stream cannot be recorded");
    }
}
