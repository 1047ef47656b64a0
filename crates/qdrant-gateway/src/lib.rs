//! Serves any transport of the Qdrant client over Qdrant's REST and gRPC protocols.
//!
//! With the embedded engine behind it, a [`Gateway`] is a development server in one command; with a client of another
//! server, a bridge between the protocols; with a transport of your own, its way to every Qdrant client there is.
//!
//! It serves the operations that `qdrant-core` knows, on one machine and without TLS. Production, and everything
//! larger than one machine, is a real Qdrant.
//!
//! # Examples
//!
//! ```no_run
//! use qdrant_core::SharedTransport;
//! use qdrant_gateway::Gateway;
//!
//! # async fn example(transport: SharedTransport) -> Result<(), qdrant_core::Error> {
//! let running = Gateway::new(transport).api_key("my-key").bind("127.0.0.1:6333", "127.0.0.1:6334").await?;
//! println!("REST at {}, gRPC at {}", running.rest_url(), running.grpc_url());
//! running.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! # Support
//!
//! Cargo features, all on by default: `cli` is the program `qdrant-gateway`, `embedded` lets it serve Qdrant's engine
//! in process, `reflection` adds gRPC server reflection.

mod auth;
mod execute;
mod gateway;
mod grpc;
mod rest;
mod running;
mod serve;

pub use crate::gateway::Gateway;
pub use crate::grpc::GrpcService;
pub use crate::rest::RestService;
pub use crate::running::Running;
