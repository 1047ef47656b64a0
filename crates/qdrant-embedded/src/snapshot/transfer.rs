//! Snapshots on their way in and out, a piece at a time.

use std::fs::File;
use std::future::Future;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use qdrant_core::{ByteSource, ByteStream, Error, ErrorKind, SnapshotFile};
use tempfile::TempPath;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::create::Archived;
use super::hash::Hashing;
use super::recover::Package;
use super::shelf::stored_checksum;
use crate::blocking::blocking;
use crate::files::{check_space, io_error};
use crate::root::Root;

/// Bytes of a piece.
const PIECE: u64 = 1 << 18;

/// How many bytes may arrive before the space on the disk is looked at again.
const SPACE_INTERVAL: u64 = 16 << 20;

/// Opens a snapshot to be read.
pub(crate) fn download(path: &PathBuf) -> Result<SnapshotFile, Error> {
    let failed = |error| io_error("read", path, error);
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let mut snapshot = SnapshotFile::new(ByteStream::new(Pieces::new(file, None)).with_length(length));
    snapshot.file_name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    snapshot.checksum = stored_checksum(path);
    Ok(snapshot)
}

impl Archived {
    /// Hands out an archive that nobody lists; it goes when it has been read.
    pub(crate) fn into_download(self, file_name: String) -> Result<SnapshotFile, Error> {
        let Self { file, checksum, length } = self;
        let (_, path) = file.into_parts();
        let file = File::open(&path).map_err(|error| io_error("read", &path, error))?;
        let stream = ByteStream::new(Pieces::new(file, Some(path))).with_length(length);
        Ok(SnapshotFile::new(stream).file_name(file_name).checksum(checksum))
    }
}

/// The pieces of a file, read on threads that may block.
struct Pieces {
    state: State,
    /// Removes the file at the end.
    _path: Option<TempPath>,
}

enum State {
    Idle(File),
    Reading(JoinHandle<io::Result<(File, Bytes)>>),
    Ended,
}

impl Pieces {
    fn new(file: File, path: Option<TempPath>) -> Self {
        Self { state: State::Idle(file), _path: path }
    }
}

impl Stream for Pieces {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Idle(file) => match Handle::try_current() {
                    Ok(runtime) => self.state = State::Reading(runtime.spawn_blocking(move || piece(file))),
                    Err(error) => return Poll::Ready(Some(Err(failed(error)))),
                },
                State::Reading(mut reading) => {
                    let polled = Pin::new(&mut reading).poll(cx);
                    if let Poll::Ready(read) = polled {
                        return Poll::Ready(
                            match read.unwrap_or_else(|error| Err(io::Error::other(error))) {
                                Ok((_, bytes)) if bytes.is_empty() => None,
                                Ok((file, bytes)) => {
                                    self.state = State::Idle(file);
                                    Some(Ok(bytes))
                                }
                                Err(error) => Some(Err(failed(error))),
                            },
                        );
                    }
                    self.state = State::Reading(reading);
                    return Poll::Pending;
                }
            }
        }
    }
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Io, format!("the snapshot could not be read: {error}")).with_source(error)
}

fn piece(mut file: File) -> io::Result<(File, Bytes)> {
    let mut bytes = Vec::new();
    Read::by_ref(&mut file).take(PIECE).read_to_end(&mut bytes)?;
    Ok((file, bytes.into()))
}

/// Writes a snapshot that is sent into a file, which goes again unless it is used.
pub(crate) async fn stage(root: Arc<Root>, source: &ByteSource) -> Result<Package, Error> {
    let mut stream = source.open()?;
    let mut sink = blocking(move || {
        check_space(root.path())?;
        Ok(Sink { file: Hashing::new(root.unfinished()?), root, checked: 0 })
    })
    .await?;
    while let Some(bytes) = stream.next_chunk().await? {
        sink = blocking(move || sink.write(&bytes)).await?;
    }
    blocking(move || {
        let (file, checksum) = sink.file.finish();
        Ok(Package::Sent(file, checksum))
    })
    .await
}

struct Sink {
    file: Hashing<tempfile::NamedTempFile>,
    root: Arc<Root>,
    checked: u64,
}

impl Sink {
    fn write(mut self, bytes: &[u8]) -> Result<Self, Error> {
        if self.file.length() >= self.checked + SPACE_INTERVAL {
            check_space(self.root.path())?;
            self.checked = self.file.length();
        }
        self.file.write_all(bytes).map_err(|error| io_error("write to", self.root.path(), error))?;
        Ok(self)
    }
}
