//! Snapshots over real connections: streams that are never held in memory.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic, in its helpers too")]

mod download;
#[cfg(feature = "server")]
mod served;
mod server;
mod upload;
