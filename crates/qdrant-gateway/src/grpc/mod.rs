//! Qdrant's gRPC API.

mod arrived;
mod codec;
mod health;
#[cfg(feature = "reflection")]
mod reflection;
mod service;
mod status;
mod timeout;
mod unary;
mod watch;

pub use self::service::GrpcService;
