//! Encrypted connections.

#[cfg(feature = "_tls")]
mod build;
mod config;
mod read;

#[cfg(feature = "_tls")]
pub(crate) use self::build::{client_config, server_name, unused_config};
pub use self::config::{Identity, Roots, TlsConfig};
