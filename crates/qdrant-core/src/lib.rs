//! Models, operations and the [`Transport`] trait of the Qdrant client.
//!
//! This crate does no I/O and has no runtime. It holds what every wire shares: the models (whose serde shape is the
//! JSON of Qdrant's REST API), one struct an operation, the trait that carries them, errors, and decorators over the
//! trait. Programs use it through `qdrant-client`; authors of transports and decorators use it directly.
//!
//! # Features
//!
//! None is on by default.
//!
//! - `chrono`, `time`, `jiff`: dates and times of these crates as input.
//! - `tower`: the bridge to `tower` and its middleware, `layer::{TransportService, ServiceTransport}`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod batch;
mod call;
mod capability;
mod error;
pub mod layer;
mod macros;
pub mod model;
mod operation;
pub mod ops;
mod outcome;
mod redact;
mod secret;
mod since;
mod stream;
mod table;
mod transport;
mod validate;

pub use serde_json::{Map, Value, json};
pub use uuid::Uuid;

pub use crate::batch::Batch;
pub use crate::call::{Answer, Call, CallOptions, Reply, ReplyMeta, Request, Response};
pub use crate::capability::Capabilities;
pub use crate::error::{Error, ErrorKind, ServerError};
#[doc(inline)]
pub use crate::model::*;
pub use crate::operation::{Effect, Family, Operation, OperationKind};
#[doc(inline)]
pub use crate::ops::*;
pub use crate::outcome::Outcome;
pub use crate::secret::Secret;
pub use crate::stream::{ByteSource, ByteStream};
pub use crate::transport::{SharedTransport, Transport, TransportExt, TransportInfo};
