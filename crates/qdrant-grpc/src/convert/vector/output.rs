//! Vectors of replies.

use qdrant_core::{Error, VectorOutput, VectorsOutput};

use super::former::Former;
use crate::convert::{FromProto, IntoProto, Room, invalid, total};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::vector_output::Vector as Kind;
use crate::proto::qdrant::vectors_output::VectorsOptions;

impl From<VectorOutput> for proto::VectorOutput {
    fn from(vector: VectorOutput) -> Self {
        let kind = match vector {
            VectorOutput::Dense(vector) => Kind::Dense(vector.into()),
            VectorOutput::Sparse(vector) => Kind::Sparse(vector.into()),
            VectorOutput::MultiDense(vector) => Kind::MultiDense(vector.into()),
        };
        Self { data: Vec::new(), indices: None, vectors_count: None, vector: Some(kind) }
    }
}

total!(into: VectorOutput => proto::VectorOutput);

impl FromProto<proto::VectorOutput> for VectorOutput {
    fn from_proto(message: proto::VectorOutput) -> Result<Self, Error> {
        let proto::VectorOutput { data, indices, vectors_count, vector } = message;
        Ok(match vector {
            Some(Kind::Dense(vector)) => Self::Dense(vector.into()),
            Some(Kind::Sparse(vector)) => Self::Sparse(vector.into()),
            Some(Kind::MultiDense(vector)) => Self::MultiDense(vector.into()),
            None => match Former::read(data, indices, vectors_count)? {
                Former::Dense(vector) => Self::Dense(vector),
                Former::Sparse(vector) => Self::Sparse(vector),
                Former::MultiDense(vector) => Self::MultiDense(vector),
            },
        })
    }
}

impl IntoProto<proto::VectorsOutput> for VectorsOutput {
    fn into_proto_in(self, room: Room) -> Result<proto::VectorsOutput, Error> {
        let options = match self {
            Self::Single(vector) => VectorsOptions::Vector(vector.into()),
            Self::Named(vectors) => {
                VectorsOptions::Vectors(proto::NamedVectorsOutput { vectors: vectors.into_proto_in(room)? })
            }
        };
        Ok(proto::VectorsOutput { vectors_options: Some(options) })
    }
}

impl FromProto<proto::VectorsOutput> for VectorsOutput {
    fn from_proto(message: proto::VectorsOutput) -> Result<Self, Error> {
        let proto::VectorsOutput { vectors_options } = message;
        match vectors_options {
            Some(VectorsOptions::Vector(vector)) => VectorOutput::from_proto(vector).map(Self::Single),
            Some(VectorsOptions::Vectors(proto::NamedVectorsOutput { vectors })) => {
                FromProto::from_proto(vectors).map(Self::Named)
            }
            None => Err(invalid("expected some vectors")),
        }
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;
    use qdrant_core::{DenseVector, MultiDenseVector, SparseVector};

    use super::*;

    fn former(data: &[f32], indices: Option<&[u32]>, vectors_count: Option<u32>) -> proto::VectorOutput {
        proto::VectorOutput {
            data: data.to_vec(),
            indices: indices.map(|data| proto::SparseIndices { data: data.to_vec() }),
            vectors_count,
            vector: None,
        }
    }

    #[test]
    fn former_fields_of_old_servers_are_read() {
        let dense = VectorOutput::Dense(vec![1.0, 2.0].into());
        let sparse = VectorOutput::Sparse(SparseVector::new([7, 9], [1.0, 2.0]));
        let multi = VectorOutput::MultiDense(vec![vec![1.0, 2.0], vec![3.0, 4.0]].into());
        for (message, expected) in [
            (former(&[1.0, 2.0], None, None), dense.clone()),
            (former(&[1.0, 2.0], None, Some(0)), dense),
            (former(&[1.0, 2.0], Some(&[7, 9]), None), sparse.clone()),
            // Indices win over a count.
            (former(&[1.0, 2.0], Some(&[7, 9]), Some(2)), sparse),
            (former(&[], Some(&[]), None), VectorOutput::Sparse(SparseVector::default())),
            (former(&[1.0, 2.0, 3.0, 4.0], None, Some(2)), multi),
        ] {
            assert_eq!(VectorOutput::from_proto(message).unwrap(), expected);
        }
    }

    #[test]
    fn lengths_that_do_not_split_are_refused() {
        for message in [
            former(&[1.0, 2.0, 3.0], None, Some(2)),
            former(&[1.0], None, Some(u32::MAX)),
            former(&[], None, Some(u32::MAX)),
            former(&[1.0], Some(&[1, 2]), None),
            former(&[], None, None),
        ] {
            VectorOutput::from_proto(message).unwrap_err();
        }
    }

    #[test]
    fn the_kind_wins_over_former_fields() {
        let mut message = proto::VectorOutput::from(VectorOutput::Dense(vec![5.0].into()));
        message.data = vec![1.0];
        assert_eq!(VectorOutput::from_proto(message).unwrap(), VectorOutput::Dense(vec![5.0].into()));
    }

    #[test]
    fn vectors_survive_the_way_there_and_back() {
        let dense = VectorOutput::Dense(vec![1.0, -0.5].into());
        for vectors in [
            VectorsOutput::Single(dense.clone()),
            VectorsOutput::Single(VectorOutput::Dense(DenseVector::default())),
            VectorsOutput::Named([(String::new(), dense)].into()),
            VectorsOutput::Named(
                [
                    ("s".to_owned(), VectorOutput::Sparse(SparseVector::new([3], [0.5]))),
                    ("m".to_owned(), VectorOutput::MultiDense(MultiDenseVector::from(vec![vec![1.0]]))),
                ]
                .into(),
            ),
            VectorsOutput::Named([].into()),
        ] {
            let bytes = vectors.clone().into_proto().unwrap().encode_to_vec();
            let message = proto::VectorsOutput::decode(bytes.as_slice()).unwrap();
            assert_eq!(VectorsOutput::from_proto(message).unwrap(), vectors);
        }
    }

    #[test]
    fn a_bad_vector_is_named() {
        let vectors = [("a".to_owned(), former(&[], None, None))].into();
        let message = proto::VectorsOutput {
            vectors_options: Some(VectorsOptions::Vectors(proto::NamedVectorsOutput { vectors })),
        };
        assert_eq!(VectorsOutput::from_proto(message).unwrap_err().field(), Some("[\"a\"]"));
        let empty = proto::VectorsOutput { vectors_options: None };
        assert!(VectorsOutput::from_proto(empty).unwrap_err().message().contains("some vectors"));
    }
}
