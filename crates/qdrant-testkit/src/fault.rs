//! Calls that fail on purpose.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use qdrant_core::layer::TransportLayer;
use qdrant_core::{Call, Error, Reply, Request, SharedTransport, Transport, TransportInfo};

/// How a call fails.
#[derive(Debug)]
pub enum Fault {
    /// The call fails before the transport sees it.
    Before(Error),
    /// The call takes effect, and its answer is lost.
    After(Error),
}

type Choose = dyn Fn(&Request) -> Option<Fault> + Send + Sync;

/// Makes calls fail as a function chooses.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use qdrant_core::layer::TransportLayer;
/// use qdrant_core::{Effect, Error, ErrorKind};
/// use qdrant_testkit::{Fault, FaultLayer, MockTransport};
///
/// // Every answer to a write is lost.
/// let layer = FaultLayer::new(|request| {
///     (request.kind().effect() != Effect::Read).then(|| Fault::After(Error::new(ErrorKind::Connect, "cut")))
/// });
/// let transport = layer.layer(Arc::new(MockTransport::new()));
/// ```
#[derive(Clone)]
pub struct FaultLayer(Arc<Choose>);

impl FaultLayer {
    /// Creates a layer from a function that is asked before each call.
    pub fn new(choose: impl Fn(&Request) -> Option<Fault> + Send + Sync + 'static) -> Self {
        Self(Arc::new(choose))
    }
}

impl fmt::Debug for FaultLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultLayer").finish_non_exhaustive()
    }
}

impl TransportLayer for FaultLayer {
    fn layer(&self, inner: SharedTransport) -> SharedTransport {
        Arc::new(Faulty { inner, layer: self.clone() })
    }
}

#[derive(Debug)]
struct Faulty {
    inner: SharedTransport,
    layer: FaultLayer,
}

#[async_trait]
impl Transport for Faulty {
    fn info(&self) -> TransportInfo {
        self.inner.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let kind = call.request.kind();
        match (self.layer.0)(&call.request) {
            None => self.inner.execute(call).await,
            Some(Fault::Before(error)) => Err(error.with_operation(kind)),
            Some(Fault::After(error)) => {
                self.inner.execute(call).await?;
                Err(error.with_operation(kind))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{CountPoints, ErrorKind, TransportExt};

    use super::*;
    use crate::MockTransport;

    #[tokio::test]
    async fn a_fault_strikes_before_or_after_the_effect() {
        for (after, seen) in [(false, 0), (true, 1)] {
            let mock = Arc::new(MockTransport::new());
            mock.push::<CountPoints>(Ok(1));
            let layer = FaultLayer::new(move |_| {
                let error = Error::new(ErrorKind::Connect, "cut");
                Some(if after { Fault::After(error) } else { Fault::Before(error) })
            });
            let error = layer
                .layer(Arc::clone(&mock) as SharedTransport)
                .call(CountPoints::new("c"))
                .await
                .unwrap_err();
            assert!(error.is_connect());
            assert_eq!(mock.calls().len(), seen);
        }
    }
}
