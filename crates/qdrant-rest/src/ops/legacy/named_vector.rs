//! The vector of a search: bare, or with its name.

use qdrant_core::{Error, SparseIndices, SparseVector};
use serde::Serialize;

use crate::ops::unnamed_sparse::unnamed_sparse;

/// `[0.5]`, or `{"name": "a", "vector": ..}`.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum NamedVector {
    Unnamed(Vec<f32>),
    Named { name: String, vector: Values },
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Values {
    Dense(Vec<f32>),
    Sparse(SparseVector),
}

impl NamedVector {
    /// Makes a vector out of the fields that an operation has for it.
    pub(super) fn new(
        values: Vec<f32>,
        name: Option<String>,
        indices: Option<SparseIndices>,
    ) -> Result<Self, Error> {
        match (name, indices) {
            (None, None) => Ok(Self::Unnamed(values)),
            (None, Some(_)) => Err(unnamed_sparse().with_field("vector_name")),
            (Some(name), None) => Ok(Self::Named { name, vector: Values::Dense(values) }),
            (Some(name), Some(SparseIndices { data: indices })) => {
                Ok(Self::Named { name, vector: Values::Sparse(SparseVector { indices, values }) })
            }
        }
    }
}

#[cfg(feature = "server")]
mod server {
    use std::fmt;

    use qdrant_core::{DenseVector, Vector};
    use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
    use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
    use serde::{Deserialize, Deserializer};

    use super::*;

    impl NamedVector {
        /// Returns values, name and indices.
        pub(in crate::ops::legacy) fn into_parts(self) -> (Vec<f32>, Option<String>, Option<SparseIndices>) {
            match self {
                Self::Unnamed(values) => (values, None, None),
                Self::Named { name, vector: Values::Dense(values) } => (values, Some(name), None),
                Self::Named { name, vector: Values::Sparse(SparseVector { indices, values }) } => {
                    (values, Some(name), Some(indices.into()))
                }
            }
        }
    }

    impl<'de> Deserialize<'de> for NamedVector {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(NamedVectorVisitor)
        }
    }

    struct NamedVectorVisitor;

    impl<'de> Visitor<'de> for NamedVectorVisitor {
        type Value = NamedVector;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a dense vector, or an object with `name` and `vector`")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<NamedVector, A::Error> {
            let DenseVector { data } = DenseVector::deserialize(SeqAccessDeserializer::new(items))?;
            Ok(NamedVector::Unnamed(data))
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<NamedVector, A::Error> {
            #[derive(Deserialize)]
            struct Named {
                name: String,
                vector: Values,
            }
            let Named { name, vector } = Named::deserialize(MapAccessDeserializer::new(map))?;
            Ok(NamedVector::Named { name, vector })
        }
    }

    impl<'de> Deserialize<'de> for Values {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            match Vector::deserialize(deserializer)? {
                Vector::Dense(DenseVector { data }) => Ok(Self::Dense(data)),
                Vector::Sparse(vector) => Ok(Self::Sparse(vector)),
                Vector::MultiDense(_) | Vector::Document(_) | Vector::Image(_) | Vector::Object(_) => {
                    Err(D::Error::custom("expected a dense or a sparse vector"))
                }
            }
        }
    }
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_vector_has_three_forms() {
        for (values, name, indices, expected) in [
            (vec![0.5, 1.0], None, None, json!([0.5, 1.0])),
            (vec![0.5], Some("a"), None, json!({"name": "a", "vector": [0.5]})),
            (vec![0.5], Some(""), None, json!({"name": "", "vector": [0.5]})),
            (
                vec![0.5, 1.0],
                Some("s"),
                Some([7, 3]),
                json!({"name": "s", "vector": {"indices": [7, 3], "values": [0.5, 1.0]}}),
            ),
        ] {
            let parts = (values, name.map(str::to_owned), indices.map(SparseIndices::from));
            let vector = NamedVector::new(parts.0.clone(), parts.1.clone(), parts.2.clone()).unwrap();
            assert_eq!(serde_json::to_value(&vector).unwrap(), expected);
            assert_eq!(serde_json::from_value::<NamedVector>(expected).unwrap().into_parts(), parts);
        }
    }

    #[test]
    fn what_is_no_such_vector_is_refused() {
        for json in [
            json!({"indices": [1], "values": [0.5]}),
            json!({"name": "a"}),
            json!({"name": "a", "vector": [[0.5]]}),
            json!({"name": "a", "vector": {"text": "a", "model": "m"}}),
            json!([[0.5]]),
            json!(7),
            json!(null),
        ] {
            assert!(serde_json::from_value::<NamedVector>(json.clone()).is_err(), "{json}");
        }
    }
}
