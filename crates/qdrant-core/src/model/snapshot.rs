//! Snapshots: what the server says about them, and their bytes.

use serde::{Deserialize, Serialize, Serializer};

use super::Timestamp;
use crate::macros::{closed_enum, setters};
use crate::stream::ByteStream;

/// A snapshot on the server.
///
/// The REST API writes the time without a zone and means UTC.
///
/// # Examples
///
/// ```
/// use qdrant_core::SnapshotDescription;
///
/// let snapshot: SnapshotDescription =
///     serde_json::from_str(r#"{"name": "docs.snapshot", "creation_time": "2025-01-31T10:00:00", "size": 512}"#)?;
/// assert_eq!(snapshot.creation_time.map(|time| time.to_string()).as_deref(), Some("2025-01-31T10:00:00Z"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SnapshotDescription {
    /// The name of the file, which operations on the snapshot take.
    pub name: String,
    /// When the snapshot was made, if the storage knows.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "without_zone")]
    pub creation_time: Option<Timestamp>,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 in hex digits, if the server keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checksum: Option<String>,
}

impl SnapshotDescription {
    /// Creates a description; size in bytes.
    pub fn new(name: impl Into<String>, size: u64) -> Self {
        Self { name: name.into(), creation_time: None, size, checksum: None }
    }
}

setters! {
    impl SnapshotDescription { creation_time: Option<Timestamp>, checksum: Option<String> }
}

fn without_zone<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serializer.serialize_str(time.to_string().trim_end_matches('Z')),
        None => serializer.serialize_none(),
    }
}

closed_enum! {
    /// Which data wins where a snapshot is recovered into a collection that has replicas.
    pub enum SnapshotPriority {
        /// The snapshot is taken without any synchronisation; for nodes that are recovered one by one.
        NoSync = "no_sync",
        /// The snapshot wins over what the replicas have.
        Snapshot = "snapshot",
        /// What the replicas have wins over the snapshot; the server's default.
        Replica = "replica",
    }
}

/// A snapshot that is being downloaded.
///
/// The number of bytes in all is that of the [`content`](Self::content), if the server tells it. Clones share the
/// bytes, so that only one of them can be read, and no tape can record them.
///
/// # Examples
///
/// ```
/// use qdrant_core::{ByteStream, SnapshotFile};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), qdrant_core::Error> {
/// let mut file = SnapshotFile::new(ByteStream::from(b"tar".to_vec())).file_name("docs.snapshot");
/// assert_eq!(file.content.length(), Some(3));
/// while let Some(chunk) = file.content.next_chunk().await? {
///     // Write the chunk.
/// #   drop(chunk);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotFile {
    /// The bytes.
    pub content: ByteStream,
    /// The name that the server gives the file.
    pub file_name: Option<String>,
    /// SHA-256 in hex digits, if the server tells it; nobody has compared it with the bytes yet.
    pub checksum: Option<String>,
}

impl SnapshotFile {
    /// Creates a file without name and checksum.
    pub fn new(content: impl Into<ByteStream>) -> Self {
        Self { content: content.into(), file_name: None, checksum: None }
    }
}

setters! {
    impl SnapshotFile { file_name: Option<String>, checksum: Option<String> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::{encoded, golden, through_json};

    #[test]
    fn a_description_of_the_rest_api_keeps_its_json() {
        let snapshot: SnapshotDescription = golden(
            r#"{"name": "docs-1.snapshot", "creation_time": "2025-01-31T10:00:00", "size": 18446744073709551615,
                "checksum": "ab"}"#,
        );
        let time: Timestamp = "2025-01-31T10:00:00Z".parse().unwrap();
        assert_eq!(
            snapshot,
            SnapshotDescription::new("docs-1.snapshot", u64::MAX).creation_time(time).checksum("ab")
        );
        let bare: SnapshotDescription = golden(r#"{"name": "a", "size": 0}"#);
        assert_eq!(bare, SnapshotDescription::new("a", 0));
    }

    #[test]
    fn times_are_read_with_and_without_zone_and_written_without() {
        for (read, written) in [
            ("2025-01-31T10:00:00", "2025-01-31T10:00:00"),
            ("2025-01-31T10:00:00.123456789", "2025-01-31T10:00:00.123456789"),
            ("2025-01-31T10:00:00Z", "2025-01-31T10:00:00"),
            ("2025-01-31T10:00:00.5+02:00", "2025-01-31T08:00:00.5"),
        ] {
            let json = format!(r#"{{"name": "a", "creation_time": "{read}", "size": 1}}"#);
            let snapshot: SnapshotDescription = serde_json::from_str(&json).unwrap();
            assert_eq!(encoded(&snapshot)["creation_time"], written);
            assert_eq!(through_json(&snapshot), snapshot);
        }
    }

    #[test]
    fn nulls_and_fields_of_a_newer_server_are_no_obstacle() {
        let json = r#"{"name": "a", "creation_time": null, "size": 1, "checksum": null, "encrypted": true}"#;
        assert_eq!(
            serde_json::from_str::<SnapshotDescription>(json).unwrap(),
            SnapshotDescription::new("a", 1)
        );
        assert!(serde_json::from_str::<SnapshotDescription>(r#"{"name": "a"}"#).is_err());
    }

    #[test]
    fn priorities_have_the_names_of_the_wire() {
        let names: Vec<_> = SnapshotPriority::ALL.iter().map(|priority| priority.as_str()).collect();
        assert_eq!(names, ["no_sync", "snapshot", "replica"]);
        assert_eq!(encoded(&SnapshotPriority::NoSync), "no_sync");
        assert_eq!("replica".parse::<SnapshotPriority>().unwrap(), SnapshotPriority::Replica);
    }

    #[tokio::test]
    async fn clones_of_a_file_share_its_bytes() {
        let file = SnapshotFile::new(b"tar".to_vec()).file_name("a.snapshot").checksum("ab");
        let copy = file.clone();
        assert_eq!(file, copy);
        assert_ne!(file, SnapshotFile::new(b"tar".to_vec()).file_name("a.snapshot").checksum("ab"));
        assert_eq!(copy.content.collect(3).await.unwrap(), "tar");
        assert!(file.content.collect(3).await.is_err());
    }

    #[test]
    fn a_file_cannot_be_recorded() {
        let error = serde_json::to_string(&SnapshotFile::new(Vec::new())).unwrap_err();
        assert_eq!(error.to_string(), "a stream cannot be recorded");
    }
}
