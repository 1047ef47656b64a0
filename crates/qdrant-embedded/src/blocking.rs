//! Work that must not run on an asynchronous thread.

use qdrant_core::{Error, ErrorKind};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// Runs work that blocks; it goes on if the future is dropped.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    start(work)?.await.unwrap_or_else(|error| {
        let kind = if error.is_cancelled() { ErrorKind::Cancelled } else { ErrorKind::Server };
        Err(Error::new(kind, "the call did not run to its end").with_source(error))
    })
}

/// Starts work that blocks.
pub(crate) fn start<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<JoinHandle<Result<T, Error>>, Error> {
    let runtime = Handle::try_current().map_err(|error| {
        Error::new(ErrorKind::Config, "the embedded engine needs a tokio runtime to run calls")
            .with_source(error)
    })?;
    Ok(runtime.spawn_blocking(work))
}
