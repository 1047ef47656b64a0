//! Serves any transport of the Qdrant client over Qdrant's REST and gRPC protocols.
//!
//! With the embedded engine behind it, a [`Gateway`] is a development server in one command; with a client of another
//! server, a bridge between the protocols; with a transport of your own, its way to every Qdrant client there is.
//!
//! It serves every route and every rpc of the operations that `qdrant-core` knows, on one machine and without TLS.
//! What the transport lacks is refused by name: status 501 over REST, `UNIMPLEMENTED` over gRPC. Production, and
//! everything larger than one machine, is a real Qdrant.
//!
//! Snapshots go through as streams, up and down, in memory that does not grow with them. A download that breaks off
//! behind the gateway breaks off before it, so that half a file never looks whole.
//!
//! What a transport cannot be asked for, because its wire lacks it, the gateway answers where it can: the health checks
//! of either wire, and one point by id through the operation for several.
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
//! in process, `reflection` adds gRPC server reflection (`v1` and `v1alpha`).
//!
//! Like the server, it asks for no key at `/`, `/healthz`, `/livez` and `/readyz`, nor for the rpcs
//! `qdrant.Qdrant/HealthCheck` and `grpc.health.v1.Health/Check`. Unlike the server, it also serves
//! `grpc.health.v1.Health/Watch`, answers `HEAD` wherever there is `GET`, and tells a wrong method (405) from an
//! unknown route (404).

#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod execute;
mod gateway;
mod grpc;
mod limits;
mod opening;
mod rest;
mod running;
mod serve;

pub use crate::gateway::Gateway;
pub use crate::grpc::GrpcService;
pub use crate::rest::RestService;
pub use crate::running::Running;
