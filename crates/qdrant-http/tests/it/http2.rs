//! Streams of HTTP/2 that are given up, held back or answered early.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use h2::Reason;
use http::{HeaderMap, HeaderValue, Response};
use qdrant_core::{Effect, ErrorKind};
use qdrant_http::{HttpRequest, HttpStack, Protocol, ProxyConfig, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc};

use crate::server::{Server, context, get, read_head, reply, reply_with_trailers, request, serve};

fn large() -> HttpRequest {
    request("/", context(Effect::Idempotent)).map(|_| Bytes::from(vec![7; 4 << 20]))
}

fn one_connection(server: &Server) -> HttpStack {
    HttpStack::new(server.config().pool_size(1).retry(RetryPolicy::none()), Protocol::Http2).unwrap()
}

#[tokio::test]
async fn a_call_that_is_dropped_in_its_body_is_reset_and_gives_its_window_back() {
    let (resets, mut reset) = mpsc::unbounded_channel();
    let arrived = Arc::new(Notify::new());
    let signal = Arc::clone(&arrived);
    let server = Server::raw(move |_, stream| {
        let (resets, signal) = (resets.clone(), Arc::clone(&signal));
        async move {
            let mut connection = h2::server::Builder::new()
                .initial_window_size(65_535)
                .initial_connection_window_size(65_535)
                .handshake::<_, Bytes>(stream)
                .await
                .unwrap();
            let mut first = true;
            while let Some(Ok((request, mut respond))) = connection.accept().await {
                let resets = resets.clone();
                if std::mem::take(&mut first) {
                    signal.notify_one();
                    tokio::spawn(async move {
                        // Nothing of the body is read.
                        let body = request.into_body();
                        let reason = std::future::poll_fn(|cx| respond.poll_reset(cx)).await;
                        resets.send(reason.ok()).unwrap();
                        drop(body);
                    });
                } else {
                    tokio::spawn(async move {
                        let mut body = request.into_body();
                        while let Some(Ok(chunk)) = body.data().await {
                            body.flow_control().release_capacity(chunk.len()).unwrap();
                        }
                        respond.send_response(Response::new(()), true).unwrap();
                    });
                }
            }
        }
    })
    .await;
    let stack = one_connection(&server);
    let call = tokio::spawn({
        let stack = stack.clone();
        async move { stack.send(large()).await }
    });
    arrived.notified().await;
    call.abort();
    let reason = tokio::time::timeout(Duration::from_secs(5), reset.recv()).await.unwrap();
    assert_eq!(reason, Some(Some(Reason::CANCEL)));
    tokio::time::timeout(Duration::from_secs(5), stack.send(large())).await.unwrap().unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_reply_before_the_end_of_the_body_reaches_the_caller() {
    for reset in [true, false] {
        let server = Server::raw(move |_, stream| async move {
            let mut connection = h2::server::handshake(stream).await.unwrap();
            let mut kept = Vec::new();
            while let Some(Ok((request, mut respond))) = connection.accept().await {
                let mut response = Response::new(());
                *response.status_mut() = http::StatusCode::PAYLOAD_TOO_LARGE;
                let stream = respond.send_response(response, true).unwrap();
                // What is dropped is reset without an error, once the reply is out.
                if !reset {
                    kept.push((request, respond, stream));
                }
            }
        })
        .await;
        let stack = one_connection(&server);
        for _ in 0..3 {
            let response = tokio::time::timeout(Duration::from_secs(5), stack.send(large())).await.unwrap();
            assert_eq!(response.unwrap().status(), 413, "reset: {reset}");
        }
        assert_eq!(server.connections(), 1, "reset: {reset}");
    }
}

#[tokio::test]
async fn streams_over_the_servers_limit_wait_and_leave_the_queue_when_they_are_dropped() {
    let server = Server::raw(move |_, stream| async move {
        let mut connection =
            h2::server::Builder::new().max_concurrent_streams(1).handshake::<_, Bytes>(stream).await.unwrap();
        while let Some(Ok((_, mut respond))) = connection.accept().await {
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(20)).await;
                // Some are given up meanwhile.
                let _ = respond.send_response(Response::new(()), true);
            });
        }
    })
    .await;
    let stack = one_connection(&server);
    stack.send(get("/")).await.unwrap();
    let mut calls = Vec::new();
    for _ in 0..20 {
        let stack = stack.clone();
        calls.push(tokio::spawn(async move { stack.send(get("/")).await }));
    }
    tokio::time::sleep(Duration::from_millis(5)).await;
    for call in calls.iter().step_by(2) {
        call.abort();
    }
    for call in calls.into_iter().skip(1).step_by(2) {
        tokio::time::timeout(Duration::from_secs(5), call).await.unwrap().unwrap().unwrap();
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_long_message_in_the_trailers_is_read() {
    let server = Server::http(Protocol::Http2, move |_| async move {
        let mut trailers = HeaderMap::new();
        trailers.insert("grpc-message", "x".repeat(200 << 10).parse().unwrap());
        trailers.insert("grpc-status", HeaderValue::from_static("3"));
        reply_with_trailers("message", trailers)
    })
    .await;
    let (_, trailers) = one_connection(&server).send(get("/")).await.unwrap().into_body().into_parts();
    let trailers = trailers.unwrap();
    assert_eq!((trailers["grpc-message"].len(), trailers["grpc-status"].as_bytes()), (200 << 10, &b"3"[..]));
}

#[tokio::test]
async fn calls_that_come_before_the_servers_limit_is_known_all_succeed() {
    let server = Server::raw(move |_, stream| async move {
        let mut connection =
            h2::server::Builder::new().max_concurrent_streams(5).handshake::<_, Bytes>(stream).await.unwrap();
        while let Some(Ok((_, mut respond))) = connection.accept().await {
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(1)).await;
                let _ = respond.send_response(Response::new(()), true);
            });
        }
    })
    .await;
    let stack = HttpStack::new(server.config().pool_size(1), Protocol::Http2).unwrap();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let stack = stack.clone();
        calls.spawn(async move { stack.send(get("/")).await });
    }
    while let Some(call) = calls.join_next().await {
        call.unwrap().unwrap();
    }
    assert_eq!(server.connections(), 1);
}

/// A proxy that keeps those that knock first waiting, then does as told; it says whenever somebody knocks.
async fn slow_proxy(server: SocketAddr, lets_pass: bool) -> (Server, Arc<Notify>, Arc<Notify>) {
    let (knock, open) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let signals = (Arc::clone(&knock), Arc::clone(&open));
    let proxy = Server::raw(move |number, mut client| {
        let (knock, open) = signals.clone();
        async move {
            read_head(&mut client).await;
            knock.notify_one();
            if number == 1 {
                open.notified().await;
            }
            if !lets_pass {
                let _ = client.write_all(b"HTTP/1.1 407 Who are you\r\n\r\n").await;
                return;
            }
            let mut server = TcpStream::connect(server).await.unwrap();
            let _ = client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            let _ = copy_bidirectional(&mut client, &mut server).await;
        }
    })
    .await;
    (proxy, knock, open)
}

#[tokio::test]
async fn calls_that_wait_for_the_connection_of_another_survive_it_and_share_its_failure() {
    let server = Server::http(Protocol::Http2, |_| async { reply(200, "ok") }).await;
    for (lets_pass, attempts) in [(true, 2), (false, 1)] {
        let (proxy, knock, open) = slow_proxy(server.address, lets_pass).await;
        let config = server
            .config()
            .pool_size(1)
            .retry(RetryPolicy::none())
            .proxy(ProxyConfig::new(format!("http://{}", proxy.address)));
        let stack = HttpStack::new(config, Protocol::Http2).unwrap();
        let call = || {
            let stack = stack.clone();
            tokio::spawn(async move { stack.send(request("/", context(Effect::Once))).await })
        };
        let first = call();
        knock.notified().await;
        let others = [call(), call(), call()];
        // They are at the door before the first one leaves it.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        if lets_pass {
            first.abort();
        } else {
            open.notify_one();
            assert_eq!(first.await.unwrap().unwrap_err().kind(), ErrorKind::Unauthenticated);
        }
        for other in others {
            let result = tokio::time::timeout(Duration::from_secs(5), other).await.unwrap().unwrap();
            match result {
                Ok(response) => assert!(lets_pass && response.status() == 200),
                Err(error) => {
                    assert!(!lets_pass && error.kind() == ErrorKind::Unauthenticated, "{error:?}");
                }
            }
        }
        assert_eq!(proxy.connections(), attempts);
    }
}

/// Passes bytes on, those of the server one by one at first.
async fn in_small_pieces(server: SocketAddr) -> Server {
    Server::raw(move |_, mut client| async move {
        client.set_nodelay(true).unwrap();
        let mut server = TcpStream::connect(server).await.unwrap();
        let (mut from_client, mut to_client) = client.split();
        let (mut from_server, mut to_server) = server.split();
        let there = tokio::io::copy(&mut from_client, &mut to_server);
        let back = async {
            for _ in 0..40 {
                let Ok(byte) = from_server.read_u8().await else { return };
                to_client.write_u8(byte).await.unwrap();
                // So that the next one is a read of its own.
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
        };
        tokio::select! {
            _ = there => {}
            () = back => {}
        }
    })
    .await
}

#[tokio::test]
async fn a_greeting_in_pieces_is_a_greeting() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        // Hangs up in the middle of the second call of a connection.
        let server = Server::raw(move |_, stream| async move {
            let calls = Arc::new(AtomicUsize::new(0));
            let (end, mut ended) = tokio::sync::mpsc::channel::<()>(1);
            let serving = serve(protocol, stream, move |_| {
                let (is_first, end) = (calls.fetch_add(1, Ordering::SeqCst) == 0, end.clone());
                async move {
                    if !is_first {
                        end.send(()).await.unwrap();
                        std::future::pending::<()>().await;
                    }
                    reply(200, "ok")
                }
            });
            tokio::select! {
                () = serving => {}
                _ = ended.recv() => {}
            }
        })
        .await;
        let between = in_small_pieces(server.address).await;
        let config = between.config().pool_size(1).idle_timeout(None).retry(RetryPolicy::none());
        let stack = HttpStack::new(config, protocol).unwrap();
        stack.send(get("/")).await.unwrap();
        let error = stack.send(get("/")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{protocol:?}: {error:?}");
        assert!(error.is_retryable() && between.connections() == 1, "{error:?}");
    }
}
