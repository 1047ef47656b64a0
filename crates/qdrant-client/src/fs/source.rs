//! Reading a snapshot from a file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::stream::try_unfold;
use qdrant_core::{ByteSource, ByteStream, Error, ErrorKind};
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use super::checksum::Checksum;
use super::failed;

/// Bytes that are read at once.
const CHUNK: usize = 128 << 10;

/// A file to upload; it is read while it is sent, and again if the upload is repeated.
///
/// Operations that take a [`ByteSource`] take it as it is.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
/// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
/// use qdrant_client::{FileSource, UploadSnapshot};
///
/// # let folder = tempfile::tempdir().expect("a folder for the example");
/// # let path = folder.path().join("cities.snapshot");
/// # client.create_snapshot("cities").await?;
/// # client.save_snapshot(qdrant_client::SnapshotDownload::new(&path, "cities")).await?;
/// let file = FileSource::open(path).await?;
/// let checksum = file.checksum().await?;
/// client.upload_snapshot(UploadSnapshot::new("cities", file).checksum(checksum)).await?;
/// # Ok(())
/// # }) }
/// ```
#[derive(Debug, Clone)]
pub struct FileSource {
    path: Arc<Path>,
    size: u64,
}

impl FileSource {
    /// Finds a file; its size is what it is now.
    ///
    /// # Errors
    ///
    /// `Io` when there is none, or when it cannot be read.
    pub async fn open(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        // Opened and not only looked at, so that a file that cannot be read is no surprise amid the upload.
        let file = File::open(&path).await.map_err(|error| failed("open", &path, error))?;
        let metadata = file.metadata().await.map_err(|error| failed("read", &path, error))?;
        if !metadata.is_file() {
            return Err(Error::new(ErrorKind::Io, format!("{} is no file", path.display())));
        }
        Ok(Self { path: path.into(), size: metadata.len() })
    }

    /// Returns where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns its size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Reads the file and returns its SHA-256, as uploads take it.
    ///
    /// # Errors
    ///
    /// `Io` when the file cannot be read.
    pub async fn checksum(&self) -> Result<String, Error> {
        let (mut stream, mut checksum) = (self.stream(), Checksum::default());
        while let Some(chunk) = stream.next_chunk().await? {
            checksum.update(&chunk);
        }
        Ok(checksum.finish())
    }

    fn stream(&self) -> ByteStream {
        ByteStream::new(chunks(Arc::clone(&self.path))).with_length(self.size)
    }
}

impl From<FileSource> for ByteSource {
    fn from(file: FileSource) -> Self {
        Self::replayable(move || file.stream())
    }
}

/// Opens the file when the first chunk is asked for.
fn chunks(path: Arc<Path>) -> impl Stream<Item = Result<Bytes, Error>> + Send {
    try_unfold(None, move |opened: Option<File>| {
        let path = Arc::clone(&path);
        async move {
            let mut file = match opened {
                Some(file) => file,
                None => File::open(&path).await.map_err(|error| failed("open", &path, error))?,
            };
            let mut chunk = BytesMut::with_capacity(CHUNK);
            let read = file.read_buf(&mut chunk).await.map_err(|error| failed("read", &path, error))?;
            Ok((read > 0).then(|| (chunk.freeze(), Some(file))))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_read_as_often_as_it_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.snapshot");
        let bytes = vec![7_u8; CHUNK * 2 + 1];
        std::fs::write(&path, &bytes).unwrap();

        let file = FileSource::open(&path).await.unwrap();
        assert_eq!((file.path(), file.size()), (&*path, bytes.len() as u64));
        let mut checksum = Checksum::default();
        checksum.update(&bytes);
        assert_eq!(file.checksum().await.unwrap(), checksum.finish());

        let source = ByteSource::from(file);
        assert!(source.is_replayable());
        for _ in 0..2 {
            let stream = source.open().unwrap();
            assert_eq!(stream.length(), Some(bytes.len() as u64));
            assert_eq!(stream.collect(bytes.len()).await.unwrap(), bytes);
        }
        std::fs::remove_file(&path).unwrap();
        assert_eq!(source.open().unwrap().collect(1).await.unwrap_err().kind(), ErrorKind::Io);
    }

    #[tokio::test]
    async fn what_is_no_file_is_refused_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_owned(), folder.path().join("nothing")] {
            let error = FileSource::open(&path).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Io);
            assert!(error.message().contains(&path.display().to_string()), "{error}");
        }
    }
}
