//! Qdrant's gRPC API.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use bytes::Bytes;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use http::Method;
use prost::Message;
use qdrant_core::{OperationKind, Request};
use qdrant_grpc::proto::health::{HealthCheckRequest, HealthCheckResponse};
use qdrant_grpc::proto::qdrant as proto;

use crate::fake::Fake;
use crate::grpc_client::Caller;
use crate::http_client::get;

const COUNT: &str = "/qdrant.Points/Count";

fn count(collection_name: &str) -> proto::CountPoints {
    proto::CountPoints { collection_name: collection_name.into(), ..Default::default() }
}

#[tokio::test]
async fn a_message_comes_in_and_one_goes_out() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let caller = Caller::connect(running.grpc_addr()).await;
    let reply = caller.message(COUNT, &count("measured")).await;
    assert_eq!(reply.headers["content-type"], "application/grpc");
    let message: proto::CountResponse = reply.decode();
    assert_eq!(message.result.unwrap().count, 7);
    assert_eq!((message.time, message.usage.unwrap().hardware.unwrap().cpu), (0.25, 3));
    let Request::CountPoints(request) = fake.only_call().request else { panic!() };
    assert_eq!(request.collection_name, "measured");

    let message: proto::CountResponse = caller.message(COUNT, &count("c")).await.decode();
    assert!(message.time > 0.0 && message.time < 20.0);
    let version: proto::HealthCheckReply = caller.call("/qdrant.Qdrant/HealthCheck", &[], b"").await.decode();
    assert_eq!((version.title.as_str(), version.version.as_str()), ("fake", "1.19.0"));
}

#[tokio::test]
async fn an_unknown_rpc_is_unimplemented() {
    let running = Fake::new().serve().await;
    let caller = Caller::connect(running.grpc_addr()).await;
    for path in [
        "/qdrant.Points/Nothing",
        "/other.Service/Get",
        "/",
        "/qdrant.Points/",
        "/grpc.health.v1.Health/List",
    ] {
        let reply = caller.call(path, &[], b"").await;
        assert_eq!((reply.status.as_u16(), reply.code), (200, 12), "{path}: {reply:?}");
        assert!(reply.message.contains(path), "{reply:?}");
    }
}

#[tokio::test]
async fn a_bad_message_is_an_invalid_argument() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let caller = Caller::connect(running.grpc_addr()).await;
    assert_eq!(caller.call(COUNT, &[], &[0xff, 0xff]).await.code, 3);
    assert_eq!(caller.message(COUNT, &count("")).await.code, 3);
    let query = proto::QueryPoints { collection_name: "c".into(), limit: Some(0), ..Default::default() };
    let reply = caller.message("/qdrant.Points/Query", &query).await;
    assert_eq!(reply.code, 3);
    assert!(reply.message.contains("limit"), "{reply:?}");
    assert!(fake.calls().is_empty());
}

#[tokio::test]
async fn errors_of_the_transport_have_the_code_of_the_server() {
    let running = Fake::new().serve().await;
    let caller = Caller::connect(running.grpc_addr()).await;
    let missing = caller.message(COUNT, &count("missing")).await;
    assert_eq!(missing.code, 5);
    assert!(missing.message.contains("Collection `missing` doesn't exist!"), "{missing:?}");
    let busy = caller.message(COUNT, &count("busy")).await;
    assert_eq!((busy.code, busy.metadata["retry-after"].to_str().unwrap()), (8, "7"));
    let full = caller.message(COUNT, &count("full")).await;
    assert_eq!((full.code, full.metadata["qdrant-insufficient-storage"].to_str().unwrap()), (8, "1"));
    assert_eq!(caller.message(COUNT, &count("confused")).await.code, 0);
    let exists = proto::CollectionExistsRequest { collection_name: "confused".into() };
    assert_ne!(caller.message("/qdrant.Collections/CollectionExists", &exists).await.code, 0);
}

#[tokio::test]
async fn a_panic_ends_one_call_and_nothing_else() {
    let running = Fake::new().serve().await;
    let caller = Caller::connect(running.grpc_addr()).await;
    let reply = caller.message(COUNT, &count("panic")).await;
    assert_eq!(reply.code, 13);
    assert!(!reply.message.contains("the fake panics"), "{reply:?}");
    assert_eq!(caller.message(COUNT, &count("c")).await.code, 0);
}

#[tokio::test]
async fn the_time_of_the_client_is_kept() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let caller = Caller::connect(running.grpc_addr()).await;
    let started = Instant::now();
    let reply = caller.call(COUNT, &[("grpc-timeout", "80m")], &count("slow").encode_to_vec()).await;
    assert_eq!(reply.code, 4, "{reply:?}");
    assert!(started.elapsed() >= Duration::from_millis(80));
    assert_eq!(fake.only_call().options.timeout, Some(Duration::from_millis(80)));

    let reply = caller.call(COUNT, &[("grpc-timeout", "20S")], &count("c").encode_to_vec()).await;
    assert_eq!(reply.code, 0);
    assert_eq!(caller.call(COUNT, &[("grpc-timeout", "soon")], b"").await.code, 3);
}

#[tokio::test]
async fn messages_are_compressed_both_ways_for_those_who_ask() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let caller = Caller::connect(running.grpc_addr()).await;
    let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&count("zipped").encode_to_vec()).unwrap();
    let zipped = gzip.finish().unwrap();
    let reply = caller.frame(COUNT, &[("grpc-encoding", "gzip")], 1, &zipped).await;
    assert_eq!(reply.decode::<proto::CountResponse>().result.unwrap().count, 7);
    assert_eq!(fake.only_call().request.collection_name(), Some("zipped"));

    let reply = caller.call("/qdrant.Collections/List", &[("grpc-accept-encoding", "gzip")], b"").await;
    assert_eq!((reply.code, reply.headers["grpc-encoding"].to_str().unwrap()), (0, "gzip"));
    let (flag, compressed) = reply.frame();
    let mut message = Vec::new();
    GzDecoder::new(&compressed[..]).read_to_end(&mut message).unwrap();
    let list = proto::ListCollectionsResponse::decode(&message[..]).unwrap();
    assert_eq!((flag, list.collections.len()), (1, 1_000));
    assert!(compressed.len() * 2 < message.len());
}

#[tokio::test]
async fn messages_may_be_much_longer_than_what_tonic_takes() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let caller = Caller::connect(running.grpc_addr()).await;
    let name = "n".repeat(200);
    let id = |number| proto::PointId { point_id_options: Some(proto::point_id::PointIdOptions::Num(number)) };
    let get = proto::GetPoints {
        collection_name: name,
        ids: (0..3_000_000).map(id).collect(),
        ..Default::default()
    };
    assert!(get.encoded_len() > 16 * 1024 * 1024);
    let reply = caller.message("/qdrant.Points/Get", &get).await;
    assert_eq!(reply.code, 0, "{}", reply.message);
    let Request::GetPoints(request) = fake.only_call().request else { panic!() };
    assert_eq!(request.ids.len(), 3_000_000);
}

#[tokio::test]
async fn messages_are_limited_by_what_is_in_them() {
    const LIMIT: usize = 1 << 20;
    let fake = Fake::new();
    let running = fake.serve_with(|gateway| gateway.max_message_size(LIMIT)).await;
    let caller = Caller::connect(running.grpc_addr()).await;
    let fits = count(&"n".repeat(LIMIT - 100)).encode_to_vec();
    let reply = caller.call(COUNT, &[], &fits).await;
    assert_ne!(reply.code, 11, "{reply:?}");
    let large = count(&"n".repeat(LIMIT)).encode_to_vec();
    let reply = caller.call(COUNT, &[], &large).await;
    assert_eq!(reply.code, 11, "{reply:?}");
    let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&large).unwrap();
    let bomb = gzip.finish().unwrap();
    assert!(bomb.len() < LIMIT / 100);
    let reply = caller.frame(COUNT, &[("grpc-encoding", "gzip")], 1, &bomb).await;
    assert_eq!(reply.code, 8, "{reply:?}");
}

#[tokio::test]
async fn health_is_that_of_the_protocol() {
    let running = Fake::new().serve().await;
    let caller = Caller::connect(running.grpc_addr()).await;
    let check = async |service: &str| {
        caller.message("/grpc.health.v1.Health/Check", &HealthCheckRequest { service: service.into() }).await
    };
    for service in ["", "qdrant.Points"] {
        assert_eq!(check(service).await.decode::<HealthCheckResponse>().status, 1);
    }
    assert_eq!(check("nothing").await.code, 5);
}

#[cfg(feature = "reflection")]
#[tokio::test]
async fn services_can_be_reflected() {
    let running = Fake::new().serve().await;
    let caller = Caller::connect(running.grpc_addr()).await;
    for version in ["v1", "v1alpha"] {
        // Field 7 of the request: list the services.
        let path = format!("/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo");
        let reply = caller.call(&path, &[], &[0x3a, 0]).await;
        assert_eq!(reply.code, 0, "{reply:?}");
        let text = String::from_utf8_lossy(&reply.body);
        for (path, _) in qdrant_grpc::METHODS {
            let service = path.split('/').nth(1).unwrap();
            assert!(text.contains(service), "{service}: {text}");
        }
    }
    let path = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    let symbol = b"qdrant.UpsertPoints";
    let request = [&[0x22, u8::try_from(symbol.len()).unwrap()], &symbol[..]].concat();
    assert_eq!(caller.call(path, &[], &request).await.code, 0);
}

#[tokio::test]
async fn what_is_no_grpc_is_told_so() {
    let running = Fake::new().serve().await;
    let reply = get(running.grpc_addr(), "/collections").await;
    assert_eq!(reply.status, 505);
    assert!(reply.text().contains("gRPC") && reply.text().contains("REST"), "{reply:?}");

    let caller = Caller::connect(running.grpc_addr()).await;
    let reply =
        caller.send(Method::POST, COUNT, &[("content-type", "application/json")], Bytes::from("{}")).await;
    assert_eq!(reply.status, 415);
    let reply = caller.send(Method::GET, COUNT, &[], Bytes::new()).await;
    assert_eq!((reply.status.as_u16(), reply.headers["allow"].to_str().unwrap()), (405, "POST"));
    let reply = caller.send(Method::POST, COUNT, &[("content-type", "application/grpc")], Bytes::new()).await;
    assert_ne!(reply.code, 0, "{reply:?}");
}

#[tokio::test]
async fn grpc_at_the_port_for_rest_is_told_so() {
    let running = Fake::new().serve_with(|gateway| gateway.api_key("right")).await;
    let caller = Caller::connect(running.rest_addr()).await;
    let reply = caller.message(COUNT, &count("c")).await;
    let text = String::from_utf8_lossy(&reply.body);
    assert_eq!(reply.status, 415);
    assert!(text.contains("REST") && text.contains("6334"), "{text}");
    // What is no gRPC may come over HTTP/2 all the same.
    assert_eq!(caller.send(Method::GET, "/healthz", &[], Bytes::new()).await.status, 200);
    assert_eq!(caller.send(Method::GET, "/collections", &[], Bytes::new()).await.status, 401);
}

#[tokio::test]
async fn metadata_reaches_the_transport() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let caller = Caller::connect(running.grpc_addr()).await;
    let headers = [("x-request-id", "42"), ("api-key", "not-for-others")];
    caller.call(COUNT, &headers, &count("c").encode_to_vec()).await;
    let call = fake.only_call();
    assert_eq!(call.request.kind(), OperationKind::CountPoints);
    let headers: Vec<_> =
        call.options.headers.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
    assert_eq!(headers, [("x-request-id", "42")]);
}
