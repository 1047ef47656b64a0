//! How long server and client wait, with a clock that is held.

use std::time::Duration;

use qdrant_core::{CallOptions, CountPoints, ErrorKind, TransportExt};
use qdrant_http::timeouts::Timeouts;
use qdrant_http::{Endpoint, HttpConfig, HttpStack, Protocol, RetryPolicy};
use qdrant_rest::RestTransport;
use tokio::time::{Instant, sleep};

use crate::clock::{STEP, run};
use crate::{reply, served};

/// A server that gives up when it was told to, and says so a little later; or a silent one.
async fn server(answers: bool) -> u16 {
    served(move |request| async move {
        let (_, rest) = request.split_once("?timeout=").unwrap();
        let told = rest.split([' ', '&']).next().unwrap().parse().unwrap();
        sleep(Duration::from_secs(told) + Duration::from_millis(200)).await;
        if !answers {
            std::future::pending::<()>().await;
        }
        reply(408, "", r#"{"status":{"error":"Operation timed out"},"time":0.0}"#)
    })
    .await
}

/// A client whose own time is far too short.
fn transport(port: u16) -> RestTransport {
    let config = HttpConfig::new(Endpoint::http("127.0.0.1", port))
        .timeout(Duration::from_millis(10))
        .retry(RetryPolicy::none());
    RestTransport::new(HttpStack::new(config, Protocol::Http1).unwrap())
}

async fn gives_up(call: Option<Duration>, own: Option<Duration>) {
    let mut options = CallOptions::default();
    options.timeout = call;
    let mut operation = CountPoints::new("c");
    operation.timeout = own;
    let told = transport(server(true).await);
    let error = told.call_with(operation.clone(), options.clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.server().map(|server| server.http_status), Some(Some(408)), "{call:?} {own:?}: {error}");

    let deaf = transport(server(false).await);
    let start = Instant::now();
    let error = deaf.call_with(operation, options).await.unwrap_err();
    assert!(error.is_timeout() && error.server().is_none(), "{error:?}");
    let waits = Timeouts::new(call, own).client.unwrap();
    assert!(start.elapsed() >= waits && start.elapsed() <= waits + STEP * 3, "{:?}", start.elapsed());
}

#[test]
fn the_answer_of_a_server_that_gave_up_arrives() {
    let seconds = |time: f64| Some(Duration::from_secs_f64(time));
    run(async {
        for call in [1.0, 1.3, 7.0, 30.0] {
            gives_up(seconds(call), None).await;
        }
        gives_up(None, seconds(0.5)).await;
        gives_up(seconds(20.0), seconds(3.0)).await;
    });
}

#[test]
fn a_call_below_a_second_ends_when_it_says() {
    run(async {
        let transport = transport(server(true).await);
        let start = Instant::now();
        let options = CallOptions::default().timeout(Duration::from_millis(400));
        let error = transport.call_with(CountPoints::new("c"), options).await.unwrap_err();
        assert!(error.is_timeout() && error.server().is_none(), "{error:?}");
        assert!(start.elapsed() <= Duration::from_millis(400) + STEP * 3, "{:?}", start.elapsed());
    });
}
