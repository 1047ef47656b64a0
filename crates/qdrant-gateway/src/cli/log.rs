//! What the program says, and where.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

/// Writes the log to the standard error; `RUST_LOG` says how much, `info` unless set.
pub(crate) fn start_log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal())
        .init();
}
