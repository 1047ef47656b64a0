//! Requests: method, path, query and body of each operation.

use qdrant_core::{
    ClearPayloadOperation, ContextExamplePair, CreateCollection, DeleteVectorNameRequest,
    DiscoverBatchPoints, DiscoverPoints, Distance, Document, ErrorKind, GetPoints, Operation, OperationKind,
    Payload, PointStruct, PointStructList, PointVectors, PointsUpdateOperation, QueryBatchPoints,
    QueryPointGroups, QueryPoints, RecommendBatchPoints, RecommendPointGroups, RecommendPoints, Request,
    ScrollPoints, SearchBatchPoints, SearchPointGroups, SearchPoints, SparseVector, UnknownValue,
    UpdateBatchPoints, UpdatePointVectors, UpdateVectorsOperation, UpsertPoints, VectorParams,
};
use qdrant_rest::{ROUTES, encode};
use serde_json::{Value, json};

use crate::samples;

fn body(request: impl Into<Request>) -> Value {
    let call = encode(request.into()).unwrap();
    call.body.json().map_or(Value::Null, |body| serde_json::from_slice(body).unwrap())
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
    let mut routed: Vec<_> = ROUTES.iter().map(|(_, _, operation)| *operation).collect();
    routed.sort_unstable();
    assert_eq!(sampled, routed);
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
fn groups_and_the_searches_of_old_tell_the_defaults_too() {
    for request in [
        Request::from(QueryPointGroups::new("c", "g")),
        SearchPoints::new("c", [1.0], 1).into(),
        SearchPointGroups::new("c", [1.0], 1, "g", 1).into(),
        RecommendPoints::new("c", 1).add_positive(1).into(),
        RecommendPointGroups::new("c", "g", 1, 1).add_positive(1).into(),
        DiscoverPoints::new("c", [], 1).target(1).into(),
    ] {
        let kind = request.kind();
        let body = body(request);
        assert_eq!((&body["with_payload"], &body["with_vector"]), (&json!(false), &json!(false)), "{kind}");
    }
    let batch = SearchBatchPoints::new("c", [SearchPoints::new("c", [1.0], 1)]);
    let item = json!({"vector": [1.0], "limit": 1, "with_payload": false, "with_vector": false});
    assert_eq!(body(batch), json!({"searches": [item]}));
}

#[test]
fn what_is_not_set_is_not_sent() {
    let upsert = UpsertPoints::new("c", vec![PointStruct::new(1, vec![1.0], Payload::new())]);
    let call = encode(upsert.into()).unwrap();
    assert_eq!(call.path_and_query(), "/collections/c/points");
    assert_eq!(call.body.json().unwrap(), r#"{"points":[{"id":1,"vector":[1.0]}]}"#);
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
fn an_unnamed_sparse_vector_is_refused_wherever_points_are_written() {
    let sparse = || SparseVector::from([(1, 1.0)]);
    let vectors = || [PointVectors::new(1, vec![1.0]), PointVectors::new(2, sparse())];
    let upsert = PointStructList::new([PointStruct::new(1, sparse(), Payload::new())]);
    let clear = || PointsUpdateOperation::from(ClearPayloadOperation::new([1_u64]));
    for (request, field) in [
        (Request::from(UpdatePointVectors::new("c", vectors())), "points[1].vector"),
        (
            UpdateBatchPoints::new("c", [clear(), UpdateVectorsOperation::new(vectors()).into()]).into(),
            "operations[1].update_vectors.points[1].vector",
        ),
        (
            UpdateBatchPoints::new("c", [clear(), clear(), upsert.into()]).into(),
            "operations[2].upsert.points[0].vector",
        ),
    ] {
        let error = encode(request).unwrap_err();
        assert!(error.is_unsupported() && error.is_not_sent(), "{error}");
        assert_eq!(error.field(), Some(field));
    }
    let named = UpdatePointVectors::new("c", [PointVectors::new(1, [("", sparse())])]);
    assert!(encode(named.into()).is_ok());
}

#[test]
fn a_search_of_old_names_its_sparse_vector() {
    let search = SearchPoints::new("c", [1.0], 1).sparse_indices([7]);
    let error = encode(search.clone().into()).unwrap_err();
    assert!(error.is_unsupported());
    assert_eq!(error.field(), Some("vector_name"));
    let batch = SearchBatchPoints::new("c", [SearchPoints::new("c", [1.0], 1), search]);
    assert_eq!(encode(batch.into()).unwrap_err().field(), Some("search_points[1].vector_name"));
    let groups = SearchPointGroups::new("c", [1.0], 1, "g", 1).sparse_indices([7]);
    assert_eq!(encode(groups.into()).unwrap_err().field(), Some("vector_name"));
}

#[test]
fn examples_of_old_are_ids_and_dense_and_sparse_vectors() {
    let multi = || vec![vec![1.0], vec![2.0]];
    let text = || Document::new("hi", "m");
    let recommend = || RecommendPoints::new("c", 1).add_positive([1.0]).add_positive(7);
    let context = [ContextExamplePair::new(1, 2), ContextExamplePair::new(1, text())];
    for (request, field) in [
        (Request::from(recommend().add_positive(multi())), "positive_vectors[1]"),
        (recommend().add_negative(text()).into(), "negative_vectors[0]"),
        (
            RecommendBatchPoints::new("c", [recommend(), recommend().add_negative(text())]).into(),
            "recommend_points[1].negative_vectors[0]",
        ),
        (RecommendPointGroups::new("c", "g", 1, 1).add_positive(multi()).into(), "positive_vectors[0]"),
        (DiscoverPoints::new("c", [], 1).target(multi()).into(), "target"),
        (DiscoverPoints::new("c", context.clone(), 1).into(), "context[1].negative"),
        (
            DiscoverBatchPoints::new("c", [DiscoverPoints::new("c", context, 1)]).into(),
            "discover_points[0].context[1].negative",
        ),
    ] {
        let error = encode(request).unwrap_err();
        assert!(error.is_unsupported() && error.is_not_sent(), "{error}");
        assert_eq!(error.field(), Some(field));
    }
}

#[test]
fn names_of_vectors_stay_in_their_segment() {
    let path = |name: &str| encode(DeleteVectorNameRequest::new("c", name).into()).map(|call| call.path);
    assert_eq!(path("a/b?c").unwrap(), "/collections/c/vectors/a%2Fb%3Fc");
    assert_eq!(path("..").unwrap_err().field(), Some("vector_name"));
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
