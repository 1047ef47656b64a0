//! REST transport of the Qdrant client.
//!
//! [`RestTransport`] carries every operation over Qdrant's REST API. What it does to requests and replies is
//! synchronous and public: [`encode`] and [`decode`].
//!
//! # Support
//!
//! The cargo feature `server` adds the other direction, which a server of this API needs.

mod call;
mod dispatch;
mod endpoint;
mod envelope;
mod excerpt;
mod json;
mod ops;
#[cfg(feature = "server")]
mod server;
mod status;
mod target;
mod transport;

pub use crate::call::HttpCall;
pub use crate::dispatch::{ROUTES, decode, encode};
#[cfg(feature = "server")]
pub use crate::server::{decode_request, encode_error, encode_reply};
pub use crate::transport::RestTransport;
