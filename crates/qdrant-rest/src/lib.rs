//! REST transport of the Qdrant client.
//!
//! [`RestTransport`] carries every operation over Qdrant's REST API. What it does to requests and replies is
//! synchronous and public: [`encode`] and [`decode`]. Snapshots go through as streams, in either direction.
//!
//! # Support
//!
//! The cargo feature `server` adds the other direction, which a server of this API needs.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod body;
mod call;
mod digest;
mod dispatch;
mod download;
mod endpoint;
mod envelope;
mod excerpt;
mod foreign;
mod json;
mod ops;
mod params;
#[cfg(feature = "server")]
mod server;
mod status;
mod target;
mod timeout;
mod transport;
mod upload;

pub use crate::body::Body;
pub use crate::call::HttpCall;
pub use crate::dispatch::{ROUTES, decode, encode};
#[cfg(feature = "server")]
pub use crate::server::{ServedBody, decode_request, decode_upload, encode_error, encode_reply, serve_reply};
pub use crate::transport::RestTransport;
pub use crate::upload::Multipart;
