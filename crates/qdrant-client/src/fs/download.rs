//! Downloading a snapshot of a collection to a file.

use std::path::PathBuf;

use qdrant_core::{DownloadSnapshot, Error, ErrorKind, ListSnapshotsRequest, SnapshotDescription};

use super::save::{SavedSnapshot, SnapshotFileExt};
use crate::client::Qdrant;

/// Where to save which snapshot of a collection.
///
/// [`Qdrant::save_snapshot`] takes it. Its name and its constructor are those of the official client, which has no
/// stream of the bytes as [`Qdrant::download_snapshot`] has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotDownload {
    /// The file to write; one that is there already is replaced.
    pub out_path: PathBuf,
    /// The collection.
    pub collection_name: String,
    /// The snapshot, as its description names it; the newest one unless set.
    pub snapshot_name: Option<String>,
}

impl SnapshotDownload {
    /// Creates a download of the newest snapshot.
    pub fn new(out_path: impl Into<PathBuf>, collection_name: impl Into<String>) -> Self {
        Self { out_path: out_path.into(), collection_name: collection_name.into(), snapshot_name: None }
    }

    /// Sets [`snapshot_name`](field@Self::snapshot_name).
    #[must_use]
    pub fn snapshot_name(mut self, snapshot_name: impl Into<String>) -> Self {
        self.snapshot_name = Some(snapshot_name.into());
        self
    }
}

impl Qdrant {
    /// Downloads a snapshot of a collection to a file, which appears whole or not at all.
    ///
    /// Its length and, if the server keeps one, its checksum are compared with those of the list of snapshots. See
    /// [`SnapshotFileExt::save`] for how it is written.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection or the snapshot does not exist; `Io` when the file cannot be written, or when
    /// the bytes are not those of the snapshot.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// # let folder = tempfile::tempdir().expect("a folder for the example");
    /// # let path = folder.path().join("cities.snapshot");
    /// use qdrant_client::{FileSource, SnapshotDownload, UploadSnapshot};
    ///
    /// client.create_snapshot("cities").await?;
    /// let saved = client.save_snapshot(SnapshotDownload::new(path, "cities")).await?;
    ///
    /// let upload = UploadSnapshot::new("copy", FileSource::open(saved.path).await?).checksum(saved.checksum);
    /// client.upload_snapshot(upload).await?;
    /// # assert_eq!(client.collection("copy").count_all().await?, 4);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /collections/{collection_name}/snapshots` and
    /// `GET /collections/{collection_name}/snapshots/{snapshot_name}`; the bytes have no rpc.
    pub async fn save_snapshot(&self, request: impl Into<SnapshotDownload>) -> Result<SavedSnapshot, Error> {
        let SnapshotDownload { out_path, collection_name, snapshot_name } = request.into();
        let listed = self.call(ListSnapshotsRequest::new(&collection_name)).await?;
        let known = match &snapshot_name {
            Some(name) => listed.into_iter().find(|snapshot| snapshot.name == *name),
            None => listed.into_iter().max_by_key(|snapshot| snapshot.creation_time),
        };
        let Some(name) = snapshot_name.or_else(|| known.as_ref().map(|known| known.name.clone())) else {
            let message = format!("collection `{collection_name}` has no snapshot");
            return Err(Error::new(ErrorKind::NotFound, message));
        };
        let mut file = self.call(DownloadSnapshot::new(collection_name, name)).await?;
        if let Some(SnapshotDescription { size, checksum, .. }) = known {
            file.checksum = file.checksum.or(checksum);
            if file.content.length().is_none() {
                file.content = file.content.with_length(size);
            }
        }
        file.save(out_path).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use qdrant_core::{Request, SnapshotFile};
    use qdrant_testkit::MockTransport;

    use super::*;

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn described(name: &str, day: &str) -> SnapshotDescription {
        let time: qdrant_core::Timestamp = format!("2025-01-{day}T10:00:00Z").parse().unwrap();
        SnapshotDescription::new(name, 3).creation_time(time).checksum(ABC)
    }

    fn mock(listed: Vec<SnapshotDescription>, bytes: &str) -> (Arc<MockTransport>, Qdrant) {
        let mock = Arc::new(MockTransport::new());
        mock.push::<ListSnapshotsRequest>(Ok(listed));
        mock.push::<DownloadSnapshot>(Ok(SnapshotFile::new(bytes.as_bytes().to_vec())));
        (Arc::clone(&mock), Qdrant::from_transport(mock))
    }

    fn asked(mock: &MockTransport) -> String {
        let Request::DownloadSnapshot(download) = &mock.calls()[1].request else { panic!("no download") };
        download.snapshot_name.clone()
    }

    #[tokio::test]
    async fn the_newest_snapshot_is_saved_unless_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.snapshot");
        let listed = vec![described("old", "01"), described("new", "31"), described("middle", "15")];
        let newest = SnapshotDownload::new(&path, "c");
        for (download, expected) in [
            (newest.clone(), "new"),
            (newest.clone().snapshot_name("old"), "old"),
            (newest.snapshot_name("x"), "x"),
        ] {
            let (mock, client) = mock(listed.clone(), "abc");
            assert_eq!(client.save_snapshot(download).await.unwrap().checksum, ABC);
            assert_eq!(asked(&mock), expected);
            assert_eq!(std::fs::read(&path).unwrap(), b"abc");
        }
    }

    #[tokio::test]
    async fn bytes_that_the_list_does_not_promise_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.snapshot");
        let (_, client) = mock(vec![described("a", "01")], "xyz");
        let error = client.save_snapshot(SnapshotDownload::new(&path, "c")).await.unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Io, Some("checksum")));
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_collection_without_snapshots_says_so() {
        let (mock, client) = mock(Vec::new(), "");
        let error = client.save_snapshot(SnapshotDownload::new("a.snapshot", "c")).await.unwrap_err();
        assert!(error.is_not_found() && error.message().contains("`c`"), "{error}");
        assert_eq!(mock.calls().len(), 1);
    }
}
