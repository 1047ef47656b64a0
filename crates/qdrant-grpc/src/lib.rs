//! gRPC transport of the Qdrant client.

pub mod proto;
mod wire;
