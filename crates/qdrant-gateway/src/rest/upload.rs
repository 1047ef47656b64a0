//! Files that are uploaded, on their way from the client to the transport.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use futures_util::{Stream, StreamExt, TryStreamExt};
use http::header::{CONTENT_ENCODING, EXPECT, HeaderMap};
use http_body::Body;
use http_body_util::BodyExt;
use qdrant_core::{ByteStream, Error, ErrorKind, OperationKind, Request, ServerError};

use super::body::{DRAINED, refused};

/// How long the rest of a body may take that nobody wants, so that the client gets to read the reply.
const DRAIN_TIME: Duration = Duration::from_secs(30);

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>;

/// Reads an upload up to the beginning of its file; the transport reads the rest.
pub(crate) async fn read<B>(
    operation: OperationKind,
    names: &[(&str, &str)],
    query: &str,
    headers: &HeaderMap,
    body: B,
    limit: Option<u64>,
) -> Result<Request, Error>
where
    B: Body<Data: Send> + Send + 'static,
    B::Error: Send,
{
    let declared = body.size_hint().lower();
    let body = Uploaded::new(headers, body, limit);
    if limit.is_some_and(|limit| declared > limit) {
        return Err(too_large(limit).with_operation(operation));
    }
    match headers.get(CONTENT_ENCODING).map(|value| value.as_bytes().to_ascii_lowercase()).as_deref() {
        None | Some(b"" | b"identity") => {}
        Some(_) => return Err(refused("Format error in multipart body: it must not be compressed")),
    }
    qdrant_rest::decode_upload(operation, names, query, headers, ByteStream::new(body)).await
}

/// The body of an upload.
///
/// A client that is still sending when the connection is closed may never see the reply. When the body is dropped
/// before its end, a task therefore reads on for a while.
struct Uploaded {
    chunks: Option<Chunks>,
    limit: Option<u64>,
    read: u64,
    /// The client waits until somebody reads the body, and may not send it at all.
    waits: bool,
}

impl Uploaded {
    fn new<B>(headers: &HeaderMap, body: B, limit: Option<u64>) -> Self
    where
        B: Body<Data: Send> + Send + 'static,
        B::Error: Send,
    {
        let chunks = body.into_data_stream();
        // The connection broke.
        let chunks = chunks.map_err(|_| refused("the body ended early"));
        let chunks = chunks.map_ok(|mut chunk| chunk.copy_to_bytes(chunk.remaining()));
        let waits = headers.get(EXPECT).is_some();
        Self { chunks: Some(chunks.boxed()), limit, read: 0, waits }
    }
}

impl Stream for Uploaded {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(chunks) = &mut this.chunks else { return Poll::Ready(None) };
        this.waits = false;
        let chunk = ready!(chunks.as_mut().poll_next(cx));
        if let Some(Ok(chunk)) = &chunk {
            this.read = this.read.saturating_add(chunk.len() as u64);
            if this.limit.is_some_and(|limit| this.read > limit) {
                return Poll::Ready(Some(Err(too_large(this.limit))));
            }
        } else {
            this.chunks = None;
        }
        Poll::Ready(chunk)
    }
}

impl Drop for Uploaded {
    fn drop(&mut self) {
        let Some(chunks) = self.chunks.take().filter(|_| !self.waits) else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(tokio::time::timeout(DRAIN_TIME, drain(chunks)));
        }
    }
}

/// Reads a body that nobody wants to its end, unless it is far.
async fn drain(mut chunks: Chunks) {
    let mut dropped = 0;
    while let Some(Ok(chunk)) = chunks.next().await {
        dropped += chunk.len() as u64;
        if dropped > DRAINED {
            break;
        }
    }
}

fn too_large(limit: Option<u64>) -> Error {
    let limit = limit.unwrap_or_default();
    let message = format!("The upload has exceeded the limit ({limit} bytes).");
    Error::new(ErrorKind::InvalidRequest, message.clone()).with_server(ServerError::http(413, message))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use http::HeaderValue;
    use http_body::Frame;
    use http_body_util::StreamBody;

    use super::*;

    /// A body of chunks of one byte, which counts how many were taken.
    fn body(length: usize) -> (impl Body<Data = Bytes, Error = std::io::Error>, Arc<AtomicUsize>) {
        let taken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&taken);
        let chunks = futures_util::stream::iter(0..length).map(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
            Ok(Frame::data(Bytes::from_static(b"x")))
        });
        (StreamBody::new(chunks), taken)
    }

    #[tokio::test]
    async fn a_body_is_limited_while_it_is_read() {
        let limited = |limit| ByteStream::new(Uploaded::new(&HeaderMap::new(), body(5).0, limit));
        assert_eq!(limited(None).collect(9).await.unwrap(), "xxxxx");
        assert_eq!(limited(Some(5)).collect(9).await.unwrap(), "xxxxx");
        let error = limited(Some(4)).collect(9).await.unwrap_err();
        assert_eq!(error.server().unwrap().http_status, Some(413));
        assert_eq!(error.message(), "The upload has exceeded the limit (4 bytes).");
    }

    #[tokio::test]
    async fn what_nobody_wants_is_read_for_the_client_unless_it_waits() {
        let (unread, taken) = body(5);
        drop(Uploaded::new(&HeaderMap::new(), unread, None));
        while taken.load(Ordering::SeqCst) < 5 {
            tokio::task::yield_now().await;
        }

        let headers = HeaderMap::from_iter([(EXPECT, HeaderValue::from_static("100-continue"))]);
        let (waiting, taken) = body(5);
        drop(Uploaded::new(&headers, waiting, None));
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        assert_eq!(taken.load(Ordering::SeqCst), 0);
    }
}
