//! Version and health.

use serde::{Deserialize, Serialize};

use crate::error::Error;

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
/// REST `GET /healthz`; no rpc.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HealthzRequest {}

/// Asks whether the server lives, in the Kubernetes sense; the answer is a text.
///
/// # Support
///
/// REST `GET /livez`; no rpc.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LivezRequest {}

/// Asks whether the server is ready for traffic, in the Kubernetes sense; the answer is a text.
///
/// A server that is not ready answers with an error of kind [`Unavailable`](crate::ErrorKind::Unavailable).
///
/// # Support
///
/// REST `GET /readyz`; no rpc.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReadyzRequest {}

macro_rules! nothing_to_check {
    ($($op:ident),+) => {$(
        impl $op {
            pub(crate) fn check(&self) -> Result<(), Error> {
                Ok(())
            }
        }
    )+};
}

nothing_to_check!(HealthCheckRequest, HealthzRequest, LivezRequest, ReadyzRequest);
