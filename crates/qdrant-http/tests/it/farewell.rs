//! Servers of HTTP/2 that turn requests away.

use h2::Reason;
use http::Response;
use qdrant_core::{Effect, ErrorKind};
use qdrant_http::{Attempts, HttpStack, Protocol, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::server::{Server, context, reply, request, serve};

/// The type of the frame that opens a request.
const HEADERS: u8 = 1;

/// Gives the first request of a connection this reason, and all others a reply.
async fn reset_first(stream: TcpStream, reason: Reason) {
    let mut connection = h2::server::handshake(stream).await.unwrap();
    let mut first = true;
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        if std::mem::take(&mut first) {
            respond.send_reset(reason);
        } else {
            respond.send_response(Response::new(()), true).unwrap();
        }
    }
}

/// Takes a request, says farewell with this stream as the last, and hangs up.
async fn farewell(mut stream: TcpStream, last: u8, reason: Reason) {
    stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await.unwrap();
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await.unwrap();
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.unwrap();
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut frame = vec![0; length as usize];
        stream.read_exact(&mut frame).await.unwrap();
        if head[3] == HEADERS {
            break;
        }
    }
    let goodbye = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, last];
    stream.write_all(&goodbye).await.unwrap();
    stream.write_all(&u32::from(reason).to_be_bytes()).await.unwrap();
}

fn one_connection(server: &Server) -> HttpStack {
    HttpStack::new(server.config().pool_size(1), Protocol::Http2).unwrap()
}

#[tokio::test]
async fn a_refused_stream_is_repeated_even_for_a_write() {
    let server = Server::raw(|_, stream| reset_first(stream, Reason::REFUSED_STREAM)).await;
    let response = one_connection(&server).send(request("/", context(Effect::Once))).await.unwrap();
    assert_eq!((response.status().as_u16(), response.extensions().get()), (200, Some(&Attempts(2))));
    assert_eq!(server.connections(), 1);

    let config = server.config().retry(RetryPolicy::none());
    let stack = HttpStack::new(config, Protocol::Http2).unwrap();
    let error = stack.send(request("/", context(Effect::Once))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error:?}");
    assert!(error.is_not_sent() && error.is_retryable());
}

#[tokio::test]
async fn a_stream_that_is_reset_otherwise_may_have_been_processed() {
    for reason in [Reason::INTERNAL_ERROR, Reason::CANCEL, Reason::NO_ERROR] {
        let server = Server::raw(move |_, stream| reset_first(stream, reason)).await;
        let error = one_connection(&server).send(request("/", context(Effect::Once))).await.unwrap_err();
        assert_eq!(error.attempts(), Some(1), "{reason}");
        assert!(!error.is_not_sent());
    }
}

#[tokio::test]
async fn a_request_after_the_last_of_a_farewell_is_repeated_and_the_last_is_not() {
    let reasons = [Reason::NO_ERROR, Reason::ENHANCE_YOUR_CALM, Reason::INTERNAL_ERROR];
    for (last, repeated, reason) in reasons.iter().flat_map(|it| [(0, true, *it), (1, false, *it)]) {
        let server = Server::raw(move |number, stream| async move {
            if number == 1 {
                farewell(stream, last, reason).await;
            } else {
                serve(Protocol::Http2, stream, |_| async { reply(200, "ok") }).await;
            }
        })
        .await;
        let result = one_connection(&server).send(request("/", context(Effect::Once))).await;
        match result {
            Ok(response) => {
                assert!(repeated, "{reason}");
                assert_eq!(response.extensions().get(), Some(&Attempts(2)));
            }
            Err(error) => {
                assert!(!repeated, "{error:?}");
                assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, Some(1)));
                assert!(!error.is_not_sent());
            }
        }
    }
}
