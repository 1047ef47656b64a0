//! Vectors that a request carries beside points; those of points are in `wire`.

use qdrant_core::{Error, Vector};

use super::room::Room;
use super::traits::{FromProto, IntoProto};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::vector::Vector as Kind;
use crate::wire::vectors::old_vector;

impl IntoProto<proto::Vector> for Vector {
    fn into_proto_in(self, room: Room) -> Result<proto::Vector, Error> {
        let room = room.enter()?;
        let kind = match self {
            Self::Dense(vector) => Kind::Dense(vector.into()),
            Self::Sparse(vector) => Kind::Sparse(vector.into()),
            Self::MultiDense(vector) => Kind::MultiDense(vector.into()),
            Self::Document(document) => Kind::Document(document.into_proto_in(room)?),
            Self::Image(image) => Kind::Image(image.into_proto_in(room)?),
            Self::Object(object) => Kind::Object(object.into_proto_in(room)?),
        };
        Ok(proto::Vector { data: Vec::new(), indices: None, vectors_count: None, vector: Some(kind) })
    }
}

impl FromProto<proto::Vector> for Vector {
    fn from_proto(message: proto::Vector) -> Result<Self, Error> {
        let proto::Vector { data, indices, vectors_count, vector } = message;
        Ok(match vector {
            Some(Kind::Dense(vector)) => Self::Dense(vector.into()),
            Some(Kind::Sparse(vector)) => Self::Sparse(vector.into()),
            Some(Kind::MultiDense(vector)) => Self::MultiDense(vector.into()),
            Some(Kind::Document(document)) => Self::Document(FromProto::from_proto(document)?),
            Some(Kind::Image(image)) => Self::Image(FromProto::from_proto(image)?),
            Some(Kind::Object(object)) => Self::Object(FromProto::from_proto(object)?),
            None => old_vector(data, indices, vectors_count)?.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old(data: &[f32], indices: Option<&[u32]>, vectors_count: Option<u32>) -> Result<Vector, Error> {
        Vector::from_proto(proto::Vector {
            data: data.to_vec(),
            indices: indices.map(|indices| proto::SparseIndices { data: indices.to_vec() }),
            vectors_count,
            vector: None,
        })
    }

    #[test]
    fn vectors_of_old_clients_are_read() {
        assert_eq!(old(&[1.0, 2.0], None, None).unwrap(), [1.0, 2.0].into());
        assert_eq!(old(&[1.0, 2.0], Some(&[7, 9]), None).unwrap(), vec![(7, 1.0), (9, 2.0)].into());
        let rows = vec![vec![1.0], vec![2.0]];
        assert_eq!(old(&[1.0, 2.0], None, Some(2)).unwrap(), rows.into());
    }

    #[test]
    fn a_vector_of_nothing_and_one_that_does_not_add_up_are_refused() {
        assert!(old(&[], None, None).unwrap_err().message().contains("unknown kind"));
        old(&[1.0, 2.0, 3.0], None, Some(2)).unwrap_err();
        old(&[1.0], Some(&[1, 2]), None).unwrap_err();
    }
}
