//! A second transport for when the first fails.

use std::time::Instant;

use async_trait::async_trait;

use super::route::signed;
use crate::call::{Call, Reply};
use crate::error::Error;
use crate::operation::Effect;
use crate::transport::{SharedTransport, Transport, TransportInfo};

/// Repeats a failed call on a second transport, when that is safe.
///
/// It is safe for reads that failed with a retryable error, and for anything that was provably not sent. Writes that
/// may have been sent are not repeated, because the second transport may lead to the same server.
///
/// The second transport has what the first one left of the time of the call
/// ([`CallOptions::timeout`](crate::CallOptions::timeout)); if nothing is left the failure of the first one is that of
/// the call. The attempts of both are counted.
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
        let mut info = self.first.info().with_several(true);
        info.capabilities = info.capabilities.union(self.second.info().capabilities);
        info
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let kind = call.request.kind();
        let (first, second) = (self.first.info(), self.second.info());
        if !first.capabilities.contains(kind) {
            return signed(self.second.execute(call).await, &second);
        }
        if !second.capabilities.contains(kind) {
            return signed(self.first.execute(call).await, &first);
        }
        // Bulk fields are shared, so the kept call costs no copy of vectors.
        let mut kept = call.clone();
        let start = Instant::now();
        let error = match self.first.execute(call).await {
            Err(error) if error.is_not_sent() || kind.effect() == Effect::Read && error.is_retryable() => {
                error
            }
            result => return signed(result, &first),
        };
        if let Some(timeout) = kept.options.timeout {
            let left = timeout.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Err(error);
            }
            kept.options.timeout = Some(left);
        }
        tracing::debug!(operation = kind.name(), %error, "falling back to the second transport");
        let attempts = error.attempts().unwrap_or(1);
        match signed(self.second.execute(kept).await, &second) {
            Ok(mut reply) => {
                reply.meta.attempts = reply.meta.attempts.saturating_add(attempts);
                Ok(reply)
            }
            Err(error) => {
                let all = error.attempts().unwrap_or(1).saturating_add(attempts);
                Err(error.with_attempts(all))
            }
        }
    }
}
