//! The gateway as its clients see it, mostly over a transport that only pretends.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by a panic, in its helpers too")]

mod auth;
mod bridge;
mod clients;
mod fake;
mod fake_files;
mod grpc;
mod grpc_client;
mod http_client;
mod lifecycle;
#[cfg(feature = "cli")]
mod program;
mod rest;
#[cfg(all(unix, feature = "cli", feature = "embedded"))]
mod restart;
mod routes;
mod snapshots;
mod uploads;
mod watch;
