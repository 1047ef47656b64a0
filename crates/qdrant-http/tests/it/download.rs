//! Replies that are streamed.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::Response;
use qdrant_core::{ByteStream, Effect, Error, ErrorKind, OperationKind};
use qdrant_http::{Attempts, CallContext, Download, HttpRequest, HttpResponse, HttpStack, Protocol, Verdict};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::server::{Server, answer_raw, context, get, read_head, reply, request};

const MIB: u64 = 1 << 20;

/// More than what lies in the buffers of two sockets.
const AHEAD: u64 = 32 * MIB;

async fn started(stack: &HttpStack, request: HttpRequest) -> Response<ByteStream> {
    match stack.download(request).await.unwrap() {
        Download::Stream(response) => response,
        Download::Refused(response) => panic!("refused: {response:?}"),
    }
}

async fn refused(stack: &HttpStack) -> HttpResponse {
    match stack.download(get("/")).await.unwrap() {
        Download::Stream(response) => panic!("not refused: {response:?}"),
        Download::Refused(response) => response,
    }
}

async fn next(stream: &mut ByteStream) -> Option<Result<Bytes, Error>> {
    poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx)).await
}

/// Reads to the end, and gives the number of bytes and how it ended.
async fn drain(stream: &mut ByteStream) -> (u64, Result<(), Error>) {
    let mut received = 0;
    while let Some(chunk) = next(stream).await {
        match chunk {
            Ok(chunk) => received += chunk.len() as u64,
            Err(error) => {
                assert!(next(stream).await.is_none(), "an error is the end");
                return (received, Err(error));
            }
        }
    }
    (received, Ok(()))
}

/// Writes a body without end as fast as it is taken; the number of bytes is kept.
async fn pour(stream: &mut TcpStream, length: u64, written: &AtomicU64) -> std::io::Result<()> {
    let chunk = vec![7; 64 << 10];
    while written.load(Ordering::SeqCst) < length {
        stream.write_all(&chunk).await?;
        written.fetch_add(chunk.len() as u64, Ordering::SeqCst);
    }
    Ok(())
}

async fn fountain(length: u64) -> (Server, Arc<AtomicU64>) {
    let written = Arc::<AtomicU64>::default();
    let counter = Arc::clone(&written);
    let server = Server::raw(move |_, stream| {
        let written = Arc::clone(&counter);
        async move {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
            let mut stream = answer_raw(stream, head).await;
            let _ = pour(&mut stream, length, &written).await;
            // Its end tells that the client hung up.
            let _ = stream.read(&mut [0; 1]).await;
            written.store(u64::MAX, Ordering::SeqCst);
        }
    })
    .await;
    (server, written)
}

async fn hung_up(written: &AtomicU64) {
    let gone = async {
        while written.load(Ordering::SeqCst) != u64::MAX {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(5), gone).await.unwrap();
}

#[tokio::test]
async fn a_large_body_is_not_read_ahead_of_the_program() {
    let (server, written) = fountain(128 * MIB).await;
    let stack = HttpStack::new(server.config().max_response_bytes(1_usize << 20), Protocol::Http1).unwrap();
    let mut body = started(&stack, get("/")).await.into_body();
    assert_eq!(body.length(), Some(128 * MIB));
    let mut received = next(&mut body).await.unwrap().unwrap().len() as u64;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(written.load(Ordering::SeqCst) < AHEAD, "the program takes its time");
    let mut chunks = 1;
    while let Some(chunk) = next(&mut body).await {
        received += chunk.unwrap().len() as u64;
        chunks += 1;
        if received < 128 * MIB {
            assert!(written.load(Ordering::SeqCst).saturating_sub(received) < AHEAD);
        }
    }
    assert_eq!(received, 128 * MIB);
    assert!(chunks > 128, "{chunks} chunks");
}

#[tokio::test]
async fn both_protocols_stream() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let server = Server::http(protocol, |request| async move {
            assert_eq!(request.headers()["accept-encoding"], "identity");
            reply(200, vec![1; 5_000_000])
        })
        .await;
        let response = started(&server.stack(protocol), get("/")).await;
        assert_eq!(response.extensions().get(), Some(&Attempts(1)));
        let mut body = response.into_body();
        assert_eq!(body.length(), Some(5_000_000));
        let (received, end) = drain(&mut body).await;
        end.unwrap();
        assert_eq!(received, 5_000_000);
    }
}

#[tokio::test]
async fn a_body_without_a_length_streams_to_its_end() {
    let server = Server::raw(|_, stream| async move {
        let text = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        answer_raw(stream, text).await;
    })
    .await;
    let mut body = started(&server.stack(Protocol::Http1), get("/")).await.into_body();
    assert_eq!(body.length(), None);
    let (received, end) = drain(&mut body).await;
    end.unwrap();
    assert_eq!(received, 5);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_an_error_and_no_short_file() {
    for (head, expected) in [
        ("content-length: 10\r\n\r\nabc", "after 3 of 10 bytes"),
        ("transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n", "after 3 bytes"),
    ] {
        let server = Server::raw(move |_, stream| async move {
            answer_raw(stream, format!("HTTP/1.1 200 OK\r\n{head}")).await;
        })
        .await;
        let mut body = started(&server.stack(Protocol::Http1), get("/")).await.into_body();
        let (received, end) = drain(&mut body).await;
        let error = end.unwrap_err();
        assert_eq!((received, error.kind()), (3, ErrorKind::Connect), "{error:?}");
        assert_eq!(error.operation(), Some(OperationKind::CountPoints));
        let message =
            format!("the server {} went away in the middle of the call, {expected}", server.address);
        assert_eq!(error.message(), message);
    }
}

#[tokio::test]
async fn a_refusal_is_handed_over_whole() {
    let server = Server::http(Protocol::Http1, |_| async { reply(404, "no such snapshot") }).await;
    let response = refused(&server.stack(Protocol::Http1)).await;
    assert_eq!(
        (response.status().as_u16(), response.body().data().as_ref()),
        (404, &b"no such snapshot"[..])
    );
    assert_eq!(response.extensions().get(), Some(&Attempts(1)));
}

#[tokio::test]
async fn a_refusal_over_the_limit_is_refused() {
    let server = Server::http(Protocol::Http1, |_| async { reply(404, vec![0; 2000]) }).await;
    let stack = HttpStack::new(server.config().max_response_bytes(1000_usize), Protocol::Http1).unwrap();
    assert_eq!(stack.download(get("/")).await.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn a_busy_server_is_asked_again_and_the_wire_judges() {
    fn classify(parts: &http::response::Parts, body: &Bytes, _: Option<&http::HeaderMap>) -> Verdict {
        if parts.status == 500 && body == "again" { Verdict::Retry { after: None } } else { Verdict::Done }
    }
    let calls = Arc::<AtomicUsize>::default();
    let server = Server::http(Protocol::Http1, move |_| {
        let call = calls.fetch_add(1, Ordering::SeqCst);
        async move { if call < 2 { reply(500, "again") } else { reply(200, "snapshot") } }
    })
    .await;
    let context = CallContext { classify, ..context(Effect::Read) };
    let response = started(&server.stack(Protocol::Http1), request("/", context)).await;
    assert_eq!(response.extensions().get(), Some(&Attempts(3)));
    assert_eq!(next(&mut response.into_body()).await.unwrap().unwrap(), "snapshot");
}

#[tokio::test]
async fn the_deadline_is_over_with_the_head_and_silence_is_not_endless() {
    let server = Server::raw(|_, stream| async move {
        let mut stream = answer_raw(stream, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n").await;
        for _ in 0..20 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            stream.write_all(b"x").await.unwrap();
        }
        let _ = stream.read(&mut [0; 1]).await;
    })
    .await;
    let config = server.config().download_idle_timeout(Duration::from_millis(300));
    let stack = HttpStack::new(config, Protocol::Http1).unwrap();
    let mut context = context(Effect::Read);
    context.timeout = Some(Duration::from_millis(200));
    let mut body = started(&stack, request("/", context)).await.into_body();
    let (received, end) = drain(&mut body).await;
    let error = end.unwrap_err();
    assert_eq!((received, error.kind()), (20, ErrorKind::Timeout));
    assert!(
        error.message().ends_with("silent for 300ms in the middle of the download, after 20 of 100 bytes")
    );
}

#[tokio::test]
async fn the_head_has_to_come_before_the_deadline() {
    let server = Server::http(Protocol::Http1, |_| std::future::pending()).await;
    let mut context = context(Effect::Read);
    context.timeout = Some(Duration::from_millis(50));
    let error = server.stack(Protocol::Http1).download(request("/", context)).await.unwrap_err();
    assert_eq!(error.message(), format!("no answer from {} within 50ms", server.address));
}

#[tokio::test]
async fn close_ends_a_download() {
    let (server, written) = fountain(128 * MIB).await;
    let stack = server.stack(Protocol::Http1);
    let mut body = started(&stack, get("/")).await.into_body();
    next(&mut body).await.unwrap().unwrap();
    timeout(Duration::from_secs(5), stack.close()).await.unwrap();
    let (_, end) = drain(&mut body).await;
    assert_eq!(end.unwrap_err().kind(), ErrorKind::Closed);
    hung_up(&written).await;
}

#[tokio::test]
async fn a_stream_that_is_dropped_ends_its_connection() {
    let (server, written) = fountain(128 * MIB).await;
    let stack = server.stack(Protocol::Http1);
    let mut body = started(&stack, get("/")).await.into_body();
    next(&mut body).await.unwrap().unwrap();
    drop(body);
    hung_up(&written).await;
}

#[tokio::test]
async fn a_download_keeps_its_place_until_it_ends() {
    let (server, _) = fountain(MIB).await;
    let config = server.config().concurrency_limit(1);
    let stack = HttpStack::new(config, Protocol::Http1).unwrap();
    let mut first = started(&stack, get("/")).await.into_body();
    assert!(timeout(Duration::from_millis(50), stack.download(get("/"))).await.is_err());
    let (received, end) = drain(&mut first).await;
    end.unwrap();
    assert_eq!(received, MIB);
    // The end gave the place back, and so does letting go of a stream.
    let second = timeout(Duration::from_secs(5), started(&stack, get("/"))).await.unwrap();
    drop(second);
    timeout(Duration::from_secs(5), started(&stack, get("/"))).await.unwrap();
}

#[tokio::test]
async fn a_connection_is_used_again_after_a_whole_download() {
    let server = Server::raw(|_, mut stream| async move {
        for _ in 0..2 {
            read_head(&mut stream).await;
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await.unwrap();
        }
    })
    .await;
    let stack = server.stack(Protocol::Http1);
    for _ in 0..2 {
        let mut body = started(&stack, get("/")).await.into_body();
        assert_eq!(drain(&mut body).await.0, 2);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn packed_bytes_are_never_taken_for_plain_ones() {
    let server = Server::http(Protocol::Http1, |_| async {
        let mut response = reply(200, "packed");
        response.headers_mut().insert("content-encoding", http::HeaderValue::from_static("gzip"));
        response
    })
    .await;
    let error = server.stack(Protocol::Http1).download(get("/")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.message().contains("`gzip`"), "{error}");
}
