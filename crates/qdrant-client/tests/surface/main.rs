//! What the facade offers: a method for each operation, with futures that go between threads.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

mod client;
mod collection;
#[cfg(all(feature = "rest", feature = "grpc", feature = "gzip"))]
mod config;
#[cfg(any(feature = "rest", feature = "grpc"))]
mod credentials;
mod docs;
#[cfg(any(feature = "rest", feature = "grpc"))]
mod lifecycle;
#[cfg(any(feature = "rest", feature = "grpc"))]
mod log;
#[cfg(any(feature = "rest", feature = "grpc"))]
mod observe;
mod sendable;
#[cfg(any(feature = "rest", feature = "grpc"))]
mod server;
mod streams;
mod transports;
#[cfg(all(feature = "rest", feature = "grpc"))]
mod trust;
#[cfg(any(feature = "rest", feature = "grpc"))]
mod version;

use std::sync::Arc;

use qdrant_client::{OperationKind, Qdrant};
use qdrant_testkit::MockTransport;

/// A client of a mock, and the mock.
fn mocked() -> (Arc<MockTransport>, Qdrant) {
    let mock = Arc::new(MockTransport::new());
    (Arc::clone(&mock), Qdrant::from_transport(mock))
}

/// The operations that were called.
fn called(mock: &MockTransport) -> Vec<OperationKind> {
    mock.calls().iter().map(|call| call.request.kind()).collect()
}

/// Compiles for futures that go between threads.
fn sendable<F: Future + Send>(future: F) -> F {
    future
}
