//! A server made of a function, and a transport that goes there.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use qdrant_core::{ByteStream, Error, ErrorKind};
use qdrant_http::{Endpoint, HttpConfig, HttpStack, Protocol, RetryPolicy};
use qdrant_rest::RestTransport;
use tokio::net::TcpListener;

pub(crate) const MIB: u64 = 1 << 20;

/// More than what lies in the buffers of two sockets.
pub(crate) const AHEAD: u64 = 16 * MIB;

pub(crate) type Reply = Response<BoxBody<Bytes, Error>>;

/// Answers every request with what the function makes of it; the number of requests is kept.
pub(crate) async fn serve<A, F>(answer: A) -> (RestTransport, Arc<AtomicUsize>)
where
    A: Fn(Request<Incoming>) -> F + Send + Sync + 'static,
    F: Future<Output = Reply> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    let requests = Arc::<AtomicUsize>::default();
    let counter = Arc::clone(&requests);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (answer, counter) = (Arc::clone(&answer), Arc::clone(&counter));
            let service = service_fn(move |request| {
                counter.fetch_add(1, Ordering::SeqCst);
                let reply = answer(request);
                async { Ok::<_, Infallible>(reply.await) }
            });
            let connection = hyper::server::conn::http1::Builder::new();
            tokio::spawn(async move {
                // A client may go away whenever it likes.
                let _ = connection.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    let config = HttpConfig::new(Endpoint::http("127.0.0.1", port))
        .retry(RetryPolicy { initial_backoff: Duration::from_millis(1), ..RetryPolicy::default() });
    (RestTransport::new(HttpStack::new(config, Protocol::Http1).unwrap()), requests)
}

pub(crate) fn json(status: u16, body: &'static str) -> Reply {
    let body = Full::new(Bytes::from_static(body.as_bytes())).map_err(|never| match never {}).boxed();
    Response::builder().status(status).header("content-type", "application/json").body(body).unwrap()
}

pub(crate) const DONE: &str = r#"{"result":true,"status":"ok","time":0.5}"#;
pub(crate) const ACCEPTED: &str = r#"{"status":"accepted","time":0.5}"#;

/// The body of a request, as a stream.
pub(crate) struct Received(pub(crate) Incoming);

impl Stream for Received {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let frame = ready!(Pin::new(&mut self.0).poll_frame(cx));
        Poll::Ready(frame.map(|frame| {
            let frame = frame.map_err(|error| Error::new(ErrorKind::Io, error.to_string()))?;
            Ok(frame.into_data().unwrap_or_default())
        }))
    }
}

/// A stream as the body of a reply.
pub(crate) struct Sent(pub(crate) ByteStream);

impl Body for Sent {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Pin::new(&mut self.0).poll_next(cx).map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }
}

/// Bytes that differ from place to place, given out chunk by chunk; the number of those given is kept.
pub(crate) fn pattern(length: u64) -> (ByteStream, Arc<AtomicU64>) {
    let given = Arc::<AtomicU64>::default();
    let counter = Arc::clone(&given);
    let mut at = 0;
    let chunks = std::iter::from_fn(move || {
        let size = (64 << 10).min(length - at);
        let chunk: Vec<u8> = (at..at + size).map(byte).collect();
        at += size;
        counter.store(at, Ordering::SeqCst);
        (size > 0).then_some(chunk)
    });
    (ByteStream::from_chunks(chunks), given)
}

fn byte(at: u64) -> u8 {
    u8::try_from((at ^ (at >> 8) ^ (at >> 16)) & 0xff).unwrap()
}

/// Reads a pattern to its end and returns its length.
pub(crate) async fn check(mut at: u64, mut stream: ByteStream) -> Result<u64, Error> {
    while let Some(chunk) = stream.next_chunk().await? {
        for found in &chunk {
            assert_eq!(*found, byte(at), "at {at}");
            at += 1;
        }
    }
    Ok(at)
}
