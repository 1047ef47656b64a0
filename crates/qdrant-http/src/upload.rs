//! Requests whose body is streamed.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body, Frame, SizeHint};
use qdrant_core::{ByteSource, ByteStream, Error, ErrorKind};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

/// Bytes that are handed to the connection at once. They are the measure of progress, so a chunk of the source that
/// is larger is cut, without copying.
const PIECE: usize = 128 << 10;

/// The upload of one call, with all of its attempts.
pub(crate) struct Upload {
    source: ByteSource,
    /// A stream that an attempt opened and took nothing from.
    unused: Mutex<Option<ByteStream>>,
    /// Set when the first byte was taken.
    begun: AtomicBool,
    /// Set when the source failed.
    spoiled: AtomicBool,
}

impl Upload {
    pub(crate) fn new(source: ByteSource) -> Self {
        Self {
            source,
            unused: Mutex::default(),
            begun: AtomicBool::new(false),
            spoiled: AtomicBool::new(false),
        }
    }

    /// Returns whether a byte of the source was taken, in whatever attempt.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Acquire)
    }

    /// Returns whether another attempt would have the whole body.
    pub(crate) fn can_repeat(&self) -> bool {
        !self.spoiled.load(Ordering::Acquire) && (self.source.is_replayable() || !self.has_begun())
    }

    /// Opens the source for an attempt.
    ///
    /// # Errors
    ///
    /// Those of the source.
    pub(crate) fn start(self: &Arc<Self>, limits: Limits) -> Result<Attempt, Error> {
        let unused = self.unused.lock().unwrap_or_else(PoisonError::into_inner).take();
        let stream = match unused {
            Some(stream) => stream,
            None => self.source.open()?,
        };
        let length = stream.length();
        let state = State {
            stream: Some(stream),
            rest: Bytes::new(),
            length,
            read: 0,
            ended: length == Some(0),
            starving: false,
            moved: Instant::now(),
            failure: None,
            waker: None,
        };
        let flow = Flow { upload: Arc::clone(self), state: Mutex::new(state), changed: Notify::new() };
        Ok(Attempt { flow: Arc::new(flow), limits })
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("source", &self.source).finish_non_exhaustive()
    }
}

/// How long an upload may stand still.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Until the next piece is taken.
    pub(crate) idle: Option<Duration>,
    /// From the last byte to the whole reply.
    pub(crate) answer: Option<Duration>,
}

/// One attempt of an upload. Dropping it stops the body, wherever that is.
#[derive(Debug)]
pub(crate) struct Attempt {
    flow: Arc<Flow>,
    limits: Limits,
}

impl Attempt {
    /// Returns the body of the request.
    pub(crate) fn body(&self) -> UploadBody {
        let length = self.flow.state().length;
        UploadBody { flow: Arc::clone(&self.flow), length }
    }

    /// Waits for the outcome of the exchange, as long as it moves. A failure of the source is the outcome.
    pub(crate) async fn guard<T: Send>(
        &self,
        exchange: impl Future<Output = Result<T, Error>> + Send,
    ) -> Result<T, Error> {
        let mut exchange = pin!(exchange);
        let mut standstill = pin!(self.flow.standstill(self.limits));
        let result = poll_fn(|cx| {
            if let Poll::Ready(result) = exchange.as_mut().poll(cx) {
                return Poll::Ready(result);
            }
            standstill.as_mut().poll(cx).map(Err)
        })
        .await;
        // What the connection says of it would only be an echo.
        result.map_err(|error| self.flow.state().failure.take().unwrap_or(error))
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.flow.stop();
    }
}

/// The stream of an attempt; the body takes from it, the attempt watches it.
#[derive(Debug)]
struct Flow {
    upload: Arc<Upload>,
    state: Mutex<State>,
    /// Told when the last byte was taken, and when the source failed.
    changed: Notify,
}

struct State {
    /// `None` once it has ended, failed or been stopped.
    stream: Option<ByteStream>,
    /// What is left of the last chunk.
    rest: Bytes,
    length: Option<u64>,
    /// Bytes that the source gave.
    read: u64,
    /// Whether the last byte was taken.
    ended: bool,
    /// Whether the source is waited for, not the connection.
    starving: bool,
    /// When the last piece was taken, or the attempt began.
    moved: Instant,
    failure: Option<Error>,
    /// Who polls the body.
    waker: Option<Waker>,
}

impl Flow {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn poll(&self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Halt>>> {
        let mut state = self.state();
        let piece = state.poll_piece(cx);
        if state.read > 0 {
            self.upload.begun.store(true, Ordering::Release);
        }
        if state.failure.is_some() {
            self.upload.spoiled.store(true, Ordering::Release);
        }
        if state.ended || state.failure.is_some() {
            self.changed.notify_one();
        }
        piece
    }

    /// Returns when the attempt has stood still for too long, or its source has failed.
    async fn standstill(&self, limits: Limits) -> Error {
        loop {
            let (deadline, error) = {
                let mut state = self.state();
                if let Some(failure) = state.failure.take() {
                    return failure;
                }
                let limit = if state.ended { limits.answer } else { limits.idle };
                let message = match limit {
                    None => String::new(),
                    Some(limit) if state.ended => format!("no answer within {limit:?} after the last byte"),
                    Some(limit) if state.starving => {
                        format!("the source of the upload gave nothing for {limit:?}")
                    }
                    Some(limit) => format!("the server took nothing of the upload for {limit:?}"),
                };
                // A limit beyond the clock's range is none.
                (limit.and_then(|limit| state.moved.checked_add(limit)), message)
            };
            match deadline {
                None => self.changed.notified().await,
                Some(deadline) if deadline <= Instant::now() => return Error::new(ErrorKind::Timeout, error),
                // Pieces that are taken meanwhile do not wake this; it looks again when the time is over.
                Some(deadline) => drop(timeout_at(deadline, self.changed.notified()).await),
            }
        }
    }

    /// Lets go of the stream. One that nothing was taken from is kept for the next attempt.
    fn stop(&self) {
        let (stream, waker) = {
            let mut state = self.state();
            let unread = state.read == 0;
            (state.stream.take().map(|stream| (stream, unread)), state.waker.take())
        };
        if let Some((stream, true)) = stream {
            *self.upload.unused.lock().unwrap_or_else(PoisonError::into_inner) = Some(stream);
        }
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl State {
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Halt>>> {
        loop {
            let Some(stream) = &mut self.stream else {
                return Poll::Ready(if self.ended { None } else { Some(Err(Halt)) });
            };
            // The last byte that was announced waits until it is certain that no more follow.
            let complete = self.length == Some(self.read);
            if self.rest.len() > PIECE || !self.rest.is_empty() && !complete {
                return Poll::Ready(Some(Ok(self.piece())));
            }
            self.starving = true;
            match Pin::new(stream).poll_next(cx) {
                Poll::Pending => {
                    self.waker = Some(cx.waker().clone());
                    return Poll::Pending;
                }
                Poll::Ready(Some(Ok(chunk))) => {
                    self.read += chunk.len() as u64;
                    if let Some(length) = self.length.filter(|length| self.read > *length) {
                        return self.fail(Error::new(
                            ErrorKind::Io,
                            format!("the source has more than the {length} bytes that it announced"),
                        ));
                    }
                    if !chunk.is_empty() {
                        self.rest = chunk;
                    }
                }
                Poll::Ready(Some(Err(error))) => return self.fail(error),
                Poll::Ready(None) => {
                    if let Some(length) = self.length.filter(|length| self.read < *length) {
                        let read = self.read;
                        return self.fail(Error::new(
                            ErrorKind::Io,
                            format!("the source ended after {read} of {length} bytes"),
                        ));
                    }
                    self.stream = None;
                    self.ended = true;
                    self.moved = Instant::now();
                    let last = std::mem::take(&mut self.rest);
                    return Poll::Ready((!last.is_empty()).then_some(Ok(last)));
                }
            }
        }
    }

    fn piece(&mut self) -> Bytes {
        self.starving = false;
        self.moved = Instant::now();
        let size = self.rest.len().min(PIECE);
        self.rest.split_to(size)
    }

    fn fail(&mut self, error: Error) -> Poll<Option<Result<Bytes, Halt>>> {
        self.stream = None;
        self.rest = Bytes::new();
        self.failure = Some(error);
        Poll::Ready(Some(Err(Halt)))
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { length, read, ended, .. } = self;
        f.debug_struct("State")
            .field("length", length)
            .field("read", read)
            .field("ended", ended)
            .finish_non_exhaustive()
    }
}

/// The body of a request that is streamed.
#[derive(Debug)]
pub(crate) struct UploadBody {
    flow: Arc<Flow>,
    length: Option<u64>,
}

impl Body for UploadBody {
    type Data = Bytes;
    type Error = Halt;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        self.flow.poll(cx).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.flow.state().ended
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map(SizeHint::with_exact).unwrap_or_default()
    }
}

/// The body was stopped: its source failed, or nobody waits for the outcome any more.
#[derive(Debug)]
pub(crate) struct Halt;

impl fmt::Display for Halt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the upload was stopped")
    }
}

impl std::error::Error for Halt {}
