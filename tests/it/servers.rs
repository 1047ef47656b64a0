//! Servers that the tests talk to.

use qdrant_client::{Error, Qdrant, SharedTransport};
use qdrant_gateway::{Gateway, Running};

/// A gateway over an embedded engine of its own, on free ports.
pub(crate) async fn gateway() -> Result<Running, Error> {
    serve(Qdrant::in_memory()?.transport()).await
}

/// A gateway over a transport, on free ports.
pub(crate) async fn serve(transport: SharedTransport) -> Result<Running, Error> {
    Gateway::new(transport).bind("127.0.0.1:0", "127.0.0.1:0").await
}

/// A client that goes over REST alone.
pub(crate) fn rest(running: &Running) -> Result<Qdrant, Error> {
    Qdrant::from_url(running.rest_url()).build()
}

/// A client that goes over gRPC where it can.
pub(crate) fn route(running: &Running) -> Result<Qdrant, Error> {
    Qdrant::from_url(running.rest_url()).grpc_port(running.grpc_addr().port()).prefer_grpc(true).build()
}
