//! Guarantees of reads and writes.

use qdrant_core::{Error, ReadConsistency, ReadConsistencyType, WriteOrdering};

use super::enums::closed_enum;
use super::traits::{FromProto, invalid, read, total};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::read_consistency::Value;

closed_enum! { WriteOrdering = proto::WriteOrderingType { Weak, Medium, Strong } }

// The numbers are not in the order of strength.
closed_enum! { ReadConsistencyType = proto::ReadConsistencyType { All, Majority, Quorum } }

impl From<WriteOrdering> for proto::WriteOrdering {
    fn from(ordering: WriteOrdering) -> Self {
        Self { r#type: proto::WriteOrderingType::from(ordering).into() }
    }
}

impl FromProto<proto::WriteOrdering> for WriteOrdering {
    fn from_proto(message: proto::WriteOrdering) -> Result<Self, Error> {
        let proto::WriteOrdering { r#type } = message;
        read("type", r#type)
    }
}

impl From<ReadConsistency> for proto::ReadConsistency {
    fn from(consistency: ReadConsistency) -> Self {
        let value = match consistency {
            ReadConsistency::Type(kind) => Value::Type(proto::ReadConsistencyType::from(kind).into()),
            ReadConsistency::Factor(factor) => Value::Factor(factor),
        };
        Self { value: Some(value) }
    }
}

impl FromProto<proto::ReadConsistency> for ReadConsistency {
    fn from_proto(message: proto::ReadConsistency) -> Result<Self, Error> {
        let proto::ReadConsistency { value } = message;
        match value {
            Some(Value::Type(kind)) => read("type", kind).map(Self::Type),
            Some(Value::Factor(factor)) => Ok(Self::Factor(factor)),
            None => Err(invalid("the read consistency is empty: expected a type or a factor")),
        }
    }
}

total!(into: WriteOrdering => proto::WriteOrdering, ReadConsistency => proto::ReadConsistency);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_zero_and_majority_comes_before_quorum() {
        for (kind, number) in [
            (ReadConsistencyType::All, 0),
            (ReadConsistencyType::Majority, 1),
            (ReadConsistencyType::Quorum, 2),
        ] {
            let message = proto::ReadConsistency::from(ReadConsistency::Type(kind));
            assert_eq!(message.value, Some(Value::Type(number)));
            assert_eq!(ReadConsistency::from_proto(message).unwrap(), ReadConsistency::Type(kind));
        }
        let factor = ReadConsistency::Factor(3);
        assert_eq!(ReadConsistency::from_proto(factor.into()).unwrap(), factor);
    }

    #[test]
    fn what_is_empty_or_unknown_is_refused() {
        let read = |value| ReadConsistency::from_proto(proto::ReadConsistency { value }).unwrap_err();
        assert!(read(None).message().contains("empty"));
        assert_eq!(read(Some(Value::Type(3))).field(), Some("type"));
        let error = WriteOrdering::from_proto(proto::WriteOrdering { r#type: 3 }).unwrap_err();
        assert_eq!(error.field(), Some("type"));
        for ordering in WriteOrdering::ALL {
            assert_eq!(WriteOrdering::from_proto(proto::WriteOrdering::from(*ordering)).unwrap(), *ordering);
        }
    }
}
