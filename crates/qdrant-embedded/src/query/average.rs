//! The average of examples, which a recommendation searches near.

use std::collections::BTreeMap;

use qdrant_core::Error;

use crate::engine::{SparseVector, TypedMultiDenseVector, VectorInternal};
use crate::failure::{wrong_input, wrong_multi, wrong_sparse};

/// Returns the vector that is near the positive and far from the negative examples.
pub(super) fn average(
    positive: Vec<VectorInternal>,
    negative: Vec<VectorInternal>,
) -> Result<VectorInternal, Error> {
    match positive.first() {
        None => Err(wrong_input("Positive vectors should not be empty with `average` strategy")),
        Some(VectorInternal::Dense(_)) => {
            let positive = mean(&dense(positive)?);
            let negative = mean(&dense(negative)?);
            if negative.is_empty() {
                return Ok(VectorInternal::Dense(positive));
            }
            let away = positive.iter().zip(&negative).map(|(near, far)| near + near - far);
            Ok(VectorInternal::Dense(away.collect()))
        }
        Some(VectorInternal::Sparse(_)) => {
            let mut sum = sparse_mean(sparse(positive)?);
            let negative = sparse(negative)?;
            if !negative.is_empty() {
                sum.values_mut().for_each(|value| *value *= 2.0);
                for (index, value) in sparse_mean(negative) {
                    *sum.entry(index).or_default() -= value;
                }
            }
            let (indices, values) = sum.into_iter().unzip();
            Ok(VectorInternal::Sparse(SparseVector { indices, values }))
        }
        Some(VectorInternal::MultiDense(first)) => {
            // Several vectors have no mean: they stand side by side, those to be far from with the other sign.
            let dim = first.dim;
            let mut flattened_vectors = Vec::new();
            for vectors in multi(positive)? {
                flattened_vectors.extend(vectors.flattened_vectors);
            }
            for vectors in multi(negative)? {
                flattened_vectors.extend(vectors.flattened_vectors.into_iter().map(|value| -value));
            }
            Ok(VectorInternal::MultiDense(TypedMultiDenseVector { flattened_vectors, dim }))
        }
    }
}

fn mean(vectors: &[Vec<f32>]) -> Vec<f32> {
    let Some((first, rest)) = vectors.split_first() else {
        return Vec::new();
    };
    let mut sum = first.clone();
    for vector in rest {
        sum.iter_mut().zip(vector).for_each(|(sum, value)| *sum += value);
    }
    let count = vectors.len() as f32;
    sum.iter_mut().for_each(|value| *value /= count);
    sum
}

fn sparse_mean(vectors: Vec<SparseVector>) -> BTreeMap<u32, f32> {
    let count = vectors.len() as f32;
    let mut sum = BTreeMap::<u32, f32>::new();
    for SparseVector { indices, values } in vectors {
        for (index, value) in indices.into_iter().zip(values) {
            *sum.entry(index).or_default() += value;
        }
    }
    sum.values_mut().for_each(|value| *value /= count);
    sum
}

fn dense(vectors: Vec<VectorInternal>) -> Result<Vec<Vec<f32>>, Error> {
    let one = |vector| match vector {
        VectorInternal::Dense(vector) => Ok(vector),
        VectorInternal::Sparse(_) => Err(wrong_sparse()),
        VectorInternal::MultiDense(_) => Err(wrong_multi()),
    };
    vectors.into_iter().map(one).collect()
}

fn sparse(vectors: Vec<VectorInternal>) -> Result<Vec<SparseVector>, Error> {
    let one = |vector| match vector {
        VectorInternal::Sparse(vector) => Ok(vector),
        VectorInternal::Dense(_) => Err(wrong_sparse()),
        VectorInternal::MultiDense(_) => Err(wrong_multi()),
    };
    vectors.into_iter().map(one).collect()
}

fn multi(vectors: Vec<VectorInternal>) -> Result<Vec<TypedMultiDenseVector<f32>>, Error> {
    let one = |vector| match vector {
        VectorInternal::MultiDense(vector) => Ok(vector),
        VectorInternal::Sparse(_) => Err(wrong_sparse()),
        VectorInternal::Dense(_) => Err(wrong_multi()),
    };
    vectors.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dense(values: &[f32]) -> VectorInternal {
        VectorInternal::Dense(values.to_vec())
    }

    #[test]
    fn negatives_push_away() {
        let positive = vec![dense(&[1.0, 0.0]), dense(&[3.0, 2.0])];
        assert_eq!(average(positive.clone(), vec![]).unwrap(), dense(&[2.0, 1.0]));
        assert_eq!(average(positive, vec![dense(&[1.0, 1.0])]).unwrap(), dense(&[3.0, 1.0]));
        assert!(average(vec![], vec![dense(&[1.0])]).unwrap_err().is_invalid_request());
    }

    #[test]
    fn sparse_vectors_are_added_by_index() {
        let sparse = |pairs: &[(u32, f32)]| {
            let (indices, values) = pairs.iter().copied().unzip();
            VectorInternal::Sparse(SparseVector { indices, values })
        };
        let positive = vec![sparse(&[(1, 2.0), (5, 4.0)]), sparse(&[(5, 2.0)])];
        let negative = vec![sparse(&[(7, 1.0)])];
        assert_eq!(average(positive, negative).unwrap(), sparse(&[(1, 2.0), (5, 6.0), (7, -1.0)]));
    }

    #[test]
    fn multi_vectors_stand_side_by_side() {
        let multi = |values: &[f32]| {
            VectorInternal::MultiDense(TypedMultiDenseVector { flattened_vectors: values.to_vec(), dim: 2 })
        };
        let result = average(vec![multi(&[1.0, 2.0])], vec![multi(&[3.0, 4.0])]).unwrap();
        assert_eq!(result, multi(&[1.0, 2.0, -3.0, -4.0]));
    }
}
