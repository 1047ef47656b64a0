//! Every route and every rpc.

use std::sync::Arc;

use http::Method;
use qdrant_client::Qdrant;
use qdrant_core::{Call, Error, ErrorKind, OperationKind, Request, Value, json};
use qdrant_grpc::METHODS;
use qdrant_rest::ROUTES;

use crate::fake::Fake;
use crate::grpc_client::Caller;
use crate::http_client::{Reply, exchange, get};

/// Where a placeholder of a path leads.
fn filled(placeholder: &str) -> &str {
    match placeholder {
        "{id}" | "{shard_id}" | "{peer_id}" => "7",
        "{collection_name}" => "c",
        _ => "x",
    }
}

fn path(template: &str) -> String {
    let parts = template.split('/').map(|part| if part.starts_with('{') { filled(part) } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// The smallest body that the server takes.
#[expect(clippy::wildcard_enum_match_arm, reason = "most operations need nothing")]
fn body(operation: OperationKind) -> Value {
    let vector = json!([0.5]);
    let search = json!({"vector": vector, "limit": 1});
    let recommend = json!({"positive": [1], "limit": 1});
    let discover = json!({"target": 1, "limit": 1});
    match operation {
        OperationKind::UpdateAliases => json!({"actions": []}),
        OperationKind::CreateFieldIndex => json!({"field_name": "f", "field_schema": "keyword"}),
        OperationKind::UpsertPoints => json!({"points": [{"id": 1, "vector": vector}]}),
        OperationKind::DeletePoints | OperationKind::ClearPayload => json!({"points": [1]}),
        OperationKind::GetPoints => json!({"ids": [1]}),
        OperationKind::UpdateBatchPoints => json!({"operations": [{"delete": {"points": [1]}}]}),
        OperationKind::CreateVectorName => json!({"dense": {"size": 1, "distance": "Dot"}}),
        OperationKind::UpdateVectors => json!({"points": [{"id": 1, "vector": vector}]}),
        OperationKind::DeleteVectors => json!({"points": [1], "vector": ["v"]}),
        OperationKind::SetPayload | OperationKind::OverwritePayload => {
            json!({"payload": {"a": 1}, "points": [1]})
        }
        OperationKind::DeletePayload => json!({"keys": ["a"], "points": [1]}),
        OperationKind::QueryBatchPoints => json!({"searches": [{}]}),
        OperationKind::QueryPointsGroups => json!({"group_by": "g"}),
        OperationKind::Facet => json!({"key": "k"}),
        OperationKind::SearchPoints => search,
        OperationKind::SearchBatchPoints => json!({"searches": [search]}),
        OperationKind::SearchPointsGroups => {
            json!({"vector": vector, "limit": 1, "group_by": "g", "group_size": 1})
        }
        OperationKind::RecommendPoints => recommend,
        OperationKind::RecommendBatchPoints => json!({"searches": [recommend]}),
        OperationKind::RecommendPointsGroups => {
            json!({"positive": [1], "limit": 1, "group_by": "g", "group_size": 1})
        }
        OperationKind::DiscoverPoints => discover,
        OperationKind::DiscoverBatchPoints => json!({"searches": [discover]}),
        OperationKind::UpdateCollectionCluster => {
            json!({"drop_replica": {"shard_id": 1, "peer_id": 2}})
        }
        OperationKind::CreateShardKey | OperationKind::DeleteShardKey => json!({"shard_key": "k"}),
        OperationKind::RecoverSnapshot | OperationKind::RecoverShardSnapshot => {
            json!({"location": "http://h/x"})
        }
        _ => json!({}),
    }
}

const FORM: &str = "multipart/form-data; boundary=b";
const FORM_BODY: &[u8] =
    b"--b\r\ncontent-disposition: form-data; name=\"snapshot\"; filename=\"x\"\r\n\r\ntar\r\n--b--\r\n";

/// Asks for a route as a client that sends no more than it must.
async fn ask(
    address: std::net::SocketAddr,
    method: &Method,
    template: &str,
    operation: OperationKind,
) -> Reply {
    let line = format!("{method} {} HTTP/1.1", path(template));
    if matches!(*method, Method::GET | Method::DELETE) || has_no_body(operation) {
        return exchange(address, &line, b"").await;
    }
    if operation.streams() {
        return exchange(address, &format!("{line}\ncontent-type: {FORM}"), FORM_BODY).await;
    }
    let body = body(operation).to_string();
    exchange(address, &format!("{line}\ncontent-type: application/json"), body.as_bytes()).await
}

/// Whether a request that changes something says all in its path.
fn has_no_body(operation: OperationKind) -> bool {
    [
        OperationKind::CreateSnapshot,
        OperationKind::CreateFullSnapshot,
        OperationKind::CreateShardSnapshot,
        OperationKind::RecoverCurrentPeer,
    ]
    .contains(&operation)
}

#[tokio::test]
async fn every_route_leads_to_its_operation() {
    let fake = Fake::new();
    let running = fake.serve().await;
    for (method, template, operation) in ROUTES {
        let reply = ask(running.rest_addr(), method, template, *operation).await;
        let what = format!("{method} {template}: {reply:?}");
        let answers = [
            // The fake knows it, knows no snapshot of the name, is not ready, or declines it.
            200, 404, 503, 501,
        ];
        assert!(answers.contains(&reply.status), "{what}");
        if reply.status == 404 {
            assert!(reply.error().contains("Snapshot x"), "{what}");
        }
        if reply.status == 501 && *operation != OperationKind::Livez {
            assert!(reply.error().contains(&format!("`{operation}`")), "{what}");
        }
        if *operation == OperationKind::UploadSnapshot {
            assert_eq!(fake.files.uploads.lock().unwrap().len(), 1);
        } else {
            assert_eq!(fake.only_call().request.kind(), *operation, "{what}");
        }
    }
    assert_eq!(ROUTES.len() + 1, OperationKind::ALL.len());
}

#[tokio::test]
async fn a_fixed_part_of_a_path_wins_over_a_name() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let address = running.rest_addr();
    for (line, operation) in [
        ("POST /collections/aliases", OperationKind::UpdateAliases),
        ("GET /collections/aliases", OperationKind::GetCollectionInfo),
        ("GET /collections/c/aliases", OperationKind::ListCollectionAliases),
        ("PUT /collections/c/snapshots/recover", OperationKind::RecoverSnapshot),
        ("GET /collections/c/snapshots/recover", OperationKind::DownloadSnapshot),
        ("DELETE /collections/c/snapshots/upload", OperationKind::DeleteSnapshot),
        ("PUT /collections/c/shards/7/snapshots/recover", OperationKind::RecoverShardSnapshot),
        ("GET /collections/c/shards/7/snapshots/upload", OperationKind::DownloadShardSnapshot),
        ("GET /collections/c/shards/7/snapshot", OperationKind::StreamShardSnapshot),
        ("GET /collections/c/points/7", OperationKind::GetPoint),
        ("POST /collections/c/points/query", OperationKind::QueryPoints),
        ("POST /collections/c/points/payload", OperationKind::SetPayload),
        ("PUT /collections/c/points/payload", OperationKind::OverwritePayload),
        ("PUT /collections/c/points/vectors", OperationKind::UpdateVectors),
        ("POST /collections/c/points", OperationKind::GetPoints),
        ("POST /collections/c/shards/delete", OperationKind::DeleteShardKey),
        ("GET /snapshots/recover", OperationKind::DownloadFullSnapshot),
        ("GET /cluster/telemetry", OperationKind::ClusterTelemetry),
    ] {
        let head = format!("{line} HTTP/1.1\ncontent-type: application/json");
        let body = if line.starts_with('P') { body(operation).to_string() } else { String::new() };
        exchange(address, &head, body.as_bytes()).await;
        assert_eq!(fake.only_call().request.kind(), operation, "{line}");
    }
    // The server does not take a word for a number, so that this is no point.
    let reply = get(address, "/collections/c/points/query").await;
    assert_eq!(reply.status, 400, "{reply:?}");
    let reply = get(address, "/collections/c/shards/x/snapshots").await;
    assert_eq!(reply.status, 400, "{reply:?}");
    assert!(fake.calls().is_empty());
}

/// Returns the request that a route reads.
fn request(operation: OperationKind) -> Request {
    let (_, template, _) = ROUTES.iter().find(|(_, _, known)| *known == operation).unwrap();
    let names: Vec<_> = template
        .split('/')
        .filter(|part| part.starts_with('{'))
        .map(|part| (part.trim_matches(['{', '}']), filled(part)))
        .collect();
    let body = body(operation).to_string();
    qdrant_rest::decode_request(operation, &names, "", body.as_bytes()).unwrap()
}

#[tokio::test]
async fn every_rpc_leads_to_its_operation() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let caller = Caller::connect(running.grpc_addr()).await;
    for (path, operation) in METHODS {
        if *operation == OperationKind::GrpcHealthCheck {
            assert_eq!(caller.call(path, &[], b"").await.code, 0);
            fake.calls();
            continue;
        }
        let request = request(*operation);
        let (encoded, message) = qdrant_grpc::encode(request).unwrap();
        assert_eq!(encoded, *path);
        let reply = caller.call(path, &[], &message).await;
        let what = format!("{path}: {reply:?}");
        assert!([0, 12].contains(&reply.code), "{what}");
        if reply.code == 12 {
            assert!(reply.message.contains(&format!("`{operation}`")), "{what}");
        }
        // The message says what is understood without saying on the other wire, such as that no vectors are wanted.
        let said = qdrant_grpc::decode_request(*operation, &message).unwrap();
        let call = fake.only_call().request;
        assert_eq!((call.kind(), call), (*operation, said), "{what}");
    }
}

#[tokio::test]
async fn reports_are_served_when_the_transport_has_them() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let metrics = get(running.rest_addr(), "/metrics?anonymize=true&per_collection=true").await;
    assert_eq!((metrics.status, metrics.text()), (200, "# TYPE a gauge\na 1\n"));
    assert!(metrics.headers["content-type"].starts_with("text/plain"), "{metrics:?}");
    let Request::Metrics(call) = fake.only_call().request else { panic!() };
    assert_eq!((call.anonymize, call.per_collection), (Some(true), Some(true)));

    let telemetry = get(running.rest_addr(), "/telemetry?details_level=3&timeout=2").await.json();
    assert_eq!(telemetry["result"]["app"]["version"], "1.19.0");
    assert_eq!(telemetry["result"]["new"], json!({"a": 1}));
    let call = fake.only_call();
    let Request::Telemetry(request) = call.request else { panic!() };
    assert_eq!(request.details_level, Some(3));
    assert!(call.options.timeout > request.timeout);
}

#[tokio::test]
async fn reports_need_a_key() {
    let running = Fake::new().serve_with(|gateway| gateway.api_key("right")).await;
    for (method, template, operation) in ROUTES {
        let open = ["/", "/healthz", "/livez", "/readyz"].contains(template);
        let reply = ask(running.rest_addr(), method, template, *operation).await;
        assert_eq!(reply.status == 401, !open, "{method} {template}: {reply:?}");
    }
    let caller = Caller::connect(running.grpc_addr()).await;
    let watch = "/grpc.health.v1.Health/Watch";
    for path in METHODS.iter().map(|(path, _)| *path).chain([watch]) {
        let open = ["/qdrant.Qdrant/HealthCheck", "/grpc.health.v1.Health/Check"].contains(&path);
        assert_eq!(caller.call(path, &[], b"").await.code == 16, !open, "{path}");
    }
}

#[tokio::test]
async fn clients_of_this_workspace_get_through_every_route() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let client = Qdrant::from_url(running.rest_url()).check_compatibility(false).build().unwrap();
    let transport = Arc::clone(&client.transport());
    for (_, _, operation) in ROUTES {
        if operation.streams() {
            continue;
        }
        let request = request(*operation);
        let result = transport.execute(Call::from(request)).await;
        let declined = |error: &Error| error.is_unsupported() || error.kind() == ErrorKind::Unavailable;
        assert!(result.as_ref().err().is_none_or(declined), "{operation}: {result:?}");
        let calls = fake.calls();
        assert!(calls.iter().any(|call| call.request.kind() == *operation), "{operation}: {calls:?}");
    }
}
