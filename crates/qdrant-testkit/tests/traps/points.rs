//! Points, their payload, and writes.

use std::collections::BTreeMap;

use qdrant_core::{
    ClearPayloadOperation, ContextExamplePair, DeletePayloadPoints, DeletePointVectors, DeletePoints,
    DiscoverPoints, ErrorKind, FacetCounts, GetPoints, Operation, OperationKind, OverwritePayloadPoints,
    Payload, PointId, PointStruct, QueryPoints, Request, SetPayloadPoints, UpdateBatchPoints, UpdateMode,
    UpdateResult, UpdateStatus, UpsertPoints, Vectors, json,
};
use qdrant_grpc::proto::qdrant as proto;

use crate::wires::{
    grpc_message, grpc_reply, grpc_server, rest_body, rest_line, rest_result, rest_server, rest_whole,
    through_grpc, through_rest,
};

fn upsert(point: PointStruct) -> UpsertPoints {
    UpsertPoints::new("c", vec![point])
}

#[test]
fn ids_above_the_precision_of_a_double_stay_exact() {
    for id in [u64::MAX, (1 << 53) + 1] {
        let get = GetPoints::new("c", [id]);
        assert_eq!(rest_body(get.clone())["ids"][0].to_string(), id.to_string());
        let id = proto::point_id::PointIdOptions::Num(id);
        assert_eq!(grpc_message::<proto::GetPoints>(get).ids[0].point_id_options, Some(id));
    }
}

#[test]
fn every_spelling_of_a_uuid_is_sent_with_hyphens_and_in_lower_case() {
    const HYPHENATED: &str = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    for spelling in [
        "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
        "f81d4fae7dec11d0a76500a0c91e6bf6",
        "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
    ] {
        let get = GetPoints::new("c", [PointId::try_from(spelling).unwrap()]);
        assert_eq!(rest_body(get.clone())["ids"], json!([HYPHENATED]));
        let id = proto::point_id::PointIdOptions::Uuid(HYPHENATED.into());
        assert_eq!(grpc_message::<proto::GetPoints>(get.clone()).ids[0].point_id_options, Some(id));
        let body = json!({"ids": [spelling], "with_payload": true, "with_vector": false});
        let received = rest_server(OperationKind::GetPoints, &body).unwrap();
        assert_eq!(received, get.with_payload(true).with_vectors(false).into_request());
    }
}

#[test]
fn digits_in_quotes_are_no_id() {
    let error = rest_server(OperationKind::GetPoints, &json!({"ids": ["5"]})).unwrap_err();
    assert_eq!(error.field(), Some("ids[0]"));
    let id = proto::PointId { point_id_options: Some(proto::point_id::PointIdOptions::Uuid("5".into())) };
    let message = proto::GetPoints { collection_name: "c".into(), ids: vec![id], ..Default::default() };
    let error = grpc_server(OperationKind::GetPoints, &message).unwrap_err();
    assert!(error.field().unwrap().starts_with("ids[0]"), "{error}");
}

#[test]
fn a_point_without_vectors_has_an_empty_map_of_them() {
    let upsert = upsert(PointStruct::new(1, Vectors::none(), Payload::new()));
    assert_eq!(rest_body(upsert.clone()), json!({"points": [{"id": 1, "vector": {}}]}));
    // Without any vectors at all, a server refuses the point.
    let sent = grpc_message::<proto::UpsertPoints>(upsert).points.remove(0).vectors.unwrap();
    let none = proto::vectors::VectorsOptions::Vectors(proto::NamedVectors::default());
    assert_eq!(sent.vectors_options, Some(none));
}

#[test]
fn a_point_that_lacks_its_vectors_is_refused_by_name() {
    let error = rest_server(OperationKind::UpsertPoints, &json!({"points": [{"id": 1}]})).unwrap_err();
    assert!(error.field() == Some("points[0]") && error.message().contains("`vector`"), "{error}");
    let id = proto::PointId { point_id_options: Some(proto::point_id::PointIdOptions::Num(1)) };
    let point = proto::PointStruct { id: Some(id), ..Default::default() };
    let message =
        proto::UpsertPoints { collection_name: "c".into(), points: vec![point], ..Default::default() };
    let error = grpc_server(OperationKind::UpsertPoints, &message).unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some("points[0].vectors")));
}

#[test]
fn columns_go_over_grpc_as_points() {
    let columns = json!({"batch": {
        "ids": [1, 2], "vectors": {"a": [[0.5], [1.5]]}, "payloads": [{"k": 1}, null],
    }});
    let received = rest_server(OperationKind::UpsertPoints, &columns).unwrap();
    let points = vec![
        PointStruct::new(1, [("a", [0.5])], [("k", 1)]),
        PointStruct::new(2, [("a", [1.5])], Payload::new()),
    ];
    assert_eq!(received, UpsertPoints::new("c", points).into_request());
    assert_eq!(through_grpc(received.clone()).unwrap(), received);
}

#[test]
fn columns_of_several_lengths_never_reach_a_server() {
    let columns = json!({"batch": {"ids": [1, 2], "vectors": [[0.5]]}});
    let error = rest_server(OperationKind::UpsertPoints, &columns).unwrap_err();
    assert_eq!(error.field(), Some("batch.vectors"));
}

#[test]
fn modes_of_an_update_have_names_here_and_numbers_there() {
    for (mode, name, number) in [
        (UpdateMode::Upsert, "upsert", 0),
        (UpdateMode::InsertOnly, "insert_only", 1),
        (UpdateMode::UpdateOnly, "update_only", 2),
    ] {
        let upsert = UpsertPoints::new("c", vec![]).update_mode(mode);
        assert_eq!(rest_body(upsert.clone())["update_mode"], name);
        assert_eq!(grpc_message::<proto::UpsertPoints>(upsert).update_mode, Some(number));
    }
}

#[test]
fn names_of_vectors_to_delete_are_in_the_singular_here_and_in_the_plural_there() {
    let delete = DeletePointVectors::new("c").points_selector([1_u64]).vectors(["a"]);
    assert_eq!(
        rest_line(delete.clone()),
        ("POST /collections/c/points/vectors/delete".into(), json!({"points": [1], "vector": ["a"]}))
    );
    assert_eq!(grpc_message::<proto::DeletePointVectors>(delete).vectors.unwrap().names, ["a"]);
}

#[test]
fn a_selection_of_nothing_is_refused_and_never_means_everything() {
    for (operation, body) in [
        (OperationKind::DeletePoints, json!({})),
        (OperationKind::ClearPayload, json!({})),
        (OperationKind::SetPayload, json!({"payload": {"a": 1}})),
        (OperationKind::OverwritePayload, json!({"payload": {"a": 1}})),
        (OperationKind::DeletePayload, json!({"keys": ["a"]})),
        (OperationKind::DeleteVectors, json!({"vector": ["a"]})),
        (OperationKind::UpdateBatchPoints, json!({"operations": [{"delete": {}}]})),
    ] {
        assert!(rest_server(operation, &body).is_err(), "{operation}");
    }
    let unset = Some(proto::PointsSelector { points_selector_one_of: None });
    let collection_name = "c".to_owned();
    for points in [unset, None] {
        let delete = proto::DeletePoints {
            collection_name: collection_name.clone(),
            points: points.clone(),
            ..Default::default()
        };
        assert!(grpc_server(OperationKind::DeletePoints, &delete).is_err());
        let clear = proto::ClearPayloadPoints {
            collection_name: collection_name.clone(),
            points: points.clone(),
            ..Default::default()
        };
        assert!(grpc_server(OperationKind::ClearPayload, &clear).is_err());
        let set = proto::SetPayloadPoints {
            collection_name: collection_name.clone(),
            points_selector: points,
            ..Default::default()
        };
        assert!(grpc_server(OperationKind::SetPayload, &set).is_err());
    }
}

#[test]
fn ids_and_a_filter_at_once_are_what_the_server_makes_of_them() {
    let body = json!({"payload": {}, "points": [1], "filter": {"must": []}});
    let received = rest_server(OperationKind::SetPayload, &body).unwrap();
    let ids = SetPayloadPoints::new("c", Payload::new()).points_selector([1_u64]);
    assert_eq!(received, ids.into_request(), "the ids win");
}

#[test]
fn shard_keys_inside_a_batch_reach_both_wires() {
    let step = ClearPayloadOperation::new([1_u64]).shard_key_selector("eu");
    let batch = UpdateBatchPoints::new("c", [step.into()]);
    let body = json!({"operations": [{"clear_payload": {"points": [1], "shard_key": "eu"}}]});
    assert_eq!(rest_body(batch.clone()), body);
    use proto::points_update_operation::Operation::ClearPayload;
    let Some(ClearPayload(step)) =
        grpc_message::<proto::UpdateBatchPoints>(batch).operations.remove(0).operation
    else {
        panic!("another step")
    };
    assert_eq!(step.shard_key_selector.unwrap().shard_keys.len(), 1);
}

#[test]
fn every_status_of_an_update_is_told_apart() {
    for (status, name, number) in [
        (UpdateStatus::Acknowledged, "acknowledged", 1),
        (UpdateStatus::Completed, "completed", 2),
        (UpdateStatus::ClockRejected, "clock_rejected", 3),
        (UpdateStatus::WaitTimeout, "wait_timeout", 4),
    ] {
        let expected = UpdateResult { operation_id: None, status };
        assert_eq!(rest_result::<DeletePoints>(&json!({"status": name})).unwrap(), expected);
        let result = proto::UpdateResult { operation_id: None, status: number };
        let message = proto::PointsOperationResponse { result: Some(result), ..Default::default() };
        assert_eq!(grpc_reply::<DeletePoints>(&message).unwrap(), expected);
    }
}

#[test]
fn scores_are_the_nearest_single() {
    for text in ["0.1", "0.10000000149011612"] {
        let point = format!(r#"{{"points":[{{"id":1,"version":0,"score":{text}}}]}}"#);
        let points = rest_result::<QueryPoints>(&serde_json::from_str(&point).unwrap()).unwrap();
        assert_eq!(points[0].score.to_bits(), 0.1_f32.to_bits(), "{text}");
    }
}

#[test]
fn missing_usage_is_no_usage_of_zero() {
    let whole = |usage| json!({"result": {"points": []}, "status": "ok", "time": 0.5, "usage": usage});
    let usage = |body| rest_whole(OperationKind::QueryPoints, &body).unwrap().meta.usage;
    assert_eq!(usage(whole(json!(null))), None);
    let told = usage(whole(json!({"hardware": {"cpu": 0}}))).unwrap();
    assert_eq!(
        (told.hardware.as_ref().map(|hardware| hardware.cpu), told.inference.as_ref()),
        (Some(0), None)
    );

    let usage = |usage| {
        let message = proto::QueryResponse { usage, ..Default::default() };
        qdrant_grpc::decode(OperationKind::QueryPoints, &prost::Message::encode_to_vec(&message))
            .unwrap()
            .meta
            .usage
    };
    assert_eq!(usage(None), None);
    let zero = qdrant_grpc::proto::Usage { hardware: Some(proto::HardwareUsage::default()), inference: None };
    assert_eq!(usage(Some(zero)), Some(told));
}

#[test]
fn one_and_one_point_zero_stay_apart() {
    let payload = Payload::try_from(json!({"a": 1, "b": 1.0, "c": -0.0})).unwrap();
    let request = upsert(PointStruct::new(1, [0.5], payload)).into_request();
    assert_eq!(through_rest(request.clone()).unwrap(), request);
    let Request::UpsertPoints(there) = through_grpc(request).unwrap() else { panic!("another operation") };
    let payload = serde_json::to_string(&there.points[0].payload).unwrap();
    assert_eq!(payload, r#"{"a":1,"b":1.0,"c":-0.0}"#);
}

#[test]
fn a_null_in_payload_is_written_out() {
    let set = SetPayloadPoints::new("c", [("a", json!(null))]).points_selector([1_u64]);
    assert_eq!(rest_body(set.clone())["payload"], json!({"a": null}));
    let sent = grpc_message::<proto::SetPayloadPoints>(set).payload;
    let null = proto::Value { kind: Some(proto::value::Kind::NullValue(0)) };
    assert_eq!(sent, BTreeMap::from([("a".to_owned(), null)]));
}

#[test]
fn a_payload_of_null_is_none() {
    let point = rest_result::<QueryPoints>(
        &json!({"points": [{"id": 1, "version": 0, "score": 1, "payload": null}]}),
    );
    assert_eq!(point.unwrap()[0].payload, Payload::new());
    let body = json!({"points": [{"id": 1, "vector": [0.5], "payload": null}]});
    let received = rest_server(OperationKind::UpsertPoints, &body).unwrap();
    assert_eq!(received, upsert(PointStruct::new(1, [0.5], Payload::new())).into_request());
}

#[test]
fn numbers_that_json_lacks_are_refused_with_their_path() {
    let value = proto::Value { kind: Some(proto::value::Kind::DoubleValue(f64::NAN)) };
    let message = proto::SetPayloadPoints {
        collection_name: "c".into(),
        payload: BTreeMap::from([("a".to_owned(), value)]),
        ..Default::default()
    };
    let error = grpc_server(OperationKind::SetPayload, &message).unwrap_err();
    assert!(error.field().unwrap().starts_with("payload"), "{error}");
}

#[test]
fn paths_of_payload_are_passed_on_as_they_are() {
    let path = || "a.b[].\"c d\"".to_owned();
    let set = SetPayloadPoints::new("c", Payload::new()).points_selector([1_u64]).key(path());
    assert_eq!(rest_body(set.clone())["key"], path());
    assert_eq!(grpc_message::<proto::SetPayloadPoints>(set.clone()).key, Some(path()));
    let overwrite = OverwritePayloadPoints::from(set);
    assert_eq!(grpc_message::<proto::SetPayloadPoints>(overwrite).key, Some(path()));
    let delete = DeletePayloadPoints::new("c", [path()]).points_selector([1_u64]);
    assert_eq!(rest_body(delete.clone())["keys"], json!([path()]));
    assert_eq!(grpc_message::<proto::DeletePayloadPoints>(delete).keys, [path()]);
    let facet = FacetCounts::new("c", path());
    assert_eq!(rest_body(facet.clone())["key"], path());
    assert_eq!(grpc_message::<proto::FacetCounts>(facet).key, path());
}

#[test]
fn a_discovery_of_old_without_a_target_has_none() {
    let discover = DiscoverPoints::new("c", [ContextExamplePair::new(1, 2)], 1);
    assert_eq!(rest_body(discover.clone()).get("target"), None);
    assert_eq!(grpc_message::<proto::DiscoverPoints>(discover).target, None);
}
