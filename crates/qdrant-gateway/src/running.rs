//! A gateway that serves.

use std::net::SocketAddr;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A gateway that serves in the background.
///
/// Dropping it begins the shutdown without waiting for it.
#[derive(Debug)]
#[must_use = "dropping the handle stops the gateway"]
pub struct Running {
    rest_addr: SocketAddr,
    grpc_addr: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) fn new(
        rest_addr: SocketAddr,
        grpc_addr: SocketAddr,
        stop: oneshot::Sender<()>,
        task: JoinHandle<()>,
    ) -> Self {
        Self { rest_addr, grpc_addr, stop, task }
    }

    /// Returns the address of the REST port.
    pub fn rest_addr(&self) -> SocketAddr {
        self.rest_addr
    }

    /// Returns the address of the gRPC port.
    pub fn grpc_addr(&self) -> SocketAddr {
        self.grpc_addr
    }

    /// Returns the address of the REST port as a URL, such as `http://127.0.0.1:6333`.
    pub fn rest_url(&self) -> String {
        format!("http://{}", self.rest_addr)
    }

    /// Returns the address of the gRPC port as a URL, such as `http://127.0.0.1:6334`.
    pub fn grpc_url(&self) -> String {
        format!("http://{}", self.grpc_addr)
    }

    /// Stops accepting, then waits until the running calls have ended or their grace is over.
    pub async fn shutdown(self) {
        drop(self.stop);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the gateway did not stop in order");
        }
    }
}
