//! The gateway and the clients of this workspace.

use std::sync::Arc;

use qdrant_client::Qdrant;
use qdrant_core::{
    CollectionExistsRequest, CountPoints, ErrorKind, HealthCheckRequest, HealthzRequest,
    ListCollectionsRequest, PointStruct, SharedTransport, TransportExt, UpsertPoints,
};
use qdrant_gateway::{Gateway, Running};

use crate::fake::{DECLINED, Fake};
use crate::http_client::get;

fn rest(running: &Running) -> Qdrant {
    Qdrant::from_url(running.rest_url()).check_compatibility(false).api_key("right").build().unwrap()
}

fn grpc(running: &Running) -> Qdrant {
    let client =
        Qdrant::from_url(running.rest_url()).check_compatibility(false).grpc_port(running.grpc_addr().port());
    client.prefer_grpc(true).api_key("right").build().unwrap()
}

#[tokio::test]
async fn both_wires_bring_the_same_call_and_the_same_answer() {
    let fake = Fake::new();
    let running = fake.serve_with(|gateway| gateway.api_key("right")).await;
    let mut upserts = Vec::new();
    for client in [rest(&running), grpc(&running)] {
        assert_eq!(client.call(HealthCheckRequest::default()).await.unwrap().version, "1.19.0");
        assert_eq!(client.call(ListCollectionsRequest {}).await.unwrap().len(), 1_000);
        assert!(!client.call(CollectionExistsRequest { collection_name: "absent".into() }).await.unwrap());
        assert_eq!(client.call(HealthzRequest::default()).await.unwrap(), "healthz check passed");
        fake.calls();
        let points = vec![PointStruct::new(7, vec![0.1, 0.2], [("city", "Berlin")])];
        let result = client.call(UpsertPoints::new("a/b c", points).wait(true)).await.unwrap();
        assert_eq!(result.operation_id, Some(1));
        upserts.push(fake.only_call().request);
    }
    assert_eq!(upserts[0], upserts[1]);
}

#[tokio::test]
async fn both_wires_bring_the_same_error() {
    let running = Fake::new().serve_with(|gateway| gateway.api_key("right")).await;
    for client in [rest(&running), grpc(&running)] {
        for (collection, kind) in [
            ("missing", ErrorKind::NotFound),
            ("full", ErrorKind::InsufficientStorage),
            ("panic", ErrorKind::Server),
        ] {
            let error = client.call(CountPoints::new(collection)).await.unwrap_err();
            assert_eq!(error.kind(), kind, "{collection}: {error:?}");
        }
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_over_both_wires() {
    let running = Fake::new().serve_with(|gateway| gateway.api_key("other")).await;
    for client in [rest(&running), grpc(&running)] {
        let error = client.call(ListCollectionsRequest {}).await.unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Unauthenticated, "Invalid API key or JWT"));
    }
}

#[tokio::test]
async fn a_route_that_does_not_exist_is_no_thing_that_does_not_exist() {
    let running = Fake::new().serve().await;
    let client = Qdrant::from_url(format!("{}/elsewhere", running.rest_url())).build().unwrap();
    let error = client.call(CountPoints::new("c")).await.unwrap_err();
    assert!(error.is_unsupported(), "{error:?}");
    assert!(error.server().unwrap().message.contains("/elsewhere/collections/c/points/count"), "{error:?}");
}

#[tokio::test]
async fn clients_at_the_port_of_the_other_wire_learn_what_is_wrong() {
    let running = Fake::new().serve().await;
    for (scheme, address, said) in
        [("http", running.grpc_addr(), "6333"), ("grpc", running.rest_addr(), "6334")]
    {
        let client = Qdrant::from_url(format!("{scheme}://{address}")).build().unwrap();
        let error = client.call(ListCollectionsRequest {}).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongProtocol, "{error:?}");
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[tokio::test]
async fn a_gateway_bridges_the_protocols() {
    let fake = Fake::new();
    let behind = fake.serve_with(|gateway| gateway.api_key("right")).await;
    for inner in [rest(&behind), grpc(&behind)] {
        let before = Gateway::new(inner.transport()).bind("127.0.0.1:0", "127.0.0.1:0").await.unwrap();
        for outer in [rest(&before), grpc(&before)] {
            assert_eq!(outer.call(CountPoints::new("c")).await.unwrap(), 7);
            let error = outer.call(CountPoints::new("missing")).await.unwrap_err();
            assert!(error.is_not_found(), "{error:?}");
            assert!(error.message().ends_with("Collection `missing` doesn't exist!"), "{error:?}");
        }
        before.shutdown().await;
    }
}

#[tokio::test]
async fn a_gateway_before_grpc_answers_for_its_health_itself() {
    let behind = Fake::new().serve_with(|gateway| gateway.api_key("right")).await;
    let transport: SharedTransport = Arc::new(grpc(&behind).grpc().unwrap().clone());
    let before = Gateway::new(transport).bind("127.0.0.1:0", "127.0.0.1:0").await.unwrap();
    for path in ["/healthz", "/livez", "/readyz"] {
        assert_eq!(get(before.rest_addr(), path).await.status, 200, "{path}");
    }
    behind.shutdown().await;
    assert_eq!(get(before.rest_addr(), "/livez").await.status, 200);
    let unready = get(before.rest_addr(), "/readyz").await;
    assert!(unready.status >= 500 && !unready.body.is_empty(), "{unready:?}");
}

#[tokio::test]
async fn an_operation_that_the_transport_declines_is_unsupported() {
    let running = Fake::new().serve_with(|gateway| gateway.api_key("right")).await;
    for client in [rest(&running), grpc(&running)] {
        let error = client.call(qdrant_core::FacetCounts::new("c", "k")).await.unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Unsupported, Some(DECLINED)), "{error:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_calls_go_on_at_the_same_time() {
    let running = Fake::new().serve_with(|gateway| gateway.api_key("right")).await;
    let clients = Arc::new([rest(&running), grpc(&running)]);
    let calls = (0..200_usize).map(|number| {
        let clients = Arc::clone(&clients);
        tokio::spawn(async move {
            let collection = if number % 7 == 0 { "panic" } else { "c" };
            (collection, clients[number % 2].transport().call(CountPoints::new(collection)).await)
        })
    });
    for call in calls.collect::<Vec<_>>() {
        let (collection, result) = call.await.unwrap();
        assert_eq!(result.is_ok(), collection == "c", "{result:?}");
    }
}
