//! Vectors as they were written before they had a field for each kind.

use qdrant_core::{DenseVector, Error, MultiDenseVector, SparseVector};

use crate::convert::invalid;
use crate::proto::qdrant::SparseIndices;

/// What the former fields `data`, `indices` and `vectors_count` hold.
pub(super) enum Former {
    Dense(DenseVector),
    Sparse(SparseVector),
    MultiDense(MultiDenseVector),
}

impl Former {
    /// Reads the former fields, which servers up to 1.15 write.
    pub(super) fn read(
        data: Vec<f32>,
        indices: Option<SparseIndices>,
        vectors_count: Option<u32>,
    ) -> Result<Self, Error> {
        match (indices, vectors_count) {
            (Some(SparseIndices { data: indices }), _) => {
                if indices.len() != data.len() {
                    return Err(invalid(format!(
                        "a sparse vector of {} indices and {} values",
                        indices.len(),
                        data.len()
                    )));
                }
                Ok(Self::Sparse(SparseVector { indices, values: data }))
            }
            // An empty message is a vector of a kind that this version does not know, or none at all.
            (None, _) if data.is_empty() => {
                Err(invalid("expected some vector: dense, sparse or multi dense"))
            }
            (None, None | Some(0)) => Ok(Self::Dense(DenseVector { data })),
            (None, Some(count)) => split(&data, count).map(Self::MultiDense),
        }
    }
}

/// Cuts the values of a multi-vector, which are not empty, into vectors of one length.
fn split(data: &[f32], count: u32) -> Result<MultiDenseVector, Error> {
    match usize::try_from(count) {
        Ok(count) if data.len().is_multiple_of(count) => {
            let vectors = data.chunks_exact(data.len() / count);
            Ok(MultiDenseVector { vectors: vectors.map(DenseVector::from).collect() })
        }
        _ => Err(invalid(format!("{} values do not make {count} vectors of one length", data.len()))),
    }
}
