//! The gateway as its clients see it, mostly over a transport that only pretends.

mod auth;
mod clients;
mod fake;
mod grpc;
mod grpc_client;
mod http_client;
mod lifecycle;
#[cfg(feature = "cli")]
mod program;
mod rest;
