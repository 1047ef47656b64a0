//! Replies that are cut off, or that break the rules of their protocol.

use bytes::Bytes;
use h2::Reason;
use http::Response;
use qdrant_core::{Effect, Error, ErrorKind};
use qdrant_http::{CollectedBody, HttpStack, Protocol, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::server::{Server, answer_raw, context, get, reply, request};

/// Sends one call that is not repeated.
async fn send(server: &Server, protocol: Protocol) -> Result<CollectedBody, Error> {
    let stack = HttpStack::new(server.config().retry(RetryPolicy::none()), protocol).unwrap();
    stack.send(get("/")).await.map(Response::into_body)
}

async fn http1(reply: &'static [u8]) -> Server {
    Server::raw(move |_, stream| async move {
        drop(answer_raw(stream, reply).await);
    })
    .await
}

#[tokio::test]
async fn replies_of_http1_that_break_off_or_break_the_rules() {
    const MIDDLE: &str = "in the middle of the call";
    const HEAD: &str = "the head of the reply of ";
    const BODY: &str = "the body of the reply of ";
    for (text, kind, message) in [
        (&b"HTTP/1.1 200 OK\r\ncontent-le"[..], ErrorKind::Connect, MIDDLE),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok", ErrorKind::Connect, MIDDLE),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nok", ErrorKind::Connect, MIDDLE),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n", ErrorKind::Connect, MIDDLE),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\nok\r\n0\r\n\r\n",
            ErrorKind::Decode,
            BODY,
        ),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok and more", ErrorKind::Decode, BODY),
        (b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\nok", ErrorKind::Decode, HEAD),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok", ErrorKind::Decode, HEAD),
        (b"HTTP/1.1 2x0 OK\r\n\r\n", ErrorKind::Decode, HEAD),
        (b"HTTP/1.1 200 OK\r\nno header\r\n\r\n", ErrorKind::Decode, HEAD),
    ] {
        let server = http1(text).await;
        let error = send(&server, Protocol::Http1).await.unwrap_err();
        let text = String::from_utf8_lossy(text);
        assert_eq!(error.kind(), kind, "{text:?}: {error:?}");
        assert!(error.message().contains(message), "{text:?}: {error}");
        assert!(error.message().contains(&server.address.to_string()), "{error}");
        assert!(!error.is_not_sent() && error.is_retryable() == (kind == ErrorKind::Connect));
    }
}

#[tokio::test]
async fn what_comes_after_a_reply_is_never_taken_for_the_next_one() {
    let server = Server::raw(|_, mut stream| async move {
        let text = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ngood";
        let evil = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil";
        stream = answer_raw(stream, [text, evil].concat()).await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    let stack = server.stack(Protocol::Http1);
    for _ in 0..50 {
        let response = stack.send(request("/", context(Effect::Idempotent))).await.unwrap();
        assert_eq!(response.body().data(), "good");
    }
    assert_eq!(server.connections(), 50);
}

#[tokio::test]
async fn a_head_that_never_ends_is_refused() {
    let server = Server::raw(|_, stream| async move {
        let mut stream = answer_raw(stream, "HTTP/1.1 200 OK\r\n").await;
        while stream.write_all(&[b'x'; 8192]).await.is_ok() {}
    })
    .await;
    let error = send(&server, Protocol::Http1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
}

const SETTINGS: u8 = 4;
const HEADERS: u8 = 1;
const END_HEADERS: u8 = 4;
const END_STREAM: u8 = 1;

fn frame(kind: u8, flags: u8, stream: u8, body: &[u8]) -> Vec<u8> {
    let [_, a, b, c] = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&[a, b, c, kind, flags, 0, 0, 0, stream], body].concat()
}

/// Waits for a request and answers with these bytes, after a greeting.
async fn answer_frames(mut stream: TcpStream, reply: Vec<u8>) {
    stream.write_all(&frame(SETTINGS, 0, 0, &[])).await.unwrap();
    stream.read_exact(&mut [0; 24]).await.unwrap();
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.unwrap();
        let mut body = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
        stream.read_exact(&mut body).await.unwrap();
        if head[3] == HEADERS {
            break;
        }
    }
    stream.write_all(&reply).await.unwrap();
    stream.shutdown().await.unwrap();
    // Until the client has hung up, so that no reset overtakes the reply.
    let _ = stream.read_to_end(&mut Vec::new()).await;
}

#[tokio::test]
async fn replies_of_http2_that_break_off_or_break_the_rules() {
    // `:status: 200` is number 8 of the static table.
    let ok = frame(HEADERS, END_HEADERS, 1, &[0x88]);
    let cut = |mut bytes: Vec<u8>, by: usize| {
        bytes.truncate(bytes.len() - by);
        bytes
    };
    let data = |flags: u8| frame(0, flags, 1, b"some data");
    // `content-length: 3`, with the name from the static table.
    let three = frame(HEADERS, END_HEADERS, 1, &[0x88, 0x0f, 0x0d, 1, b'3']);
    for (name, reply, kind) in [
        ("no reply", Vec::new(), ErrorKind::Connect),
        ("half a head", cut(ok.clone(), 1), ErrorKind::Connect),
        ("no body", ok.clone(), ErrorKind::Connect),
        ("half a frame", [ok.clone(), cut(data(END_STREAM), 3)].concat(), ErrorKind::Connect),
        ("no end", [ok.clone(), data(0)].concat(), ErrorKind::Connect),
        ("more than announced", [three.clone(), data(END_STREAM)].concat(), ErrorKind::Decode),
        ("less than announced", [three, frame(0, END_STREAM, 1, b"x")].concat(), ErrorKind::Decode),
        ("data for nobody", [ok.clone(), frame(0, 0, 0, b"data")].concat(), ErrorKind::Decode),
        ("settings of a wrong size", [ok.clone(), frame(SETTINGS, 0, 0, b"abc")].concat(), ErrorKind::Decode),
        (
            "damaged headers",
            frame(HEADERS, END_HEADERS, 1, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
            ErrorKind::Decode,
        ),
        (
            "a frame that is too long",
            [&ok[..], &[0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]].concat(),
            ErrorKind::Decode,
        ),
    ] {
        let server = Server::raw(move |_, stream| answer_frames(stream, reply.clone())).await;
        let error = send(&server, Protocol::Http2).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{name}: {error:?}");
        assert!(error.message().contains(&server.address.to_string()), "{name}: {error}");
        assert!(!error.is_not_sent(), "{name}: {error:?}");
    }
}

#[tokio::test]
async fn a_call_that_the_server_gave_up_names_the_reason() {
    let server = Server::raw(|_, stream| async move {
        let mut connection = h2::server::handshake(stream).await.unwrap();
        while let Some(Ok((_, mut respond))) = connection.accept().await {
            let mut body = respond.send_response(Response::new(()), false).unwrap();
            body.send_data(Bytes::from_static(b"part"), false).unwrap();
            body.send_reset(Reason::INTERNAL_ERROR);
        }
    })
    .await;
    let error = send(&server, Protocol::Http2).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(error.message(), format!("{} gave the call up (INTERNAL_ERROR)", server.address));
}

#[tokio::test]
async fn a_reply_without_trailers_is_handed_over_as_such() {
    let server = Server::http(Protocol::Http2, |_| async { reply(200, "data") }).await;
    let body = send(&server, Protocol::Http2).await.unwrap();
    assert_eq!((body.data().as_ref(), body.trailers()), (&b"data"[..], None));
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_packed_reply_that_is_damaged_says_so() {
    for (coding, body) in [("gzip", "no gzip at all"), ("gzip", "\u{1f}"), ("br", "x"), ("gzip, gzip", "x")] {
        let server = Server::http(Protocol::Http1, move |_| async move {
            let mut response = reply(200, body);
            response.headers_mut().insert("content-encoding", http::HeaderValue::from_static(coding));
            response
        })
        .await;
        let error = send(&server, Protocol::Http1).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, Some(1)));
        let expected = if coding == "gzip" { "damaged gzip" } else { "which nobody asked for" };
        assert!(error.message().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn replies_of_http1_in_rare_forms_are_read() {
    for (text, status, body) in [
        (&b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"[..], 200, "ok"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
        (b"HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n", 304, ""),
        (b"HTTP/1.0 200 OK\r\n\r\nto the end", 200, "to the end"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2;x=y\r\nok\r\n0\r\nx-sum: 1\r\n\r\n", 200, "ok"),
        (b"HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n", 200, ""),
        (b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n", 101, ""),
    ] {
        let server = http1(text).await;
        let stack = HttpStack::new(server.config().retry(RetryPolicy::none()), Protocol::Http1).unwrap();
        let response = stack.send(get("/")).await.unwrap();
        assert_eq!((response.status().as_u16(), response.body().data().as_ref()), (status, body.as_bytes()));
    }
}
