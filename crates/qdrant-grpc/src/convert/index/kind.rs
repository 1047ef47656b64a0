//! The kinds of payload indexes, which have two numberings on the wire.

use qdrant_core::{Error, PayloadSchemaType, UnknownValue};

use crate::convert::enums::{unknown_number, wire_enum};
use crate::convert::invalid;
use crate::proto::qdrant as proto;

// The numbers of replies, from 1.
wire_enum! {
    PayloadSchemaType = proto::PayloadSchemaType { Keyword, Integer, Float, Geo, Text, Bool, Datetime, Uuid }
    UnknownType is refused
}

/// Returns the number of a kind in a request, where they start at 0 and not at 1.
///
/// A kind that is known by its number has that of replies, so it is one less in a request.
pub(super) fn to_field_type(kind: PayloadSchemaType) -> Result<i32, Error> {
    let field_type = match kind {
        PayloadSchemaType::Keyword => proto::FieldType::Keyword,
        PayloadSchemaType::Integer => proto::FieldType::Integer,
        PayloadSchemaType::Float => proto::FieldType::Float,
        PayloadSchemaType::Geo => proto::FieldType::Geo,
        PayloadSchemaType::Text => proto::FieldType::Text,
        PayloadSchemaType::Bool => proto::FieldType::Bool,
        PayloadSchemaType::Datetime => proto::FieldType::Datetime,
        PayloadSchemaType::Uuid => proto::FieldType::Uuid,
        PayloadSchemaType::Unknown(value) => {
            return match unknown_number(value)? {
                number @ 1.. => Ok(number - 1),
                number => Err(invalid(format!("{number} is no kind of an index"))),
            };
        }
    };
    Ok(field_type.into())
}

/// Returns the kind that a number stands for in a request.
pub(super) fn from_field_type(number: i32) -> PayloadSchemaType {
    match proto::FieldType::try_from(number) {
        Ok(proto::FieldType::Keyword) => PayloadSchemaType::Keyword,
        Ok(proto::FieldType::Integer) => PayloadSchemaType::Integer,
        Ok(proto::FieldType::Float) => PayloadSchemaType::Float,
        Ok(proto::FieldType::Geo) => PayloadSchemaType::Geo,
        Ok(proto::FieldType::Text) => PayloadSchemaType::Text,
        Ok(proto::FieldType::Bool) => PayloadSchemaType::Bool,
        Ok(proto::FieldType::Datetime) => PayloadSchemaType::Datetime,
        Ok(proto::FieldType::Uuid) => PayloadSchemaType::Uuid,
        Err(_) => PayloadSchemaType::Unknown(UnknownValue::Number(number.saturating_add(1))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::{FromProto, IntoProto};

    #[test]
    fn requests_count_from_zero_and_replies_from_one() {
        for (number, kind) in (0..).zip(PayloadSchemaType::ALL) {
            assert_eq!(to_field_type(kind.clone()).unwrap(), number);
            assert_eq!(from_field_type(number), *kind);
            assert_eq!(kind.clone().into_proto().unwrap(), number + 1);
            assert_eq!(PayloadSchemaType::from_proto(number + 1).unwrap(), *kind);
        }
        PayloadSchemaType::from_proto(0).unwrap_err();
    }

    #[test]
    fn a_kind_of_a_newer_server_is_the_same_in_both_numberings() {
        let unknown = PayloadSchemaType::from_proto(9).unwrap();
        assert_eq!(to_field_type(unknown.clone()).unwrap(), 8);
        assert_eq!(from_field_type(8), unknown);
        for number in [0, i32::MIN] {
            to_field_type(PayloadSchemaType::Unknown(UnknownValue::Number(number))).unwrap_err();
        }
        assert!(to_field_type(PayloadSchemaType::from("vector")).unwrap_err().is_unsupported());
    }
}
