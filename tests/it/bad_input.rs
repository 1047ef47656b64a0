//! Input and surroundings that are wrong, and the errors that say so.

use std::time::{Duration, Instant};

use qdrant_client::{
    CountPoints, CreateCollection, Distance, Error, ErrorKind, Payload, PointId, PointStruct, Qdrant,
    RetryPolicy, SparseVector, SparseVectorParams, UpsertPoints, VectorParams,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::servers;

fn patient_once(builder: qdrant_client::QdrantBuilder) -> Qdrant {
    builder.retry(RetryPolicy::none()).timeout(Duration::from_secs(10)).build().unwrap()
}

async fn count_fails(client: &Qdrant) -> Error {
    let started = Instant::now();
    let error = client.count(CountPoints::new("c")).await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(9), "it took {:?}", started.elapsed());
    error
}

#[tokio::test(flavor = "multi_thread")]
async fn the_port_of_the_other_wire_is_named() {
    let running = servers::gateway().await.unwrap();
    let (rest, grpc) = (running.rest_addr(), running.grpc_addr());
    let error = count_fails(&patient_once(Qdrant::from_url(format!("grpc://{rest}")))).await;
    assert_eq!(error.kind(), ErrorKind::WrongProtocol, "{error:?}");
    assert!(error.to_string().contains("6334"), "{error}");
    let error = count_fails(&patient_once(Qdrant::from_url(format!("http://{grpc}")))).await;
    assert_eq!(error.kind(), ErrorKind::WrongProtocol, "{error:?}");
    assert!(error.to_string().contains("6333"), "{error}");
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn https_to_a_plain_port_is_a_tls_error() {
    let running = servers::gateway().await.unwrap();
    for url in [format!("https://{}", running.rest_addr()), format!("grpcs://{}", running.grpc_addr())] {
        let error = count_fails(&patient_once(Qdrant::from_url(url))).await;
        assert_eq!(error.kind(), ErrorKind::Tls, "{error:?}");
    }
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_listening_is_a_connect_error_that_was_not_sent() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = free.local_addr().unwrap();
    drop(free);
    for url in [format!("http://{addr}"), format!("grpc://{addr}")] {
        let error = count_fails(&patient_once(Qdrant::from_url(url))).await;
        assert!(error.is_connect() && error.is_not_sent(), "{error:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_away_in_the_middle_is_a_connect_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0; 64];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"result\":").await;
        }
    });
    let error = count_fails(&patient_once(Qdrant::from_url(format!("http://{addr}")))).await;
    assert!(error.is_connect() && !error.is_not_sent(), "{error:?}");
    server.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_is_unauthenticated_and_never_shown() {
    let engine = Qdrant::in_memory().unwrap();
    let running = qdrant_gateway::Gateway::new(engine.transport())
        .api_key("right")
        .bind("127.0.0.1:0", "127.0.0.1:0")
        .await
        .unwrap();
    for prefer_grpc in [false, true] {
        let client = |key: &str| {
            patient_once(
                Qdrant::from_url(running.rest_url())
                    .grpc_port(running.grpc_addr().port())
                    .prefer_grpc(prefer_grpc)
                    .api_key(key),
            )
        };
        for key in ["", "hush-hush"] {
            let error = client(key).list_collections().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{error:?}");
            assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
        }
        assert!(client("right").list_collections().await.unwrap().is_empty());
        assert!(client("").health_check().await.is_ok());
    }
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unnamed_sparse_vector_is_refused_over_rest_by_name() {
    let running = servers::gateway().await.unwrap();
    let client = servers::rest(&running).unwrap();
    let config = CreateCollection::new("c").sparse_vectors_config([("s", SparseVectorParams::default())]);
    client.create_collection(config).await.unwrap();
    let point = PointStruct::new(1, SparseVector::from([(1, 1.0)]), Payload::new());
    let error = client.upsert_points(UpsertPoints::new("c", vec![point])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error:?}");
    assert_eq!(error.field(), Some("points[0].vector"));
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_dimension_says_what_was_expected() {
    let running = servers::gateway().await.unwrap();
    for (name, client) in [
        ("embedded", Qdrant::in_memory().unwrap()),
        ("rest", servers::rest(&running).unwrap()),
        ("grpc", servers::route(&running).unwrap()),
    ] {
        let config = CreateCollection::new(name).vectors_config(VectorParams::new(4, Distance::Dot));
        client.create_collection(config).await.unwrap();
        let point = PointStruct::new(1, [1.0, 2.0, 3.0], Payload::new());
        let error = client.upsert_points(UpsertPoints::new(name, vec![point]).wait(true)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error:?}");
        let text = error.to_string();
        assert!(text.contains("expected dim: 4, got 3"), "{text}");
    }
    running.shutdown().await;
}

#[test]
fn what_is_no_point_id_is_refused_by_name() {
    for text in ["abc", "-1", "1.5", ""] {
        let error = PointId::try_from(text).unwrap_err();
        assert!(error.is_invalid_request() && error.to_string().contains("point id"), "{error}");
    }
}
