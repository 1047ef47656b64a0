//! gRPC transport of the Qdrant client.
//!
//! [`GrpcTransport`] carries operations over Qdrant's gRPC API. What it does to requests and replies is synchronous
//! and public: [`encode`] and [`decode`].
//!
//! # Support
//!
//! The cargo feature `server` adds the other direction, which a server of this API needs; `gzip` (default) makes
//! compressed messages possible.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod convert;
mod dispatch;
mod frame;
#[cfg(feature = "gzip")]
mod gzip;
mod method;
mod ops;
pub mod proto;
mod rpc;
#[cfg(feature = "server")]
mod server;
mod status;
mod timeout;
mod transport;
mod unary;
mod wire;

pub use crate::dispatch::{decode, encode};
pub use crate::method::{METHODS, operation_at, path_of};
#[cfg(feature = "server")]
pub use crate::server::{RpcStatus, decode_request, encode_error, encode_reply};
pub use crate::transport::GrpcTransport;
