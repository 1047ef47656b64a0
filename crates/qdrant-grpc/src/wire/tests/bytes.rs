//! The bytes are those of plain prost, and plain prost's bytes are read.

use proptest::collection::vec;
use proptest::prelude::*;
use prost::Message;
use qdrant_core::{Payload, PointGroup, PointStruct, ScoredPoint, Value, json};

use super::{plain, strategies};
use crate::proto::qdrant as proto;
use crate::wire::around::{Around, split_list};
use crate::wire::groups::GroupsField;
use crate::wire::points::{Decode, RepeatedField};
use crate::wire::reader::Reader;
use crate::wire::sink::{Encode, MAX_DEPTH, encode};

fn bytes(message: &impl Encode) -> Vec<u8> {
    let bytes = encode(message, 0).unwrap();
    assert_eq!(bytes.capacity(), bytes.len(), "the buffer is made once");
    bytes
}

fn read<T: Decode>(bytes: &[u8]) -> T {
    T::decode(Reader::new(bytes)).unwrap()
}

proptest! {
    #[test]
    fn points_in(point in strategies::point()) {
        let ours = bytes(&point);
        prop_assert_eq!(&ours, &plain::point(&point).encode_to_vec());
        // What an old server means by an empty vector cannot be told from a vector of a newer kind.
        prop_assert_eq!(read::<PointStruct>(&ours), through_doubles(point));
    }

    #[test]
    fn points_scored(point in strategies::scored()) {
        let ours = bytes(&point);
        let theirs = plain::scored(&point);
        prop_assert_eq!(&ours, &theirs.encode_to_vec());
        prop_assert_eq!(Some(read::<ScoredPoint>(&ours)), plain::core_scored(theirs));
    }

    #[test]
    fn points_retrieved(point in strategies::retrieved()) {
        let ours = bytes(&point);
        let theirs = plain::retrieved(&point);
        prop_assert_eq!(&ours, &theirs.encode_to_vec());
        prop_assert_eq!(Some(read(&ours)), plain::core_retrieved(theirs));
    }

    #[test]
    fn groups_of_points(groups in vec(strategies::group(), 0..3), time in any::<f32>()) {
        let mut message = proto::QueryGroupsResponse { result: None, time: time.into(), usage: None };
        let field = GroupsField { tag: 1, name: "result", groups: &groups };
        let ours = bytes(&Around::new(&message, 1, field).unwrap());
        let theirs: Vec<_> = groups.iter().map(plain::group).collect();
        message.result = Some(proto::GroupsResult { groups: theirs.clone() });
        prop_assert_eq!(&ours, &message.encode_to_vec());
        for theirs in theirs {
            let read: PointGroup = read(&theirs.encode_to_vec());
            prop_assert_eq!(Some(read), plain::core_group(theirs));
        }
    }

    #[test]
    fn hot_fields_stand_in_their_place(
        points in vec(strategies::point(), 0..4),
        collection_name in ".{0,9}",
        wait in any::<Option<bool>>(),
        timeout in any::<Option<u64>>(),
    ) {
        let mut message =
            proto::UpsertPoints { collection_name, wait, timeout, update_mode: Some(1), ..Default::default() };
        let around = Around::new(&message, 3, RepeatedField { tag: 3, name: "points", items: &points }).unwrap();
        let ours = bytes(&around);
        let (read, rest) = split_list::<PointStruct, proto::UpsertPoints>(&ours, 3, "points").unwrap();
        prop_assert_eq!(&rest, &message);
        prop_assert_eq!(read.len(), points.len());
        message.points = points.iter().map(plain::point).collect();
        prop_assert_eq!(&ours, &message.encode_to_vec());
    }
}

/// The point as it comes back: integers above 2^63 - 1 travel as doubles.
fn through_doubles(point: PointStruct) -> PointStruct {
    let PointStruct { id, vectors, payload } = point;
    let vectors = match vectors {
        qdrant_core::Vectors::Single(vector) => qdrant_core::Vectors::Single(doubles_in_vector(vector)),
        qdrant_core::Vectors::Named(named) => {
            named.into_iter().map(|(name, vector)| (name, doubles_in_vector(vector))).collect()
        }
    };
    PointStruct { id, vectors, payload: doubles_in_payload(payload) }
}

fn doubles_in_vector(mut vector: qdrant_core::Vector) -> qdrant_core::Vector {
    use qdrant_core::Vector;
    match &mut vector {
        Vector::Dense(_) | Vector::Sparse(_) | Vector::MultiDense(_) => {}
        Vector::Document(document) => {
            document.options = doubles_in_payload(std::mem::take(&mut document.options))
        }
        Vector::Image(image) => {
            image.options = doubles_in_payload(std::mem::take(&mut image.options));
            image.image = doubles(image.image.take());
        }
        Vector::Object(object) => {
            object.options = doubles_in_payload(std::mem::take(&mut object.options));
            object.object = doubles(object.object.take());
        }
    }
    vector
}

fn doubles_in_payload(payload: Payload) -> Payload {
    payload.into_iter().map(|(key, value)| (key, doubles(value))).collect()
}

fn doubles(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_u64() && !number.is_i64() => number.as_f64().into(),
        Value::Array(items) => items.into_iter().map(doubles).collect(),
        Value::Object(object) => doubles_in_payload(object.into()).into(),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}

#[test]
fn every_kind_of_number_keeps_its_kind() {
    let payload = json!({"a": 1, "b": 1.0, "c": -1, "d": i64::MIN, "e": u64::MAX, "f": -0.0, "g": 5e-324});
    let point = PointStruct::new(1, [1.0], Payload::try_from(payload).unwrap());
    let back = read::<PointStruct>(&bytes(&point)).payload;
    assert_eq!(
        serde_json_text(&back),
        r#"{"a":1,"b":1.0,"c":-1,"d":-9223372036854775808,"e":1.8446744073709552e+19,"f":-0.0,"g":5e-324}"#
    );
}

fn serde_json_text(payload: &Payload) -> String {
    Value::from(payload.clone()).to_string()
}

/// Lists in lists, so many.
fn lists(depth: usize) -> Value {
    (0..depth).fold(Value::Null, |inner, _| vec![inner].into())
}

#[test]
fn what_is_nested_too_deep_is_refused_as_servers_do() {
    for depth in 0..70 {
        let points = [PointStruct::new(1, [1.0], [("deep", lists(depth))])];
        let request = proto::UpsertPoints::default();
        let field = RepeatedField { tag: 3, name: "points", items: &points };
        let ours = encode(&Around::new(&request, 3, field).unwrap(), 0);
        let long_way = proto::UpsertPoints { points: vec![plain::point(&points[0])], ..request };
        let readable = proto::UpsertPoints::decode(long_way.encode_to_vec().as_slice()).is_ok();
        assert_eq!(ours.is_ok(), readable, "{depth}");
        match ours {
            Ok(bytes) => {
                split_list::<PointStruct, proto::UpsertPoints>(&bytes, 3, "points").unwrap();
            }
            Err(error) => {
                assert_eq!(error.kind(), qdrant_core::ErrorKind::Encode);
                let path = error.field().unwrap();
                assert!(path.starts_with(r#"points[0].payload["deep"][0][0]"#), "{path}");
                let bytes = long_way.encode_to_vec();
                split_list::<PointStruct, proto::UpsertPoints>(&bytes, 3, "points").unwrap_err();
            }
        }
    }
    const { assert!(MAX_DEPTH == 100) };
}

#[test]
fn objects_count_three_levels_each() {
    let mut value = Value::Null;
    let mut deepest = 0;
    for depth in 0..40 {
        let point = PointStruct::new(1, [1.0], [("k", value.clone())]);
        let field = RepeatedField { tag: 3, name: "points", items: std::slice::from_ref(&point) };
        let long_way = proto::UpsertPoints { points: vec![plain::point(&point)], ..Default::default() };
        let readable = proto::UpsertPoints::decode(long_way.encode_to_vec().as_slice()).is_ok();
        assert_eq!(encode(&field, 0).is_ok(), readable, "{depth}");
        if readable {
            deepest = depth;
        }
        value = Payload::from([("k", value)]).into();
    }
    assert_eq!(deepest, 32);
}

#[test]
fn a_deep_payload_costs_no_more_than_a_flat_one() {
    // Without the kept lengths this would measure 30 times what it writes.
    let wide: Value = (0..1000).map(Value::from).collect();
    let deep = (0..30).fold(wide, |inner, _| vec![inner].into());
    let point = PointStruct::new(1, [1.0], [("k", deep)]);
    assert_eq!(bytes(&point), plain::point(&point).encode_to_vec());
}
