//! The stack against real sockets on this machine.

mod auth;
mod close;
mod connect;
mod encoding;
mod protocol;
mod retry;
mod server;
mod tls;
