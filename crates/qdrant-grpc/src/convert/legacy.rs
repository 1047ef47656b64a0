//! What only the operations before the universal query take.

use qdrant_core::{ContextExamplePair, Error, TargetVector, VectorExample};

use super::room::Room;
use super::traits::{FromProto, IntoProto, invalid, read, required, same_fields, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::{target_vector, vector_example};

same_fields! { SparseIndices { data } }

impl IntoProto<proto::VectorExample> for VectorExample {
    fn into_proto_in(self, room: Room) -> Result<proto::VectorExample, Error> {
        use vector_example::Example;

        let room = room.enter()?;
        let example = match self {
            Self::Id(id) => Example::Id(id.into()),
            Self::Vector(vector) => Example::Vector(write("vector", vector, room)?),
        };
        Ok(proto::VectorExample { example: Some(example) })
    }
}

impl FromProto<proto::VectorExample> for VectorExample {
    fn from_proto(message: proto::VectorExample) -> Result<Self, Error> {
        use vector_example::Example;

        let proto::VectorExample { example } = message;
        match example {
            Some(Example::Id(id)) => read("id", id).map(Self::Id),
            Some(Example::Vector(vector)) => read("vector", vector).map(Self::Vector),
            None => Err(invalid("the example is empty: expected an id or a vector")),
        }
    }
}

impl IntoProto<proto::TargetVector> for TargetVector {
    fn into_proto_in(self, room: Room) -> Result<proto::TargetVector, Error> {
        use target_vector::Target;

        let room = room.enter()?;
        let target = match self {
            Self::Single(example) => Target::Single(write("single", example, room)?),
        };
        Ok(proto::TargetVector { target: Some(target) })
    }
}

impl FromProto<proto::TargetVector> for TargetVector {
    fn from_proto(message: proto::TargetVector) -> Result<Self, Error> {
        use target_vector::Target;

        let proto::TargetVector { target } = message;
        match target {
            Some(Target::Single(example)) => read("single", example).map(Self::Single),
            None => Err(invalid("the target is empty, or of a kind that this version does not know")),
        }
    }
}

impl IntoProto<proto::ContextExamplePair> for ContextExamplePair {
    fn into_proto_in(self, room: Room) -> Result<proto::ContextExamplePair, Error> {
        let room = room.enter()?;
        let Self { positive, negative } = self;
        Ok(proto::ContextExamplePair {
            positive: Some(write("positive", positive, room)?),
            negative: Some(write("negative", negative, room)?),
        })
    }
}

impl FromProto<proto::ContextExamplePair> for ContextExamplePair {
    fn from_proto(message: proto::ContextExamplePair) -> Result<Self, Error> {
        let proto::ContextExamplePair { positive, negative } = message;
        Ok(Self { positive: required("positive", positive)?, negative: required("negative", negative)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_refused_with_its_path() {
        let empty = proto::VectorExample { example: None };
        let target = proto::TargetVector { target: Some(target_vector::Target::Single(empty.clone())) };
        assert_eq!(TargetVector::from_proto(target).unwrap_err().field(), Some("single"));
        let error = TargetVector::from_proto(proto::TargetVector { target: None }).unwrap_err();
        assert!(error.message().contains("empty"), "{error}");
        let pair = |positive, negative| {
            ContextExamplePair::from_proto(proto::ContextExamplePair { positive, negative }).unwrap_err()
        };
        assert_eq!(pair(Some(empty), None).field(), Some("positive"));
        let id = proto::PointId { point_id_options: None };
        let id = proto::VectorExample { example: Some(vector_example::Example::Id(id)) };
        assert_eq!(pair(Some(id), None).field(), Some("positive.id"));
        let whole: proto::ContextExamplePair = ContextExamplePair::new(1, [0.5]).into_proto().unwrap();
        assert_eq!(pair(whole.positive, None).to_string(), "invalid request: negative: is missing");
    }
}
