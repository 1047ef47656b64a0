//! The choice among transports, and the life of a client.

use std::time::Duration;

use futures_util::TryStreamExt;
use qdrant_client::{
    CallOptions, CountPoints, CreateCollection, DeletePoints, Distance, ErrorKind, HealthzRequest, Operation,
    OperationKind, Payload, PointStruct, Qdrant, QueryPoints, ScrollPoints, TransportExt, VectorParams,
    Vectors,
};
use qdrant_testkit::MockTransport;

use crate::servers;

#[tokio::test(flavor = "multi_thread")]
async fn what_grpc_lacks_goes_over_rest() {
    let running = servers::gateway().await.unwrap();
    let client = servers::route(&running).unwrap();
    assert!(client.supports(OperationKind::Healthz));
    assert!(!client.healthz().await.unwrap().is_empty());
    let grpc = client.grpc().unwrap();
    let error = grpc.call(HealthzRequest {}).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!((error.operation(), error.transport()), (Some(HealthzRequest::KIND), Some("grpc")));
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_handle_knows_its_name() {
    let client = Qdrant::in_memory().unwrap();
    let cities = client.collection("cities");
    assert!(!cities.exists().await.unwrap());
    let config = CreateCollection::new(&cities).vectors_config(VectorParams::new(2, Distance::Dot));
    cities.create(config).await.unwrap();
    cities.upsert(vec![PointStruct::new(1, [1.0, 0.0], [("city", "Berlin")])]).await.unwrap();
    assert_eq!(cities.count_all().await.unwrap(), 1);
    assert_eq!(cities.get([1_u64, 2]).await.unwrap()[0].payload["city"], "Berlin");
    assert_eq!(cities.query(QueryPoints::new(&cities).query([1.0, 0.0])).await.unwrap().len(), 1);
    // The name may as well be left empty, and the client takes the handle for a name.
    assert_eq!(cities.query(QueryPoints::new("").query([1.0, 0.0])).await.unwrap().len(), 1);
    assert_eq!(client.query(QueryPoints::new(&cities).query([1.0, 0.0])).await.unwrap().len(), 1);
    let other = cities.query(QueryPoints::new("other").query([1.0, 0.0])).await.unwrap_err();
    assert_eq!(other.field(), Some("collection_name"), "{other}");
    let mut other = cities.scroll_all(ScrollPoints::new("other"));
    assert_eq!(other.try_next().await.unwrap_err().field(), Some("collection_name"));
    assert!(other.try_next().await.unwrap().is_none());
    let all: Vec<_> = cities.scroll_all(ScrollPoints::new(&cities)).try_collect().await.unwrap();
    assert_eq!(all.len(), 1);
    cities.delete_points(DeletePoints::new(&cities).points([1_u64]).wait(true)).await.unwrap();
    assert_eq!(cities.info().await.unwrap().points_count, Some(0));
    assert!(cities.delete().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_client_says_so() {
    for client in [Qdrant::in_memory().unwrap(), Qdrant::from_url("http://127.0.0.1:9").build().unwrap()] {
        let clone = client.clone();
        client.close().await.unwrap();
        client.close().await.unwrap();
        assert!(clone.is_closed());
        let error = clone.list_collections().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Closed, "{error}");
    }
}

#[tokio::test]
async fn a_custom_transport_is_called_with_the_options_of_the_client() {
    let mock = std::sync::Arc::new(MockTransport::new());
    mock.push::<CountPoints>(Ok(3));
    let client = Qdrant::from_transport(std::sync::Arc::<MockTransport>::clone(&mock))
        .with_header("x-request-id", "42");
    assert_eq!(client.count(CountPoints::new("c")).await.unwrap(), 3);
    let expected = CallOptions::default().header("x-request-id", "42");
    assert_eq!(mock.calls()[0].options, expected);

    mock.push::<CountPoints>(Ok(3));
    let of_call = CallOptions::default().header("X-Request-Id", "43");
    let client = client.with_timeout(Duration::from_secs(7)).with_header("x-team", "search");
    client.call_with(CountPoints::new("c"), of_call).await.unwrap();
    let expected = CallOptions::default()
        .timeout(Duration::from_secs(7))
        .header("X-Request-Id", "43")
        .header("x-team", "search");
    assert_eq!(mock.calls()[1].options, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reply_says_how_long_the_server_took() {
    let running = servers::gateway().await.unwrap();
    for client in [servers::rest(&running).unwrap(), servers::route(&running).unwrap()] {
        let answer =
            client.call_with(qdrant_client::ListCollectionsRequest {}, CallOptions::default()).await.unwrap();
        assert!(answer.meta.time.is_some() && answer.meta.attempts == 1, "{:?}", answer.meta);
    }
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_disk_data_is_found_again_and_a_second_opener_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let client = Qdrant::open(folder.path()).unwrap();
    let cities = client.collection("cities");
    cities
        .create(CreateCollection::new(&cities).vectors_config(VectorParams::new(2, Distance::Dot)))
        .await
        .unwrap();
    cities.upsert(vec![PointStruct::new(1, [1.0, 0.0], Payload::from([("city", "Berlin")]))]).await.unwrap();

    let second = Qdrant::open(folder.path()).unwrap_err();
    assert!(second.to_string().contains(&folder.path().display().to_string()), "{second}");

    client.close().await.unwrap();
    let again = Qdrant::open(folder.path()).unwrap();
    assert_eq!(again.collection("cities").get([1_u64]).await.unwrap()[0].payload["city"], "Berlin");
    again.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn compressed_messages_say_the_same() {
    let running = servers::gateway().await.unwrap();
    for (name, prefer_grpc) in [("rest", false), ("grpc", true)] {
        let builder = Qdrant::from_url(running.rest_url()).grpc_port(running.grpc_addr().port());
        let client = builder.prefer_grpc(prefer_grpc).compression(true).build().unwrap();
        let texts = client.collection(name);
        texts.create(CreateCollection::new(&texts)).await.unwrap();
        let text = "all work and no play ".repeat(1_000);
        let point = PointStruct::new(1, Vectors::none(), [("text", text.clone())]);
        texts.upsert(vec![point]).await.unwrap();
        assert_eq!(texts.get([1_u64]).await.unwrap()[0].payload["text"], text);
    }
    running.shutdown().await;
}
