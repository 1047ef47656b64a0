//! The official client on a running gateway, whose program `QDRANT_GATEWAY` names.

use std::net::TcpListener;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use official::qdrant as q;
use official::{Payload, Qdrant, QdrantError};
use q::{
    Condition, CreateCollectionBuilder, DeletePointsBuilder, Distance, Filter, GetPointsBuilder, PointId,
    PointStruct, PointsIdsList, QueryPointsBuilder, ScrollPointsBuilder, SparseVectorParamsBuilder,
    SparseVectorsConfigBuilder, UpsertPointsBuilder, Value, Vector, VectorParamsBuilder,
    VectorsConfigBuilder,
};

/// A gateway that ends with the test.
struct Gateway {
    process: Child,
    port: u16,
}

impl Gateway {
    fn start(more: &[&str]) -> Self {
        let program = std::env::var("QDRANT_GATEWAY").expect("QDRANT_GATEWAY names the gateway's program");
        let free = || TcpListener::bind("127.0.0.1:0").expect("a free port");
        let (rest, grpc) = (free(), free());
        let port = |listener: &TcpListener| listener.local_addr().expect("an address").port();
        let (rest_port, grpc_port) = (port(&rest), port(&grpc));
        drop((rest, grpc));
        let process = Command::new(program)
            .args(["--rest-port", &rest_port.to_string(), "--grpc-port", &grpc_port.to_string()])
            .args(more)
            .stderr(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("the gateway starts");
        Self { process, port: grpc_port }
    }

    /// A client, once the gateway answers.
    async fn client(&self, key: Option<&str>) -> Qdrant {
        let mut config = Qdrant::from_url(&format!("http://127.0.0.1:{}", self.port));
        config.check_compatibility = false;
        config.timeout = Duration::from_secs(30);
        config.api_key = key.map(str::to_owned);
        let client = config.build().expect("a client");
        let deadline = Instant::now() + Duration::from_secs(30);
        while client.health_check().await.is_err() {
            assert!(Instant::now() < deadline, "the gateway does not answer");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        client
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn code(error: QdrantError) -> i32 {
    match error {
        QdrantError::ResponseError { status } => status.code().into(),
        other => panic!("{other}"),
    }
}

const UNAUTHENTICATED: i32 = 16;
const NOT_FOUND: i32 = 5;
const ALREADY_EXISTS: i32 = 6;
const INVALID_ARGUMENT: i32 = 3;

fn creation() -> CreateCollectionBuilder {
    let mut vectors = VectorsConfigBuilder::default();
    vectors.add_named_vector_params("d", VectorParamsBuilder::new(3, Distance::Dot));
    let mut sparse = SparseVectorsConfigBuilder::default();
    sparse.add_named_vector_params("s", SparseVectorParamsBuilder::default());
    CreateCollectionBuilder::new("c").vectors_config(vectors).sparse_vectors_config(sparse)
}

fn points() -> Vec<PointStruct> {
    (0..50u64)
        .map(|number| {
            let place = number as f32;
            let vectors = q::NamedVectors::default()
                .add_vector("d", Vector::new_dense(vec![place, 1.0, 0.0]))
                .add_vector("s", Vector::new_sparse(vec![number as u32], vec![place + 1.0]));
            let mut payload = Payload::new();
            payload.insert("n", Value::from(number as i64));
            PointStruct::new(number, vectors, payload)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_usual_day() {
    let gateway = Gateway::start(&[]);
    let client = gateway.client(None).await;
    assert!(client.create_collection(creation()).await.expect("a collection").result);
    let result =
        client.upsert_points(UpsertPointsBuilder::new("c", points()).wait(true)).await.expect("written");
    assert_eq!(result.result.expect("a result").status, i32::from(q::UpdateStatus::Completed));

    let filter = Filter::must([Condition::range("n", q::Range { lt: Some(40.0), ..Default::default() })]);
    let query = QueryPointsBuilder::new("c")
        .query(vec![1.0, 0.0, 0.0])
        .using("d")
        .filter(filter)
        .limit(3)
        .with_payload(true)
        .with_vectors(true);
    let hits = client.query(query).await.expect("hits").result;
    let ids: Vec<_> = hits.iter().map(|hit| hit.id.clone()).collect();
    assert_eq!(ids, [39, 38, 37].map(|id: u64| Some(PointId::from(id))));
    assert_eq!(hits[0].score, 39.0);
    assert_eq!(hits[0].payload["n"], Value::from(39));
    let named = hits[0].vectors.as_ref().expect("vectors");
    match named.vectors_options.as_ref().expect("options") {
        q::vectors_output::VectorsOptions::Vectors(named) => assert_eq!(named.vectors.len(), 2),
        other => panic!("{other:?}"),
    }

    let query = QueryPointsBuilder::new("c").query(vec![(7, 1.0)]).using("s");
    let hits = client.query(query).await.expect("hits").result;
    assert_eq!((hits.len(), hits[0].score), (1, 8.0));

    let page = client.scroll(ScrollPointsBuilder::new("c").limit(20)).await.expect("a page");
    assert_eq!((page.result.len(), page.next_page_offset), (20, Some(PointId::from(20))));
    let delete =
        DeletePointsBuilder::new("c").points(PointsIdsList { ids: vec![0.into(), 1.into()] }).wait(true);
    client.delete_points(delete).await.expect("deleted");
    let ids: Vec<PointId> = vec![0.into(), 2.into()];
    let found = client.get_points(GetPointsBuilder::new("c", ids)).await.expect("points").result;
    assert_eq!(found.len(), 1);
    let info = client.collection_info("c").await.expect("a description").result.expect("a result");
    assert_eq!(info.points_count, Some(48));
    assert!(client.delete_collection("c").await.expect("deleted").result);
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes() {
    let gateway = Gateway::start(&[]);
    let client = gateway.client(None).await;
    assert_eq!(code(client.collection_info("c").await.expect_err("nothing")), NOT_FOUND);
    client.create_collection(creation()).await.expect("a collection");
    assert_eq!(code(client.create_collection(creation()).await.expect_err("twice")), ALREADY_EXISTS);
    let short = PointStruct::new(1, q::NamedVectors::default().add_vector("d", vec![1.0]), Payload::new());
    let upsert = UpsertPointsBuilder::new("c", vec![short]).wait(true);
    assert_eq!(code(client.upsert_points(upsert).await.expect_err("too short")), INVALID_ARGUMENT);
    // The official client has such conditions by default.
    let filter = Filter::must([Condition::default()]);
    let delete = DeletePointsBuilder::new("c").points(filter).wait(true);
    assert_eq!(code(client.delete_points(delete).await.expect_err("no condition")), INVALID_ARGUMENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys() {
    let gateway = Gateway::start(&["--api-key", "right"]);
    assert!(gateway.client(Some("right")).await.list_collections().await.is_ok());
    for key in [None, Some("wrong")] {
        let error = gateway.client(key).await.list_collections().await.expect_err("another key");
        assert_eq!(code(error), UNAUTHENTICATED);
    }
}
