//! The end of a stack.

use std::sync::Arc;
use std::time::Duration;

use qdrant_core::ErrorKind;
use qdrant_http::Protocol;
use tokio::io::AsyncReadExt;
use tokio::sync::Notify;

use crate::server::{Server, answer_raw, get, reply};

#[tokio::test]
async fn close_waits_for_running_calls_and_refuses_later_ones() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let (arrived, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let signals = (Arc::clone(&arrived), Arc::clone(&go));
        let server = Server::http(protocol, move |_| {
            let (arrived, go) = signals.clone();
            async move {
                arrived.notify_one();
                go.notified().await;
                reply(200, "late")
            }
        })
        .await;
        let stack = server.stack(protocol);
        let running = tokio::spawn({
            let stack = stack.clone();
            async move { stack.send(get("/")).await }
        });
        arrived.notified().await;
        let closing = tokio::spawn({
            let stack = stack.clone();
            async move { stack.close().await }
        });
        while !stack.is_closed() {
            tokio::task::yield_now().await;
        }
        let error = stack.send(get("/")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Closed);
        assert!(error.is_not_sent() && !error.is_retryable());
        assert!(!closing.is_finished());
        go.notify_one();
        assert_eq!(running.await.unwrap().unwrap().body().data(), "late");
        closing.await.unwrap();
        stack.close().await;
    }
}

#[tokio::test]
async fn close_ends_idle_connections() {
    let (ended, end) = tokio::sync::mpsc::channel(1);
    let server = Server::raw(move |_, stream| {
        let ended = ended.clone();
        async move {
            let mut stream = answer_raw(stream, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
            let read = stream.read(&mut [0; 1]).await.unwrap();
            ended.send(read).await.unwrap();
        }
    })
    .await;
    let mut end = end;
    let stack = server.stack(Protocol::Http1);
    stack.send(get("/")).await.unwrap();
    stack.close().await;
    let read = tokio::time::timeout(Duration::from_secs(3), end.recv()).await.unwrap();
    assert_eq!(read, Some(0), "the connection ended");
}

#[tokio::test]
async fn a_call_that_is_dropped_does_not_keep_close_waiting() {
    let server = Server::http(Protocol::Http1, |_| std::future::pending()).await;
    let stack = server.stack(Protocol::Http1);
    let call = tokio::time::timeout(Duration::from_millis(30), stack.send(get("/"))).await;
    assert!(call.is_err());
    tokio::time::timeout(Duration::from_secs(3), stack.close()).await.unwrap();
}
