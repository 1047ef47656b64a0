//! The stack against real sockets on this machine.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod auth;
mod close;
mod connect;
mod damage;
mod download;
#[cfg(feature = "gzip")]
mod encoding;
mod extremes;
mod failover;
mod farewell;
mod http2;
mod lifecycle;
mod observe;
mod protocol;
mod proxy;
mod retry;
mod server;
#[cfg(feature = "_tls")]
mod tls;
mod together;
mod upload;
