//! How long server and client wait, with a clock that is held.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::HeaderMap;
use prost::Message;
use qdrant_core::{
    CallOptions, CollectionExistsRequest, CountPoints, ErrorKind, Operation, Payload, PointStruct,
    TransportExt, UpsertPoints,
};
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
            _ => header_of(&parts.headers),
        };
        sleep(told + Duration::from_millis(200)).await;
        if !answers {
            std::future::pending::<()>().await;
        }
        Answer::status(&[("grpc-status", "4"), ("grpc-message", "Operation timed out")])
    })
    .await
}

/// Returns the time that the header says.
fn header_of(headers: &HeaderMap) -> Duration {
    let header = headers["grpc-timeout"].to_str().unwrap();
    Duration::from_micros(header.strip_suffix('u').unwrap().parse().unwrap())
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

/// A server that is busy for nine seconds, and then gives the call up at the time of the header, as tonic does.
///
/// It keeps what header and message of `Upsert` said.
async fn busy_at_first() -> (u16, Arc<Mutex<Vec<(Duration, Option<u64>)>>>) {
    let told = Arc::<Mutex<Vec<_>>>::default();
    let log = Arc::clone(&told);
    let port = start_with(move |parts, body| {
        let header = header_of(&parts.headers);
        let message = match parts.uri.path() {
            "/qdrant.Points/Upsert" => proto::UpsertPoints::decode(&body[5..]).unwrap().timeout,
            _ => None,
        };
        let is_first = {
            let mut log = log.lock().unwrap();
            log.push((header, message));
            log.len() == 1
        };
        async move {
            if is_first {
                sleep(Duration::from_secs(9)).await;
                return Answer::status(&[("grpc-status", "14"), ("grpc-message", "busy")]);
            }
            sleep(header + Duration::from_millis(200)).await;
            Answer::status(&[("grpc-status", "1"), ("grpc-message", "Timeout expired")])
        }
    });
    (port.await, told)
}

#[test]
fn an_attempt_that_is_repeated_tells_what_is_left_and_has_its_answer() {
    async fn told(operation: impl Operation) -> Vec<(Duration, Option<u64>)> {
        let (port, told) = busy_at_first().await;
        let transport = GrpcTransport::new(HttpStack::new(config(port), Protocol::Http2).unwrap());
        let options = CallOptions::default().timeout(Duration::from_secs(10));
        let error = transport.call_with(operation, options).await.err().unwrap();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, Some(2)));
        assert_eq!(error.server().map(|server| server.grpc_code), Some(Some(1)), "{error:?}");
        let told = told.lock().unwrap();
        told.clone()
    }
    run(async {
        let seconds = Duration::from_secs;
        let point = PointStruct::new(1, vec![0.5], Payload::new());
        // The message says what it said; the header, which wins where it is shorter, what is left.
        let upsert = told(UpsertPoints::new("c", vec![point])).await;
        assert_eq!(upsert, [(seconds(11), Some(10)), (seconds(1), Some(10))]);
        let exists = told(CollectionExistsRequest::new("c")).await;
        assert_eq!(exists, [(seconds(10), None), (seconds(1), None)]);
    });
}

#[test]
fn an_attempt_that_is_given_up_early_tells_that() {
    run(async {
        let (port, told) = busy_at_first().await;
        let config = config(port).attempt_timeout(Duration::from_secs(2)).retry(RetryPolicy::none());
        let transport = GrpcTransport::new(HttpStack::new(config, Protocol::Http2).unwrap());
        let options = CallOptions::default().timeout(Duration::from_secs(10));
        let error = transport.call_with(CollectionExistsRequest::new("c"), options).await.unwrap_err();
        assert!(error.is_timeout());
        assert_eq!(*told.lock().unwrap(), [(Duration::from_secs(2), None)]);
    });
}
