//! Connections that cannot be made, or that break.

use std::convert::Infallible;
use std::error::Error as _;
use std::pin::pin;
use std::sync::Arc;

use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use qdrant_core::{Effect, ErrorKind, OperationKind};
use qdrant_http::{Attempts, Endpoint, HttpConfig, HttpStack, Protocol, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::server::{Server, answer_raw, context, get, read_head, reply, request};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

fn once(config: HttpConfig, protocol: Protocol) -> HttpStack {
    HttpStack::new(config.retry(RetryPolicy::none()), protocol).unwrap()
}

#[tokio::test]
async fn a_refused_connection_says_so_and_that_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let stack = once(HttpConfig::new(Endpoint::http("127.0.0.1", address.port())), protocol);
        let error = stack.send(get("/")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect);
        assert!(error.is_not_sent() && error.is_retryable());
        assert_eq!(error.message(), format!("{address} refused the connection: is the server up?"));
        assert_eq!((error.operation(), error.attempts()), (Some(OperationKind::CountPoints), Some(1)));
        assert!(error.source().is_some());
    }
}

#[tokio::test]
async fn an_unknown_host_says_so() {
    let stack = once(HttpConfig::new(Endpoint::http("no-such-host.invalid", 6333)), Protocol::Http1);
    let error = stack.send(get("/")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.is_not_sent());
    assert_eq!(error.message(), "the host of no-such-host.invalid:6333 is not known");
}

#[tokio::test]
async fn a_server_that_goes_away_before_the_reply_is_a_broken_connection() {
    let server = Server::raw(|_, mut stream| async move {
        read_head(&mut stream).await;
    })
    .await;
    let error = once(server.config(), Protocol::Http1).send(get("/")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(!error.is_not_sent());
    assert!(error.message().contains("in the middle of the call"), "{error}");
}

#[tokio::test]
async fn a_reply_that_breaks_off_is_a_broken_connection() {
    let server = Server::raw(|_, stream| async move {
        answer_raw(stream, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this").await;
    })
    .await;
    let error = once(server.config(), Protocol::Http1).send(get("/")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(!error.is_not_sent());
    let expected = format!("the server {} went away in the middle of the call", server.address);
    assert_eq!(error.message(), expected);
}

#[tokio::test]
async fn a_read_survives_a_reply_that_breaks_off() {
    let server = Server::raw(|number, stream| async move {
        let text = if number == 1 { "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this" } else { OK };
        answer_raw(stream, text).await;
    })
    .await;
    let response = server.stack(Protocol::Http1).send(get("/")).await.unwrap();
    assert_eq!(response.extensions().get(), Some(&Attempts(2)));
    assert_eq!(response.body().data(), "ok");
}

#[tokio::test]
async fn a_write_that_may_not_be_repeated_is_not_sent_twice() {
    let server = Server::raw(|_, mut stream| async move {
        read_head(&mut stream).await;
    })
    .await;
    let stack = server.stack(Protocol::Http1);
    let error = stack.send(request("/", context(Effect::Once))).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, Some(1)));
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn an_idle_connection_that_the_server_closed_costs_no_call() {
    let (ended, mut end) = tokio::sync::mpsc::channel(1);
    let server = Server::raw(move |_, stream| {
        let ended = ended.clone();
        async move {
            let mut stream = answer_raw(stream, OK).await;
            stream.shutdown().await.unwrap();
            // The client hangs up as well once it has noticed.
            assert_eq!(stream.read(&mut [0; 1]).await.unwrap(), 0);
            ended.send(()).await.unwrap();
        }
    })
    .await;
    let stack = once(server.config(), Protocol::Http1);
    for _ in 0..20 {
        let response = stack.send(request("/", context(Effect::Once))).await.unwrap();
        assert_eq!(response.extensions().get(), Some(&Attempts(1)));
        end.recv().await.unwrap();
    }
    assert_eq!(server.connections(), 20);
}

#[tokio::test]
async fn an_http2_connection_that_the_server_took_leave_of_costs_no_call() {
    let (ended, mut end) = tokio::sync::mpsc::channel(1);
    let server = Server::raw(move |_, stream| {
        let ended = ended.clone();
        async move {
            let answered = Arc::new(Notify::new());
            let service = service_fn({
                let answered = Arc::clone(&answered);
                move |_| {
                    answered.notify_one();
                    async { Ok::<_, Infallible>(reply(200, "ok")) }
                }
            });
            let mut connection = pin!(
                http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service)
            );
            tokio::select! {
                _ = connection.as_mut() => panic!("ended before it was told"),
                () = answered.notified() => connection.as_mut().graceful_shutdown(),
            }
            // It ends when the client has noticed and hung up.
            let _ = connection.await;
            ended.send(()).await.unwrap();
        }
    })
    .await;
    let stack = once(server.config().pool_size(1_usize), Protocol::Http2);
    for _ in 0..20 {
        let response = stack.send(request("/", context(Effect::Once))).await.unwrap();
        assert_eq!(response.extensions().get(), Some(&Attempts(1)));
        end.recv().await.unwrap();
    }
    assert_eq!(server.connections(), 20);
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = Server::http(Protocol::Http1, |_| async { reply(200, "ok") }).await;
    let stack = server.stack(Protocol::Http1);
    for _ in 0..10 {
        stack.send(get("/")).await.unwrap();
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn http2_uses_its_connections_in_turn() {
    for (pool_size, connections) in [(None, 3), (Some(1), 1), (Some(5), 5)] {
        let server = Server::http(Protocol::Http2, |_| async { reply(200, "ok") }).await;
        let stack = HttpStack::new(server.config().pool_size(pool_size), Protocol::Http2).unwrap();
        for _ in 0..20 {
            stack.send(get("/")).await.unwrap();
        }
        assert_eq!(server.connections(), connections);
    }
}

#[tokio::test]
async fn a_reply_over_the_limit_names_the_limit() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let server = Server::http(protocol, |_| async { reply(200, vec![b'x'; 1001]) }).await;
        let fits = once(server.config().max_response_bytes(1001_usize), protocol);
        assert_eq!(fits.send(get("/")).await.unwrap().body().data().len(), 1001);
        let error =
            once(server.config().max_response_bytes(1000_usize), protocol).send(get("/")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.message().contains("1000 bytes (`max_response_bytes`)"), "{error}");
    }
}
