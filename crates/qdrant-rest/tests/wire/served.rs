//! What a server takes beyond what our own client sends.

use http::StatusCode;
use qdrant_core::{
    DeletePoints, Error, Filter, Operation, OperationKind, PointsSelector, PrefetchQuery, Request,
    VectorInput, WithPayloadSelector, WithVectorsSelector,
};
use qdrant_rest::{decode_request, encode_error};
use serde_json::{Value, json};

pub(crate) fn receive(operation: OperationKind, query: &str, body: &Value) -> Result<Request, Error> {
    decode_request(operation, &[("collection_name", "c")], query, body.to_string().as_bytes())
}

pub(crate) fn refusal(operation: OperationKind, query: &str, body: &Value) -> (StatusCode, String) {
    let reply = encode_error(&receive(operation, query, body).unwrap_err());
    let body: Value = serde_json::from_slice(reply.body()).unwrap();
    (reply.status(), body["status"]["error"].as_str().unwrap().to_owned())
}

#[test]
fn unknown_keys_and_parameters_are_ignored() {
    let body = json!({"ids": [1], "new": {"a": 1}, "with_vectors": ["d"]});
    let Request::GetPoints(get) = receive(OperationKind::GetPoints, "new=1&wait", &body).unwrap() else {
        panic!()
    };
    assert_eq!(get.with_vectors, Some(WithVectorsSelector::Include(vec!["d".into()])));
    let filter = json!({"filter": {"musst": []}});
    let (status, message) = refusal(OperationKind::DeletePoints, "", &filter);
    assert_eq!(status, 400);
    assert!(
        message.starts_with("Format error in JSON body: filter.musst: unknown field `musst`"),
        "{message}"
    );
}

#[test]
fn what_is_absent_has_the_default_of_the_server() {
    let Request::GetPoints(get) = receive(OperationKind::GetPoints, "", &json!({"ids": []})).unwrap() else {
        panic!()
    };
    assert_eq!(get.with_payload, Some(WithPayloadSelector::Enable(false)));
    let Request::ScrollPoints(scroll) = receive(OperationKind::ScrollPoints, "", &json!({})).unwrap() else {
        panic!()
    };
    assert_eq!((scroll.with_payload, scroll.limit), (None, None));
}

#[test]
fn a_query_has_several_spellings() {
    let read = |body: Value| {
        let Request::QueryPoints(query) = receive(OperationKind::QueryPoints, "", &body).unwrap() else {
            panic!()
        };
        query
    };
    let nearest = Some(VectorInput::from([1.0, 2.0]).into());
    assert_eq!(read(json!({"query": [1, 2]})).query, nearest);
    assert_eq!(read(json!({"query": {"nearest": [1, 2]}})).query, nearest);
    assert_eq!(read(json!({"query": 7})).query, Some(7.into()));
    let one = read(json!({"prefetch": {"using": "a"}, "filter": null, "params": null}));
    assert_eq!(one.prefetch, [PrefetchQuery::default().using("a")]);
    assert_eq!(read(json!({"prefetch": [{"using": "a"}]})).prefetch, one.prefetch);
    assert_eq!(read(json!({"prefetch": null})).prefetch, []);
}

#[test]
fn ids_win_over_a_filter_as_in_the_server() {
    let body = json!({"points": [1], "filter": {}});
    let Request::DeletePoints(delete) = receive(OperationKind::DeletePoints, "", &body).unwrap() else {
        panic!()
    };
    assert_eq!(delete.points, Some(PointsSelector::from([1])));
    let all = receive(OperationKind::DeletePoints, "", &json!({"filter": {}})).unwrap();
    assert_eq!(all, DeletePoints::new("c").points(Filter::default()).into_request());
    assert_eq!(refusal(OperationKind::DeletePoints, "", &json!({})).0, 400);
}

#[test]
fn columns_are_points_too() {
    let body = json!({"batch": {"ids": [1, 2], "vectors": {"a": [[0.5], [1]]}}, "shard_key": "k"});
    let Request::UpsertPoints(upsert) = receive(OperationKind::UpsertPoints, "wait=true", &body).unwrap()
    else {
        panic!()
    };
    assert_eq!(
        (upsert.points.len(), upsert.wait, upsert.shard_key_selector),
        (2, Some(true), Some("k".into()))
    );
}

#[test]
fn the_vectors_of_a_point_have_two_spellings() {
    let read = |key: &str| {
        receive(OperationKind::UpsertPoints, "", &json!({"points": [{"id": 1, key: [0.5]}]})).unwrap()
    };
    assert_eq!(read("vectors"), read("vector"));
}

#[test]
fn refusals_have_the_status_and_the_words_of_the_server() {
    let point = |vector: Value| json!({"points": [{"id": 1, "vector": [1]}, {"id": 2, "vector": vector}]});
    for (operation, query, body, status, beginning) in [
        (
            OperationKind::ScrollPoints,
            "",
            json!({"limit": "x"}),
            400,
            "Format error in JSON body: limit: invalid type",
        ),
        (
            OperationKind::ScrollPoints,
            "",
            json!({"limit": 0}),
            422,
            "Validation error in JSON body: [limit: must be",
        ),
        (
            OperationKind::ScrollPoints,
            "timeout=0",
            json!({}),
            400,
            "Deserialize error in query parameters: timeout: ",
        ),
        (
            OperationKind::UpsertPoints,
            "",
            json!({}),
            400,
            "Format error in JSON body: expected `points` or `batch`",
        ),
        (
            OperationKind::UpsertPoints,
            "",
            point(json!([])),
            422,
            "Validation error in JSON body: [points[1].vector: ",
        ),
        (
            OperationKind::UpsertPoints,
            "",
            point(json!("x")),
            400,
            "Format error in JSON body: points[1].vector: ",
        ),
        (
            OperationKind::SetPayload,
            "",
            json!({"payload": {}}),
            422,
            "Validation error in JSON body: [points_selector: ",
        ),
    ] {
        let (actual, message) = refusal(operation, query, &body);
        assert_eq!(actual, status, "{message}");
        assert!(message.starts_with(beginning), "{message}");
    }
    let error =
        decode_request(OperationKind::CountPoints, &[("collection_name", "c")], "", b"{\"exact\": tru")
            .unwrap_err();
    let message = &error.server().unwrap().message;
    assert!(
        message.starts_with("Format error in JSON body: exact: ") && message.contains("line 1 column"),
        "{message}"
    );
}
