//! What a server takes for updates beyond what our own client sends.

use qdrant_core::{
    Condition, DeletePointVectors, Filter, GetPoint, Operation, OperationKind, Payload, PointStruct,
    PointsSelector, PointsUpdateOperation, Request, UpdateBatchPoints, VectorsSelector,
};
use qdrant_rest::{decode_request, encode_error};
use serde_json::{Value, json};

use crate::samples::UUID;
use crate::served::{receive, refusal};

#[test]
fn one_point_is_named_by_a_number_or_a_uuid() {
    let get = |id: &str| {
        decode_request(OperationKind::GetPoint, &[("collection_name", "c"), ("id", id)], "consistency=2", b"")
    };
    let expected = |id: qdrant_core::PointId| GetPoint::new("c", id).read_consistency(2_u64).into_request();
    assert_eq!(get("18446744073709551615").unwrap(), expected(u64::MAX.into()));
    for text in [UUID, &UUID.replace('-', ""), &UUID.to_uppercase(), &format!("urn:uuid:{UUID}")] {
        assert_eq!(get(text).unwrap(), expected(UUID.parse().unwrap()), "{text}");
    }
    for text in ["", "-1", "1.5", "seven", "18446744073709551616", "+7"] {
        let error = get(text).unwrap_err();
        let reply = encode_error(&error);
        assert_eq!(reply.status(), 400, "{text}");
        let message = &error.server().unwrap().message;
        assert_eq!(*message, format!("Wrong input: Can not recognize \"{text}\" as point id"));
    }
}

#[test]
fn vectors_are_removed_from_all_that_either_key_selects() {
    let remove = |body: Value| receive(OperationKind::DeleteVectors, "wait=true", &body);
    let expected = |points: PointsSelector| {
        DeletePointVectors::new("c").points_selector(points).vectors(["a"]).wait(true).into_request()
    };
    assert_eq!(remove(json!({"points": [1], "vector": ["a"]})).unwrap(), expected([1].into()));
    let berlin = Filter::must([Condition::matches("city", "Berlin")]);
    let berlin_json = json!({"must": {"key": "city", "match": {"value": "Berlin"}}});
    assert_eq!(
        remove(json!({"filter": berlin_json, "points": null, "vector": ["a"]})).unwrap(),
        expected(berlin.clone().into())
    );
    let both = Filter::should([Condition::has_id([1, 2]), Condition::filter(berlin)]);
    assert_eq!(
        remove(json!({"points": [1, 2], "filter": berlin_json, "vector": ["a"]})).unwrap(),
        expected(both.clone().into())
    );
    let step = json!({"points": [1, 2], "filter": berlin_json, "vector": ["a"]});
    let batch = json!({"operations": [{"delete_vectors": step}]});
    let Request::UpdateBatchPoints(batch) = receive(OperationKind::UpdateBatchPoints, "", &batch).unwrap()
    else {
        panic!()
    };
    let PointsUpdateOperation::DeleteVectors(step) = &batch.operations[0] else { panic!() };
    assert_eq!(step.points_selector, PointsSelector::Filter(both));
    assert_eq!(refusal(OperationKind::DeleteVectors, "", &json!({"vector": ["a"]})).0, 400);
    assert_eq!(refusal(OperationKind::DeleteVectors, "", &json!({"points": [1], "vector": []})).0, 422);
    assert_eq!(refusal(OperationKind::DeleteVectors, "", &json!({"points": [1], "vectors": ["a"]})).0, 400);
}

#[test]
fn a_step_is_the_body_of_the_operation_under_its_name() {
    let body = json!({"operations": [
        {"upsert": {"batch": {"ids": [1, 2], "vectors": {"a": [[0.5], [1]]}}, "shard_key": "k"}},
        {"upsert": {"points": [{"id": 1, "vector": [0.5]}]}},
        {"delete": {"points": [1], "filter": {}}},
        {"set_payload": {"payload": {}, "points": [1], "filter": {}}},
        {"delete_vectors": {"points": [1], "vector": ["a", "b"]}},
    ]});
    let Request::UpdateBatchPoints(batch) =
        receive(OperationKind::UpdateBatchPoints, "wait=true&timeout=3", &body).unwrap()
    else {
        panic!()
    };
    let UpdateBatchPoints { operations, wait, .. } = *batch;
    assert_eq!((operations.len(), wait), (5, Some(true)));
    let PointsUpdateOperation::Upsert(columns) = &operations[0] else { panic!() };
    let rows = [
        PointStruct::new(1, [("a", vec![0.5])], Payload::new()),
        PointStruct::new(2, [("a", vec![1.0])], Payload::new()),
    ];
    assert_eq!((&columns.points[..], &columns.shard_key_selector), (&rows[..], &Some("k".into())));
    let PointsUpdateOperation::DeletePoints(delete) = &operations[2] else { panic!() };
    assert_eq!(delete.points, PointsSelector::from([1]));
    let PointsUpdateOperation::SetPayload(set) = &operations[3] else { panic!() };
    assert_eq!(set.points_selector, PointsSelector::from([1]));
    let PointsUpdateOperation::DeleteVectors(delete) = &operations[4] else { panic!() };
    assert_eq!(delete.vectors, VectorsSelector::from(["a", "b"]));
}

#[test]
fn steps_that_cannot_be_done_are_refused_by_place() {
    let refused = |step: Value| {
        let body = json!({"operations": [{"clear_payload": {"points": [1]}}, step]});
        let error = receive(OperationKind::UpdateBatchPoints, "", &body).unwrap_err();
        let status = error.server().unwrap().http_status.unwrap();
        (status, error.field().unwrap_or_default().to_owned())
    };
    for (step, status, place) in [
        (json!({"invent": {}}), 400, "operations[1].invent"),
        (json!({"upsert": {}}), 400, "operations[1]"),
        (json!({"delete": {}}), 400, "operations[1]"),
        (json!({"delete_vectors": {"vector": ["a"]}}), 400, "operations[1]"),
        (json!({"set_payload": {"payload": {}}}), 422, "operations[1].points_selector"),
        (json!({"delete_payload": {"keys": []}}), 422, "operations[1].points_selector"),
        (json!({"upsert": {"batch": {"ids": [1], "vectors": []}}}), 422, "operations[1].batch.vectors"),
        (
            json!({"upsert": {"points": [{"id": 1, "vector": []}]}}),
            422,
            "operations[1].upsert.points[0].vector",
        ),
        (
            json!({"update_vectors": {"points": [{"id": -1, "vector": [1]}]}}),
            400,
            "operations[1].update_vectors.points[0].id",
        ),
        (
            json!({"delete_vectors": {"points": [1], "vector": []}}),
            422,
            "operations[1].delete_vectors.vectors",
        ),
    ] {
        assert_eq!(refused(step.clone()), (status, place.to_owned()), "{step}");
    }
}

#[test]
fn a_vector_is_described_under_its_kind() {
    let create = |body: Value| {
        let names = [("collection_name", "c"), ("vector_name", "a/b")];
        let body = body.to_string();
        decode_request(OperationKind::CreateVectorName, &names, "wait=true", body.as_bytes())
    };
    let Request::CreateVectorName(dense) = create(json!({"dense": {"size": 4, "distance": "Dot"}})).unwrap()
    else {
        panic!()
    };
    assert_eq!((dense.vector_name.as_str(), dense.wait), ("a/b", Some(true)));
    assert!(create(json!({"sparse": {}})).is_ok());
    let status = |body: Value| create(body).unwrap_err().server().unwrap().http_status;
    assert_eq!(status(json!({"dense": {"size": 0, "distance": "Dot"}})), Some(422));
    for body in [json!({}), json!({"dense": {"size": 4}}), json!({"size": 4, "distance": "Dot"})] {
        assert_eq!(status(body), Some(400));
    }
}
