//! What only the operations before the universal query take.

use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use crate::error::Error;
use crate::macros::setters;
use crate::model::id::PointId;
use crate::model::inference::{Document, Image, InferenceObject};
use crate::model::query::{ContextInput, ContextInputPair, VectorInput};
use crate::model::vector::{DenseVector, MultiDenseVector, SparseVector, Vector};
use crate::validate::part;

/// A point, or a vector that stands for one.
///
/// Whatever makes a [`VectorInput`] makes an example too.
///
/// # Examples
///
/// ```
/// use qdrant_core::{PointId, VectorExample};
///
/// assert_eq!(VectorExample::from(7), VectorExample::Id(PointId::Num(7)));
/// assert_eq!(VectorExample::from([0.5, 1.0]), VectorExample::Vector([0.5, 1.0].into()));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum VectorExample {
    /// The vector of this point.
    Id(PointId),
    /// This vector.
    Vector(Vector),
}

/// What a discovery looks for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum TargetVector {
    /// Points near this example.
    Single(VectorExample),
}

/// Two examples of a discovery: a point should be nearer to the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextExamplePair {
    /// The example to be near to.
    pub positive: VectorExample,
    /// The example to be far from.
    pub negative: VectorExample,
}

/// The indices that turn the values of a search into a sparse vector.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SparseIndices {
    /// One index for each value; each occurs once, in any order.
    pub data: Vec<u32>,
}

impl VectorExample {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Id(_) => Ok(()),
            Self::Vector(vector) => vector.check(),
        }
    }
}

impl TargetVector {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Single(example) => example.check(),
        }
    }
}

impl ContextExamplePair {
    /// Creates a pair.
    pub fn new(positive: impl Into<VectorExample>, negative: impl Into<VectorExample>) -> Self {
        Self { positive: positive.into(), negative: negative.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        part("positive", Some(&self.positive), VectorExample::check)?;
        part("negative", Some(&self.negative), VectorExample::check)
    }
}

impl SparseIndices {
    /// Creates the indices of a sparse vector.
    pub fn new(data: impl Into<Vec<u32>>) -> Self {
        Self { data: data.into() }
    }
}

setters! { impl ContextExamplePair { positive: VectorExample, negative: VectorExample } }

impl From<VectorInput> for VectorExample {
    fn from(input: VectorInput) -> Self {
        Self::Vector(match input {
            VectorInput::Id(id) => return Self::Id(id),
            VectorInput::Dense(vector) => Vector::Dense(vector),
            VectorInput::Sparse(vector) => Vector::Sparse(vector),
            VectorInput::MultiDense(vector) => Vector::MultiDense(vector),
            VectorInput::Document(document) => Vector::Document(document),
            VectorInput::Image(image) => Vector::Image(image),
            VectorInput::Object(object) => Vector::Object(object),
        })
    }
}

impl From<VectorExample> for VectorInput {
    fn from(example: VectorExample) -> Self {
        match example {
            VectorExample::Id(id) => Self::Id(id),
            VectorExample::Vector(vector) => vector.into(),
        }
    }
}

macro_rules! into_example {
    ($($source:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$source> for VectorExample {
            fn from(source: $source) -> Self {
                Self::$variant(source.into())
            }
        }
    )+};
}

into_example! {
    PointId => Id,
    // The only integer type here, so that a literal needs no suffix.
    u64 => Id,
    Uuid => Id,
    Vector => Vector,
    DenseVector => Vector,
    Vec<f32> => Vector,
    &[f32] => Vector,
    SparseVector => Vector,
    Vec<(u32, f32)> => Vector,
    &[(u32, f32)] => Vector,
    MultiDenseVector => Vector,
    Vec<Vec<f32>> => Vector,
    Document => Vector,
    Image => Vector,
    InferenceObject => Vector,
}

impl<const N: usize> From<[f32; N]> for VectorExample {
    fn from(values: [f32; N]) -> Self {
        Self::Vector(values.into())
    }
}

impl<T: Into<VectorExample>> From<T> for TargetVector {
    fn from(example: T) -> Self {
        Self::Single(example.into())
    }
}

impl From<TargetVector> for VectorInput {
    fn from(target: TargetVector) -> Self {
        match target {
            TargetVector::Single(example) => example.into(),
        }
    }
}

impl From<ContextExamplePair> for ContextInputPair {
    fn from(pair: ContextExamplePair) -> Self {
        let ContextExamplePair { positive, negative } = pair;
        Self { positive: positive.into(), negative: negative.into() }
    }
}

impl From<Vec<ContextExamplePair>> for ContextInput {
    fn from(pairs: Vec<ContextExamplePair>) -> Self {
        Self { pairs: pairs.into_iter().map(Into::into).collect() }
    }
}

impl From<Vec<u32>> for SparseIndices {
    fn from(data: Vec<u32>) -> Self {
        Self { data }
    }
}

impl From<&[u32]> for SparseIndices {
    fn from(data: &[u32]) -> Self {
        Self { data: data.to_vec() }
    }
}

impl<const N: usize> From<[u32; N]> for SparseIndices {
    fn from(data: [u32; N]) -> Self {
        Self { data: data.into() }
    }
}

impl<'de> Deserialize<'de> for VectorExample {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        VectorInput::deserialize(deserializer).map(Self::from)
    }
}

impl<'de> Deserialize<'de> for TargetVector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        VectorExample::deserialize(deserializer).map(Self::Single)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_an_id_or_a_vector_in_json() {
        for (json, example) in [
            ("7", VectorExample::from(7)),
            (
                r#""936da01f-9abd-4d9d-80c7-02af85c822a8""#,
                Uuid::from_u128(0x936da01f9abd4d9d80c702af85c822a8).into(),
            ),
            ("[0.5,1.0]", [0.5, 1.0].into()),
            ("[[0.5],[1.0]]", vec![vec![0.5], vec![1.0]].into()),
            (r#"{"indices":[1,7],"values":[0.5,1.0]}"#, vec![(1, 0.5), (7, 1.0)].into()),
            (r#"{"text":"a","model":"m"}"#, Document::new("a", "m").into()),
        ] {
            assert_eq!(serde_json::to_string(&example).unwrap(), json);
            assert_eq!(serde_json::from_str::<VectorExample>(json).unwrap(), example);
            assert_eq!(VectorExample::from(VectorInput::from(example.clone())), example);
            let target = TargetVector::Single(example);
            assert_eq!(serde_json::to_string(&target).unwrap(), json);
            assert_eq!(serde_json::from_str::<TargetVector>(json).unwrap(), target);
        }
        for json in ["-1", "\"a\"", "null", "{}"] {
            assert!(serde_json::from_str::<VectorExample>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_pair_is_an_object_of_two_examples() {
        let pair = ContextExamplePair::new(1, [0.5]);
        let json = r#"{"positive":1,"negative":[0.5]}"#;
        assert_eq!(serde_json::to_string(&pair).unwrap(), json);
        assert_eq!(serde_json::from_str::<ContextExamplePair>(json).unwrap(), pair);
        assert!(serde_json::from_str::<ContextExamplePair>(r#"{"positive":1}"#).is_err());
    }

    #[test]
    fn a_target_is_whatever_makes_an_example() {
        assert_eq!(TargetVector::from(7), TargetVector::Single(VectorExample::Id(PointId::Num(7))));
        assert_eq!(VectorInput::from(TargetVector::from([0.5])), VectorInput::new_dense([0.5]));
    }
}
