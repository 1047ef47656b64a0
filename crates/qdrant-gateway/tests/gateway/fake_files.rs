//! Snapshots of the transport that only pretends.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use flate2::Crc;
use futures_util::{Stream, StreamExt, stream};
use qdrant_core::{
    ByteStream, CreateFullSnapshotRequest, CreateSnapshotRequest, DeleteSnapshotRequest, DownloadSnapshot,
    Error, ErrorKind, ListSnapshotsRequest, Operation, Outcome, RecoverSnapshot, Reply, Request,
    SnapshotDescription, SnapshotFile, StreamShardSnapshot, UploadShardSnapshot, UploadSnapshot,
};
use tokio::sync::Notify;

/// The size of what is large, in bytes.
pub(crate) const LARGE: u64 = 32 << 20;

/// The size of one chunk of it.
pub(crate) const CHUNK: usize = 64 << 10;

/// SHA-256 of nothing; the fake does not lie about more.
pub(crate) const CHECKSUM: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// What has become of the files.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// How many bytes of downloads were made.
    pub(crate) made: Arc<AtomicU64>,
    /// How many bytes of uploads were read.
    pub(crate) read: AtomicU64,
    /// The uploads, or how they ended.
    pub(crate) uploads: Mutex<Vec<Result<Digest, ErrorKind>>>,
    /// Held by every download that goes on.
    pub(crate) open: Arc<()>,
    /// Lets an upload on that waits.
    pub(crate) go_on: Notify,
    /// Said when an upload has ended.
    pub(crate) ended: Notify,
}

/// What is known about the content of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Digest {
    pub(crate) length: u32,
    pub(crate) sum: u32,
}

impl Digest {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(bytes);
        crc.into()
    }

    /// That of the file that is large.
    pub(crate) fn of_large() -> Self {
        Self::of(&large())
    }
}

impl From<Crc> for Digest {
    fn from(crc: Crc) -> Self {
        Self { length: crc.amount(), sum: crc.sum() }
    }
}

/// The file that is large.
pub(crate) fn large() -> Vec<u8> {
    (0..LARGE / CHUNK as u64).map(chunk).collect::<Vec<_>>().concat()
}

/// A chunk of a large file, unlike the others.
pub(crate) fn chunk(number: u64) -> Bytes {
    number.to_le_bytes().repeat(CHUNK / 8).into()
}

/// Fails when the beginning of the reply is on its way.
fn breaks() -> impl Stream<Item = Result<Bytes, Error>> {
    stream::once(async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Err(Error::new(ErrorKind::Io, "the disk is gone").with_source(io::Error::other("gone")))
    })
}

impl Files {
    /// Answers what is about snapshots; the name of the snapshot says how.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are declined")]
    pub(crate) async fn answer(&self, request: Request) -> Result<Reply, Error> {
        let reply = match request {
            Request::CreateSnapshot(request) if request.wait == Some(false) => {
                CreateSnapshotRequest::into_response(Outcome::Accepted)
            }
            Request::CreateSnapshot(_) => {
                CreateSnapshotRequest::into_response(Outcome::Completed(described()))
            }
            Request::CreateFullSnapshot(_) => {
                CreateFullSnapshotRequest::into_response(Outcome::Completed(described()))
            }
            Request::ListSnapshots(_) => ListSnapshotsRequest::into_response(vec![described()]),
            Request::DeleteSnapshot(_) => DeleteSnapshotRequest::into_response(Outcome::Completed(true)),
            Request::RecoverSnapshot(request) => RecoverSnapshot::into_response(match request.wait {
                Some(false) => Outcome::Accepted,
                _ => Outcome::Completed(true),
            }),
            Request::DownloadSnapshot(request) => {
                DownloadSnapshot::into_response(self.file(&request.snapshot_name)?)
            }
            Request::StreamShardSnapshot(_) => StreamShardSnapshot::into_response(self.file("chunked")?),
            Request::UploadSnapshot(request) => {
                if request.collection_name == "declined" {
                    return Err(Error::unsupported(qdrant_core::OperationKind::UploadSnapshot, "fake"));
                }
                if request.collection_name == "waits" {
                    self.go_on.notified().await;
                }
                let digest = self.receive(request.snapshot.open()?).await;
                self.remember(&digest);
                digest?;
                UploadSnapshot::into_response(match request.wait {
                    Some(false) => Outcome::Accepted,
                    _ => Outcome::Completed(true),
                })
            }
            Request::UploadShardSnapshot(request) => {
                let digest = self.receive(request.snapshot.open()?).await;
                self.remember(&digest);
                digest?;
                UploadShardSnapshot::into_response(Outcome::Completed(true))
            }
            other => return Err(Error::unsupported(other.kind(), "fake")),
        };
        Ok(Reply::new(reply))
    }

    fn remember(&self, upload: &Result<Digest, Error>) {
        self.uploads.lock().unwrap().push(upload.as_ref().copied().map_err(Error::kind));
        self.ended.notify_one();
    }

    fn file(&self, name: &str) -> Result<SnapshotFile, Error> {
        let ten = || Ok(Bytes::from_static(b"0123456789"));
        let content = match name {
            "whole" => ByteStream::from(b"a snapshot".to_vec()),
            "empty" => ByteStream::from(Vec::new()),
            "chunked" => ByteStream::from_chunks(["a ", "snap", "", "shot"]),
            "breaks" => ByteStream::new(stream::iter([ten()]).chain(breaks())).with_length(100),
            "breaks-chunked" => ByteStream::new(stream::iter([ten()]).chain(breaks())),
            "short" => {
                let ends = breaks().map(|_| Ok(Bytes::new()));
                ByteStream::new(stream::iter([ten()]).chain(ends)).with_length(100)
            }
            "large" => self.large().with_length(LARGE),
            "large-chunked" => self.large(),
            _ => return Err(Error::new(ErrorKind::NotFound, format!("Not found: Snapshot {name}"))),
        };
        let file = SnapshotFile::new(content).file_name(format!("{name} ü.snapshot"));
        Ok(if name == "empty" { file.checksum(CHECKSUM) } else { file })
    }

    /// A file that is made while it is read.
    fn large(&self) -> ByteStream {
        let (made, open) = (Arc::clone(&self.made), Arc::clone(&self.open));
        let chunks = stream::iter(0..LARGE / CHUNK as u64).map(move |number| {
            assert_eq!(*open, ());
            made.fetch_add(CHUNK as u64, Ordering::SeqCst);
            Ok(chunk(number))
        });
        ByteStream::new(chunks)
    }

    async fn receive(&self, mut content: ByteStream) -> Result<Digest, Error> {
        let mut crc = Crc::new();
        while let Some(chunk) = content.next_chunk().await? {
            self.read.fetch_add(chunk.len() as u64, Ordering::SeqCst);
            crc.update(&chunk);
        }
        Ok(crc.into())
    }
}

fn described() -> SnapshotDescription {
    SnapshotDescription::new("c-1.snapshot", 512)
        .creation_time("2025-01-31T10:00:00Z".parse::<qdrant_core::Timestamp>().unwrap())
        .checksum(CHECKSUM)
}
