//! Examples: ids and vectors, mixed in one list.

use qdrant_core::{Error, ErrorKind, PointId, Vector, VectorExample};
use serde::{Serialize, Serializer};

/// The examples of one side, the ids before the vectors.
#[derive(Default)]
pub(super) struct Examples {
    pub(super) ids: Vec<PointId>,
    pub(super) vectors: Vec<Vector>,
}

impl Examples {
    /// Makes a list out of two; the field is that of the vectors.
    pub(super) fn new(ids: Vec<PointId>, vectors: Vec<Vector>, field: &str) -> Result<Self, Error> {
        match vectors.iter().position(|vector| !is_plain(vector)) {
            None => Ok(Self { ids, vectors }),
            Some(index) => Err(not_plain().with_field(format!("{field}[{index}]"))),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        let Self { ids, vectors } = self;
        ids.is_empty() && vectors.is_empty()
    }
}

impl Serialize for Examples {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(untagged)]
        enum Example<'a> {
            Id(PointId),
            Vector(&'a Vector),
        }
        let Self { ids, vectors } = self;
        let ids = ids.iter().map(|id| Example::Id(*id));
        serializer.collect_seq(ids.chain(vectors.iter().map(Example::Vector)))
    }
}

/// Refuses an example that REST cannot carry; the field is that of the example.
pub(super) fn check(example: &VectorExample, field: impl FnOnce() -> String) -> Result<(), Error> {
    match example {
        VectorExample::Vector(vector) if !is_plain(vector) => Err(not_plain().with_field(field())),
        VectorExample::Vector(_) | VectorExample::Id(_) => Ok(()),
    }
}

/// Returns whether the old operations take such a vector over REST.
fn is_plain(vector: &Vector) -> bool {
    match vector {
        Vector::Dense(_) | Vector::Sparse(_) => true,
        Vector::MultiDense(_) | Vector::Document(_) | Vector::Image(_) | Vector::Object(_) => false,
    }
}

fn not_plain() -> Error {
    Error::new(
        ErrorKind::Unsupported,
        "REST takes only ids and dense and sparse vectors as examples here: use a query instead",
    )
}

#[cfg(feature = "server")]
mod server {
    use std::fmt;

    use serde::de::{Error as _, SeqAccess, Visitor};
    use serde::{Deserialize, Deserializer};

    use super::*;

    impl<'de> Deserialize<'de> for Examples {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(ExamplesVisitor)
        }
    }

    struct ExamplesVisitor;

    impl<'de> Visitor<'de> for ExamplesVisitor {
        type Value = Examples;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of point ids and vectors, or null")
        }

        fn visit_unit<E>(self) -> Result<Examples, E> {
            Ok(Examples::default())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Examples, A::Error> {
            let mut examples = Examples::default();
            while let Some(example) = items.next_element()? {
                match example {
                    VectorExample::Id(id) => examples.ids.push(id),
                    VectorExample::Vector(vector) if is_plain(&vector) => examples.vectors.push(vector),
                    VectorExample::Vector(_) => {
                        return Err(A::Error::custom("expected a point id, a dense or a sparse vector"));
                    }
                }
            }
            Ok(examples)
        }
    }
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use qdrant_core::SparseVector;

    use super::*;

    #[test]
    fn ids_and_vectors_are_one_list() {
        let vectors = vec![Vector::from(vec![0.5]), SparseVector::from([(7, 1.5)]).into()];
        let examples = Examples::new(vec![3.into(), 1.into()], vectors, "positive_vectors").unwrap();
        let json = serde_json::to_string(&examples).unwrap();
        assert_eq!(json, r#"[3,1,[0.5],{"indices":[7],"values":[1.5]}]"#);
        let back: Examples = serde_json::from_str(&json).unwrap();
        assert_eq!((back.ids, back.vectors), (examples.ids, examples.vectors));
    }

    #[test]
    fn the_order_within_each_kind_is_kept() {
        let examples: Examples = serde_json::from_str("[[0.5],7,[1.0],3]").unwrap();
        assert_eq!(examples.ids, [PointId::from(7), PointId::from(3)]);
        assert_eq!(examples.vectors, [Vector::from(vec![0.5]), Vector::from(vec![1.0])]);
    }

    #[test]
    fn vectors_that_the_old_operations_lack_are_refused() {
        let multi = || Vector::from(vec![vec![0.5]]);
        let vectors = vec![Vector::from(vec![0.5]), multi()];
        let error = Examples::new(Vec::new(), vectors, "positive_vectors").err().unwrap();
        assert!(error.is_unsupported());
        assert_eq!(error.field(), Some("positive_vectors[1]"));
        let error = check(&multi().into(), || "target".to_owned()).unwrap_err();
        assert_eq!(error.field(), Some("target"));
        for json in ["[[[0.5]]]", r#"[{"text":"a","model":"m"}]"#, "[null]", "{}", "7"] {
            assert!(serde_json::from_str::<Examples>(json).is_err(), "{json}");
        }
    }
}
