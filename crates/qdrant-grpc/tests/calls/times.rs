//! How long server and client wait, with a clock that is held.

use std::time::Duration;

use prost::Message;
use qdrant_core::{CallOptions, CollectionExistsRequest, CountPoints, ErrorKind, Operation, TransportExt};
use qdrant_grpc::GrpcTransport;
use qdrant_grpc::proto::qdrant as proto;
use qdrant_http::timeouts::{Timeouts, server_seconds};
use qdrant_http::{HttpStack, Protocol, RetryPolicy};
use tokio::time::{Instant, sleep};

use crate::clock::{STEP, run};
use crate::config;
use crate::server::{Answer, start_with};

/// A server that gives up when it was told to, and says so a little later; or a silent one.
async fn server(answers: bool) -> u16 {
    start_with(move |parts, body| async move {
        let told = match parts.uri.path() {
            "/qdrant.Points/Count" => {
                let told = proto::CountPoints::decode(&body[5..]).unwrap().timeout;
                Duration::from_secs(told.unwrap())
            }
            _ => {
                let header = parts.headers["grpc-timeout"].to_str().unwrap();
                Duration::from_micros(header.strip_suffix('u').unwrap().parse().unwrap())
            }
        };
        sleep(told + Duration::from_millis(200)).await;
        if !answers {
            std::future::pending::<()>().await;
        }
        Answer::status(&[("grpc-status", "4"), ("grpc-message", "Operation timed out")])
    })
    .await
}

/// A client whose own time is far too short.
fn transport(port: u16) -> GrpcTransport {
    let config = config(port).timeout(Duration::from_millis(10)).retry(RetryPolicy::none());
    GrpcTransport::new(HttpStack::new(config, Protocol::Http2).unwrap())
}

async fn gives_up(operation: impl Operation + Clone, call: Option<Duration>) {
    let mut options = CallOptions::default();
    options.timeout = call;
    let own = operation.clone().into_request().timeout();
    let told = transport(server(true).await);
    let error = told.call_with(operation.clone(), options.clone()).await.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.server().map(|server| server.grpc_code), Some(Some(4)), "{call:?} {own:?}: {error}");

    let deaf = transport(server(false).await);
    let start = Instant::now();
    let error = deaf.call_with(operation, options).await.err().unwrap();
    assert!(error.is_timeout() && error.server().is_none(), "{error:?}");
    let waits = Timeouts::new(call, own).client.unwrap();
    assert!(start.elapsed() >= waits && start.elapsed() <= waits + STEP * 3, "{:?}", start.elapsed());
    assert!(waits > Duration::from_secs(server_seconds(own.or(call).unwrap())));
}

#[test]
fn the_answer_of_a_server_that_gave_up_arrives() {
    let seconds = Duration::from_secs_f64;
    run(async {
        for call in [1.0, 1.3, 7.0, 30.0] {
            gives_up(CountPoints::new("c"), Some(seconds(call))).await;
            gives_up(CollectionExistsRequest::new("c"), Some(seconds(call))).await;
        }
        gives_up(CountPoints::new("c").timeout(seconds(0.5)), None).await;
        gives_up(CountPoints::new("c").timeout(seconds(3.0)), Some(seconds(20.0))).await;
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
