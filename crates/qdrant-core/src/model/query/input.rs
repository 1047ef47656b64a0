//! What a query takes in the place of a vector.

use serde::Serialize;
use uuid::Uuid;

use crate::error::Error;
use crate::model::filter::place_and_reason;
use crate::model::id::PointId;
use crate::model::inference::{Document, Image, InferenceObject};
use crate::model::vector::{DenseVector, MultiDenseVector, SparseVector, Vector, VectorOutput};

/// A vector of a query, or what the server makes one from.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Document, SparseVector, VectorInput};
///
/// let dense = VectorInput::from([0.1, 0.2, 0.3]);
/// let sparse = VectorInput::from(vec![(7, 0.5), (42, 1.5)]);
/// let of_a_point = VectorInput::from(42);
/// let text = VectorInput::from(Document::new("a red bicycle", "qdrant/bm25"));
/// assert_eq!(sparse, VectorInput::from(SparseVector::new([7, 42], [0.5, 1.5])));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum VectorInput {
    /// The vector of this point.
    Id(PointId),
    /// A dense vector.
    Dense(DenseVector),
    /// A sparse vector.
    Sparse(SparseVector),
    /// A multi-vector.
    MultiDense(MultiDenseVector),
    /// A text that the server embeds.
    Document(Document),
    /// An image that the server embeds.
    Image(Image),
    /// Another object that the server embeds.
    Object(InferenceObject),
}

impl VectorInput {
    /// Creates a dense vector.
    pub fn new_dense(values: impl Into<Vec<f32>>) -> Self {
        Self::Dense(DenseVector { data: values.into() })
    }

    /// Creates a sparse vector from indices and as many values.
    pub fn new_sparse(indices: impl Into<Vec<u32>>, values: impl Into<Vec<f32>>) -> Self {
        Self::Sparse(SparseVector::new(indices, values))
    }

    /// Creates a multi-vector from its vectors.
    pub fn new_multi(vectors: impl IntoIterator<Item = impl Into<Vec<f32>>>) -> Self {
        let vectors = vectors.into_iter().map(|data| DenseVector { data: data.into() }).collect();
        Self::MultiDense(MultiDenseVector { vectors })
    }

    /// Takes the vector of a point.
    pub fn new_id(id: impl Into<PointId>) -> Self {
        Self::Id(id.into())
    }

    /// Returns where the vector is invalid and why, or `None`.
    ///
    /// The place is relative to the vector, as in `[3]` or `indices`.
    pub fn find_invalid(&self) -> Option<(String, String)> {
        self.check().err().map(place_and_reason)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Id(_) => Ok(()),
            Self::Dense(vector) => vector.check(),
            Self::Sparse(vector) => vector.check(),
            Self::MultiDense(vector) => vector.check(),
            Self::Document(document) => document.check(),
            Self::Image(image) => image.check(),
            Self::Object(object) => object.check(),
        }
    }
}

macro_rules! into_input {
    ($($source:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$source> for VectorInput {
            fn from(source: $source) -> Self {
                Self::$variant(source.into())
            }
        }
    )+};
}

into_input! {
    PointId => Id,
    // The only integer type here, so that a literal needs no suffix.
    u64 => Id,
    Uuid => Id,
    DenseVector => Dense,
    Vec<f32> => Dense,
    &[f32] => Dense,
    SparseVector => Sparse,
    Vec<(u32, f32)> => Sparse,
    &[(u32, f32)] => Sparse,
    MultiDenseVector => MultiDense,
    Vec<Vec<f32>> => MultiDense,
    Document => Document,
    Image => Image,
    InferenceObject => Object,
}

impl<const N: usize> From<[f32; N]> for VectorInput {
    fn from(values: [f32; N]) -> Self {
        Self::Dense(values.into())
    }
}

impl From<Vector> for VectorInput {
    fn from(vector: Vector) -> Self {
        match vector {
            Vector::Dense(vector) => Self::Dense(vector),
            Vector::Sparse(vector) => Self::Sparse(vector),
            Vector::MultiDense(vector) => Self::MultiDense(vector),
            Vector::Document(document) => Self::Document(document),
            Vector::Image(image) => Self::Image(image),
            Vector::Object(object) => Self::Object(object),
        }
    }
}

impl From<VectorOutput> for VectorInput {
    fn from(vector: VectorOutput) -> Self {
        match vector {
            VectorOutput::Dense(vector) => Self::Dense(vector),
            VectorOutput::Sparse(vector) => Self::Sparse(vector),
            VectorOutput::MultiDense(vector) => Self::MultiDense(vector),
        }
    }
}
