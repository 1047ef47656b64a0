//! Bytes that no honest server sends, and some that only old or new ones do.

use proptest::collection::vec;
use proptest::prelude::*;
use prost::Message;
use prost::encoding::{self, WireType};
use qdrant_core::{
    ErrorKind, PointGroup, PointId, PointStruct, PointVectors, RetrievedPoint, ScoredPoint, Value,
    VectorOutput, VectorsOutput, json,
};

use super::{plain, strategies};
use crate::proto::qdrant as proto;
use crate::wire::points::Decode;
use crate::wire::reader::Reader;
use crate::wire::step::Step;

fn read<T: Decode>(bytes: &[u8]) -> Result<T, qdrant_core::Error> {
    T::decode(Reader::new(bytes))
}

/// The fields of a message, one by one.
fn fields(bytes: &[u8]) -> Vec<&[u8]> {
    let mut reader = Reader::new(bytes);
    std::iter::from_fn(|| reader.field_and_bytes().unwrap().map(|(_, bytes)| bytes)).collect()
}

fn unknown() -> impl Strategy<Value = Vec<u8>> {
    (500_u32..600, any::<u64>(), vec(any::<u8>(), 0..9), 0..4_u8).prop_map(|(tag, number, content, kind)| {
        let mut bytes = Vec::new();
        match kind {
            0 => encoding::uint64::encode(tag, &number, &mut bytes),
            1 => encoding::bytes::encode(tag, &content, &mut bytes),
            2 => encoding::double::encode(tag, &1.5, &mut bytes),
            _ => {
                encoding::encode_key(tag, WireType::StartGroup, &mut bytes);
                encoding::uint64::encode(1, &number, &mut bytes);
                encoding::encode_key(tag, WireType::EndGroup, &mut bytes);
            }
        }
        bytes
    })
}

/// A point as text with its keys in order: NaN would fail `==`, and maps may keep the order in which they were filled.
fn shown(point: Option<ScoredPoint>) -> String {
    fn sorted(value: Value) -> Value {
        match value {
            Value::Object(map) => {
                let mut entries: Vec<_> = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
                entries.sort_by(|(left, _), (right, _)| left.cmp(right));
                Value::Object(entries.into_iter().collect())
            }
            Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
        }
    }
    let point = point.map(|mut point| {
        let payload = std::mem::take(&mut point.payload);
        (point, sorted(payload.into()))
    });
    format!("{point:?}")
}

proptest! {
    #[test]
    fn any_order_of_fields_and_unknown_ones_are_read(
        point in strategies::scored(),
        foreign in vec(unknown(), 0..3),
        keys in vec(any::<u32>(), 64),
    ) {
        let message = plain::scored(&point);
        let bytes = message.encode_to_vec();
        let mut parts: Vec<&[u8]> = fields(&bytes);
        parts.extend(foreign.iter().map(Vec::as_slice));
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|index| keys[index % keys.len()]);
        let shuffled = order.into_iter().flat_map(|index| parts[index]).copied().collect::<Vec<u8>>();
        prop_assert_eq!(read::<ScoredPoint>(&shuffled).ok(), plain::core_scored(message));
    }

    #[test]
    fn what_comes_in_parts_is_put_together(
        first in strategies::retrieved(),
        second in strategies::retrieved(),
    ) {
        let mut bytes = plain::retrieved(&first).encode_to_vec();
        bytes.extend(plain::retrieved(&second).encode_to_vec());
        let whole = proto::RetrievedPoint::decode(bytes.as_slice()).unwrap();
        prop_assert_eq!(read::<RetrievedPoint>(&bytes).ok(), plain::core_retrieved(whole));
    }

    #[test]
    fn damaged_points_are_read_as_prost_reads_them(
        point in strategies::scored(),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        end in any::<prop::sample::Index>(),
    ) {
        let mut bytes = plain::scored(&point).encode_to_vec();
        for (place, byte) in damage {
            *place.get_mut(&mut bytes) = byte;
        }
        for bytes in [bytes.as_slice(), &bytes[..end.index(bytes.len())]] {
            let expected = proto::ScoredPoint::decode(bytes).ok().and_then(plain::core_scored);
            prop_assert_eq!(shown(read::<ScoredPoint>(bytes).ok()), shown(expected));
        }
    }

    #[test]
    fn damaged_groups_are_read_as_prost_reads_them(
        group in strategies::group(),
        more in strategies::group(),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let mut bytes = plain::group(&group).encode_to_vec();
        bytes.extend(plain::group(&more).encode_to_vec());
        let is_whole = damage.is_empty();
        for (place, byte) in damage {
            *place.get_mut(&mut bytes) = byte;
        }
        let expected = proto::PointGroup::decode(bytes.as_slice()).ok().and_then(plain::core_group);
        let read = read::<PointGroup>(&bytes).ok();
        // The payload is left out, because its map may keep the order of the bytes, and numbers may have become NaN.
        let shown = |group: Option<PointGroup>| {
            group.map(|PointGroup { id, hits, lookup }| {
                let lookup = lookup.map(|point| (point.id, point.shard_key, format!("{:?}", point.vectors)));
                (id, hits.len(), lookup)
            })
        };
        // A part that is bad is refused, also if a later one would take its place.
        if is_whole || read.is_some() {
            prop_assert_eq!(shown(read), shown(expected));
        }
    }

    #[test]
    fn any_bytes_are_no_panic(bytes in vec(any::<u8>(), 0..200)) {
        let _ = read::<ScoredPoint>(&bytes);
        let _ = read::<RetrievedPoint>(&bytes);
        let _ = read::<PointStruct>(&bytes);
        let _ = read::<PointGroup>(&bytes);
        let _ = read::<PointVectors>(&bytes);
        let _ = read::<Step>(&bytes);
    }
}

/// A point with one more field.
fn with_field(add: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes =
        proto::ScoredPoint { id: Some(plain::id(PointId::Num(7))), ..Default::default() }.encode_to_vec();
    add(&mut bytes);
    bytes
}

fn payload_entry(value: proto::Value) -> Vec<u8> {
    let point = proto::ScoredPoint {
        id: Some(plain::id(PointId::Num(7))),
        payload: [("a".to_owned(), value)].into(),
        ..Default::default()
    };
    point.encode_to_vec()
}

#[test]
fn a_value_without_kind_is_null() {
    let point: ScoredPoint = read(&payload_entry(proto::Value { kind: None })).unwrap();
    assert_eq!(point.payload.get("a"), Some(&Value::Null));
}

#[test]
fn numbers_that_json_lacks_are_refused_by_name() {
    use proto::value::Kind;
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let list = proto::ListValue {
            values: vec![plain::value(&json!(1)), proto::Value { kind: Some(Kind::DoubleValue(number)) }],
        };
        let value = proto::Value { kind: Some(Kind::ListValue(list)) };
        let error = read::<ScoredPoint>(&payload_entry(value)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.field(), Some(r#"payload["a"][1]"#));
        assert!(error.message().contains("NaN or infinite"), "{error}");
    }
}

#[test]
fn a_point_without_id_is_refused() {
    for id in [None, Some(proto::PointId { point_id_options: None })] {
        let bytes = proto::ScoredPoint { id, ..Default::default() }.encode_to_vec();
        assert_eq!(read::<ScoredPoint>(&bytes).unwrap_err().field(), Some("id"));
    }
    let mut bytes = Vec::new();
    encoding::message::encode(1, &proto::PointId { point_id_options: uuid("7") }, &mut bytes);
    assert_eq!(read::<ScoredPoint>(&bytes).unwrap_err().field(), Some("id"));
}

#[expect(clippy::unnecessary_wraps, reason = "the field is optional")]
fn uuid(text: &str) -> Option<proto::point_id::PointIdOptions> {
    Some(proto::point_id::PointIdOptions::Uuid(text.to_owned()))
}

#[test]
fn texts_that_are_no_utf8_are_refused() {
    let bytes = with_field(|bytes| {
        encoding::encode_key(2, WireType::LengthDelimited, bytes);
        bytes.extend([4, 10, 2, 0xc3, 0x28]);
    });
    assert!(read::<ScoredPoint>(&bytes).unwrap_err().message().contains("UTF-8"));
}

#[test]
fn scalars_of_another_type_are_refused() {
    for tag in [1, 2, 3, 6] {
        let bytes = with_field(|bytes| encoding::uint64::encode(tag, &1, bytes));
        assert_eq!(read::<ScoredPoint>(&bytes).unwrap_err().kind(), ErrorKind::Decode, "{tag}");
    }
}

fn old_vector(
    data: &[f32],
    indices: Option<&[u32]>,
    vectors_count: Option<u32>,
) -> Result<VectorOutput, String> {
    let vector = proto::VectorOutput {
        data: data.to_vec(),
        indices: indices.map(|data| proto::SparseIndices { data: data.to_vec() }),
        vectors_count,
        vector: None,
    };
    let vectors =
        proto::VectorsOutput { vectors_options: Some(proto::vectors_output::VectorsOptions::Vector(vector)) };
    let bytes = with_field(|bytes| encoding::message::encode(6, &vectors, bytes));
    match read::<ScoredPoint>(&bytes).map(|point| point.vectors) {
        Ok(Some(VectorsOutput::Single(vector))) => Ok(vector),
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn vectors_of_old_servers_are_read() {
    assert_eq!(old_vector(&[1.0, 2.0], None, None).unwrap(), VectorOutput::Dense([1.0, 2.0].into()));
    assert_eq!(old_vector(&[1.0, 2.0], None, Some(0)).unwrap(), VectorOutput::Dense([1.0, 2.0].into()));
    let multi = old_vector(&[1.0, 2.0, 3.0, 4.0], None, Some(2)).unwrap();
    assert_eq!(multi, VectorOutput::MultiDense(vec![vec![1.0, 2.0], vec![3.0, 4.0]].into()));
    let sparse = old_vector(&[1.0, 2.0], Some(&[7, 9]), None).unwrap();
    assert_eq!(sparse, VectorOutput::Sparse([(7, 1.0), (9, 2.0)].into()));
    assert_eq!(old_vector(&[], Some(&[]), None).unwrap(), VectorOutput::Sparse([].into()));
}

#[test]
fn vectors_that_do_not_fit_together_are_refused() {
    for (data, indices, count) in [
        (&[1.0_f32][..], Some(&[1, 2][..]), None),
        (&[1.0, 2.0, 3.0], None, Some(2)),
        (&[1.0], None, Some(u32::MAX)),
        (&[], None, None),
        (&[], None, Some(3)),
    ] {
        let error = old_vector(data, indices, count).unwrap_err();
        assert!(error.starts_with("reply not understood: vectors: "), "{error}");
    }
}

#[test]
fn floats_that_come_one_by_one_are_read() {
    let mut dense = Vec::new();
    encoding::float::encode_repeated(1, &[1.0, 2.0], &mut dense);
    encoding::float::encode_packed(1, &[3.0], &mut dense);
    let mut vector = Vec::new();
    encoding::bytes::encode(101, &dense, &mut vector);
    let mut vectors = Vec::new();
    encoding::bytes::encode(1, &vector, &mut vectors);
    let point: ScoredPoint = read(&with_field(|bytes| encoding::bytes::encode(6, &vectors, bytes))).unwrap();
    let expected = VectorsOutput::Single(VectorOutput::Dense([1.0, 2.0, 3.0].into()));
    assert_eq!(point.vectors, Some(expected));
}
