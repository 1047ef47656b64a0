//! The health of gRPC.

use std::time::{Duration, Instant};

use bytes::{Buf, Bytes};
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2::handshake;
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use qdrant_core::{OperationKind, ServingStatus};
use qdrant_gateway::Running;
use qdrant_grpc::proto::health::{HealthCheckRequest, HealthCheckResponse};
use tokio::net::TcpStream;

use crate::fake::Fake;
use crate::grpc_client::Caller;
use crate::http_client::PATIENCE;

const SERVING: i32 = 1;
const NOT_SERVING: i32 = 2;
const SERVICE_UNKNOWN: i32 = 3;

/// A stream of what the health is.
struct Watching(Incoming);

impl Watching {
    async fn start(running: &Running, service: &str, timeout: &str) -> Self {
        let socket = TcpStream::connect(running.grpc_addr()).await.unwrap();
        let (mut sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(socket)).await.unwrap();
        tokio::spawn(connection);
        let message = HealthCheckRequest { service: service.into() }.encode_to_vec();
        let length = u32::try_from(message.len()).unwrap().to_be_bytes();
        let request = Request::post("http://gateway/grpc.health.v1.Health/Watch")
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .header("grpc-timeout", timeout)
            .body(Full::new(Bytes::from([&[0], &length[..], &message].concat())));
        Self(sender.send_request(request.unwrap()).await.unwrap().into_body())
    }

    /// Returns the next status, or the code at the end.
    async fn next(&mut self) -> Result<i32, i32> {
        let frame = tokio::time::timeout(PATIENCE, self.0.frame()).await.expect("nothing comes");
        let frame = frame.unwrap().unwrap();
        match frame.into_data() {
            Ok(mut data) => {
                data.advance(5);
                Ok(HealthCheckResponse::decode(data).unwrap().status)
            }
            Err(frame) => {
                let trailers = frame.into_trailers().unwrap();
                Err(trailers["grpc-status"].to_str().unwrap().parse().unwrap())
            }
        }
    }
}

#[tokio::test]
async fn a_transport_with_health_is_asked_for_it() {
    let fake = Fake::new();
    *fake.health.lock().unwrap() = Some(ServingStatus::NotServing);
    let running = fake.serve().await;
    let caller = Caller::connect(running.grpc_addr()).await;
    let check = async |service: &str| {
        caller.message("/grpc.health.v1.Health/Check", &HealthCheckRequest { service: service.into() }).await
    };
    assert_eq!(check("anything").await.decode::<HealthCheckResponse>().status, NOT_SERVING);
    assert_eq!(fake.only_call().request.kind(), OperationKind::GrpcHealthCheck);
    assert_eq!(check("gone").await.code, 5);
}

#[tokio::test]
async fn changes_of_health_are_told() {
    let fake = Fake::new();
    *fake.health.lock().unwrap() = Some(ServingStatus::Serving);
    let running = fake.serve().await;
    let mut watching = Watching::start(&running, "", "60S").await;
    assert_eq!(watching.next().await, Ok(SERVING));
    *fake.health.lock().unwrap() = Some(ServingStatus::NotServing);
    assert_eq!(watching.next().await, Ok(NOT_SERVING));
    let asked = fake.calls().len();
    assert!((2..20).contains(&asked), "{asked}");

    let mut unknown = Watching::start(&running, "gone", "60S").await;
    assert_eq!(unknown.next().await, Ok(SERVICE_UNKNOWN));
    // Whoever goes away is forgotten.
    drop((watching, unknown));
    tokio::time::timeout(Duration::from_secs(5), running.shutdown()).await.unwrap();
}

#[tokio::test]
async fn watching_ends_with_its_time_and_with_the_gateway() {
    let running = Fake::new().serve().await;
    let mut late = Watching::start(&running, "qdrant.Points", "200m").await;
    assert_eq!(late.next().await, Ok(SERVING));
    assert_eq!(late.next().await, Err(4));

    let mut watching = Watching::start(&running, "qdrant.Snapshots", "60S").await;
    assert_eq!(watching.next().await, Ok(SERVING));
    let started = Instant::now();
    let stopping = tokio::spawn(running.shutdown());
    assert_eq!(watching.next().await, Ok(NOT_SERVING));
    assert_eq!(watching.next().await, Err(0));
    stopping.await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(5));
}
