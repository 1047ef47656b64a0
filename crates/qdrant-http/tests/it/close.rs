//! The end of a stack.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use qdrant_core::{Error, ErrorKind};
use qdrant_http::{Auth, HttpStack, Protocol, Token, TokenSource};
use tokio::io::AsyncReadExt;
use tokio::sync::Notify;

use crate::server::{Server, answer_raw, get, reply, serve};

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

#[tokio::test]
async fn a_close_that_is_given_up_leaves_a_closed_stack() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let hung = Arc::new(Notify::new());
        let signal = Arc::clone(&hung);
        let (ended, mut end) = tokio::sync::mpsc::channel(8);
        let server = Server::raw(move |_, stream| {
            let (ended, signal) = (ended.clone(), Arc::clone(&signal));
            async move {
                serve(protocol, stream, move |request| {
                    let signal = Arc::clone(&signal);
                    async move {
                        if request.uri().path() == "/hang" {
                            signal.notify_one();
                            std::future::pending::<()>().await;
                        }
                        reply(200, "ok")
                    }
                })
                .await;
                ended.send(()).await.unwrap();
            }
        })
        .await;
        let config = server.config().pool_size(2).timeout(None).idle_timeout(None);
        let stack = HttpStack::new(config, protocol).unwrap();
        let hanging = tokio::spawn({
            let stack = stack.clone();
            async move { stack.send(get("/hang")).await }
        });
        hung.notified().await;
        stack.send(get("/")).await.unwrap();
        assert_eq!(server.connections(), 2, "one of them is idle");
        let closing = tokio::time::timeout(Duration::from_millis(30), stack.close()).await;
        assert!(closing.is_err() && stack.is_closed());
        assert_eq!(stack.send(get("/")).await.unwrap_err().kind(), ErrorKind::Closed);
        assert!(!hanging.is_finished(), "who makes a call decides how long it waits");
        hanging.abort();
        for _ in 0..2 {
            // Sooner than an idle connection ends by itself.
            tokio::time::timeout(Duration::from_secs(3), end.recv()).await.unwrap().unwrap();
        }
        stack.close().await;
    }
}

/// Never comes back.
struct Stuck(Arc<Notify>);

#[async_trait]
impl TokenSource for Stuck {
    async fn token(&self) -> Result<Token, Error> {
        self.0.notify_one();
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_call_that_waits_for_a_token_ends_when_a_close_is_given_up() {
    let server = Server::http(Protocol::Http1, |_| async { reply(200, "ok") }).await;
    let asked = Arc::new(Notify::new());
    let auth = Auth::bearer_source(Stuck(Arc::clone(&asked)));
    let stack = HttpStack::new(server.config().timeout(None).auth(auth), Protocol::Http1).unwrap();
    let calls: Vec<_> = (0..3)
        .map(|_| {
            let stack = stack.clone();
            tokio::spawn(async move { stack.send(get("/c")).await })
        })
        .collect();
    asked.notified().await;
    assert!(tokio::time::timeout(Duration::from_millis(30), stack.close()).await.is_err());
    for call in calls {
        let outcome = tokio::time::timeout(Duration::from_secs(3), call).await.unwrap();
        let error = outcome.unwrap().unwrap_err();
        assert!(error.kind() == ErrorKind::Closed && error.is_not_sent(), "{error:?}");
    }
    assert_eq!(server.connections(), 0);
}

/// What a stack does beside its calls would go on for ten seconds and more.
#[cfg(feature = "_tls")]
#[test]
fn fetches_of_tokens_and_looks_at_endpoints_end_with_the_stack() {
    use qdrant_http::{Endpoint, HttpConfig, RetryPolicy};

    use crate::tls::Authority;

    let runtime =
        || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let servers = runtime();
    for close in [false, true] {
        let (looked, asked) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let signal = Arc::clone(&looked);
        let (good, ill) = servers.block_on(async {
            let good = Server::http(Protocol::Http1, |_| async { reply(200, "ok") }).await;
            // The first handshake fails, the next one comes to no end.
            let ill = Server::raw(move |number, stream| {
                let signal = Arc::clone(&signal);
                async move {
                    if number > 1 {
                        signal.notify_one();
                        let _kept = stream;
                        std::future::pending::<()>().await;
                    }
                }
            })
            .await;
            (good, ill)
        });
        let client = runtime();
        client.block_on(async {
            let mut config = HttpConfig::default()
                .auth(Auth::bearer_source(Stuck(Arc::clone(&asked))))
                .tls(Authority::new("ours").trusted())
                .connect_timeout(None)
                .endpoint_pause(Duration::from_millis(1))
                .retry(RetryPolicy::none());
            config.endpoints = vec![
                Endpoint::https("127.0.0.1", ill.address.port()),
                Endpoint::http("127.0.0.1", good.address.port()),
            ];
            let stack = HttpStack::new(config, Protocol::Http1).unwrap();
            let call = tokio::time::timeout(Duration::from_millis(50), stack.send(get("/c"))).await;
            assert!(call.is_err(), "there is no token");
            asked.notified().await;
            // Paths that need none.
            while ill.connections() < 2 {
                stack.send(get("/healthz")).await.unwrap();
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            looked.notified().await;
            assert!(client.metrics().num_alive_tasks() >= 2);
            let kept = close.then_some(stack);
            if let Some(stack) = &kept {
                stack.close().await;
            }
            let start = tokio::time::Instant::now();
            while client.metrics().num_alive_tasks() > 0 {
                assert!(start.elapsed() < Duration::from_secs(5), "tasks are left");
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        });
    }
}
