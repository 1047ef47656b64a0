//! Conditions of a filter.

use qdrant_core::{
    Condition, Error, FieldCondition, HasIdCondition, IsEmptyCondition, NestedCondition, SliceCondition,
};

use crate::convert::{FromProto, IntoProto, Room, invalid, read, required, same_fields, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::condition::ConditionOneOf as Kind;

same_fields! {
    IsEmptyCondition { key }
    IsNullCondition { key }
    HasVectorCondition { has_vector }
    SliceCondition { total, index }
}

same_fields! { HasIdCondition { ; has_id } }

impl IntoProto<proto::Condition> for Condition {
    fn into_proto_in(self, room: Room) -> Result<proto::Condition, Error> {
        let room = room.enter()?;
        let kind = match self {
            Self::Field(condition) => Kind::Field(condition.into_proto_in(room)?),
            Self::IsEmpty(condition) => Kind::IsEmpty(condition.into()),
            Self::IsNull(condition) => Kind::IsNull(condition.into()),
            Self::HasId(condition) => Kind::HasId(condition.into_proto_in(room)?),
            Self::HasVector(condition) => Kind::HasVector(condition.into()),
            Self::Slice(condition) => Kind::Slice(condition.into()),
            Self::Nested(condition) => Kind::Nested(write("nested", condition, room)?),
            Self::Filter(filter) => Kind::Filter(filter.into_proto_in(room)?),
        };
        Ok(proto::Condition { condition_one_of: Some(kind) })
    }
}

impl FromProto<proto::Condition> for Condition {
    fn from_proto(message: proto::Condition) -> Result<Self, Error> {
        let proto::Condition { condition_one_of } = message;
        Ok(match condition_one_of {
            Some(Kind::Field(condition)) => Self::Field(FieldCondition::from_proto(condition)?),
            Some(Kind::IsEmpty(condition)) => Self::IsEmpty(IsEmptyCondition::from(condition)),
            Some(Kind::IsNull(condition)) => Self::IsNull(condition.into()),
            Some(Kind::HasId(condition)) => Self::HasId(HasIdCondition::from_proto(condition)?),
            Some(Kind::HasVector(condition)) => Self::HasVector(condition.into()),
            Some(Kind::Slice(condition)) => Self::Slice(SliceCondition::from(condition)),
            Some(Kind::Nested(condition)) => Self::Nested(read("nested", condition)?),
            Some(Kind::Filter(filter)) => Self::Filter(FromProto::from_proto(filter)?),
            // Never left out: a filter without it would match more points than the caller meant.
            None => {
                return Err(invalid("the condition is empty, or of a kind that this version does not know"));
            }
        })
    }
}

impl IntoProto<proto::NestedCondition> for NestedCondition {
    fn into_proto_in(self, room: Room) -> Result<proto::NestedCondition, Error> {
        let room = room.enter()?;
        let Self { key, filter } = self;
        Ok(proto::NestedCondition { key, filter: Some(write("filter", filter, room)?) })
    }
}

impl FromProto<proto::NestedCondition> for NestedCondition {
    fn from_proto(message: proto::NestedCondition) -> Result<Self, Error> {
        let proto::NestedCondition { key, filter } = message;
        Ok(Self { key, filter: required("filter", filter)? })
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;
    use qdrant_core::Filter;

    use super::*;

    const EMPTY: proto::Condition = proto::Condition { condition_one_of: None };

    #[test]
    fn an_empty_condition_is_an_error_and_never_dropped() {
        let inner = proto::Filter { must_not: vec![EMPTY], ..Default::default() };
        let nested = proto::NestedCondition { key: "a".to_owned(), filter: Some(inner) };
        let must = vec![
            proto::Condition {
                condition_one_of: Some(Kind::Slice(proto::SliceCondition { total: 2, index: 0 })),
            },
            proto::Condition { condition_one_of: Some(Kind::Nested(nested)) },
        ];
        let error = Filter::from_proto(proto::Filter { must, ..Default::default() }).unwrap_err();
        assert_eq!(error.field(), Some("must[1].nested.filter.must_not[0]"));
        assert!(error.message().contains("the condition is empty"), "{error}");
        // A condition without any field is what bytes of length zero decode to.
        assert_eq!(proto::Condition::decode([].as_slice()).unwrap(), EMPTY);
    }

    #[test]
    fn a_nested_condition_needs_its_filter() {
        let nested = proto::NestedCondition { key: "a".to_owned(), filter: None };
        let condition = proto::Condition { condition_one_of: Some(Kind::Nested(nested)) };
        let error = Condition::from_proto(condition).unwrap_err();
        assert_eq!(error.to_string(), "invalid request: nested.filter: is missing");
    }

    #[test]
    fn each_kind_has_its_field() {
        for (condition, tag) in [
            (Condition::matches("a", "b"), 1),
            (Condition::is_empty("a"), 2),
            (Condition::has_id([1]), 3),
            (Filter::must([Condition::is_null("a")]).into(), 4),
            (Condition::is_null("a"), 5),
            (Condition::nested("a", Filter::must([Condition::is_null("b")])), 6),
            (Condition::has_vector("a"), 7),
            (Condition::slice(4, 3), 8),
        ] {
            let bytes = condition.clone().into_proto().unwrap().encode_to_vec();
            assert_eq!(bytes[0], (tag << 3) | 2, "{condition:?}");
            let message = proto::Condition::decode(bytes.as_slice()).unwrap();
            assert_eq!(Condition::from_proto(message).unwrap(), condition);
        }
    }
}
