//! Deadline and retries against real servers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use http::HeaderValue;
use http::header::RETRY_AFTER;
use qdrant_core::{Effect, ErrorKind};
use qdrant_http::{Attempts, HttpStack, Protocol, RetryPolicy};

use crate::server::{Server, context, get, reply, request, serve};

/// Refuses so many requests, then answers.
async fn busy(protocol: Protocol, refusals: usize) -> (Server, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let server = Server::http(protocol, move |_| {
        let refused = counter.fetch_add(1, Ordering::SeqCst) < refusals;
        async move {
            if !refused {
                return reply(200, "done");
            }
            let mut response = reply(503, "busy");
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("0"));
            response
        }
    })
    .await;
    (server, calls)
}

#[tokio::test]
async fn a_busy_server_is_asked_again_on_both_protocols() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let (server, calls) = busy(protocol, 2).await;
        let stack = server.stack(protocol);
        let response = stack.send(request("/", context(Effect::Idempotent))).await.unwrap();
        assert_eq!((response.status().as_u16(), response.body().data().as_ref()), (200, &b"done"[..]));
        assert_eq!(response.extensions().get(), Some(&Attempts(3)));
        assert_eq!(calls.load(Ordering::SeqCst), 3);
    }
}

#[tokio::test]
async fn the_last_refusal_is_handed_to_the_wire() {
    let (server, calls) = busy(Protocol::Http1, usize::MAX).await;
    let policy =
        RetryPolicy { max_attempts: 3, initial_backoff: Duration::from_millis(1), ..RetryPolicy::default() };
    let stack = HttpStack::new(server.config().retry(policy), Protocol::Http1).unwrap();
    let response = stack.send(get("/")).await.unwrap();
    assert_eq!((response.status().as_u16(), response.body().data().as_ref()), (503, &b"busy"[..]));
    assert_eq!(calls.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_server_that_does_not_answer_ends_at_the_deadline_of_the_call() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let server = Server::http(protocol, |_| std::future::pending()).await;
        let mut call = context(Effect::Read);
        call.timeout = Some(Duration::from_millis(80));
        let start = Instant::now();
        let error = server.stack(protocol).send(request("/", call)).await.unwrap_err();
        let expected = format!("no answer from {} within 80ms", server.address);
        assert_eq!((error.kind(), error.message()), (ErrorKind::Timeout, expected.as_str()));
        assert!(!error.is_not_sent());
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test]
async fn an_attempt_that_hangs_is_repeated_before_the_deadline() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    let server = Server::http(Protocol::Http1, move |_| {
        let first = counter.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            if first {
                std::future::pending::<()>().await;
            }
            reply(200, "done")
        }
    })
    .await;
    let config = server.config().attempt_timeout(Duration::from_millis(50));
    let response = HttpStack::new(config, Protocol::Http1).unwrap().send(get("/")).await.unwrap();
    assert_eq!(response.extensions().get(), Some(&Attempts(2)));
}

#[tokio::test]
async fn an_attempt_that_hangs_is_repeated_on_another_connection() {
    let server = Server::raw(|number, stream| async move {
        if number == 1 {
            // It greets and says no more.
            let _silent = h2::server::handshake(stream).await.unwrap();
            return std::future::pending().await;
        }
        serve(Protocol::Http2, stream, |_| async { reply(200, "done") }).await;
    })
    .await;
    let config = server.config().pool_size(1).attempt_timeout(Duration::from_millis(600));
    let response = HttpStack::new(config, Protocol::Http2).unwrap().send(get("/")).await.unwrap();
    assert_eq!((response.extensions().get(), server.connections()), (Some(&Attempts(2)), 2));
}

#[tokio::test]
async fn a_wait_that_is_asked_for_as_a_date_is_kept_up_to_the_cap() {
    for (offset, attempts, status) in [(-60, 2, 200), (600, 1, 429)] {
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        let server = Server::http(Protocol::Http1, move |_| {
            let first = counter.fetch_add(1, Ordering::SeqCst) == 0;
            let now = SystemTime::now();
            let wait = Duration::from_secs(60);
            let date = if offset < 0 { now - wait } else { now + wait * 10 };
            let date = httpdate::fmt_http_date(date);
            async move {
                let mut response = reply(if first { 429 } else { 200 }, "");
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::try_from(date).unwrap());
                response
            }
        })
        .await;
        let start = Instant::now();
        let response = server.stack(Protocol::Http1).send(get("/")).await.unwrap();
        assert_eq!((response.status().as_u16(), calls.load(Ordering::SeqCst)), (status, attempts));
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}
