//! Replies: what the server sends becomes what the operation answers.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use qdrant_core::{
    AliasDescription, ChangeAliases, ClearPayloadPoints, CollectionDescription, CollectionExistsRequest,
    CollectionStatus, CountPoints, CreateCollection, CreateFieldIndexCollection, CreateVectorNameRequest,
    DeleteCollection, DeleteFieldIndexCollection, DeletePayloadPoints, DeletePointVectors, DeletePoints,
    DeleteVectorNameRequest, DiscoverBatchPoints, DiscoverPoints, ErrorKind, FacetCounts, FacetHit,
    GetCollectionInfoRequest, GetPoint, GetPoints, GroupId, HealthCheckRequest, HealthzRequest,
    ListAliasesRequest, ListCollectionAliasesRequest, ListCollectionsRequest, LivezRequest, Operation,
    OperationKind, OrderValue, OverwritePayloadPoints, PointGroup, PointId, QueryBatchPoints,
    QueryPointGroups, QueryPoints, ReadyzRequest, RecommendBatchPoints, RecommendPointGroups,
    RecommendPoints, ScoredPoint, ScrollPoints, SearchBatchPoints, SearchMatrixOffsetsRequest,
    SearchMatrixPairsRequest, SearchPointGroups, SearchPoints, SetPayloadPoints, ShardKey, SparseVector,
    UnknownValue, UpdateBatchPoints, UpdateCollection, UpdatePointVectors, UpdateResult, UpdateStatus,
    UpsertPoints, VectorOutput,
};
use qdrant_rest::decode;

use crate::samples::UUID;

fn read(operation: OperationKind, body: &str) -> Result<qdrant_core::Reply, qdrant_core::Error> {
    decode(operation, StatusCode::OK, &HeaderMap::new(), body.as_bytes())
}

/// Puts the envelope around a result and reads it.
fn output<O: Operation>(result: &str) -> O::Output {
    let body = format!(r#"{{"result":{result},"status":"ok","time":0.5}}"#);
    let reply = read(O::KIND, &body).unwrap();
    assert_eq!(reply.meta.time, Some(Duration::from_millis(500)));
    O::output(reply.response).unwrap()
}

#[test]
fn service() {
    let body = r#"{"title":"qdrant - vector search engine","version":"1.20.0","commit":"abc"}"#;
    let reply = read(OperationKind::GetVersionInfo, body).unwrap();
    let info = HealthCheckRequest::output(reply.response).unwrap();
    assert_eq!((info.version.as_str(), info.commit.as_deref()), ("1.20.0", Some("abc")));
    fn text<O: Operation<Output = String>>(body: &str) -> String {
        O::output(read(O::KIND, body).unwrap().response).unwrap()
    }
    assert_eq!(text::<HealthzRequest>("healthz check passed"), "healthz check passed");
    assert_eq!(text::<LivezRequest>("healthz check passed"), "healthz check passed");
    assert_eq!(text::<ReadyzRequest>("all shards are ready\n"), "all shards are ready\n");
    let busy = b"some shards are not ready:\n1";
    let error =
        decode(OperationKind::Readyz, StatusCode::SERVICE_UNAVAILABLE, &HeaderMap::new(), busy).unwrap_err();
    assert_eq!(error.to_string(), "unavailable: HTTP 503: some shards are not ready: 1");
}

#[test]
fn collections_and_aliases() {
    let names = output::<ListCollectionsRequest>(r#"{"collections":[{"name":"a"},{"name":"b"}]}"#);
    assert_eq!(names, [CollectionDescription::new("a"), CollectionDescription::new("b")]);
    let info = output::<GetCollectionInfoRequest>(
        r#"{"status":"green","optimizer_status":"ok","segments_count":2,"points_count":7,
            "config":{"params":{"vectors":{"size":4,"distance":"Dot"}},"hnsw_config":{"m":16},"optimizer_config":{}},
            "payload_schema":{}}"#,
    );
    assert_eq!((info.status, info.points_count), (CollectionStatus::Green, Some(7)));
    assert!(output::<CreateCollection>("true"));
    assert!(output::<UpdateCollection>("true"));
    assert!(!output::<DeleteCollection>("false"));
    assert!(output::<CollectionExistsRequest>(r#"{"exists":true}"#));
    assert!(output::<ChangeAliases>("true"));
    let aliases = r#"{"aliases":[{"alias_name":"a","collection_name":"c"}]}"#;
    assert_eq!(output::<ListAliasesRequest>(aliases), [AliasDescription::new("a", "c")]);
    assert_eq!(output::<ListCollectionAliasesRequest>(aliases), [AliasDescription::new("a", "c")]);
}

#[test]
fn writes() {
    fn written<O: Operation<Output = UpdateResult>>() {
        let done = output::<O>(r#"{"operation_id":7,"status":"completed"}"#);
        assert_eq!(done, UpdateResult { operation_id: Some(7), status: UpdateStatus::Completed });
        let queued = output::<O>(r#"{"operation_id":null,"status":"acknowledged"}"#);
        assert_eq!(queued, UpdateResult { operation_id: None, status: UpdateStatus::Acknowledged });
    }
    written::<UpsertPoints>();
    written::<DeletePoints>();
    written::<SetPayloadPoints>();
    written::<OverwritePayloadPoints>();
    written::<DeletePayloadPoints>();
    written::<ClearPayloadPoints>();
    written::<CreateFieldIndexCollection>();
    written::<DeleteFieldIndexCollection>();
    written::<CreateVectorNameRequest>();
    written::<DeleteVectorNameRequest>();
    written::<UpdatePointVectors>();
    written::<DeletePointVectors>();
    let new = output::<UpsertPoints>(r#"{"operation_id":1,"status":"dreamt"}"#);
    assert_eq!(new.status, UpdateStatus::Unknown(UnknownValue::Name("dreamt".into())));
}

#[test]
fn several_writes() {
    let results = output::<UpdateBatchPoints>(
        r#"[{"operation_id":7,"status":"completed"},{"operation_id":8,"status":"wait_timeout"}]"#,
    );
    let ids: Vec<_> = results.iter().map(|result| result.operation_id).collect();
    assert_eq!(ids, [Some(7), Some(8)]);
    assert_eq!(results[1].status, UpdateStatus::WaitTimeout);
    assert_eq!(output::<UpdateBatchPoints>("[]"), []);
}

#[test]
fn one_point() {
    let point = output::<GetPoint>(&format!(r#"{{"id":"{UUID}","payload":{{"a":1}},"vector":[[1],[2]]}}"#));
    assert_eq!((point.id.to_string().as_str(), &point.payload["a"]), (UUID, &1.into()));
    let missing = br#"{"status":{"error":"Not found: Point with id 7 does not exists!"},"time":0.0}"#;
    let error =
        decode(OperationKind::GetPoint, StatusCode::NOT_FOUND, &HeaderMap::new(), missing).unwrap_err();
    assert!(error.is_not_found());
}

#[test]
fn points_that_are_read() {
    let points = output::<GetPoints>(&format!(
        r#"[{{"id":18446744073709551615,"payload":{{"a":[1,1.0]}},"vector":[0.1,-2]}},
            {{"id":"{UUID}","payload":null,"vector":{{"s":{{"indices":[1],"values":[0.5]}},"m":[[1],[2]]}},"shard_key":7,"new":1}}]"#
    ));
    assert_eq!(points[0].id, PointId::Num(u64::MAX));
    assert!(points[0].payload["a"][0].is_i64() && points[0].payload["a"][1].is_f64());
    assert_eq!(points[0].vectors.as_ref().unwrap().get(""), Some(&VectorOutput::Dense([0.1, -2.0].into())));
    assert!(points[1].payload.is_empty());
    assert_eq!(points[1].shard_key, Some(ShardKey::Number(7)));
    let vectors = points[1].vectors.as_ref().unwrap();
    assert_eq!(vectors.get("s"), Some(&VectorOutput::Sparse(SparseVector::from([(1, 0.5)]))));
    assert_eq!(vectors.get("m"), Some(&VectorOutput::MultiDense(vec![vec![1.0], vec![2.0]].into())));

    let page = output::<ScrollPoints>(r#"{"points":[{"id":1,"order_value":2.0}],"next_page_offset":9}"#);
    assert_eq!(
        (page.points[0].order_value, page.next_page_offset),
        (Some(OrderValue::Float(2.0)), Some(9.into()))
    );
    let last = output::<ScrollPoints>(r#"{"points":[],"next_page_offset":null}"#);
    assert_eq!((last.points.len(), last.next_page_offset), (0, None));
    assert_eq!(output::<CountPoints>(r#"{"count":18446744073709551615}"#), u64::MAX);
}

#[test]
fn queries() {
    let points = r#"{"points":[{"id":1,"version":3,"score":0.1}]}"#;
    let scored = output::<QueryPoints>(points);
    assert_eq!((scored[0].id, scored[0].version, scored[0].score), (1.into(), 3, 0.1));
    let batch = output::<QueryBatchPoints>(&format!(r#"[{points},{{"points":[]}}]"#));
    assert_eq!(batch, [scored, vec![]]);
    let hits = output::<FacetCounts>(r#"{"hits":[{"value":"a","count":2},{"value":true,"count":1}]}"#);
    assert_eq!(hits, [FacetHit::new("a", 2), FacetHit::new(true, 1)]);
}

#[test]
fn groups() {
    let json = r#"{"groups":[
        {"id":"a","hits":[{"id":1,"version":3,"score":0.1}],"lookup":{"id":9,"payload":{"t":"x"}}},
        {"id":18446744073709551615,"hits":[],"lookup":null},
        {"id":-7,"hits":[],"new":1}
    ]}"#;
    fn check<O: Operation<Output = Vec<PointGroup>>>(json: &str) {
        let groups = output::<O>(json);
        let ids: Vec<_> = groups.iter().map(|group| group.id.clone()).collect();
        assert_eq!(ids, [GroupId::from("a"), GroupId::from(u64::MAX), GroupId::from(-7_i64)]);
        assert_eq!((groups[0].hits[0].score, groups[0].hits[0].version), (0.1, 3));
        assert_eq!(groups[0].lookup.as_ref().unwrap().payload["t"], "x");
        assert_eq!(groups[1].lookup, None);
    }
    check::<QueryPointGroups>(json);
    check::<SearchPointGroups>(json);
    check::<RecommendPointGroups>(json);
}

#[test]
fn matrices() {
    let pairs = output::<SearchMatrixPairsRequest>(&format!(
        r#"{{"pairs":[{{"a":1,"b":"{UUID}","score":0.97326374}},{{"a":1,"b":2,"score":-1}}]}}"#
    ));
    assert_eq!(pairs.pairs[0].score.to_bits(), 0.973_263_74_f32.to_bits());
    assert_eq!((pairs.pairs[0].b.to_string().as_str(), pairs.pairs[1].score), (UUID, -1.0));
    let offsets = output::<SearchMatrixOffsetsRequest>(
        r#"{"offsets_row":[0,1],"offsets_col":[1,0],"scores":[0.1,1],"ids":[18446744073709551615,2]}"#,
    );
    assert_eq!((offsets.offsets_row, offsets.offsets_col), (vec![0, 1], vec![1, 0]));
    assert_eq!((offsets.scores, offsets.ids), (vec![0.1, 1.0], vec![u64::MAX.into(), 2.into()]));
}

#[test]
fn searches_of_old_answer_bare_lists() {
    let points = r#"[{"id":1,"version":3,"score":0.1}]"#;
    fn single<O: Operation<Output = Vec<ScoredPoint>>>(json: &str) {
        let scored = output::<O>(json);
        assert_eq!((scored[0].id, scored[0].version, scored[0].score), (1.into(), 3, 0.1));
    }
    fn several<O: Operation<Output = Vec<Vec<ScoredPoint>>>>(json: &str) {
        let batch = output::<O>(json);
        assert_eq!((batch.len(), batch[0][0].id, batch[1].len()), (2, 1.into(), 0));
    }
    let batch = format!("[{points},[]]");
    single::<SearchPoints>(points);
    single::<RecommendPoints>(points);
    single::<DiscoverPoints>(points);
    several::<SearchBatchPoints>(&batch);
    several::<RecommendBatchPoints>(&batch);
    several::<DiscoverBatchPoints>(&batch);
}

#[test]
fn what_cannot_be_read_is_named_by_its_place() {
    let body =
        r#"{"result":{"points":[{"id":1,"version":3,"score":0.1},{"id":2,"score":"high"}]},"status":"ok"}"#;
    let error = read(OperationKind::QueryPoints, body).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.field(), Some("result.points[1].score"));
    assert_eq!((error.operation(), error.transport()), (Some(OperationKind::QueryPoints), Some("rest")));
    let error = read(OperationKind::QueryPoints, "<html>").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongProtocol);
}
