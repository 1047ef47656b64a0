//! Settings at the ends of their range.

use std::time::Duration;

use qdrant_core::ErrorKind;
use qdrant_http::{HttpConfig, HttpStack, Protocol, RetryBudget, RetryPolicy};

use crate::server::{Server, get, reply};

const PROTOCOLS: [Protocol; 2] = [Protocol::Http1, Protocol::Http2];

fn endless(config: HttpConfig) -> HttpConfig {
    const EVER: Duration = Duration::MAX;
    config
        .endpoint_pause(EVER)
        .timeout(EVER)
        .attempt_timeout(EVER)
        .download_idle_timeout(EVER)
        .upload_idle_timeout(EVER)
        .connect_timeout(EVER)
        .idle_timeout(EVER)
        .http2_keep_alive_interval(EVER)
        .http2_keep_alive_timeout(EVER)
        .tcp_keep_alive(EVER)
        .concurrency_limit(usize::MAX)
        .max_response_bytes(usize::MAX)
        .max_request_bytes(usize::MAX)
        .retry(RetryPolicy {
            max_attempts: u32::MAX,
            initial_backoff: EVER,
            max_backoff: EVER,
            max_retry_after: EVER,
            budget: Some(RetryBudget { ratio: f64::MAX, per_second: f64::MAX, burst: u32::MAX }),
        })
}

#[tokio::test]
async fn times_beyond_the_clock_are_none() {
    for protocol in PROTOCOLS {
        let server = Server::http(protocol, |_| async { reply(200, "ok") }).await;
        let stack = HttpStack::new(endless(server.config()).pool_size(1), protocol).unwrap();
        for _ in 0..3 {
            tokio::time::timeout(Duration::from_secs(5), stack.send(get("/"))).await.unwrap().unwrap();
        }
        assert_eq!(server.connections(), 1, "{protocol:?}: the connection lives on");
    }
}

#[tokio::test]
async fn a_ping_may_wait_for_its_answer_beyond_the_clock() {
    let server = Server::http(Protocol::Http2, |_| async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        reply(200, "ok")
    })
    .await;
    let config = server
        .config()
        .retry(RetryPolicy::none())
        .http2_keep_alive_interval(Duration::from_millis(20))
        .http2_keep_alive_timeout(Duration::MAX);
    let stack = HttpStack::new(config, Protocol::Http2).unwrap();
    stack.send(get("/")).await.unwrap();
}

#[test]
fn a_pool_without_an_end_is_refused() {
    let new = |size, protocol| HttpStack::new(HttpConfig::default().pool_size(size), protocol);
    let error = new(usize::MAX, Protocol::Http2).unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Config, Some("pool_size")));
    assert!(new(usize::MAX, Protocol::Http1).is_ok(), "they are kept, not made");
}
