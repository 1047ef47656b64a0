//! Vectors of requests.

use qdrant_core::{Error, Vector, Vectors};

use super::former::Former;
use crate::convert::{FromProto, IntoProto, Room, invalid};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::vector::Vector as Kind;
use crate::proto::qdrant::vectors::VectorsOptions;

impl IntoProto<proto::Vector> for Vector {
    fn into_proto_in(self, room: Room) -> Result<proto::Vector, Error> {
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
            None => match Former::read(data, indices, vectors_count)? {
                Former::Dense(vector) => Self::Dense(vector),
                Former::Sparse(vector) => Self::Sparse(vector),
                Former::MultiDense(vector) => Self::MultiDense(vector),
            },
        })
    }
}

impl IntoProto<proto::Vectors> for Vectors {
    fn into_proto_in(self, room: Room) -> Result<proto::Vectors, Error> {
        let options = match self {
            Self::Single(vector) => VectorsOptions::Vector(vector.into_proto_in(room)?),
            Self::Named(vectors) => {
                VectorsOptions::Vectors(proto::NamedVectors { vectors: vectors.into_proto_in(room)? })
            }
        };
        Ok(proto::Vectors { vectors_options: Some(options) })
    }
}

impl FromProto<proto::Vectors> for Vectors {
    fn from_proto(message: proto::Vectors) -> Result<Self, Error> {
        let proto::Vectors { vectors_options } = message;
        match vectors_options {
            Some(VectorsOptions::Vector(vector)) => Vector::from_proto(vector).map(Self::Single),
            Some(VectorsOptions::Vectors(proto::NamedVectors { vectors })) => {
                FromProto::from_proto(vectors).map(Self::Named)
            }
            None => Err(invalid("expected some vectors")),
        }
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;
    use qdrant_core::{Document, Image, InferenceObject, Payload, SparseVector, json};

    use super::*;

    fn through(vectors: Vectors) -> Vectors {
        let bytes = vectors.into_proto().unwrap().encode_to_vec();
        Vectors::from_proto(proto::Vectors::decode(bytes.as_slice()).unwrap()).unwrap()
    }

    #[test]
    fn every_kind_survives_the_way_there_and_back() {
        let options = Payload::from([("avg_len", json!(7.5)), ("stopwords", json!(["a"]))]);
        let kinds = [
            Vector::from(vec![1.0, 2.0]),
            SparseVector::new([3, 1], [0.5, 0.25]).into(),
            vec![vec![1.0], vec![2.0]].into(),
            Document::new("text", "model").options(options).into(),
            Image::new(json!({"url": "x"}), "model").into(),
            InferenceObject::new(json!([1]), "model").into(),
        ];
        for vector in &kinds {
            let vectors = Vectors::Single(vector.clone());
            assert_eq!(through(vectors.clone()), vectors);
        }
        let named: Vectors =
            kinds.into_iter().enumerate().map(|(index, kind)| (index.to_string(), kind)).collect();
        assert_eq!(through(named.clone()), named);
        assert_eq!(through(Vectors::none()), Vectors::none());
    }

    #[test]
    fn no_vectors_are_an_empty_map_and_never_an_unset_message() {
        let message = Vectors::none().into_proto().unwrap();
        assert!(matches!(message.vectors_options, Some(VectorsOptions::Vectors(_))));
        let error = Vectors::from_proto(proto::Vectors { vectors_options: None }).unwrap_err();
        assert_eq!(error.message(), "expected some vectors");
    }

    #[test]
    fn former_fields_of_old_clients_are_read() {
        let message = proto::Vector { data: vec![1.0], indices: None, vectors_count: None, vector: None };
        assert_eq!(Vector::from_proto(message).unwrap(), vec![1.0].into());
    }

    #[test]
    fn floats_are_moved_and_not_copied() {
        let data = vec![1.0, 2.0, 3.0];
        let place = data.as_ptr();
        let Some(Kind::Dense(message)) = Vector::from(data).into_proto().unwrap().vector else {
            panic!("not dense");
        };
        assert_eq!(message.0.data.as_ptr(), place);
    }
}
