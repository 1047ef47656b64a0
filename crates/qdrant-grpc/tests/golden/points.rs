use std::time::Duration;

use qdrant_core::{
    Batch, CountPoints, DeletePoints, ErrorKind, GetPoints, OperationKind, OrderBy, OrderValue, PointId,
    PointStruct, ReadConsistencyType, RetrievedPoint, ScrollPoints, ShardKey, ShardKeySelector, UpdateMode,
    UpsertPoints, Uuid, VectorOutput, Vectors, VectorsOutput, WithPayloadSelector, WriteOrdering, json,
};

use super::{
    all_payload, all_vectors, answered, assert_facts, by_id, decode, encode, filter, filter_message, keys,
    majority, number_id, proto, refused, sent, strong, text, usage_message,
};

const UUID: Uuid = Uuid::from_u128(0x936d_a01f_9abd_4d9d_80c7_02af_85c8_22a8);

fn uuid_id() -> proto::PointId {
    use proto::point_id::PointIdOptions;

    proto::PointId {
        point_id_options: Some(PointIdOptions::Uuid("936da01f-9abd-4d9d-80c7-02af85c822a8".into())),
    }
}

#[test]
fn upsert() {
    use proto::vector::Vector;
    use proto::vectors::VectorsOptions;

    let points = vec![
        PointStruct::new(1, vec![0.5, 1.5], [("city", "Berlin")]),
        PointStruct::new(UUID, [("words", vec![(7_u32, 0.5_f32)])], [("n", json!(1.0))]),
        PointStruct::new(3, Vectors::none(), [] as [(&str, i64); 0]),
    ];
    let upsert = UpsertPoints::new("c", points)
        .wait(true)
        .ordering(WriteOrdering::Strong)
        .shard_key_selector(ShardKeySelector::with_fallback("s", 7_u64))
        .update_filter(filter())
        .timeout(Duration::from_millis(4_500))
        .update_mode(UpdateMode::UpdateOnly);
    let message: proto::UpsertPoints = sent(upsert, "/qdrant.Points/Upsert");

    let vectors = |options| Some(proto::Vectors { vectors_options: Some(options) });
    let dense = qdrant_grpc::proto::DenseVector::from(qdrant_core::DenseVector::from([0.5, 1.5]));
    let sparse = qdrant_grpc::proto::SparseVector::from(qdrant_core::SparseVector::from([(7, 0.5)]));
    let vector = |vector| proto::Vector { vector: Some(vector), ..Default::default() };
    let named = |vectors| VectorsOptions::Vectors(proto::NamedVectors { vectors });
    let double = proto::Value { kind: Some(proto::value::Kind::DoubleValue(1.0)) };
    let fallback = proto::ShardKey { key: Some(proto::shard_key::Key::Number(7)) };
    let expected = proto::UpsertPoints {
        collection_name: "c".into(),
        wait: Some(true),
        points: vec![
            proto::PointStruct {
                id: Some(number_id(1)),
                payload: [("city".to_owned(), text("Berlin"))].into(),
                vectors: vectors(VectorsOptions::Vector(vector(Vector::Dense(dense)))),
            },
            proto::PointStruct {
                id: Some(uuid_id()),
                payload: [("n".to_owned(), double)].into(),
                vectors: vectors(named([("words".to_owned(), vector(Vector::Sparse(sparse)))].into())),
            },
            proto::PointStruct {
                id: Some(number_id(3)),
                payload: [].into(),
                vectors: vectors(named([].into())),
            },
        ],
        ordering: Some(strong()),
        shard_key_selector: Some(proto::ShardKeySelector { fallback: Some(fallback), ..keys(&["s"]) }),
        update_filter: Some(filter_message()),
        timeout: Some(5),
        update_mode: Some(proto::UpdateMode::UpdateOnly.into()),
    };
    assert_eq!(message, expected);
}

#[test]
fn an_upsert_without_options_has_none() {
    let points = vec![PointStruct::new(0, vec![1.0], [("a", 1)])];
    let message: proto::UpsertPoints = sent(UpsertPoints::new("c", points), "/qdrant.Points/Upsert");
    assert_eq!((message.wait, message.ordering, message.shard_key_selector), (None, None, None));
    assert_eq!((message.update_filter, message.timeout, message.update_mode), (None, None, None));
}

#[test]
fn a_shared_batch_is_written_where_it_is() {
    let points = Batch::from(vec![PointStruct::new(1, vec![1.0], [("a", 1)])]);
    let upsert = UpsertPoints::new("c", points.clone());
    encode(upsert.into()).unwrap();
    assert_eq!(points.try_into_vec().unwrap().len(), 1, "the batch was taken and given back");
}

#[test]
fn what_no_server_accepts_is_not_sent() {
    let points = vec![PointStruct::new(1, vec![f32::NAN], [("a", 1)])];
    let error = encode(UpsertPoints::new("c", points).into()).unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some("points[0].vector[0]")));
    assert!(error.is_not_sent());
    assert_eq!((error.operation(), error.transport()), (Some(OperationKind::UpsertPoints), Some("grpc")));
}

#[test]
fn delete() {
    use proto::points_selector::PointsSelectorOneOf;

    let delete = DeletePoints::new("c")
        .points([1_u64, 2])
        .wait(true)
        .ordering(WriteOrdering::Strong)
        .shard_key_selector("s")
        .timeout(Duration::from_secs(5));
    let message: proto::DeletePoints = sent(delete, "/qdrant.Points/Delete");
    let expected = proto::DeletePoints {
        collection_name: "c".into(),
        wait: Some(true),
        points: Some(by_id(&[1, 2])),
        ordering: Some(strong()),
        shard_key_selector: Some(keys(&["s"])),
        timeout: Some(5),
    };
    assert_eq!(message, expected);

    let by_filter: proto::DeletePoints =
        sent(DeletePoints::new("c").points(filter()), "/qdrant.Points/Delete");
    let selector = by_filter.points.unwrap().points_selector_one_of;
    assert_eq!(selector, Some(PointsSelectorOneOf::Filter(filter_message())));
    let none = DeletePoints::new("c").points(Vec::<PointId>::new());
    let none: proto::DeletePoints = sent(none, "/qdrant.Points/Delete");
    assert_eq!(none.points, Some(by_id(&[])), "a list that turned out empty is told as such");
    let error = encode(DeletePoints::new("c").into()).unwrap_err();
    assert_eq!((error.is_invalid_request(), error.field()), (true, Some("points")));
}

#[test]
fn get() {
    let get = GetPoints::new("c", [PointId::from(1), PointId::from(UUID)])
        .with_payload(WithPayloadSelector::exclude(["text"]))
        .with_vectors(["a"])
        .read_consistency(ReadConsistencyType::Majority)
        .shard_key_selector("s")
        .timeout(Duration::from_secs(5));
    let message: proto::GetPoints = sent(get, "/qdrant.Points/Get");
    let exclude = proto::PayloadExcludeSelector { fields: vec!["text".into()] };
    let include = proto::VectorsSelector { names: vec!["a".into()] };
    let expected = proto::GetPoints {
        collection_name: "c".into(),
        ids: vec![number_id(1), uuid_id()],
        with_payload: Some(proto::WithPayloadSelector {
            selector_options: Some(proto::with_payload_selector::SelectorOptions::Exclude(exclude)),
        }),
        with_vectors: Some(proto::WithVectorsSelector {
            selector_options: Some(proto::with_vectors_selector::SelectorOptions::Include(include)),
        }),
        read_consistency: Some(majority()),
        shard_key_selector: Some(keys(&["s"])),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
}

#[test]
fn reads_say_what_to_return() {
    let get: proto::GetPoints = sent(GetPoints::new("c", [1_u64]), "/qdrant.Points/Get");
    assert_eq!((get.with_payload, get.with_vectors), (Some(all_payload(true)), Some(all_vectors(false))));
    let scroll: proto::ScrollPoints = sent(ScrollPoints::new("c"), "/qdrant.Points/Scroll");
    assert_eq!(
        (scroll.with_payload, scroll.with_vectors),
        (Some(all_payload(true)), Some(all_vectors(false)))
    );
    assert_eq!((scroll.limit, scroll.filter, scroll.offset, scroll.order_by), (None, None, None, None));
}

#[test]
fn scroll() {
    let scroll = ScrollPoints::new("c")
        .filter(filter())
        .offset(7)
        .limit(100)
        .with_payload(["city"])
        .with_vectors(true)
        .read_consistency(ReadConsistencyType::Majority)
        .shard_key_selector(["s", "t"])
        .order_by(OrderBy::new("n").start_from(5))
        .timeout(Duration::from_secs(5));
    let message: proto::ScrollPoints = sent(scroll, "/qdrant.Points/Scroll");
    let include = proto::PayloadIncludeSelector { fields: vec!["city".into()] };
    let start_from = proto::StartFrom { value: Some(proto::start_from::Value::Integer(5)) };
    let expected = proto::ScrollPoints {
        collection_name: "c".into(),
        filter: Some(filter_message()),
        offset: Some(number_id(7)),
        limit: Some(100),
        with_payload: Some(proto::WithPayloadSelector {
            selector_options: Some(proto::with_payload_selector::SelectorOptions::Include(include)),
        }),
        with_vectors: Some(all_vectors(true)),
        read_consistency: Some(majority()),
        shard_key_selector: Some(keys(&["s", "t"])),
        order_by: Some(proto::OrderBy { key: "n".into(), direction: None, start_from: Some(start_from) }),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
}

#[test]
fn count() {
    let count = CountPoints::new("c")
        .filter(filter())
        .exact(false)
        .read_consistency(3_u64)
        .shard_key_selector("s")
        .timeout(Duration::from_secs(5));
    let message: proto::CountPoints = sent(count, "/qdrant.Points/Count");
    let factor = proto::ReadConsistency { value: Some(proto::read_consistency::Value::Factor(3)) };
    let expected = proto::CountPoints {
        collection_name: "c".into(),
        filter: Some(filter_message()),
        exact: Some(false),
        read_consistency: Some(factor),
        shard_key_selector: Some(keys(&["s"])),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
    let result = Some(proto::CountResult { count: 42 });
    let (output, meta) =
        answered::<CountPoints>(&proto::CountResponse { result, time: 0.25, usage: Some(usage_message()) });
    assert_eq!(output, 42);
    assert_facts(&meta);
    assert_eq!(refused(OperationKind::CountPoints, &[]), "reply not understood: result: is missing");
}

fn point_message() -> proto::RetrievedPoint {
    use proto::vector_output::Vector;
    use proto::vectors_output::VectorsOptions;

    let dense = qdrant_grpc::proto::DenseVector::from(qdrant_core::DenseVector::from([0.5]));
    let vector = proto::VectorOutput { vector: Some(Vector::Dense(dense)), ..Default::default() };
    proto::RetrievedPoint {
        id: Some(uuid_id()),
        payload: [("city".to_owned(), text("Berlin"))].into(),
        vectors: Some(proto::VectorsOutput { vectors_options: Some(VectorsOptions::Vector(vector)) }),
        shard_key: Some(proto::ShardKey { key: Some(proto::shard_key::Key::Keyword("s".into())) }),
        order_value: Some(proto::OrderValue { variant: Some(proto::order_value::Variant::Float(1.0)) }),
    }
}

fn point() -> RetrievedPoint {
    RetrievedPoint {
        id: UUID.into(),
        payload: [("city", "Berlin")].into(),
        vectors: Some(VectorsOutput::Single(VectorOutput::Dense([0.5].into()))),
        shard_key: Some(ShardKey::from("s")),
        order_value: Some(OrderValue::Float(1.0)),
    }
}

#[test]
fn points_come_back() {
    let reply =
        proto::GetResponse { result: vec![point_message()], time: 0.25, usage: Some(usage_message()) };
    let (points, meta) = answered::<GetPoints>(&reply);
    assert_eq!(points, [point()]);
    assert_facts(&meta);

    let reply = proto::ScrollResponse {
        next_page_offset: Some(number_id(9)),
        result: vec![point_message(), point_message()],
        time: 0.25,
        usage: Some(usage_message()),
    };
    let (page, meta) = answered::<ScrollPoints>(&reply);
    assert_eq!((page.points, page.next_page_offset), (vec![point(), point()], Some(PointId::Num(9))));
    assert_facts(&meta);
    let (page, meta) = answered::<ScrollPoints>(&proto::ScrollResponse::default());
    assert_eq!((page.points, page.next_page_offset, meta.usage), (vec![], None, None));
}

#[test]
fn a_fault_in_a_reply_is_named() {
    let broken = proto::RetrievedPoint { id: None, ..point_message() };
    let reply = proto::GetResponse { result: vec![point_message(), broken], ..Default::default() };
    let error = decode(OperationKind::GetPoints, &prost::Message::encode_to_vec(&reply)).unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Decode, Some("result[1].id")));
}

#[test]
fn the_answer_to_a_write() {
    let result = proto::UpdateResult { operation_id: Some(7), status: proto::UpdateStatus::Completed.into() };
    let reply =
        proto::PointsOperationResponse { result: Some(result), time: 0.25, usage: Some(usage_message()) };
    for (result, meta) in [answered::<UpsertPoints>(&reply), answered::<DeletePoints>(&reply)] {
        assert!(result.operation_id == Some(7) && result.is_completed());
        assert_facts(&meta);
    }
}
