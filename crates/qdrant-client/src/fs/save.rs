//! Writing a snapshot to a file.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use qdrant_core::{Error, ErrorKind, SnapshotFile};
use tokio::fs::OpenOptions;
use tokio::io::AsyncWriteExt;

use super::checksum::{Checksum, compare};
use super::failed;

/// A snapshot that was written to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SavedSnapshot {
    /// Where it is.
    pub path: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of what was written, as 64 hex digits.
    pub checksum: String,
}

/// Saves snapshots that are being downloaded.
pub trait SnapshotFileExt: sealed::Sealed {
    /// Writes the bytes to a file, which appears whole or not at all.
    ///
    /// They go to a file beside the target that becomes the target when length and checksum, so far as they are known,
    /// are right and everything is on disk. A file that is there already is replaced. When the future is dropped
    /// amid its work, nothing stays.
    ///
    /// # Errors
    ///
    /// That of the stream; `Io` when the file cannot be written, or when the bytes are not those of the snapshot.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// # let folder = tempfile::tempdir().expect("a folder for the example");
    /// # let path = folder.path().join("all.snapshot");
    /// use qdrant_client::SnapshotFileExt;
    ///
    /// let snapshot = client.create_full_snapshot().await?.into_completed()?;
    /// let saved = client.download_full_snapshot(snapshot.name).await?.save(path).await?;
    /// assert_eq!(saved.size, snapshot.size);
    /// # Ok(())
    /// # }) }
    /// ```
    fn save(self, path: impl Into<PathBuf>) -> impl Future<Output = Result<SavedSnapshot, Error>> + Send;
}

impl SnapshotFileExt for SnapshotFile {
    fn save(self, path: impl Into<PathBuf>) -> impl Future<Output = Result<SavedSnapshot, Error>> + Send {
        write(self, path.into())
    }
}

mod sealed {
    #[expect(unnameable_types, reason = "that is what seals the trait")]
    pub trait Sealed {}

    impl Sealed for qdrant_core::SnapshotFile {}
}

async fn write(snapshot: SnapshotFile, path: PathBuf) -> Result<SavedSnapshot, Error> {
    let SnapshotFile { mut content, checksum: promised, file_name: _ } = snapshot;
    let partial = Partial::beside(&path)?;
    // `create_new` does not follow a link that somebody has put there.
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&partial.path)
        .await
        .map_err(|error| failed("create", &partial.path, error))?;
    let (mut size, mut checksum) = (0, Checksum::default());
    while let Some(chunk) = content.next_chunk().await? {
        checksum.update(&chunk);
        size += chunk.len() as u64;
        file.write_all(&chunk).await.map_err(|error| failed("write", &partial.path, error))?;
    }
    if let Some(length) = content.length().filter(|length| *length != size) {
        return Err(Error::new(ErrorKind::Io, format!("the snapshot has {length} bytes, {size} came")));
    }
    let checksum = checksum.finish();
    if let Some(promised) = promised {
        compare(&checksum, &promised)?;
    }
    file.flush().await.map_err(|error| failed("write", &partial.path, error))?;
    file.sync_all().await.map_err(|error| failed("write", &partial.path, error))?;
    drop(file);
    partial.become_target(&path).await?;
    Ok(SavedSnapshot { path, size, checksum })
}

/// A file that is removed unless it becomes the target.
struct Partial {
    path: PathBuf,
    keep: bool,
}

impl Partial {
    fn beside(target: &Path) -> Result<Self, Error> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);

        let Some(name) = target.file_name() else {
            return Err(Error::new(ErrorKind::Io, format!("{} is no name of a file", target.display())));
        };
        let mut partial = OsString::from(".");
        partial.push(name);
        partial.push(format!(".{}-{}.part", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed)));
        Ok(Self { path: target.with_file_name(partial), keep: true })
    }

    async fn become_target(mut self, target: &Path) -> Result<(), Error> {
        tokio::fs::rename(&self.path, target).await.map_err(|error| failed("create", target, error))?;
        self.keep = false;
        sync_folder(target).await;
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if self.keep {
            // Nobody waits for it any more, and whoever does has a better error.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Brings the new name to disk, where the system can do that: not all can for folders.
#[cfg(unix)]
async fn sync_folder(target: &Path) {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = tokio::fs::File::open(folder).await {
        let _ = folder.sync_all().await;
    }
}

#[cfg(not(unix))]
async fn sync_folder(_: &Path) {}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use qdrant_core::ByteStream;

    use super::*;

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn names(folder: &Path) -> Vec<OsString> {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    }

    #[tokio::test]
    async fn a_snapshot_replaces_the_file_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.snapshot");
        std::fs::write(&path, "what was there").unwrap();
        let content = ByteStream::from_chunks(["a", "bc"]).with_length(3);
        let saved = SnapshotFile::new(content).checksum(ABC.to_uppercase()).save(&path).await.unwrap();
        assert_eq!(saved, SavedSnapshot { path: path.clone(), size: 3, checksum: ABC.to_owned() });
        assert_eq!(std::fs::read(&path).unwrap(), b"abc");
        assert_eq!(names(folder.path()), ["a.snapshot"]);
    }

    #[tokio::test]
    async fn what_is_not_whole_does_not_touch_the_target() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.snapshot");
        std::fs::write(&path, "what was there").unwrap();
        let broken = stream::iter([Ok("a".into()), Err(Error::new(ErrorKind::Connect, "reset"))]);
        for (file, kind) in [
            (SnapshotFile::new(ByteStream::new(broken)), ErrorKind::Connect),
            (SnapshotFile::new(ByteStream::from_chunks(["abc"]).with_length(4)), ErrorKind::Io),
            (SnapshotFile::new(b"abcd".to_vec()).checksum(ABC), ErrorKind::Io),
        ] {
            assert_eq!(file.save(&path).await.unwrap_err().kind(), kind);
            assert_eq!(std::fs::read(&path).unwrap(), b"what was there");
            assert_eq!(names(folder.path()), ["a.snapshot"]);
        }
        let error =
            SnapshotFile::new(b"abc".to_vec()).save(folder.path().join("no/where")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert_eq!(SnapshotFile::new(Vec::new()).save("..").await.unwrap_err().kind(), ErrorKind::Io);
    }

    #[tokio::test]
    async fn a_download_that_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let endless = stream::iter([Ok("a".into())]);
        let endless = ByteStream::new(futures_util::StreamExt::chain(endless, stream::pending()));
        let saving = SnapshotFile::new(endless).save(folder.path().join("a.snapshot"));
        let limit = std::time::Duration::from_millis(50);
        tokio::time::timeout(limit, saving).await.unwrap_err();
        assert_eq!(names(folder.path()), [""; 0]);
    }
}
