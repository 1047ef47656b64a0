//! Snapshots of the whole storage: create, list, delete, download.

use serde::{Deserialize, Serialize};

use super::snapshots::check_snapshot_name;
use crate::error::Error;
use crate::macros::setters;

/// Makes a snapshot of all collections and aliases on the server.
///
/// A server in a cluster refuses it.
///
/// # Examples
///
/// ```
/// use qdrant_core::CreateFullSnapshotRequest;
///
/// let create = CreateFullSnapshotRequest::new().wait(false);
/// # assert_eq!(create.wait, Some(false));
/// ```
///
/// # Support
///
/// REST `POST /snapshots`, rpc `qdrant.Snapshots/CreateFull` (which always waits).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CreateFullSnapshotRequest {
    /// Whether to answer only after the end; the server's default is `true`.
    pub wait: Option<bool>,
}

impl CreateFullSnapshotRequest {
    /// Creates the request.
    pub fn new() -> Self {
        Self { wait: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

setters! {
    impl CreateFullSnapshotRequest { wait: Option<bool> }
}

/// Lists the snapshots of the whole storage.
///
/// # Examples
///
/// ```
/// use qdrant_core::ListFullSnapshotsRequest;
///
/// let list = ListFullSnapshotsRequest {};
/// ```
///
/// # Support
///
/// REST `GET /snapshots`, rpc `qdrant.Snapshots/ListFull`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ListFullSnapshotsRequest {}

impl ListFullSnapshotsRequest {
    pub(crate) fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// Deletes a snapshot of the whole storage.
///
/// When the answer of an attempt is lost, the next one may find the snapshot gone: that `NotFound` says so with
/// [`Error::may_be_done`].
///
/// # Examples
///
/// ```
/// use qdrant_core::DeleteFullSnapshotRequest;
///
/// let delete = DeleteFullSnapshotRequest::new("full-snapshot-2025-01-31.snapshot");
/// # assert_eq!(delete.wait, None);
/// ```
///
/// # Support
///
/// REST `DELETE /snapshots/{snapshot_name}`, rpc `qdrant.Snapshots/DeleteFull` (which always waits).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DeleteFullSnapshotRequest {
    /// The snapshot, as its description names it.
    pub snapshot_name: String,
    /// Whether to answer only after the end; the server's default is `true`.
    pub wait: Option<bool>,
}

impl DeleteFullSnapshotRequest {
    /// Creates the request.
    pub fn new(snapshot_name: impl Into<String>) -> Self {
        Self { snapshot_name: snapshot_name.into(), wait: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        check_snapshot_name(&self.snapshot_name)
    }
}

setters! {
    impl DeleteFullSnapshotRequest { wait: Option<bool> }
}

impl<S: Into<String>> From<S> for DeleteFullSnapshotRequest {
    fn from(snapshot_name: S) -> Self {
        Self::new(snapshot_name)
    }
}

/// Downloads a snapshot of the whole storage as a stream.
///
/// # Examples
///
/// ```
/// use qdrant_core::DownloadFullSnapshot;
///
/// let download = DownloadFullSnapshot::new("full-snapshot-2025-01-31.snapshot");
/// # assert_eq!(download, "full-snapshot-2025-01-31.snapshot".into());
/// ```
///
/// # Support
///
/// REST `GET /snapshots/{snapshot_name}`; no rpc.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DownloadFullSnapshot {
    /// The snapshot, as its description names it.
    pub snapshot_name: String,
}

impl DownloadFullSnapshot {
    /// Creates the request.
    pub fn new(snapshot_name: impl Into<String>) -> Self {
        Self { snapshot_name: snapshot_name.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        check_snapshot_name(&self.snapshot_name)
    }
}

impl<S: Into<String>> From<S> for DownloadFullSnapshot {
    fn from(snapshot_name: S) -> Self {
        Self::new(snapshot_name)
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
        assert_eq!(DeleteFullSnapshotRequest::from("a"), DeleteFullSnapshotRequest::new("a"));
        assert_eq!(DownloadFullSnapshot::from("a".to_owned()), DownloadFullSnapshot::new("a"));
    }

    #[test]
    fn the_name_of_a_snapshot_is_one_segment_of_a_path() {
        for name in ["", ".", "..", "a/b"] {
            assert_eq!(field(DeleteFullSnapshotRequest::new(name).check()), "snapshot_name", "{name}");
            assert_eq!(field(DownloadFullSnapshot::new(name).check()), "snapshot_name", "{name}");
        }
        DeleteFullSnapshotRequest::new("full.snapshot").check().unwrap();
        DownloadFullSnapshot::new("full.snapshot").check().unwrap();
        CreateFullSnapshotRequest::new().check().unwrap();
        ListFullSnapshotsRequest::default().check().unwrap();
    }

    #[test]
    fn records_are_complete() {
        let delete = DeleteFullSnapshotRequest::new("a.snapshot").wait(true);
        assert_eq!(encoded(&delete), json!({"snapshot_name": "a.snapshot", "wait": true}));
        assert_eq!(through_json(&delete), delete);
        assert_eq!(encoded(&CreateFullSnapshotRequest::new().wait(false)), json!({"wait": false}));
        assert_eq!(through_json(&CreateFullSnapshotRequest::new()), CreateFullSnapshotRequest::default());
        assert_eq!(encoded(&ListFullSnapshotsRequest {}), json!({}));
        assert_eq!(encoded(&DownloadFullSnapshot::new("a.snapshot")), json!({"snapshot_name": "a.snapshot"}));
    }
}
