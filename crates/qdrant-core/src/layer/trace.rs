//! A `tracing` span for each call.

use std::sync::Arc;

use async_trait::async_trait;
use tracing::field::Empty;
use tracing::{Instrument, Level};

use super::TransportLayer;
use crate::call::{Call, Reply};
use crate::error::Error;
use crate::transport::{SharedTransport, Transport, TransportInfo};

/// Opens a `tracing` span at debug level for each call.
///
/// Field names are those of OpenTelemetry's database conventions. Bodies and headers are never recorded. When nobody
/// listens, the call goes straight through.
#[derive(Debug, Clone, Copy, Default)]
pub struct TraceLayer {}

impl TraceLayer {
    /// Creates the layer.
    pub fn new() -> Self {
        Self {}
    }
}

impl TransportLayer for TraceLayer {
    fn layer(&self, inner: SharedTransport) -> SharedTransport {
        let info = inner.info();
        Arc::new(Trace { inner, transport: info.name.into_owned(), address: info.address })
    }
}

#[derive(Debug)]
struct Trace {
    inner: SharedTransport,
    transport: String,
    address: Option<String>,
}

#[async_trait]
impl Transport for Trace {
    fn info(&self) -> TransportInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        if !tracing::enabled!(Level::DEBUG) {
            return self.inner.execute(call).await;
        }
        let span = tracing::debug_span!(
            "qdrant.call",
            otel.kind = "client",
            otel.name = call.request.kind().name(),
            db.system.name = "qdrant",
            db.operation.name = call.request.kind().name(),
            db.collection.name = call.request.collection_name(),
            server.address = self.address.as_deref(),
            qdrant.transport = self.transport.as_str(),
            qdrant.attempts = Empty,
            otel.status_code = Empty,
            error.type = Empty,
        );
        let result = self.inner.execute(call).instrument(span.clone()).await;
        match &result {
            Ok(reply) => {
                span.record("qdrant.attempts", reply.meta.attempts);
                span.record("otel.status_code", "OK");
            }
            Err(error) => {
                span.record("qdrant.attempts", error.attempts());
                span.record("otel.status_code", "ERROR");
                span.record("error.type", error.kind().as_str());
            }
        }
        result
    }
}
