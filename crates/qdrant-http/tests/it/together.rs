//! Two stacks of one client.

use std::sync::Arc;
use std::time::Duration;

use qdrant_core::Effect;
use qdrant_http::{Attempts, CallContext, HttpStack, Protocol, RetryBudget, RetryPolicy};
use tokio::sync::Notify;

use crate::server::{Server, context, get, reply, request};

#[tokio::test]
async fn they_keep_to_one_limit_of_attempts() {
    let (arrived, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let signals = (Arc::clone(&arrived), Arc::clone(&go));
    let busy = Server::http(Protocol::Http2, move |_| {
        let (arrived, go) = signals.clone();
        async move {
            arrived.notify_one();
            go.notified().await;
            reply(200, "late")
        }
    })
    .await;
    let free = Server::http(Protocol::Http1, |_| async { reply(200, "ok") }).await;
    let one = HttpStack::new(busy.config().concurrency_limit(1), Protocol::Http2).unwrap();
    let other = one.beside(free.config(), Protocol::Http1).unwrap();
    let running = tokio::spawn({
        let one = one.clone();
        async move { one.send(get("/")).await }
    });
    arrived.notified().await;
    let hasty = CallContext { timeout: Some(Duration::from_millis(30)), ..context(Effect::Read) };
    assert!(other.send(request("/", hasty)).await.unwrap_err().is_timeout());
    assert_eq!(free.connections(), 0);
    go.notify_one();
    running.await.unwrap().unwrap();
    other.send(get("/")).await.unwrap();

    // They are closed one by one.
    one.close().await;
    other.send(get("/")).await.unwrap();
}

#[tokio::test]
async fn they_spend_one_budget_of_repeats() {
    let policy = RetryPolicy {
        max_attempts: 10,
        initial_backoff: Duration::from_millis(1),
        budget: Some(RetryBudget { ratio: 0.0, per_second: 0.0, burst: 3 }),
        ..RetryPolicy::default()
    };
    let mut attempts = Vec::new();
    let mut first: Option<HttpStack> = None;
    for protocol in [Protocol::Http2, Protocol::Http1] {
        let sick = Server::http(protocol, |_| async { reply(503, "sick") }).await;
        let config = sick.config().retry(policy.clone());
        let stack = match &first {
            Some(first) => first.beside(config, protocol).unwrap(),
            None => HttpStack::new(config, protocol).unwrap(),
        };
        attempts.push(stack.send(get("/")).await.unwrap().extensions().get().copied());
        first.get_or_insert(stack);
    }
    assert_eq!(attempts, [Some(Attempts(4)), Some(Attempts(1))]);
}
