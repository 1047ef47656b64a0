//! Vectors and what is embedded into vectors.

use qdrant_core::{
    Document, ErrorKind, GetPoints, Image, InferenceObject, Operation, OperationKind, Payload, PointStruct,
    Request, SparseVector, UpsertPoints, Vector, VectorOutput, Vectors, VectorsOutput, WithVectorsSelector,
    json,
};
use qdrant_grpc::proto::qdrant as proto;

use crate::wires::{
    grpc_message, grpc_server, rest_body, rest_refusal, rest_result, rest_server, through_grpc, through_rest,
};

fn upsert(vectors: impl Into<Vectors>) -> UpsertPoints {
    UpsertPoints::new("c", vec![PointStruct::new(1, vectors, Payload::new())])
}

fn received(vector: qdrant_core::Value) -> Result<Vectors, qdrant_core::Error> {
    let body = json!({"points": [{"id": 1, "vector": vector}]});
    let Request::UpsertPoints(upsert) = rest_server(OperationKind::UpsertPoints, &body)? else {
        panic!("another operation")
    };
    Ok(upsert.points[0].vectors.clone())
}

/// The vectors that gRPC sends.
fn sent(vectors: impl Into<Vectors>) -> proto::vectors::VectorsOptions {
    let mut message: proto::UpsertPoints = grpc_message(upsert(vectors));
    message.points.remove(0).vectors.unwrap().vectors_options.unwrap()
}

#[test]
fn json_tells_vectors_apart_in_the_order_of_the_server() {
    assert_eq!(received(json!([1, 2])).unwrap(), [1.0, 2.0].into());
    assert_eq!(received(json!([[1], [2]])).unwrap(), vec![vec![1.0], vec![2.0]].into());
    assert_eq!(received(json!({})).unwrap(), Vectors::none());
    let named = json!({"text": [1], "model": [2], "image": [3], "object": [4], "options": [5]});
    assert!(matches!(received(named).unwrap(), Vectors::Named(vectors) if vectors.len() == 5));
    assert_eq!(received(json!({"text": "t", "model": "m"})).unwrap(), Document::new("t", "m").into());
}

#[test]
fn a_vector_without_values_is_refused_as_invalid_and_not_as_unreadable() {
    for vector in [json!([]), json!([[]]), json!([[1], []]), json!([[1], [1, 2]])] {
        let error = received(vector).unwrap_err();
        assert_eq!(error.server().unwrap().http_status, Some(422), "{error}");
    }
}

#[test]
fn an_unnamed_sparse_vector_is_refused_on_rest_because_the_server_reads_two_dense_ones() {
    let sparse = SparseVector::from([(1, 0.5)]);
    assert_eq!(rest_refusal(upsert(sparse.clone())).field(), Some("points[0].vector"));
    let two = Vectors::from([("indices", [1.0]), ("values", [0.5])]);
    assert_eq!(received(json!({"indices": [1], "values": [0.5]})).unwrap(), two);
    // gRPC has a place for it, and so has a vector with a name.
    let request = upsert(sparse.clone()).into_request();
    assert_eq!(through_grpc(request.clone()).unwrap(), request);
    let request = upsert([("", sparse)]).into_request();
    assert_eq!(through_rest(request.clone()).unwrap(), request);
}

#[test]
fn values_come_before_indices_in_a_message_of_a_sparse_vector() {
    use prost::Message;
    let mut bytes = Vec::new();
    prost::encoding::float::encode_packed(1, &[0.5], &mut bytes);
    prost::encoding::uint32::encode_packed(2, &[7], &mut bytes);
    let expected = SparseVector::from([(7, 0.5)]);
    assert_eq!(qdrant_grpc::proto::SparseVector::decode(bytes.as_slice()).unwrap().0, expected);
}

#[test]
fn a_sparse_vector_may_be_empty_and_unsorted_but_has_no_index_twice() {
    for sparse in [SparseVector::from([]), SparseVector::from([(9, 0.5), (1, 1.0)])] {
        let request = upsert([("s", sparse)]).into_request();
        assert_eq!(through_rest(request.clone()).unwrap(), request);
        assert_eq!(through_grpc(request.clone()).unwrap(), request);
    }
    let twice = upsert([("s", SparseVector::from([(1, 0.5), (1, 1.0)]))]);
    assert_eq!(rest_refusal(twice).kind(), ErrorKind::InvalidRequest);
}

#[test]
fn what_is_to_be_embedded_may_look_like_a_vector() {
    let lookalikes = [json!([1, 2]), json!([null]), json!({"indices": [1], "values": [2], "more": 3})];
    for value in lookalikes {
        let image = Image::new(value.clone(), "m").options([("a", value.clone())]);
        let object = InferenceObject::new(value, "m");
        for vector in [Vector::from(image), Vector::from(object)] {
            let request = upsert(vector).into_request();
            assert_eq!(through_rest(request.clone()).unwrap(), request);
            assert_eq!(through_grpc(request.clone()).unwrap(), request);
        }
    }
}

#[test]
fn options_of_bm25_are_the_same_on_both_wires() {
    let document =
        Document::new("t", "qdrant/bm25").options([("k", json!(1.5)), ("language", json!("german"))]);
    let body = rest_body(upsert(document.clone()));
    assert_eq!(body["points"][0]["vector"]["options"], json!({"k": 1.5, "language": "german"}));
    let proto::vectors::VectorsOptions::Vector(vector) = sent(document) else { panic!("has no name") };
    let Some(proto::vector::Vector::Document(document)) = vector.vector else { panic!("is a document") };
    assert_eq!(document.options.keys().collect::<Vec<_>>(), ["k", "language"]);
}

#[test]
fn an_image_or_object_without_content_is_refused() {
    let image = proto::Image { model: "m".into(), ..Default::default() };
    let object = proto::InferenceObject { model: "m".into(), ..Default::default() };
    let ids = proto::PointId { point_id_options: Some(proto::point_id::PointIdOptions::Num(1)) };
    for vector in [proto::vector::Vector::Image(image), proto::vector::Vector::Object(object)] {
        let vector = proto::Vector { vector: Some(vector), ..Default::default() };
        let vectors =
            proto::Vectors { vectors_options: Some(proto::vectors::VectorsOptions::Vector(vector)) };
        let point =
            proto::PointStruct { id: Some(ids.clone()), vectors: Some(vectors), ..Default::default() };
        let message =
            proto::UpsertPoints { collection_name: "c".into(), points: vec![point], ..Default::default() };
        let error = grpc_server(OperationKind::UpsertPoints, &message).unwrap_err();
        assert!(error.field().unwrap().starts_with("points[0].vectors"), "{error}");
    }
    for key in ["image", "object"] {
        assert!(received(json!({"model": "m"})).is_err());
        assert!(received(json!({key: "x"})).is_err(), "without a model");
    }
}

#[test]
fn the_unnamed_vector_may_have_the_empty_name() {
    let request = upsert([("", [0.5])]).into_request();
    assert_eq!(rest_body(request.clone())["points"][0]["vector"], json!({"": [0.5]}));
    assert_eq!(through_grpc(request.clone()).unwrap(), request);
    let points = rest_result::<GetPoints>(&json!([{"id": 1, "vector": {"": [0.5]}}])).unwrap();
    let unnamed = VectorOutput::Dense([0.5].into());
    assert_eq!(points[0].vectors.as_ref().and_then(|vectors| vectors.get("")), Some(&unnamed));
    assert_eq!(VectorsOutput::Single(unnamed.clone()).get(""), Some(&unnamed));
}

#[test]
fn vectors_to_return_have_their_key_in_the_singular_and_are_read_in_the_plural_too() {
    let get = GetPoints::new("c", [1_u64]).with_vectors(["a"]).with_payload(false);
    assert_eq!(rest_body(get.clone()), json!({"ids": [1], "with_vector": ["a"], "with_payload": false}));
    for key in ["with_vector", "with_vectors"] {
        let body = json!({"ids": [1], key: ["a"], "with_payload": false});
        assert_eq!(rest_server(OperationKind::GetPoints, &body).unwrap(), get.clone().into_request());
    }
    let selector = grpc_message::<proto::GetPoints>(get).with_vectors.unwrap().selector_options;
    use proto::with_vectors_selector::SelectorOptions::Include;
    assert!(matches!(selector, Some(Include(include)) if include.names == ["a"]));
}

#[test]
fn a_selector_that_selects_neither_way_is_refused() {
    let payload = proto::WithPayloadSelector { selector_options: None };
    let vectors = proto::WithVectorsSelector { selector_options: None };
    let get = proto::GetPoints { collection_name: "c".into(), ..Default::default() };
    let message = proto::GetPoints { with_payload: Some(payload), ..get.clone() };
    let error = grpc_server(OperationKind::GetPoints, &message).unwrap_err();
    assert_eq!(error.field(), Some("with_payload"));
    let message = proto::GetPoints { with_vectors: Some(vectors), ..get };
    let error = grpc_server(OperationKind::GetPoints, &message).unwrap_err();
    assert_eq!(error.field(), Some("with_vectors"));
    for key in ["with_payload", "with_vector"] {
        assert!(rest_server(OperationKind::GetPoints, &json!({"ids": [], key: {}})).is_err());
    }
}

#[test]
fn an_empty_list_of_vectors_to_return_is_a_list() {
    let get = GetPoints::new("c", [1_u64])
        .with_payload(true)
        .with_vectors(WithVectorsSelector::Include(Vec::new()))
        .into_request();
    assert_eq!(through_rest(get.clone()).unwrap(), get);
    assert_eq!(through_grpc(get.clone()).unwrap(), get);
}
