//! Messages of Qdrant's gRPC API, generated from `proto/` by `cargo xtask proto`.

mod descriptor;

#[allow(missing_docs, clippy::all, clippy::use_self, reason = "generated code")]
#[rustfmt::skip]
pub mod health;
#[allow(missing_docs, clippy::all, clippy::use_self, reason = "generated code")]
#[rustfmt::skip]
pub mod qdrant;

pub use self::descriptor::FILE_DESCRIPTOR_SET;
pub use crate::wire::usage::Usage;
pub use crate::wire::vector::{DenseVector, MultiDenseVector, SparseVector};
