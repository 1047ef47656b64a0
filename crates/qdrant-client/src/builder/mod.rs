//! The builder of a client, and the environment that it can be read from.

mod base;
mod env;
#[cfg(any(feature = "rest", feature = "grpc"))]
mod http;

pub use self::base::QdrantBuilder;
