//! Version, health and what the server reports about its work.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::validate;

/// Asks for title and version of the server.
///
/// It needs no credentials, so it says nothing about whether they are right.
///
/// # Support
///
/// REST `GET /`, rpc `qdrant.Qdrant/HealthCheck`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HealthCheckRequest {}

/// Asks whether the server is well, in the Kubernetes sense; the answer is a text.
///
/// # Support
///
/// REST `GET /healthz`; no rpc. Since 1.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HealthzRequest {}

/// Asks whether the server lives, in the Kubernetes sense; the answer is a text.
///
/// # Support
///
/// REST `GET /livez`; no rpc. Since 1.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LivezRequest {}

/// Asks whether the server is ready for traffic, in the Kubernetes sense; the answer is a text.
///
/// A server that is not ready answers with an error of kind [`Unavailable`](crate::ErrorKind::Unavailable).
///
/// # Support
///
/// REST `GET /readyz`; no rpc. Since 1.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReadyzRequest {}

/// Asks for the health of the server, or of one of its gRPC services, by the protocol of gRPC.
///
/// # Examples
///
/// ```
/// use qdrant_core::GrpcHealthCheckRequest;
///
/// let whole_server = GrpcHealthCheckRequest::default();
/// let one_service = GrpcHealthCheckRequest::new("qdrant.Points");
/// assert_eq!(one_service, "qdrant.Points".into());
/// # assert_eq!(whole_server.service, "");
/// ```
///
/// # Support
///
/// rpc `grpc.health.v1.Health/Check`; no REST.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct GrpcHealthCheckRequest {
    /// The full name of the service; the whole server when empty.
    pub service: String,
}

impl GrpcHealthCheckRequest {
    /// Creates the request for a service; an empty name means the whole server.
    pub fn new(service: impl Into<String>) -> Self {
        Self { service: service.into() }
    }
}

impl<S: Into<String>> From<S> for GrpcHealthCheckRequest {
    fn from(service: S) -> Self {
        Self::new(service)
    }
}

setters! {
    impl GrpcHealthCheckRequest { service: String }
}

/// Asks what the server reports about itself and its work.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use qdrant_core::TelemetryRequest;
///
/// let counts_only = TelemetryRequest::new();
/// let everything = TelemetryRequest::new().details_level(10).per_collection(true).timeout(Duration::from_secs(5));
/// # assert_ne!(counts_only, everything);
/// ```
///
/// # Support
///
/// REST `GET /telemetry`; no rpc.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct TelemetryRequest {
    /// Whether names and addresses are replaced by hashes. Default false.
    pub anonymize: Option<bool>,
    /// How much is told; 0, the default, tells counts, and the more the larger. 10 tells everything.
    pub details_level: Option<u64>,
    /// Whether requests are told by collection as well. Default false.
    pub per_collection: Option<bool>,
    /// Time that the server is given, in whole seconds rounded up. Default 60 s.
    pub timeout: Option<Duration>,
}

impl TelemetryRequest {
    /// Creates the request for the lowest level of detail.
    pub const fn new() -> Self {
        Self { anonymize: None, details_level: None, per_collection: None, timeout: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::timeout(self.timeout)
    }
}

setters! {
    impl TelemetryRequest {
        anonymize: Option<bool>,
        details_level: Option<u64>,
        per_collection: Option<bool>,
        timeout: Option<Duration>,
    }
}

/// Asks for the server's metrics, as text in the format of Prometheus.
///
/// # Examples
///
/// ```
/// use qdrant_core::MetricsRequest;
///
/// let metrics = MetricsRequest::new().anonymize(true);
/// # assert_eq!(metrics.anonymize, Some(true));
/// ```
///
/// # Support
///
/// REST `GET /metrics`; no rpc.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct MetricsRequest {
    /// Whether names are replaced by hashes. Default false.
    pub anonymize: Option<bool>,
    /// Whether requests are told by collection as well. Default false.
    pub per_collection: Option<bool>,
    /// Time that the server is given, in whole seconds rounded up. Default 60 s.
    pub timeout: Option<Duration>,
}

impl MetricsRequest {
    /// Creates the request.
    pub const fn new() -> Self {
        Self { anonymize: None, per_collection: None, timeout: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::timeout(self.timeout)
    }
}

setters! {
    impl MetricsRequest { anonymize: Option<bool>, per_collection: Option<bool>, timeout: Option<Duration> }
}

macro_rules! nothing_to_check {
    ($($op:ident),+) => {$(
        impl $op {
            pub(crate) fn check(&self) -> Result<(), Error> {
                Ok(())
            }
        }
    )+};
}

nothing_to_check!(HealthCheckRequest, HealthzRequest, LivezRequest, ReadyzRequest, GrpcHealthCheckRequest);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::collection::testing::encoded;

    #[test]
    fn requests_record_every_parameter() {
        let telemetry = TelemetryRequest::new()
            .anonymize(true)
            .details_level(3)
            .per_collection(false)
            .timeout(Duration::from_secs(2));
        let record = json!({"anonymize": true, "details_level": 3, "per_collection": false,
            "timeout": {"secs": 2, "nanos": 0}});
        assert_eq!(encoded(&telemetry), record);
        assert_eq!(serde_json::from_value::<TelemetryRequest>(record).unwrap(), telemetry);
        assert_eq!(encoded(&GrpcHealthCheckRequest::from("a")), json!({"service": "a"}));
        assert_eq!(TelemetryRequest::new(), TelemetryRequest::default());
        assert_eq!(MetricsRequest::new(), MetricsRequest::default());
    }

    #[test]
    fn no_time_at_all_is_refused() {
        for error in [
            TelemetryRequest::new().timeout(Duration::ZERO).check().unwrap_err(),
            MetricsRequest::new().timeout(Duration::ZERO).check().unwrap_err(),
        ] {
            assert_eq!(error.field(), Some("timeout"));
        }
        TelemetryRequest::new().timeout(Duration::from_nanos(1)).check().unwrap();
        GrpcHealthCheckRequest::default().check().unwrap();
    }
}
