//! Bytes that do not fit into memory at once.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, ErrorKind};

type BoxStream = Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>;

const NOT_RECORDED: &str = "a stream cannot be recorded";

/// A stream of chunks, such as a snapshot that is being downloaded.
///
/// Clones share the stream: the one that reads first gets all of it, and every other yields an error of kind
/// [`Io`](ErrorKind::Io). Two streams are equal when they share one. A stream cannot be recorded: to serialise it is
/// an error.
///
/// The stream ends after its first error.
///
/// # Examples
///
/// ```
/// use qdrant_core::ByteStream;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), qdrant_core::Error> {
/// let mut stream = ByteStream::from_chunks(["snap", "shot"]).with_length(8);
/// let mut read = 0;
/// while let Some(chunk) = stream.next_chunk().await? {
///     read += chunk.len();
/// }
/// assert_eq!(read, 8);
/// # Ok(())
/// # }
/// ```
pub struct ByteStream {
    /// Where the first reader takes the chunks from.
    slot: Arc<Mutex<Option<BoxStream>>>,
    /// Never locked; the mutex lets a stream that is only `Send` sit in a `Sync` response.
    state: Mutex<State>,
    length: Option<u64>,
}

enum State {
    Unread,
    Reading(BoxStream),
    Ended,
}

impl ByteStream {
    /// Creates a stream from chunks that may fail.
    pub fn new(chunks: impl Stream<Item = Result<Bytes, Error>> + Send + 'static) -> Self {
        Self {
            slot: Arc::new(Mutex::new(Some(Box::pin(chunks)))),
            state: Mutex::new(State::Unread),
            length: None,
        }
    }

    /// Creates a stream from chunks that are at hand, or that an iterator makes one by one.
    pub fn from_chunks<I>(chunks: I) -> Self
    where
        I: IntoIterator<Item: Into<Bytes>, IntoIter: Send + 'static>,
    {
        Self::new(Chunks(chunks.into_iter()))
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

    /// Reads the next chunk; `None` is the end.
    ///
    /// # Errors
    ///
    /// That of the source; [`ErrorKind::Io`] when a clone has read the stream.
    pub async fn next_chunk(&mut self) -> Result<Option<Bytes>, Error> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// Reads what is left into memory, at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// That of the source; [`ErrorKind::Io`] when there are more bytes than `limit`, or when a clone has read the
    /// stream.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::ByteStream;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), qdrant_core::Error> {
    /// let bytes = ByteStream::from_chunks(["snap", "shot"]).collect(1 << 20).await?;
    /// assert_eq!(bytes, "snapshot");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, Error> {
        let mut whole = BytesMut::new();
        while let Some(chunk) = self.next_chunk().await? {
            if chunk.len() > limit - whole.len() {
                return Err(Error::new(ErrorKind::Io, format!("the stream has more than {limit} bytes")));
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }
}

impl From<Bytes> for ByteStream {
    fn from(bytes: Bytes) -> Self {
        let length = bytes.len() as u64;
        Self::from_chunks([bytes]).with_length(length)
    }
}

impl From<Vec<u8>> for ByteStream {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { slot, state, .. } = &mut *self;
        let state = state.get_mut().unwrap_or_else(PoisonError::into_inner);
        if matches!(state, State::Unread) {
            match lock(slot).take() {
                Some(chunks) => *state = State::Reading(chunks),
                None => {
                    *state = State::Ended;
                    let error = Error::new(ErrorKind::Io, "the stream is read elsewhere, and only once");
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
        let State::Reading(chunks) = state else { return Poll::Ready(None) };
        let chunk = ready!(chunks.as_mut().poll_next(cx));
        if !matches!(chunk, Some(Ok(_))) {
            *state = State::Ended;
        }
        Poll::Ready(chunk)
    }
}

impl Clone for ByteStream {
    fn clone(&self) -> Self {
        Self { slot: Arc::clone(&self.slot), state: Mutex::new(State::Unread), length: self.length }
    }
}

impl PartialEq for ByteStream {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.slot, &other.slot)
    }
}

impl Eq for ByteStream {}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").field("length", &self.length).finish_non_exhaustive()
    }
}

impl Serialize for ByteStream {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom(NOT_RECORDED))
    }
}

impl<'de> Deserialize<'de> for ByteStream {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom(NOT_RECORDED))
    }
}

struct Chunks<I>(I);

// The iterator is never pinned: only `&mut` to it is handed out.
impl<I> Unpin for Chunks<I> {}

impl<I: Iterator<Item: Into<Bytes>>> Stream for Chunks<I> {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(|chunk| Ok(chunk.into())))
    }
}

/// Where the bytes of an upload come from.
///
/// A replayable source can be opened again for a retry; one that can be read only once makes the operation fail
/// instead of sending half of it twice. Clones share the source, and two sources are equal when they share one. A
/// source cannot be recorded: to serialise it is an error.
///
/// # Examples
///
/// ```
/// use qdrant_core::{ByteSource, ByteStream};
///
/// let in_memory = ByteSource::from(vec![0_u8; 512]);
/// assert!(in_memory.is_replayable());
///
/// let generated = ByteSource::replayable(|| ByteStream::from_chunks((0..4).map(|_| vec![0_u8; 512])));
/// assert!(generated.is_replayable());
///
/// let passed_on = ByteSource::once(ByteStream::from_chunks(["snap", "shot"]));
/// assert!(!passed_on.is_replayable());
/// ```
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

    /// Returns whether the source was opened and cannot be opened again.
    pub(crate) fn is_spent(&self) -> bool {
        match &self.0 {
            Source::Replayable(_) => false,
            Source::Once(slot) => lock(slot).is_none(),
        }
    }

    /// Opens the source from its beginning.
    ///
    /// # Errors
    ///
    /// `Io` when a source that can be read only once was opened before.
    pub fn open(&self) -> Result<ByteStream, Error> {
        match &self.0 {
            Source::Replayable(open) => Ok(open()),
            Source::Once(slot) => lock(slot).take().ok_or_else(|| {
                Error::new(ErrorKind::Io, "the bytes to upload were read before and cannot be read again")
            }),
        }
    }
}

impl From<Bytes> for ByteSource {
    fn from(bytes: Bytes) -> Self {
        Self::replayable(move || bytes.clone().into())
    }
}

impl From<Vec<u8>> for ByteSource {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<ByteStream> for ByteSource {
    fn from(stream: ByteStream) -> Self {
        Self::once(stream)
    }
}

impl PartialEq for ByteSource {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Source::Replayable(one), Source::Replayable(two)) => Arc::ptr_eq(one, two),
            (Source::Once(one), Source::Once(two)) => Arc::ptr_eq(one, two),
            (Source::Replayable(_), Source::Once(_)) | (Source::Once(_), Source::Replayable(_)) => false,
        }
    }
}

impl Eq for ByteSource {}

impl fmt::Debug for ByteSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteSource").field("replayable", &self.is_replayable()).finish()
    }
}

impl Serialize for ByteSource {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom(NOT_RECORDED))
    }
}

impl<'de> Deserialize<'de> for ByteSource {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom(NOT_RECORDED))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_shareable<T: Send + Sync + Unpin + 'static>() {}

    #[test]
    fn streams_and_sources_go_between_threads() {
        assert_shareable::<ByteStream>();
        assert_shareable::<ByteSource>();
    }

    #[tokio::test]
    async fn bytes_can_be_read_again_and_again() {
        let source = ByteSource::from(Bytes::from_static(b"snapshot"));
        for _ in 0..2 {
            let stream = source.open().unwrap();
            assert_eq!(stream.length(), Some(8));
            assert_eq!(stream.collect(8).await.unwrap(), "snapshot");
        }
    }

    #[tokio::test]
    async fn a_source_for_one_reading_refuses_the_second() {
        let source = ByteSource::from(ByteStream::from(b"x".to_vec()));
        let copy = source.clone();
        assert!(!copy.is_replayable());
        assert_eq!(source.open().unwrap().collect(1).await.unwrap(), "x");
        assert_eq!(copy.open().unwrap_err().kind(), ErrorKind::Io);
    }

    #[tokio::test]
    async fn only_the_first_of_the_clones_that_reads_gets_the_bytes() {
        let mut late = ByteStream::from_chunks(["snap", "shot"]).with_length(8);
        let mut first = late.clone();
        assert_eq!(late.length(), Some(8));
        assert_eq!(first.next_chunk().await.unwrap().unwrap(), "snap");
        // Neither a clone made before nor one made amid the reading disturbs the reader.
        assert_eq!(first.clone().next_chunk().await.unwrap_err().kind(), ErrorKind::Io);
        assert_eq!(late.next_chunk().await.unwrap_err().kind(), ErrorKind::Io);
        assert_eq!(late.next_chunk().await.unwrap(), None);
        assert_eq!(first.next_chunk().await.unwrap().unwrap(), "shot");
        assert_eq!(first.next_chunk().await.unwrap(), None);
        assert_eq!(first.next_chunk().await.unwrap(), None);
        assert_eq!(first.clone().collect(100).await.unwrap_err().kind(), ErrorKind::Io);
    }

    #[tokio::test]
    async fn the_stream_ends_after_an_error() {
        struct Failing;
        impl Stream for Failing {
            type Item = Result<Bytes, Error>;
            fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
                Poll::Ready(Some(Err(Error::new(ErrorKind::Connect, "reset"))))
            }
        }
        let mut stream = ByteStream::new(Failing);
        assert_eq!(stream.next_chunk().await.unwrap_err().kind(), ErrorKind::Connect);
        assert_eq!(stream.next_chunk().await.unwrap(), None);
    }

    #[tokio::test]
    async fn collecting_stops_at_the_limit() {
        let chunks = || ByteStream::from_chunks(["abc", "de"]);
        assert_eq!(chunks().collect(5).await.unwrap(), "abcde");
        for limit in [0, 2, 3, 4] {
            let error = chunks().collect(limit).await.unwrap_err();
            assert_eq!(error.message(), format!("the stream has more than {limit} bytes"));
        }
        let endless = ByteStream::from_chunks(std::iter::repeat("ab"));
        assert_eq!(endless.collect(1000).await.unwrap_err().kind(), ErrorKind::Io);
        assert_eq!(ByteStream::from(Bytes::new()).collect(0).await.unwrap(), "");
    }

    #[test]
    fn the_reader_frees_the_stream_while_clones_live_on() {
        let marker = Arc::new(());
        let held = Arc::clone(&marker);
        let stream = ByteStream::from_chunks(std::iter::repeat_with(move || {
            assert_eq!(*held, ());
            "x"
        }));
        let mut reader = stream.clone();
        let first = Pin::new(&mut reader).poll_next(&mut Context::from_waker(std::task::Waker::noop()));
        assert!(matches!(first, Poll::Ready(Some(Ok(_)))));
        drop(reader);
        assert_eq!(Arc::strong_count(&marker), 1);
        drop(stream);
    }

    #[test]
    fn equality_is_identity() {
        let stream = ByteStream::from(Bytes::from_static(b"x"));
        assert_eq!(stream, stream.clone());
        assert_ne!(stream, ByteStream::from(Bytes::from_static(b"x")));

        let source = ByteSource::from(Bytes::from_static(b"x"));
        assert_eq!(source, source.clone());
        assert_ne!(source, ByteSource::from(Bytes::from_static(b"x")));
        let once = ByteSource::once(stream.clone());
        assert_eq!(once, once.clone());
        assert_ne!(once, ByteSource::once(stream));
        assert_ne!(once, source);
    }

    #[test]
    fn a_stream_cannot_be_recorded() {
        let written = serde_json::to_string(&ByteStream::from(vec![1])).unwrap_err();
        assert!(written.to_string().contains(NOT_RECORDED), "{written}");
        let written = serde_json::to_string(&ByteSource::from(vec![1])).unwrap_err();
        assert!(written.to_string().contains(NOT_RECORDED), "{written}");
        let read = serde_json::from_str::<ByteStream>("[1]").unwrap_err();
        assert!(read.to_string().contains(NOT_RECORDED), "{read}");
        let read = serde_json::from_str::<ByteSource>("[1]").unwrap_err();
        assert!(read.to_string().contains(NOT_RECORDED), "{read}");
    }
}
