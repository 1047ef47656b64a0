//! Decorators: transports that wrap transports.
//!
//! Each is a [`TransportLayer`]; order matters. The layer added last sees a call first:
//!
//! ```
//! use std::sync::Arc;
//! use qdrant_core::layer::{MetricsLayer, TraceLayer, TransportLayer};
//! # fn wrap(transport: qdrant_core::SharedTransport) -> qdrant_core::SharedTransport {
//! let transport = MetricsLayer::new(|event| drop(event)).layer(transport);
//! TraceLayer::new().layer(transport)
//! # }
//! ```

mod fallback;
mod metrics;
mod record;
mod route;
mod timeout;
mod trace;

pub use self::fallback::Fallback;
pub use self::metrics::{CallEvent, MetricsLayer};
pub use self::record::{Exchange, RecordLayer, Replay, Tape};
pub use self::route::Route;
pub use self::timeout::{TimeoutLayer, Timer};
pub use self::trace::TraceLayer;
use crate::transport::SharedTransport;

/// Wraps a transport in another one.
///
/// Every `Fn(SharedTransport) -> SharedTransport` is a layer as well.
pub trait TransportLayer {
    /// Returns the transport that wraps `inner`.
    fn layer(&self, inner: SharedTransport) -> SharedTransport;
}

impl<F: Fn(SharedTransport) -> SharedTransport> TransportLayer for F {
    fn layer(&self, inner: SharedTransport) -> SharedTransport {
        self(inner)
    }
}

#[cfg(test)]
mod tests;
