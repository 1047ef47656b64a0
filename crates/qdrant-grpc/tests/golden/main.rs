//! What every operation looks like on the wire, read by plain prost and compared field by field, and with the bytes that
//! were checked in.
//!
//! With the feature `server`, each message also goes through the other direction and has to come back byte by byte.

#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers as well")]

mod aliases;
mod bytes;
mod collections;
mod groups;
mod indexes;
mod legacy;
mod matrix;
mod payload;
mod points;
mod points_batch;
mod query;
mod service;
mod shards;
mod snapshots;
mod vectors;

use std::time::Duration;

use prost::Message;
use qdrant_core::{Operation, OperationKind, Reply, ReplyMeta, Usage};
use qdrant_grpc::proto::qdrant as proto;
use qdrant_grpc::{decode, encode, path_of};

/// Sends an operation; returns its message as plain prost reads it.
fn sent<M: Message + Default>(operation: impl Operation, path: &str) -> M {
    let request = operation.into_request();
    let kind = request.kind();
    let (sent_to, bytes) = encode(request).unwrap();
    assert_eq!((sent_to, path_of(kind)), (path, Some(path)));
    bytes::check(kind, bytes::Way::Request, &bytes);
    let message = M::decode(bytes.clone()).unwrap();
    assert_eq!(message.encode_to_vec(), bytes, "the bytes are those of plain prost");
    #[cfg(feature = "server")]
    {
        let received = qdrant_grpc::decode_request(kind, &bytes).unwrap();
        assert_eq!(encode(received).unwrap(), (path, bytes), "a server reads what was meant");
    }
    message
}

/// Answers an operation with a message.
fn answered<O: Operation>(message: &impl Message) -> (O::Output, ReplyMeta) {
    bytes::check(O::KIND, bytes::Way::Reply, &message.encode_to_vec());
    let reply = decode(O::KIND, &message.encode_to_vec()).unwrap();
    #[cfg(feature = "server")]
    {
        let bytes = qdrant_grpc::encode_reply(reply.clone()).unwrap();
        assert_eq!(bytes, message.encode_to_vec(), "a server writes what was meant");
    }
    let Reply { response, meta } = reply;
    (O::output(response).unwrap(), meta)
}

/// What an operation makes of a reply that lacks its result.
fn refused(operation: OperationKind, message: &[u8]) -> String {
    let error = decode(operation, message).unwrap_err();
    assert_eq!((error.operation(), error.transport()), (Some(operation), Some("grpc")));
    error.to_string()
}

fn filter() -> qdrant_core::Filter {
    qdrant_core::Filter::must([qdrant_core::Condition::matches("city", "Berlin")])
}

fn filter_message() -> proto::Filter {
    use proto::condition::ConditionOneOf;
    use proto::r#match::MatchValue;

    let matching = proto::Match { match_value: Some(MatchValue::Keyword("Berlin".into())) };
    let field = proto::FieldCondition { key: "city".into(), r#match: Some(matching), ..Default::default() };
    let condition = proto::Condition { condition_one_of: Some(ConditionOneOf::Field(field)) };
    proto::Filter { must: vec![condition], ..Default::default() }
}

fn number_id(number: u64) -> proto::PointId {
    proto::PointId { point_id_options: Some(proto::point_id::PointIdOptions::Num(number)) }
}

fn key(key: &str) -> proto::ShardKey {
    proto::ShardKey { key: Some(proto::shard_key::Key::Keyword(key.into())) }
}

fn scored(number: u64, score: f32) -> (proto::ScoredPoint, qdrant_core::ScoredPoint) {
    let message = proto::ScoredPoint {
        id: Some(number_id(number)),
        payload: [("city".to_owned(), text("Berlin"))].into(),
        score,
        version: 3,
        ..Default::default()
    };
    let point = qdrant_core::ScoredPoint {
        id: number.into(),
        version: 3,
        score,
        payload: [("city", "Berlin")].into(),
        vectors: None,
        shard_key: None,
        order_value: None,
    };
    (message, point)
}

fn dense(values: &[f32]) -> proto::Vector {
    let dense = qdrant_core::DenseVector::from(values.to_vec());
    proto::Vector { vector: Some(proto::vector::Vector::Dense(dense.into())), ..Default::default() }
}

/// What a server makes of a message that no honest client sends.
#[cfg(feature = "server")]
fn not_received(operation: OperationKind, message: &impl Message) -> qdrant_core::Error {
    let error = qdrant_grpc::decode_request(operation, &message.encode_to_vec()).unwrap_err();
    assert_eq!((error.kind(), error.operation()), (qdrant_core::ErrorKind::InvalidRequest, Some(operation)));
    error
}

fn by_id(numbers: &[u64]) -> proto::PointsSelector {
    use proto::points_selector::PointsSelectorOneOf;

    let ids = numbers.iter().copied().map(number_id).collect();
    proto::PointsSelector {
        points_selector_one_of: Some(PointsSelectorOneOf::Points(proto::PointsIdsList { ids })),
    }
}

fn keys(keys: &[&str]) -> proto::ShardKeySelector {
    proto::ShardKeySelector { shard_keys: keys.iter().map(|name| key(name)).collect(), fallback: None }
}

fn strong() -> proto::WriteOrdering {
    proto::WriteOrdering { r#type: proto::WriteOrderingType::Strong.into() }
}

fn majority() -> proto::ReadConsistency {
    use proto::read_consistency::Value;

    proto::ReadConsistency { value: Some(Value::Type(proto::ReadConsistencyType::Majority.into())) }
}

fn all_payload(enable: bool) -> proto::WithPayloadSelector {
    use proto::with_payload_selector::SelectorOptions;

    proto::WithPayloadSelector { selector_options: Some(SelectorOptions::Enable(enable)) }
}

fn all_vectors(enable: bool) -> proto::WithVectorsSelector {
    use proto::with_vectors_selector::SelectorOptions;

    proto::WithVectorsSelector { selector_options: Some(SelectorOptions::Enable(enable)) }
}

fn text(text: &str) -> proto::Value {
    proto::Value { kind: Some(proto::value::Kind::StringValue(text.into())) }
}

fn usage_message() -> qdrant_grpc::proto::Usage {
    qdrant_grpc::proto::Usage {
        hardware: Some(proto::HardwareUsage { cpu: 7, ..Default::default() }),
        inference: None,
    }
}

fn assert_facts(meta: &ReplyMeta) {
    let hardware = qdrant_core::HardwareUsage { cpu: 7, ..Default::default() };
    assert_eq!(meta.time, Some(Duration::from_millis(250)));
    assert_eq!(meta.usage, Some(Usage { hardware: Some(hardware), inference: None }));
}
