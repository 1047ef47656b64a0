//! A callback after each call.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;

use super::TransportLayer;
use crate::call::{Call, Reply};
use crate::error::{Error, ErrorKind};
use crate::operation::OperationKind;
use crate::transport::{SharedTransport, Transport, TransportInfo};

/// What a metrics callback learns about a call that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallEvent<'a> {
    /// The operation.
    pub operation: OperationKind,
    /// The collection, if the operation works on one.
    pub collection_name: Option<&'a str>,
    /// Time from the call to its end, as the caller saw it.
    pub elapsed: Duration,
    /// How often the call was sent.
    pub attempts: u32,
    /// Why it failed; `None` for success.
    pub error: Option<ErrorKind>,
}

type Callback = dyn Fn(CallEvent<'_>) + Send + Sync;

/// Reports every finished call to a callback.
///
/// The callback runs on the task of the call, so it should only count. A call whose future is dropped is not
/// reported.
#[derive(Clone)]
pub struct MetricsLayer(Arc<Callback>);

impl MetricsLayer {
    /// Creates the layer.
    pub fn new(callback: impl Fn(CallEvent<'_>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(callback))
    }
}

impl fmt::Debug for MetricsLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MetricsLayer").finish_non_exhaustive()
    }
}

impl TransportLayer for MetricsLayer {
    fn layer(&self, inner: SharedTransport) -> SharedTransport {
        Arc::new(Metrics { inner, layer: self.clone() })
    }
}

#[derive(Debug)]
struct Metrics {
    inner: SharedTransport,
    layer: MetricsLayer,
}

#[async_trait]
impl Transport for Metrics {
    fn info(&self) -> TransportInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let operation = call.request.kind();
        let collection_name = call.request.collection_name().map(str::to_owned);
        let started = Instant::now();
        let result = self.inner.execute(call).await;
        let (attempts, error) = match &result {
            Ok(reply) => (reply.meta.attempts, None),
            Err(error) => (error.attempts().unwrap_or(1), Some(error.kind())),
        };
        (self.layer.0)(CallEvent {
            operation,
            collection_name: collection_name.as_deref(),
            elapsed: started.elapsed(),
            attempts,
            error,
        });
        result
    }
}
