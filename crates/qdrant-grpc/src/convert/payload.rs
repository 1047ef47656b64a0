//! JSON objects and values as plain messages: metadata, options and defaults.
//!
//! The payload of points takes the faster way through [`crate::wire`].

use std::collections::BTreeMap;

use qdrant_core::{Error, Map, Payload, Value};

use super::room::Room;
use super::traits::{FromProto, IntoProto, entries, invalid};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::value::Kind;

impl IntoProto<BTreeMap<String, proto::Value>> for Payload {
    fn into_proto_in(self, room: Room) -> Result<BTreeMap<String, proto::Value>, Error> {
        object(self.0, room)
    }
}

impl FromProto<BTreeMap<String, proto::Value>> for Payload {
    fn from_proto(fields: BTreeMap<String, proto::Value>) -> Result<Self, Error> {
        entries(fields, Value::from_proto).map(Self)
    }
}

/// Each field is a message of its own on the wire.
fn object(fields: Map<String, Value>, room: Room) -> Result<BTreeMap<String, proto::Value>, Error> {
    entries(fields, |value| value.into_proto_in(room.enter()?))
}

/// Integers above `i64::MAX` become the nearest double, as on the server: this wire has no wider integers.
impl IntoProto<proto::Value> for Value {
    fn into_proto_in(self, room: Room) -> Result<proto::Value, Error> {
        let room = room.enter()?;
        let kind = match self {
            Self::Null => Kind::NullValue(proto::NullValue::NullValue.into()),
            Self::Bool(flag) => Kind::BoolValue(flag),
            Self::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => Kind::IntegerValue(integer),
                (None, Some(double)) => Kind::DoubleValue(double),
                (None, None) => return Err(invalid(format!("{number} is no number of 64 bits"))),
            },
            Self::String(text) => Kind::StringValue(text),
            Self::Array(values) => {
                Kind::ListValue(proto::ListValue { values: values.into_proto_in(room.enter()?)? })
            }
            Self::Object(fields) => {
                Kind::StructValue(proto::Struct { fields: object(fields, room.enter()?)? })
            }
        };
        Ok(proto::Value { kind: Some(kind) })
    }
}

impl FromProto<proto::Value> for Value {
    fn from_proto(message: proto::Value) -> Result<Self, Error> {
        let proto::Value { kind } = message;
        Ok(match kind {
            // Nothing at all is null, as on the server.
            None | Some(Kind::NullValue(_)) => Self::Null,
            Some(Kind::BoolValue(flag)) => Self::Bool(flag),
            Some(Kind::IntegerValue(integer)) => integer.into(),
            Some(Kind::DoubleValue(double)) if double.is_finite() => double.into(),
            Some(Kind::DoubleValue(double)) => {
                return Err(invalid(format!("cannot convert {double} to a JSON number")));
            }
            Some(Kind::StringValue(text)) => Self::String(text),
            Some(Kind::ListValue(proto::ListValue { values })) => Self::Array(Vec::from_proto(values)?),
            Some(Kind::StructValue(proto::Struct { fields })) => {
                Self::Object(entries(fields, Self::from_proto)?)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;
    use qdrant_core::{ErrorKind, json};

    use super::*;

    fn through(value: Value) -> Value {
        let bytes = value.into_proto().unwrap().encode_to_vec();
        Value::from_proto(proto::Value::decode(bytes.as_slice()).unwrap()).unwrap()
    }

    #[test]
    fn every_kind_of_json_survives() {
        let value = json!({
            "null": null, "bool": true, "int": i64::MIN, "float": 0.1, "text": "ä", "": [],
            "list": [1, 1.0, -0.5, [null, {"a": {}}]],
        });
        assert_eq!(through(value.clone()), value);
    }

    #[test]
    fn one_and_one_point_zero_stay_apart() {
        assert!(through(json!(1)).is_i64());
        assert!(through(json!(1.0)).is_f64());
    }

    #[test]
    fn integers_above_the_signed_range_become_doubles() {
        let wire = json!(u64::MAX).into_proto().unwrap();
        assert_eq!(wire.kind, Some(Kind::DoubleValue(18_446_744_073_709_551_615.0)));
        assert_eq!(json!(i64::MAX).into_proto().unwrap().kind, Some(Kind::IntegerValue(i64::MAX)));
    }

    #[test]
    fn an_unset_value_is_null_and_null_is_written_out() {
        assert_eq!(Value::from_proto(proto::Value { kind: None }).unwrap(), Value::Null);
        assert_eq!(Value::Null.into_proto().unwrap().kind, Some(Kind::NullValue(0)));
    }

    #[test]
    fn numbers_that_json_does_not_have_are_refused_with_their_path() {
        for double in [f64::NAN, f64::INFINITY] {
            let list =
                proto::ListValue { values: vec![proto::Value { kind: Some(Kind::DoubleValue(double)) }] };
            let fields =
                BTreeMap::from([("a".to_owned(), proto::Value { kind: Some(Kind::ListValue(list)) })]);
            let error = Payload::from_proto(fields).unwrap_err();
            assert_eq!(error.field(), Some("[\"a\"][0]"));
            assert!(error.message().contains("JSON number"), "{error}");
        }
    }

    #[test]
    fn depth_that_readers_refuse_is_refused_before() {
        let lists = |depth| (0..depth).fold(json!(1), |value, _| json!([value]));
        let objects = |depth| (0..depth).fold(json!(1), |value, _| json!({"a": value}));
        // A list is two levels, an object is three.
        assert_eq!(through(lists(44)), lists(44));
        assert_eq!(through(objects(29)), objects(29));
        for value in [lists(45), objects(30)] {
            let error = value.into_proto().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Encode);
            assert!(error.message().contains("deep"), "{error}");
        }
    }
}
