//! Ways to write vectors down.

use std::collections::{BTreeMap, HashMap};

use super::{DenseVector, MultiDenseVector, SparseVector, Vector, VectorOutput, Vectors, VectorsOutput};
use crate::model::inference::{Document, Image, InferenceObject};

impl From<Vec<f32>> for DenseVector {
    fn from(data: Vec<f32>) -> Self {
        Self { data }
    }
}

impl From<&[f32]> for DenseVector {
    fn from(data: &[f32]) -> Self {
        Self { data: data.to_vec() }
    }
}

impl<const N: usize> From<[f32; N]> for DenseVector {
    fn from(data: [f32; N]) -> Self {
        Self { data: data.into() }
    }
}

impl From<Vec<(u32, f32)>> for SparseVector {
    fn from(pairs: Vec<(u32, f32)>) -> Self {
        pairs.into_iter().collect()
    }
}

impl From<&[(u32, f32)]> for SparseVector {
    fn from(pairs: &[(u32, f32)]) -> Self {
        pairs.iter().copied().collect()
    }
}

impl<const N: usize> From<[(u32, f32); N]> for SparseVector {
    fn from(pairs: [(u32, f32); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl FromIterator<(u32, f32)> for SparseVector {
    fn from_iter<I: IntoIterator<Item = (u32, f32)>>(pairs: I) -> Self {
        let (indices, values) = pairs.into_iter().unzip();
        Self { indices, values }
    }
}

impl<V: Into<DenseVector>> From<Vec<V>> for MultiDenseVector {
    fn from(vectors: Vec<V>) -> Self {
        Self { vectors: vectors.into_iter().map(Into::into).collect() }
    }
}

macro_rules! into_vector {
    ($($source:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$source> for Vector {
            fn from(vector: $source) -> Self {
                Self::$variant(vector.into())
            }
        }

        impl From<$source> for Vectors {
            fn from(vector: $source) -> Self {
                Self::Single(vector.into())
            }
        }
    )+};
}

into_vector! {
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

impl<const N: usize> From<[f32; N]> for Vector {
    fn from(data: [f32; N]) -> Self {
        Self::Dense(data.into())
    }
}

impl<const N: usize> From<[f32; N]> for Vectors {
    fn from(data: [f32; N]) -> Self {
        Self::Single(data.into())
    }
}

impl From<Vector> for Vectors {
    fn from(vector: Vector) -> Self {
        Self::Single(vector)
    }
}

impl<K: Into<String>, V: Into<Vector>> From<HashMap<K, V>> for Vectors {
    fn from(vectors: HashMap<K, V>) -> Self {
        vectors.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<Vector>> From<BTreeMap<K, V>> for Vectors {
    fn from(vectors: BTreeMap<K, V>) -> Self {
        vectors.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<Vector>, const N: usize> From<[(K, V); N]> for Vectors {
    fn from(vectors: [(K, V); N]) -> Self {
        vectors.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<Vector>> FromIterator<(K, V)> for Vectors {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(vectors: I) -> Self {
        Self::Named(vectors.into_iter().map(|(name, vector)| (name.into(), vector.into())).collect())
    }
}

macro_rules! into_output {
    ($($source:ty => $variant:ident),+ $(,)?) => {$(
        impl From<$source> for VectorOutput {
            fn from(vector: $source) -> Self {
                Self::$variant(vector.into())
            }
        }

        impl From<$source> for VectorsOutput {
            fn from(vector: $source) -> Self {
                Self::Single(vector.into())
            }
        }
    )+};
}

into_output! {
    DenseVector => Dense,
    Vec<f32> => Dense,
    SparseVector => Sparse,
    MultiDenseVector => MultiDense,
    Vec<Vec<f32>> => MultiDense,
}

impl<K: Into<String>, V: Into<VectorOutput>, const N: usize> From<[(K, V); N]> for VectorsOutput {
    fn from(vectors: [(K, V); N]) -> Self {
        vectors.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<VectorOutput>> FromIterator<(K, V)> for VectorsOutput {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(vectors: I) -> Self {
        Self::Named(vectors.into_iter().map(|(name, vector)| (name.into(), vector.into())).collect())
    }
}

impl From<VectorOutput> for Vector {
    fn from(vector: VectorOutput) -> Self {
        match vector {
            VectorOutput::Dense(vector) => Self::Dense(vector),
            VectorOutput::Sparse(vector) => Self::Sparse(vector),
            VectorOutput::MultiDense(vector) => Self::MultiDense(vector),
        }
    }
}

impl From<VectorsOutput> for Vectors {
    fn from(vectors: VectorsOutput) -> Self {
        match vectors {
            VectorsOutput::Single(vector) => Self::Single(vector.into()),
            VectorsOutput::Named(vectors) => vectors.into_iter().collect(),
        }
    }
}
