//! A second transport for when the first fails.

use async_trait::async_trait;

use crate::call::{Call, Reply};
use crate::error::Error;
use crate::operation::Effect;
use crate::transport::{SharedTransport, Transport, TransportInfo};

/// Repeats a failed call on a second transport, when that is safe.
///
/// It is safe for reads that failed with a retryable error, and for anything that was provably not sent. Writes that
/// may have been sent are not repeated, because the second transport may lead to the same server.
#[derive(Debug)]
pub struct Fallback {
    first: SharedTransport,
    second: SharedTransport,
}

impl Fallback {
    /// Creates a transport that uses `second` when `first` fails.
    pub fn new(first: SharedTransport, second: SharedTransport) -> Self {
        Self { first, second }
    }
}

#[async_trait]
impl Transport for Fallback {
    fn info(&self) -> TransportInfo {
        let mut info = self.first.info();
        info.capabilities = info.capabilities.union(self.second.info().capabilities);
        info
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let kind = call.request.kind();
        if !self.first.info().capabilities.contains(kind) {
            return self.second.execute(call).await;
        }
        if !self.second.info().capabilities.contains(kind) {
            return self.first.execute(call).await;
        }
        // Bulk fields are shared, so the kept call costs no copy of vectors.
        let kept = call.clone();
        match self.first.execute(call).await {
            Err(error) if error.is_not_sent() || kind.effect() == Effect::Read && error.is_retryable() => {
                tracing::debug!(operation = kind.name(), %error, "falling back to the second transport");
                self.second.execute(kept).await
            }
            result => result,
        }
    }
}
