//! Qdrant's gRPC API.

mod codec;
mod health;
mod service;
mod timeout;
mod unary;

pub use self::service::GrpcService;
