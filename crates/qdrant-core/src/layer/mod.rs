//! Decorators: transports that wrap transports.
//!
//! Most are a [`TransportLayer`]; [`Route`] and [`Fallback`] take several transports. [`Timer`] lends them the clock of
//! the program's runtime. Order matters, and the layer added last sees a call first. From the outside to the inside this
//! one makes sense: trace, metrics, timeout, retry, limit, and then the transport.
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
mod limit;
mod metrics;
mod places;
mod record;
mod retry;
mod route;
mod timeout;
#[cfg(feature = "tower")]
mod tower;
mod trace;

pub use self::fallback::Fallback;
pub use self::limit::LimitLayer;
pub use self::metrics::{CallEvent, MetricsLayer};
pub use self::record::{Exchange, RecordLayer, Replay, Tape};
pub use self::retry::{Repeats, RetryBudget, RetryLayer};
pub use self::route::Route;
pub use self::timeout::{TimeoutLayer, Timer};
#[cfg(feature = "tower")]
pub use self::tower::{ServiceTransport, TransportService};
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
