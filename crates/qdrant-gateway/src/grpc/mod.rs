//! Qdrant's gRPC API.

mod codec;
mod health;
#[cfg(feature = "reflection")]
mod reflection;
mod service;
mod timeout;
mod unary;
mod wire;

pub use self::service::GrpcService;
