//! The HTTP stack shared by the REST and gRPC transports of the Qdrant client.
//!
//! [`HttpStack`] is one `tower` service for both wires. It takes a request whose body is in memory, and answers with
//! a reply whose body is in memory. In between, outermost first:
//!
//! ```text
//! deadline → retry → concurrency limit → attempt timeout → authorize → headers → encoding (HTTP/1.1)
//!   → choice of the endpoint → time of the server → trace → connections of hyper over rustls
//! ```
//!
//! What a wire knows about a call travels in the extension [`CallContext`].
//!
//! Bodies that do not fit into memory go through the same layers: [`HttpStack::download`] streams the reply,
//! [`HttpStack::upload`] the request.
//!
//! With several endpoints calls take turns among those that can be reached, and go on to the next one when nothing of
//! them was sent. A proxy may stand in between ([`ProxyConfig`]). [`timeouts`] says how long server and client wait,
//! [`values`] how the parts of a configuration are written.
//!
//! # Support
//!
//! Cargo features: `ring` (default) or `aws-lc-rs` give TLS, `native-roots` (default) and `webpki-roots` root
//! certificates, `gzip` (default) compressed replies.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod address;
mod aim;
mod attempt_timeout;
mod auth;
mod background;
mod body;
mod client;
mod config;
mod connect;
mod context;
mod deadline;
mod download;
mod encoding;
mod endpoint;
mod failure;
mod gate;
mod headers;
mod health;
mod latest;
mod limit;
mod origin;
mod proxy;
mod range;
mod request_id;
mod retry;
mod service;
mod sniff;
mod stack;
mod target;
mod tell;
#[cfg(test)]
mod testing;
pub mod text;
pub mod timeouts;
mod tls;
mod trace;
mod trail;
mod transfer;
mod upload;
pub mod values;
mod vigil;

pub use crate::address::{Address, Scheme};
pub use crate::auth::{Auth, AuthScheme, Credentials, Token, TokenSource};
pub use crate::body::CollectedBody;
pub use crate::config::{HttpConfig, Protocol};
pub use crate::context::{Attempts, CallContext, Classify, Verdict, classify_status, effect_of_method};
pub use crate::download::Download;
pub use crate::endpoint::Endpoint;
pub use crate::proxy::ProxyConfig;
pub use crate::request_id::RequestId;
pub use crate::retry::{RetryPolicy, retry_after};
pub use crate::service::{BoxFuture, HttpRequest, HttpResponse};
pub use crate::stack::HttpStack;
pub use crate::tell::Told;
pub use crate::tls::{Identity, Roots, TlsConfig};
pub use crate::trail::Trail;
pub use qdrant_core::layer::RetryBudget;
