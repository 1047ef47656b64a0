//! Bytes that do not fit into memory at once.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use crate::error::{Error, ErrorKind};

type BoxStream = Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>;

/// A stream of chunks, such as a snapshot that is being downloaded.
pub struct ByteStream {
    chunks: BoxStream,
    length: Option<u64>,
}

impl ByteStream {
    /// Creates a stream from chunks.
    pub fn new(chunks: impl Stream<Item = Result<Bytes, Error>> + Send + 'static) -> Self {
        Self { chunks: Box::pin(chunks), length: None }
    }

    /// States the number of bytes in all.
    #[must_use]
    pub fn with_length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// Returns the number of bytes in all, if it is known beforehand.
    pub fn length(&self) -> Option<u64> {
        self.length
    }
}

impl From<Bytes> for ByteStream {
    fn from(bytes: Bytes) -> Self {
        let length = bytes.len() as u64;
        Self::new(Single(Some(bytes))).with_length(length)
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.chunks.as_mut().poll_next(cx)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.chunks.size_hint()
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").field("length", &self.length).finish_non_exhaustive()
    }
}

struct Single(Option<Bytes>);

impl Stream for Single {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

/// Where the bytes of an upload come from.
///
/// A replayable source can be opened again for a retry; one that can be read only once makes the operation fail
/// instead of sending half of it twice. Clones share the source.
#[derive(Clone)]
pub struct ByteSource(Source);

#[derive(Clone)]
enum Source {
    Replayable(Arc<dyn Fn() -> ByteStream + Send + Sync>),
    Once(Arc<Mutex<Option<ByteStream>>>),
}

impl ByteSource {
    /// Creates a source that can be opened any number of times.
    pub fn replayable(open: impl Fn() -> ByteStream + Send + Sync + 'static) -> Self {
        Self(Source::Replayable(Arc::new(open)))
    }

    /// Creates a source that can be opened once.
    pub fn once(stream: ByteStream) -> Self {
        Self(Source::Once(Arc::new(Mutex::new(Some(stream)))))
    }

    /// Returns whether the source can be opened again.
    pub fn is_replayable(&self) -> bool {
        matches!(self.0, Source::Replayable(_))
    }

    /// Opens the source from its beginning.
    ///
    /// # Errors
    ///
    /// `Io` when a source that can be read only once was opened before.
    pub fn open(&self) -> Result<ByteStream, Error> {
        match &self.0 {
            Source::Replayable(open) => Ok(open()),
            Source::Once(slot) => {
                slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take().ok_or_else(|| {
                    Error::new(ErrorKind::Io, "the bytes to upload were read before and cannot be read again")
                })
            }
        }
    }
}

impl From<Bytes> for ByteSource {
    fn from(bytes: Bytes) -> Self {
        Self::replayable(move || bytes.clone().into())
    }
}

impl fmt::Debug for ByteSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteSource").field("replayable", &self.is_replayable()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    fn first_chunk(mut stream: ByteStream) -> Option<Bytes> {
        match Pin::new(&mut stream).poll_next(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(chunk) => chunk.map(Result::unwrap),
            Poll::Pending => None,
        }
    }

    #[test]
    fn bytes_can_be_read_again_and_again() {
        let source = ByteSource::from(Bytes::from_static(b"snapshot"));
        for _ in 0..2 {
            let stream = source.open().unwrap();
            assert_eq!(stream.length(), Some(8));
            assert_eq!(first_chunk(stream).unwrap(), "snapshot");
        }
    }

    #[test]
    fn a_source_for_one_reading_refuses_the_second() {
        let source = ByteSource::once(Bytes::from_static(b"x").into());
        let copy = source.clone();
        assert!(!copy.is_replayable());
        assert_eq!(first_chunk(source.open().unwrap()).unwrap(), "x");
        assert_eq!(copy.open().unwrap_err().kind(), ErrorKind::Io);
    }
}
