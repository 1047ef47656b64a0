//! Replies that are streamed.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use qdrant_core::{ByteStream, Error, ErrorKind, OperationKind};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::futures::OwnedNotified;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::gate::Gate;
use crate::service::HttpResponse;

/// What a download led to.
#[derive(Debug)]
pub enum Download {
    /// The server agreed, and the bytes are on their way.
    Stream(http::Response<ByteStream>),
    /// The server did not agree: its whole reply, which the wire reads.
    Refused(HttpResponse),
}

/// Where the body of a download is left by the connection and fetched by the stack.
#[derive(Default)]
pub(crate) struct Landing(Mutex<Option<Landed>>);

/// A body that has begun to arrive.
pub(crate) struct Landed {
    chunks: ByteStream,
    place: Option<OwnedSemaphorePermit>,
}

impl Landing {
    /// Forgets what an earlier attempt left.
    pub(crate) fn clear(&self) {
        drop(self.take());
    }

    pub(crate) fn leave(&self, chunks: ByteStream) {
        *self.lock() = Some(Landed { chunks, place: None });
    }

    /// Keeps the place of the attempt as long as the body arrives, if there is one.
    pub(crate) fn keep(&self, place: OwnedSemaphorePermit) {
        if let Some(landed) = &mut *self.lock() {
            landed.place = Some(place);
        }
    }

    pub(crate) fn take(&self) -> Option<Landed> {
        self.lock().take()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Landed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Landing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Landing").finish_non_exhaustive()
    }
}

impl Landed {
    /// Puts the rules of a download around the body.
    pub(crate) fn guarded(
        self,
        idle: Option<Duration>,
        gate: Arc<Gate>,
        operation: Option<OperationKind>,
    ) -> ByteStream {
        let length = self.chunks.length();
        let closing = gate.closing();
        let guarded = Guarded {
            landed: Some(self),
            length,
            received: 0,
            idle,
            sleep: None,
            waiting: false,
            gate,
            closing,
            operation,
        };
        match length {
            Some(length) => ByteStream::new(guarded).with_length(length),
            None => ByteStream::new(guarded),
        }
    }
}

/// A body that must go on, must be whole, and ends with the stack.
struct Guarded {
    /// `None` once it has ended; with it go the connection and the place.
    landed: Option<Landed>,
    length: Option<u64>,
    received: u64,
    idle: Option<Duration>,
    /// Runs while a chunk is waited for.
    sleep: Option<Pin<Box<Sleep>>>,
    waiting: bool,
    gate: Arc<Gate>,
    closing: Pin<Box<OwnedNotified>>,
    operation: Option<OperationKind>,
}

impl Guarded {
    fn fail(&mut self, error: Error) -> Poll<Option<Result<Bytes, Error>>> {
        self.landed = None;
        Poll::Ready(Some(Err(match self.operation {
            Some(operation) if error.operation().is_none() => error.with_operation(operation),
            Some(_) | None => error,
        })))
    }

    /// Says how far the download came.
    fn progress(&self) -> String {
        match self.length {
            Some(length) => format!("{} of {length} bytes", self.received),
            None => format!("{} bytes", self.received),
        }
    }

    fn broken(&self, error: Error) -> Error {
        Error::new(error.kind(), format!("{}, after {}", error.message(), self.progress())).with_source(error)
    }

    fn ended(&mut self) -> Poll<Option<Result<Bytes, Error>>> {
        if self.length.is_some_and(|length| length != self.received) {
            let message = format!("the download ended after {}", self.progress());
            return self.fail(Error::new(ErrorKind::Connect, message));
        }
        self.landed = None;
        Poll::Ready(None)
    }

    /// Returns whether the wait for a chunk has lasted too long.
    fn is_idle(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(idle) = self.idle else { return false };
        if !std::mem::replace(&mut self.waiting, true) {
            // A limit beyond the clock's range is none.
            let Some(end) = Instant::now().checked_add(idle) else { return false };
            match &mut self.sleep {
                Some(sleep) => sleep.as_mut().reset(end),
                None => self.sleep = Some(Box::pin(sleep_until(end))),
            }
        }
        self.sleep.as_mut().is_some_and(|sleep| sleep.as_mut().poll(cx).is_ready())
    }
}

impl Stream for Guarded {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(landed) = &mut this.landed else { return Poll::Ready(None) };
        if this.gate.is_closed() {
            return this.fail(closed());
        }
        match Pin::new(&mut landed.chunks).poll_next(cx) {
            Poll::Ready(Some(Ok(chunk))) => {
                this.waiting = false;
                this.received += chunk.len() as u64;
                Poll::Ready(Some(Ok(chunk)))
            }
            Poll::Ready(Some(Err(error))) => {
                let error = this.broken(error);
                this.fail(error)
            }
            Poll::Ready(None) => this.ended(),
            Poll::Pending if this.closing.as_mut().poll(cx).is_ready() => this.fail(closed()),
            Poll::Pending if this.is_idle(cx) => {
                let message = format!(
                    "the server was silent for {:?} in the middle of the download, after {}",
                    this.idle.unwrap_or_default(),
                    this.progress()
                );
                this.fail(Error::new(ErrorKind::Timeout, message))
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

fn closed() -> Error {
    Error::new(ErrorKind::Closed, "the client was closed in the middle of the download")
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::sync::mpsc;
    use tokio::time::sleep;

    use super::*;

    struct Channel(mpsc::Receiver<Bytes>);

    impl Stream for Channel {
        type Item = Result<Bytes, Error>;

        fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.0.poll_recv(cx).map(|chunk| chunk.map(Ok))
        }
    }

    const IDLE: Duration = Duration::from_secs(30);

    fn guarded(length: Option<u64>) -> (mpsc::Sender<Bytes>, ByteStream, Arc<Gate>) {
        let (sender, receiver) = mpsc::channel(8);
        let chunks = ByteStream::new(Channel(receiver));
        let chunks = match length {
            Some(length) => chunks.with_length(length),
            None => chunks,
        };
        let gate = Arc::<Gate>::default();
        let landed = Landed { chunks, place: None };
        let stream = landed.guarded(Some(IDLE), Arc::clone(&gate), Some(OperationKind::CountPoints));
        (sender, stream, gate)
    }

    async fn next(stream: &mut ByteStream) -> Option<Result<Bytes, Error>> {
        poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx)).await
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_a_download_and_slow_reading_does_not() {
        let (sender, mut stream, _gate) = guarded(Some(9));
        for chunk in ["abc", "def"] {
            sender.send(Bytes::from_static(chunk.as_bytes())).await.unwrap();
            // The program takes its time.
            sleep(IDLE * 3).await;
            assert_eq!(next(&mut stream).await.unwrap().unwrap(), chunk);
        }
        // A new chunk starts the time anew.
        assert!(tokio::time::timeout(IDLE / 2, next(&mut stream)).await.is_err());
        sender.send(Bytes::from_static(b"g")).await.unwrap();
        assert_eq!(next(&mut stream).await.unwrap().unwrap(), "g");
        let start = Instant::now();
        let error = next(&mut stream).await.unwrap().unwrap_err();
        assert_eq!(start.elapsed(), IDLE);
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Timeout, Some(OperationKind::CountPoints)));
        let expected = "the server was silent for 30s in the middle of the download, after 7 of 9 bytes";
        assert_eq!(error.message(), expected);
        assert!(next(&mut stream).await.is_none());
        assert!(sender.is_closed(), "the body was let go");
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_ends_early_is_no_success() {
        for (length, failed) in [(Some(3), true), (Some(1), true), (Some(2), false), (None, false)] {
            let (sender, mut stream, _gate) = guarded(length);
            sender.send(Bytes::from_static(b"ab")).await.unwrap();
            drop(sender);
            next(&mut stream).await.unwrap().unwrap();
            match next(&mut stream).await {
                Some(end) => {
                    let error = end.unwrap_err();
                    assert!(failed, "{error}");
                    assert_eq!(error.kind(), ErrorKind::Connect);
                    let expected =
                        format!("the download ended after 2 of {} bytes", length.unwrap_or_default());
                    assert_eq!(error.message(), expected);
                }
                None => assert!(!failed, "{length:?}"),
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn close_ends_a_download_that_waits_and_one_that_does_not() {
        let (sender, mut stream, gate) = guarded(None);
        let waiting = tokio::spawn(async move { next(&mut stream).await });
        tokio::task::yield_now().await;
        gate.close().await;
        let error = waiting.await.unwrap().unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Closed);
        assert!(sender.is_closed());

        let (sender, mut stream, gate) = guarded(None);
        sender.send(Bytes::from_static(b"ab")).await.unwrap();
        gate.close().await;
        assert_eq!(next(&mut stream).await.unwrap().unwrap_err().kind(), ErrorKind::Closed);
        assert!(next(&mut stream).await.is_none());
    }
}
