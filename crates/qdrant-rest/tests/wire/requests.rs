//! Requests: method, path, query and body of each operation.

use qdrant_core::{
    CreateCollection, Distance, ErrorKind, GetPoints, Operation, OperationKind, Payload, PointStruct,
    QueryBatchPoints, QueryPoints, Request, ScrollPoints, SparseVector, UnknownValue, UpsertPoints,
    VectorParams,
};
use qdrant_rest::{ROUTES, encode};
use serde_json::{Value, json};

use crate::samples;

fn body(request: impl Into<Request>) -> Value {
    let call = encode(request.into()).unwrap();
    call.body.map_or(Value::Null, |body| serde_json::from_slice(&body).unwrap())
}

#[test]
fn every_operation_looks_as_the_api_says() {
    for (request, line, expected) in samples::all() {
        let call = encode(request.clone()).unwrap();
        assert_eq!(format!("{} {}", call.method, call.path_and_query()), line);
        assert_eq!(body(request), expected, "{line}");
    }
}

#[test]
fn every_operation_has_a_sample() {
    let mut sampled: Vec<_> = samples::all().iter().map(|(request, ..)| request.kind()).collect();
    sampled.sort_unstable();
    sampled.dedup();
    assert_eq!(sampled, OperationKind::ALL);
}

#[test]
fn a_route_is_what_its_operation_encodes_to() {
    for (request, ..) in samples::all() {
        let kind = request.kind();
        let (method, template, _) = ROUTES.iter().find(|(.., operation)| *operation == kind).unwrap();
        let call = encode(request).unwrap();
        assert_eq!(call.method, *method);
        assert_eq!(call.path.matches('/').count(), template.matches('/').count(), "{kind}");
    }
}

#[test]
fn reads_tell_the_defaults_that_differ_among_wires() {
    assert_eq!(
        body(GetPoints::new("c", [1_u64])),
        json!({"ids": [1], "with_payload": true, "with_vector": false})
    );
    assert_eq!(body(ScrollPoints::new("c")), json!({"with_payload": true, "with_vector": false}));
    assert_eq!(body(QueryPoints::new("c")), json!({"with_payload": false, "with_vector": false}));
    let batch = QueryBatchPoints::new("c", [QueryPoints::new("c")]);
    assert_eq!(body(batch), json!({"searches": [{"with_payload": false, "with_vector": false}]}));
}

#[test]
fn what_is_not_set_is_not_sent() {
    let upsert = UpsertPoints::new("c", vec![PointStruct::new(1, vec![1.0], Payload::new())]);
    let call = encode(upsert.into()).unwrap();
    assert_eq!(call.path_and_query(), "/collections/c/points");
    assert_eq!(call.body.unwrap(), r#"{"points":[{"id":1,"vector":[1.0]}]}"#);
}

#[test]
fn an_unnamed_sparse_vector_is_refused() {
    let points = vec![
        PointStruct::new(1, vec![1.0], Payload::new()),
        PointStruct::new(2, SparseVector::from([(1, 1.0)]), Payload::new()),
    ];
    let error = encode(UpsertPoints::new("c", points).into()).unwrap_err();
    assert!(error.is_unsupported() && error.is_not_sent());
    assert_eq!(error.field(), Some("points[1].vector"));
    assert!(error.message().contains("named vector") && error.message().contains("gRPC"), "{error}");
    assert_eq!((error.operation(), error.transport()), (Some(OperationKind::UpsertPoints), Some("rest")));
}

#[test]
fn a_value_that_has_only_a_number_names_its_field() {
    let distance = Distance::Unknown(UnknownValue::Number(9));
    let error =
        encode(CreateCollection::new("c").vectors_config(VectorParams::new(4, distance)).into()).unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Encode, Some("vectors.distance")));
}

#[test]
fn bad_input_never_becomes_a_request() {
    let dots = GetPoints::new("..", [1_u64]);
    assert!(dots.validate().is_err());
    assert_eq!(encode(dots.into()).unwrap_err().field(), Some("collection_name"));
    let nan = UpsertPoints::new("c", vec![PointStruct::new(1, vec![f32::NAN], Payload::new())]);
    let error = encode(nan.into()).unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some("points[0].vector[0]")));
}
