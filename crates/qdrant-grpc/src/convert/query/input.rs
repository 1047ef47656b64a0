//! What a query looks for: a vector, a point or something to embed.

use qdrant_core::{Error, VectorInput};

use crate::convert::{FromProto, IntoProto, Room, invalid};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::vector_input::Variant;

impl IntoProto<proto::VectorInput> for VectorInput {
    fn into_proto_in(self, room: Room) -> Result<proto::VectorInput, Error> {
        let room = room.enter()?;
        let variant = match self {
            Self::Id(id) => Variant::Id(id.into()),
            Self::Dense(vector) => Variant::Dense(vector.into()),
            Self::Sparse(vector) => Variant::Sparse(vector.into()),
            Self::MultiDense(vector) => Variant::MultiDense(vector.into()),
            Self::Document(document) => Variant::Document(document.into_proto_in(room)?),
            Self::Image(image) => Variant::Image(image.into_proto_in(room)?),
            Self::Object(object) => Variant::Object(object.into_proto_in(room)?),
        };
        Ok(proto::VectorInput { variant: Some(variant) })
    }
}

impl FromProto<proto::VectorInput> for VectorInput {
    fn from_proto(message: proto::VectorInput) -> Result<Self, Error> {
        let proto::VectorInput { variant } = message;
        Ok(match variant {
            Some(Variant::Id(id)) => Self::Id(FromProto::from_proto(id)?),
            Some(Variant::Dense(vector)) => Self::Dense(vector.into()),
            Some(Variant::Sparse(vector)) => Self::Sparse(vector.into()),
            Some(Variant::MultiDense(vector)) => Self::MultiDense(vector.into()),
            Some(Variant::Document(document)) => Self::Document(FromProto::from_proto(document)?),
            Some(Variant::Image(image)) => Self::Image(FromProto::from_proto(image)?),
            Some(Variant::Object(object)) => Self::Object(FromProto::from_proto(object)?),
            None => {
                return Err(invalid(
                    "the vector input is empty, or of a kind that this version does not know",
                ));
            }
        })
    }
}
