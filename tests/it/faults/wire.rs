//! The two wires, and one operation of each effect.

use std::sync::Arc;
use std::time::Duration;

use qdrant_client::{
    DeletePointsOperation, Effect, Error, GetPoints, Payload, PointStruct, PointsUpdateOperation,
    SharedTransport, TransportExt, UpdateBatchPoints, UpsertPoints,
};
use qdrant_grpc::GrpcTransport;
use qdrant_http::{Endpoint, HttpConfig, HttpStack, Protocol, RetryPolicy};
use qdrant_rest::RestTransport;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    Rest,
    Grpc,
}

impl Wire {
    pub(crate) const ALL: [Self; 2] = [Self::Rest, Self::Grpc];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rest => "REST",
            Self::Grpc => "gRPC",
        }
    }
}

pub(crate) const EFFECTS: [Effect; 3] = [Effect::Read, Effect::Idempotent, Effect::Once];

pub(crate) fn effect_name(effect: Effect) -> &'static str {
    match effect {
        Effect::Read => "read",
        Effect::Idempotent => "idempotent",
        Effect::Once => "once",
    }
}

/// How the client is set up; the rest is the default.
#[derive(Debug, Clone)]
pub(crate) struct Tuning {
    /// Time for one attempt.
    pub(crate) attempt: Option<Duration>,
    /// Time for the call.
    pub(crate) call: Duration,
    /// Largest reply.
    pub(crate) max_response_bytes: usize,
    /// Attempts in all.
    pub(crate) attempts: u32,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { attempt: None, call: Duration::from_secs(30), max_response_bytes: 1 << 20, attempts: ATTEMPTS }
    }
}

/// Attempts in all that the tests allow.
pub(crate) const ATTEMPTS: u32 = 3;

/// A client that repeats quickly.
pub(crate) fn client(wire: Wire, host: &str, port: u16, tuning: &Tuning) -> Result<SharedTransport, Error> {
    let retry = RetryPolicy {
        max_attempts: tuning.attempts,
        initial_backoff: Duration::from_millis(1),
        max_backoff: Duration::from_millis(4),
        budget: None,
        ..RetryPolicy::default()
    };
    let config = HttpConfig::new(Endpoint::http(host, port))
        .attempt_timeout(tuning.attempt)
        .timeout(tuning.call)
        .max_response_bytes(tuning.max_response_bytes)
        // One connection of gRPC, so that it is known which one breaks.
        .pool_size(1)
        .retry(retry);
    Ok(match wire {
        Wire::Rest => Arc::new(RestTransport::new(HttpStack::new(config, Protocol::Http1)?)),
        Wire::Grpc => Arc::new(GrpcTransport::new(HttpStack::new(config, Protocol::Http2)?)),
    })
}

/// Calls one operation of an effect; returns how many attempts it took.
pub(crate) async fn call(transport: &SharedTransport, effect: Effect) -> Result<u32, Error> {
    let options = || qdrant_client::CallOptions::default();
    match effect {
        Effect::Read => {
            let get = GetPoints::new("c", [1_u64]).with_payload(true);
            transport.call_with(get, options()).await.map(|answer| answer.meta.attempts)
        }
        Effect::Idempotent => {
            // Long enough for cuts in its middle.
            let text = "all work and no play ".repeat(100);
            let point = PointStruct::new(1, [1.0, 0.0], Payload::from([("text", text)]));
            let upsert = UpsertPoints::new("c", vec![point]).wait(true);
            transport.call_with(upsert, options()).await.map(|answer| answer.meta.attempts)
        }
        Effect::Once => {
            let delete = PointsUpdateOperation::DeletePoints(DeletePointsOperation::new([1_u64]));
            let batch = UpdateBatchPoints::new("c", vec![delete; 100]).wait(true);
            transport.call_with(batch, options()).await.map(|answer| answer.meta.attempts)
        }
    }
}
