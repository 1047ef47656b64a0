//! The vector types and what makes one acceptable.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::model::inference::{Document, Image, InferenceObject};

/// A dense vector.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DenseVector {
    /// The values, as many as the vector has dimensions.
    pub data: Vec<f32>,
}

/// A sparse vector: values at some indices, zero elsewhere.
///
/// # Examples
///
/// ```
/// use qdrant_core::SparseVector;
///
/// let vector = SparseVector::from([(7, 0.5), (42, 1.5)]);
/// assert_eq!(vector.indices, [7, 42]);
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SparseVector {
    /// The indices of the values; each occurs once, in any order.
    pub indices: Vec<u32>,
    /// The values, one for each index.
    pub values: Vec<f32>,
}

/// A multi-vector: several dense vectors of one dimension.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MultiDenseVector {
    /// The vectors; at least one.
    pub vectors: Vec<DenseVector>,
}

/// One vector of a point that is being written.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Vector {
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

/// The vectors of a point that is being written.
///
/// An empty [`Named`](Self::Named) means a point without vectors.
///
/// # Examples
///
/// ```
/// use qdrant_core::{SparseVector, Vector, Vectors};
///
/// let unnamed = Vectors::from(vec![0.1, 0.2]);
/// let named = Vectors::from([
///     ("text", Vector::from(vec![0.1, 0.2])),
///     ("keywords", SparseVector::from([(3, 1.0)]).into()),
/// ]);
/// # assert_ne!(unnamed, named);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Vectors {
    /// The only, unnamed vector.
    Single(Vector),
    /// Vectors by name; the name `""` is the unnamed one.
    Named(BTreeMap<String, Vector>),
}

/// One vector of a point that was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum VectorOutput {
    /// A dense vector.
    Dense(DenseVector),
    /// A sparse vector.
    Sparse(SparseVector),
    /// A multi-vector.
    MultiDense(MultiDenseVector),
}

/// The vectors of a point that was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum VectorsOutput {
    /// The only, unnamed vector.
    Single(VectorOutput),
    /// Vectors by name.
    Named(BTreeMap<String, VectorOutput>),
}

impl VectorsOutput {
    /// Returns the vector of a name; `""` is the unnamed one.
    pub fn get(&self, name: &str) -> Option<&VectorOutput> {
        match self {
            Self::Single(vector) => name.is_empty().then_some(vector),
            Self::Named(vectors) => vectors.get(name),
        }
    }
}

impl VectorOutput {
    /// Returns the values, if the vector is dense.
    pub fn as_dense(&self) -> Option<&[f32]> {
        match self {
            Self::Dense(vector) => Some(&vector.data),
            Self::Sparse(_) | Self::MultiDense(_) => None,
        }
    }

    /// Returns indices and values, if the vector is sparse.
    pub fn as_sparse(&self) -> Option<&SparseVector> {
        match self {
            Self::Sparse(vector) => Some(vector),
            Self::Dense(_) | Self::MultiDense(_) => None,
        }
    }

    /// Returns the vectors, if the vector is a multi-vector.
    pub fn as_multi_dense(&self) -> Option<&[DenseVector]> {
        match self {
            Self::MultiDense(vector) => Some(&vector.vectors),
            Self::Dense(_) | Self::Sparse(_) => None,
        }
    }

    /// Returns the values themselves, if the vector is dense.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::VectorOutput;
    ///
    /// let vector = VectorOutput::from(vec![0.1, 0.2]);
    /// assert_eq!(vector.into_dense(), Some(vec![0.1, 0.2]));
    /// ```
    pub fn into_dense(self) -> Option<Vec<f32>> {
        match self {
            Self::Dense(vector) => Some(vector.data),
            Self::Sparse(_) | Self::MultiDense(_) => None,
        }
    }

    /// Returns indices and values themselves, if the vector is sparse.
    pub fn into_sparse(self) -> Option<SparseVector> {
        match self {
            Self::Sparse(vector) => Some(vector),
            Self::Dense(_) | Self::MultiDense(_) => None,
        }
    }

    /// Returns the vectors themselves, if the vector is a multi-vector.
    pub fn into_multi_dense(self) -> Option<MultiDenseVector> {
        match self {
            Self::MultiDense(vector) => Some(vector),
            Self::Dense(_) | Self::Sparse(_) => None,
        }
    }
}

impl Vector {
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
}

impl Vectors {
    /// Creates the vectors of a point that has none.
    pub fn none() -> Self {
        Self::Named(BTreeMap::new())
    }

    /// Adds a vector, or replaces the one of that name; the name of the unnamed vector is empty.
    ///
    /// # Examples
    ///
    /// ```
    /// use qdrant_core::{SparseVector, Vectors};
    ///
    /// let vectors = Vectors::default()
    ///     .add_vector("text", vec![0.1, 0.2])
    ///     .add_vector("keywords", SparseVector::from([(3, 1.0)]));
    /// ```
    #[must_use]
    pub fn add_vector(self, name: impl Into<String>, vector: impl Into<Vector>) -> Self {
        let mut vectors = match self {
            Self::Single(unnamed) => BTreeMap::from([(String::new(), unnamed)]),
            Self::Named(vectors) => vectors,
        };
        vectors.insert(name.into(), vector.into());
        Self::Named(vectors)
    }
}

impl Default for Vectors {
    /// Returns the vectors of a point that has none.
    fn default() -> Self {
        Self::none()
    }
}

impl DenseVector {
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.data.is_empty() {
            return Err(Error::invalid("", "a vector needs at least one value"));
        }
        check_finite(&self.data)
    }
}

impl SparseVector {
    /// Creates a sparse vector.
    pub fn new(indices: impl Into<Vec<u32>>, values: impl Into<Vec<f32>>) -> Self {
        Self { indices: indices.into(), values: values.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let (indices, values) = (self.indices.len(), self.values.len());
        if indices != values {
            return Err(Error::invalid(
                "",
                format!(
                    "a sparse vector needs as many indices as values, got {indices} indices and {values} values"
                ),
            ));
        }
        let mut sorted = self.indices.clone();
        sorted.sort_unstable();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Error::invalid("indices", format!("index {} occurs more than once", pair[0])));
        }
        check_finite(&self.values).map_err(|error| error.within("values"))
    }
}

impl MultiDenseVector {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let Some(first) = self.vectors.first() else {
            return Err(Error::invalid("", "a multi-vector needs at least one vector"));
        };
        for (index, vector) in self.vectors.iter().enumerate() {
            let path = || format!("[{index}]");
            vector.check().map_err(|error| error.within(&path()))?;
            if vector.data.len() != first.data.len() {
                return Err(Error::invalid(
                    path(),
                    format!(
                        "the vectors of a multi-vector need one length: the first has {} values, this one {}",
                        first.data.len(),
                        vector.data.len()
                    ),
                ));
            }
        }
        Ok(())
    }
}

impl Vector {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Dense(vector) => vector.check(),
            Self::Sparse(vector) => vector.check(),
            Self::MultiDense(vector) => vector.check(),
            Self::Document(document) => document.check(),
            Self::Image(image) => image.check(),
            Self::Object(object) => object.check(),
        }
    }
}

impl Vectors {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Single(vector) => vector.check(),
            Self::Named(vectors) => vectors.iter().try_for_each(|(name, vector)| {
                vector.check().map_err(|error| error.within(name_or_quotes(name)))
            }),
        }
    }
}

fn name_or_quotes(name: &str) -> &str {
    if name.is_empty() { "\"\"" } else { name }
}

/// Returns an error that names the first value that is NaN or infinite.
pub(crate) fn check_finite(values: &[f32]) -> Result<(), Error> {
    // Looking at every value without a branch takes less than half of the time of stopping at the first bad one.
    if values.iter().fold(true, |finite, value| finite & value.is_finite()) {
        return Ok(());
    }
    values.iter().zip(0_usize..).find(|(value, _)| !value.is_finite()).map_or(Ok(()), |(value, index)| {
        Err(Error::invalid(format!("[{index}]"), format!("{value} is not a finite number")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_that_was_read_is_of_one_kind() {
        let dense = || VectorOutput::from(vec![0.5, 1.0]);
        let sparse = || VectorOutput::from(SparseVector::from([(7, 0.5)]));
        let multi = || VectorOutput::from(vec![vec![0.5], vec![1.0]]);
        let kinds = |vector: VectorOutput| {
            let borrowed = [
                vector.as_dense().is_some(),
                vector.as_sparse().is_some(),
                vector.as_multi_dense().is_some(),
            ];
            let owned = [
                vector.clone().into_dense().is_some(),
                vector.clone().into_sparse().is_some(),
                vector.into_multi_dense().is_some(),
            ];
            assert_eq!(borrowed, owned);
            owned
        };
        assert_eq!(kinds(dense()), [true, false, false]);
        assert_eq!(kinds(sparse()), [false, true, false]);
        assert_eq!(kinds(multi()), [false, false, true]);
        assert_eq!(dense().into_dense().as_deref(), dense().as_dense());
        assert_eq!(sparse().into_sparse().as_ref(), sparse().as_sparse());
        assert_eq!(sparse().as_sparse(), Some(&SparseVector::new([7], [0.5])));
        assert_eq!(multi().as_multi_dense().unwrap()[1].data, [1.0]);
        assert_eq!(multi().into_multi_dense().unwrap().vectors.len(), 2);
    }

    #[test]
    fn each_fault_names_its_place() {
        let fault = |vectors: Vectors| {
            let error = vectors.check().unwrap_err();
            (error.field().unwrap_or_default().to_owned(), error.message().to_owned())
        };
        assert_eq!(fault(vec![1.0, f32::NAN].into()).0, "[1]");
        assert_eq!(fault([("a", vec![1.0, f32::INFINITY])].into()).0, "a[1]");
        assert_eq!(fault(vec![vec![1.0], vec![1.0, 2.0]].into()).0, "[1]");
        assert!(
            fault(Vectors::from([("s", SparseVector::new([1, 2], [1.0]))]))
                .1
                .contains("2 indices and 1 values")
        );
        assert_eq!(fault([("s", SparseVector::new([2, 2], [1.0, 1.0]))].into()).0, "s.indices");
        assert!(fault(Vec::<f32>::new().into()).1.contains("at least one value"));
        assert!(fault(Vec::<Vec<f32>>::new().into()).1.contains("at least one vector"));
    }

    #[test]
    fn a_vector_more_keeps_the_unnamed_one() {
        let vectors = Vectors::from([1.0]).add_vector("a", [2.0]);
        assert_eq!(vectors, Vectors::from([("", [1.0]), ("a", [2.0])]));
        assert_eq!(vectors.add_vector("", [3.0]), Vectors::from([("", [3.0]), ("a", [2.0])]));
    }

    #[test]
    fn an_empty_sparse_vector_is_fine() {
        assert!(Vectors::from([("s", SparseVector::default())]).check().is_ok());
    }
}
