//! Vectors as they go in and come out.

mod from;
pub(crate) mod read;
mod types;

pub use self::types::{
    DenseVector, MultiDenseVector, SparseVector, Vector, VectorOutput, Vectors, VectorsOutput,
};
