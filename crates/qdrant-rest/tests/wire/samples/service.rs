//! Service.

use qdrant_core::{HealthCheckRequest, HealthzRequest, LivezRequest, ReadyzRequest};
use serde_json::Value;

use super::{Sample, sample};

pub(super) fn service() -> Vec<Sample> {
    vec![
        sample(HealthCheckRequest {}, "GET /", Value::Null),
        sample(HealthzRequest {}, "GET /healthz", Value::Null),
        sample(LivezRequest {}, "GET /livez", Value::Null),
        sample(ReadyzRequest {}, "GET /readyz", Value::Null),
    ]
}
