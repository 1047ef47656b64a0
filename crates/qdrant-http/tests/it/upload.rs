//! Requests whose body is streamed.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_core::Stream;
use http::{Method, Request, Uri};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use qdrant_core::{ByteSource, ByteStream, Effect, Error, ErrorKind, OperationKind};
use qdrant_http::{
    Attempts, Auth, CallContext, Endpoint, HttpConfig, HttpStack, Protocol, RetryPolicy, Token, TokenSource,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::server::{Reply, Server, context, read_head, reply};

const MIB: u64 = 1 << 20;
const CHUNK: u64 = 64 << 10;

/// More than any test sends.
const ENDLESS: u64 = 1 << 40;

/// More than what lies in the buffers of two sockets.
const AHEAD: u64 = 32 * MIB;

/// Makes chunks as they are asked for, and counts the bytes.
struct Generated {
    left: u64,
    given: Arc<AtomicU64>,
    /// What comes after the last chunk.
    end: Option<Error>,
}

impl Stream for Generated {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            return Poll::Ready(self.end.take().map(Err));
        }
        let size = self.left.min(CHUNK);
        self.left -= size;
        self.given.fetch_add(size, Ordering::SeqCst);
        Poll::Ready(Some(Ok(vec![7; usize::try_from(size).unwrap()].into())))
    }
}

fn generated(size: u64, given: &Arc<AtomicU64>) -> ByteStream {
    ByteStream::new(Generated { left: size, given: Arc::clone(given), end: None }).with_length(size)
}

/// A source that counts its openings.
fn replayable(size: u64) -> (ByteSource, Arc<AtomicUsize>) {
    let opened = Arc::<AtomicUsize>::default();
    let counter = Arc::clone(&opened);
    let source = ByteSource::replayable(move || {
        counter.fetch_add(1, Ordering::SeqCst);
        generated(size, &Arc::default())
    });
    (source, opened)
}

/// Never gives anything after its first chunk.
struct Stuck(Option<Bytes>);

impl Stream for Stuck {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.0.take() {
            Some(chunk) => Poll::Ready(Some(Ok(chunk))),
            None => Poll::Pending,
        }
    }
}

fn put(source: impl Into<ByteSource>, effect: Effect) -> Request<ByteSource> {
    put_with(source, context(effect))
}

fn put_with(source: impl Into<ByteSource>, context: CallContext) -> Request<ByteSource> {
    let mut request = Request::new(source.into());
    *request.method_mut() = Method::PUT;
    *request.uri_mut() = Uri::from_static("/c");
    request.extensions_mut().insert(context);
    request
}

async fn count(request: Request<Incoming>) -> Reply {
    let length = request.headers().get("content-length").map(|length| length.to_str().unwrap().to_owned());
    let mut body = request.into_body();
    let mut received = 0;
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => received += frame.data_ref().map_or(0, Bytes::len),
            Err(_) => return reply(400, "broken"),
        }
    }
    reply(200, format!("{received} of {length:?}"))
}

fn quick(attempts: u32) -> RetryPolicy {
    RetryPolicy {
        max_attempts: attempts,
        initial_backoff: Duration::from_millis(1),
        ..RetryPolicy::default()
    }
}

#[tokio::test]
async fn a_large_body_is_made_only_as_it_is_taken() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let given = Arc::<AtomicU64>::default();
        let watched = Arc::clone(&given);
        let server = Server::http(protocol, move |request| {
            let given = Arc::clone(&watched);
            async move {
                tokio::time::sleep(Duration::from_millis(100)).await;
                assert!(given.load(Ordering::SeqCst) < AHEAD, "the server takes its time");
                count(request).await
            }
        })
        .await;
        let source = ByteSource::once(generated(64 * MIB, &given));
        let response = server.stack(protocol).upload(put(source, Effect::Once)).await.unwrap();
        assert_eq!(response.extensions().get(), Some(&Attempts(1)));
        assert_eq!(response.body().data(), &format!("{} of Some(\"{0}\")", 64 * MIB));
        assert_eq!(given.load(Ordering::SeqCst), 64 * MIB);
    }
}

#[tokio::test]
async fn a_body_without_a_length_is_sent_in_chunks() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let server = Server::http(protocol, count).await;
        for size in [0, 3 * MIB] {
            let source = ByteSource::replayable(move || {
                ByteStream::new(Generated { left: size, given: Arc::default(), end: None })
            });
            let response = server.stack(protocol).upload(put(source, Effect::Once)).await.unwrap();
            assert_eq!(response.body().data(), &format!("{size} of None"));
        }
    }
}

#[tokio::test]
async fn bytes_in_memory_are_a_source_too() {
    let server = Server::http(Protocol::Http1, count).await;
    for size in [1, 5_000_000] {
        let stack = server.stack(Protocol::Http1);
        let response = stack.upload(put(Bytes::from(vec![1; size]), Effect::Once)).await.unwrap();
        assert_eq!(response.body().data(), &format!("{size} of Some(\"{size}\")"));
    }
}

/// Refuses the first request after it has read it.
async fn busy_once() -> Server {
    let calls = Arc::<AtomicUsize>::default();
    Server::http(Protocol::Http1, move |request| {
        let first = calls.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            let counted = count(request).await;
            if first { reply(503, "busy") } else { counted }
        }
    })
    .await
}

#[tokio::test]
async fn a_replayable_source_is_opened_again_for_a_repeat() {
    let server = busy_once().await;
    let (source, opened) = replayable(MIB);
    let stack = server.stack(Protocol::Http1);
    let response = stack.upload(put(source, Effect::Idempotent)).await.unwrap();
    assert_eq!(response.body().data(), &format!("{MIB} of Some(\"{MIB}\")"));
    assert_eq!(response.extensions().get(), Some(&Attempts(2)));
    assert_eq!(opened.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_source_that_can_be_read_once_is_not_sent_twice() {
    let server = busy_once().await;
    let given = Arc::<AtomicU64>::default();
    let source = ByteSource::once(generated(MIB, &given));
    let stack = server.stack(Protocol::Http1);
    let response = stack.upload(put(source, Effect::Idempotent)).await.unwrap();
    assert_eq!(response.status(), 503);
    assert_eq!(response.extensions().get(), Some(&Attempts(1)));
    assert_eq!(given.load(Ordering::SeqCst), MIB);
}

#[tokio::test]
async fn what_never_left_is_repeated_from_every_source() {
    let sources: [fn() -> ByteSource; 2] =
        [|| replayable(MIB).0, || ByteSource::once(generated(MIB, &Arc::default()))];
    for source in sources {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let config = HttpConfig::new(Endpoint::http("127.0.0.1", address.port())).retry(RetryPolicy {
            max_attempts: 1000,
            max_backoff: Duration::from_millis(20),
            budget: None,
            ..RetryPolicy::default()
        });
        let stack = HttpStack::new(config, Protocol::Http1).unwrap();
        let upload = tokio::spawn(async move { stack.upload(put(source(), Effect::Once)).await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        let listener = TcpListener::bind(address).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(crate::server::serve(Protocol::Http1, stream, count));
        let response = upload.await.unwrap().unwrap();
        assert_eq!(response.body().data(), &format!("{MIB} of Some(\"{MIB}\")"));
        assert!(response.extensions().get::<Attempts>().unwrap().0 > 1);
    }
}

#[tokio::test]
async fn the_effect_decides_on_a_connection_that_breaks() {
    for (effect, attempts) in [(Effect::Once, 1), (Effect::Idempotent, 3)] {
        let server = Server::raw(|_, mut stream| async move {
            read_head(&mut stream).await;
            let _ = stream.read_exact(&mut [0; 1000]).await;
        })
        .await;
        let stack = HttpStack::new(server.config().retry(quick(3)), Protocol::Http1).unwrap();
        let (source, opened) = replayable(8 * MIB);
        let error = stack.upload(put(source, effect)).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, Some(attempts)), "{error:?}");
        assert!(error.message().contains("in the middle of the call"), "{error}");
        assert_eq!(opened.load(Ordering::SeqCst), attempts as usize);
    }
}

#[tokio::test]
async fn a_refusal_before_the_end_of_the_body_reaches_the_caller() {
    let text = "HTTP/1.1 413 Payload Too Large\r\ncontent-length: 9\r\n\r\ntoo large";
    // With what is left unread the system resets the connection.
    let server = Server::raw(move |_, mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(text.as_bytes()).await.unwrap();
    })
    .await;
    for _ in 0..50 {
        let given = Arc::<AtomicU64>::default();
        let source = ByteSource::once(generated(256 * MIB, &given));
        let stack = server.stack(Protocol::Http1);
        let response = stack.upload(put(source, Effect::Idempotent)).await.unwrap();
        assert_eq!((response.status().as_u16(), response.body().data().as_ref()), (413, &b"too large"[..]));
        assert!(given.load(Ordering::SeqCst) < AHEAD);
    }
}

#[tokio::test]
async fn after_an_early_reply_the_rest_is_not_sent() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let (ended, mut end) = tokio::sync::mpsc::channel(1);
        let server = Server::http(protocol, move |request| {
            let ended = ended.clone();
            // It goes on reading, slowly.
            tokio::spawn(async move {
                let mut body = request.into_body();
                while let Some(Ok(_)) = body.frame().await {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                let _ = ended.send(()).await;
            });
            async { reply(400, "no") }
        })
        .await;
        let given = Arc::<AtomicU64>::default();
        let source = ByteSource::once(generated(ENDLESS, &given));
        let response = server.stack(protocol).upload(put(source, Effect::Once)).await.unwrap();
        assert_eq!((response.status().as_u16(), response.body().data().as_ref()), (400, &b"no"[..]));
        timeout(Duration::from_secs(5), end.recv()).await.unwrap();
        assert!(given.load(Ordering::SeqCst) < AHEAD);
    }
}

#[tokio::test]
async fn a_failure_of_the_source_is_the_error_of_the_call() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let server = Server::http(protocol, count).await;
        // Kinds that are repeated in other cases.
        for kind in [ErrorKind::Io, ErrorKind::Connect] {
            let opened = Arc::<AtomicUsize>::default();
            let counter = Arc::clone(&opened);
            let source = ByteSource::replayable(move || {
                counter.fetch_add(1, Ordering::SeqCst);
                let end = Some(Error::new(kind, "the disk is gone").with_not_sent());
                ByteStream::new(Generated { left: 3 * MIB, given: Arc::default(), end }).with_length(4 * MIB)
            });
            let error = server.stack(protocol).upload(put(source, Effect::Idempotent)).await.unwrap_err();
            assert_eq!((error.kind(), error.message()), (kind, "the disk is gone"));
            assert_eq!(error.operation(), Some(OperationKind::CountPoints));
            assert_eq!(opened.load(Ordering::SeqCst), 1);
        }
    }
}

#[tokio::test]
async fn a_source_of_another_length_than_it_says_is_an_error() {
    let server = Server::http(Protocol::Http1, count).await;
    for (says, has, expected) in [
        (4 * MIB, 3 * MIB, "the source ended after 3145728 of 4194304 bytes"),
        (4 * MIB, 5 * MIB, "the source has more than the 4194304 bytes that it announced"),
    ] {
        let source = ByteSource::once(generated(has, &Arc::default()).with_length(says));
        let error = server.stack(Protocol::Http1).upload(put(source, Effect::Once)).await.unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Io, expected));
    }
}

#[tokio::test]
async fn a_source_that_was_read_before_says_so() {
    let server = Server::http(Protocol::Http1, count).await;
    let source = ByteSource::once(generated(5, &Arc::default()));
    let stack = server.stack(Protocol::Http1);
    stack.upload(put(source.clone(), Effect::Once)).await.unwrap();
    let error = stack.upload(put(source, Effect::Once)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
}

#[tokio::test]
async fn an_upload_that_stands_still_ends() {
    let server = Server::raw(|_, mut stream| async move {
        read_head(&mut stream).await;
        std::future::pending::<()>().await;
    })
    .await;
    let config = server.config().upload_idle_timeout(Duration::from_millis(100));
    let stack = HttpStack::new(config, Protocol::Http1).unwrap();
    let endless = ByteSource::once(generated(ENDLESS, &Arc::default()));
    let error = stack.upload(put(endless, Effect::Idempotent)).await.unwrap_err();
    let expected = "the server took nothing of the upload for 100ms";
    assert_eq!((error.kind(), error.message()), (ErrorKind::Timeout, expected));

    let stuck = ByteSource::replayable(|| ByteStream::new(Stuck(Some(Bytes::from_static(b"x")))));
    let error = stack.upload(put(stuck, Effect::Idempotent)).await.unwrap_err();
    let expected = "the source of the upload gave nothing for 100ms";
    assert_eq!((error.kind(), error.message()), (ErrorKind::Timeout, expected));
    assert_eq!(error.attempts(), Some(1), "a write that timed out is not repeated");
}

/// Gives a byte from time to time.
struct Slow(tokio::time::Interval, u32);

impl Stream for Slow {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.1 == 0 {
            return Poll::Ready(None);
        }
        self.0.poll_tick(cx).map(|_| {
            self.1 -= 1;
            Some(Ok(Bytes::from_static(b"x")))
        })
    }
}

#[tokio::test]
async fn the_time_of_the_call_does_not_count_while_the_upload_moves() {
    let server = Server::http(Protocol::Http1, |request: Request<Incoming>| async move {
        let hangs = request.uri().path() == "/hangs";
        let counted = count(request).await;
        if hangs {
            std::future::pending::<()>().await;
        }
        counted
    })
    .await;
    let config = server
        .config()
        .timeout(Duration::from_millis(100))
        .attempt_timeout(Duration::from_millis(100))
        .upload_idle_timeout(Duration::from_millis(300));
    let stack = HttpStack::new(config, Protocol::Http1).unwrap();
    let slow = || {
        ByteSource::replayable(|| {
            ByteStream::new(Slow(tokio::time::interval(Duration::from_millis(20)), 25)).with_length(25)
        })
    };
    let response = stack.upload(put(slow(), Effect::Once)).await.unwrap();
    assert_eq!(response.body().data(), "25 of Some(\"25\")");

    let mut context = context(Effect::Once);
    context.timeout = Some(Duration::from_millis(150));
    let mut request = put_with(slow(), context);
    *request.uri_mut() = http::Uri::from_static("/hangs");
    let error = stack.upload(request).await.unwrap_err();
    let expected = "no answer within 150ms after the last byte";
    assert_eq!((error.kind(), error.message()), (ErrorKind::Timeout, expected));
}

#[tokio::test]
async fn an_upload_that_cannot_begin_ends_at_the_time_of_the_call() {
    let server = Server::http(Protocol::Http1, |_| std::future::pending()).await;
    let config = server.config().concurrency_limit(1).timeout(Duration::from_millis(50));
    let stack = HttpStack::new(config, Protocol::Http1).unwrap();
    let mut patient = context(Effect::Read);
    patient.timeout = Some(Duration::from_secs(60));
    let mut first = Box::pin(stack.send(crate::server::request("/", patient)));
    let pending = timeout(Duration::from_millis(50), poll_fn(|cx| first.as_mut().poll(cx))).await;
    assert!(pending.is_err());
    let (source, opened) = replayable(1);
    let error = stack.upload(put(source, Effect::Idempotent)).await.unwrap_err();
    assert_eq!(error.message(), "no answer within 50ms");
    assert_eq!(opened.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_upload_that_is_dropped_lets_go_of_its_source() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let server = Server::http(protocol, |request| async move {
            let _keep = request;
            std::future::pending().await
        })
        .await;
        let given = Arc::<AtomicU64>::default();
        let stack = server.stack(protocol);
        let source = ByteSource::once(generated(ENDLESS, &given));
        let upload = stack.upload(put(source, Effect::Once));
        assert!(timeout(Duration::from_millis(100), upload).await.is_err());
        assert_eq!(Arc::strong_count(&given), 1);
        timeout(Duration::from_secs(5), stack.close()).await.unwrap();
    }
}

/// Issues `t1`, `t2`, ….
#[derive(Debug, Default)]
struct Vault(AtomicUsize);

#[async_trait]
impl TokenSource for Vault {
    async fn token(&self) -> Result<Token, Error> {
        Ok(Token::new(format!("t{}", self.0.fetch_add(1, Ordering::SeqCst) + 1)))
    }
}

#[tokio::test]
async fn a_refused_token_is_replaced_if_the_source_can_be_read_again() {
    let server = Server::http(Protocol::Http1, |request: Request<Incoming>| async move {
        let known = request.headers()["authorization"] == "Bearer t2";
        let counted = count(request).await;
        if known { counted } else { reply(401, "") }
    })
    .await;
    let once = ByteSource::once(generated(MIB, &Arc::default()));
    for (source, expected) in [(replayable(MIB).0, (200, 2)), (once, (401, 1))] {
        let config = server.config().auth(Auth::bearer_source(Vault::default()));
        let stack = HttpStack::new(config, Protocol::Http1).unwrap();
        let response = stack.upload(put(source, Effect::Once)).await.unwrap();
        let Attempts(attempts) = *response.extensions().get().unwrap();
        assert_eq!((response.status().as_u16(), attempts), expected);
    }
}
