//! How the program is asked to end.

use std::io;

/// Waits for Ctrl-C or, where it exists, for SIGTERM.
///
/// The signals are caught from the call on, not from the first poll of what it returns.
#[cfg(unix)]
pub(crate) fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        let name = tokio::select! {
            _ = interrupt.recv() => "SIGINT",
            _ = terminate.recv() => "SIGTERM",
        };
        tracing::info!("stopping on {name}");
    })
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
pub(crate) fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            tracing::warn!("Ctrl-C cannot be caught");
            std::future::pending::<()>().await;
        }
        tracing::info!("stopping on Ctrl-C");
    })
}
