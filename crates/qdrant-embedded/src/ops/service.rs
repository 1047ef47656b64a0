//! Version and health.

use qdrant_core::{
    GrpcHealthCheckRequest, HealthCheckRequest, HealthzRequest, LivezRequest, Operation, ReadyzRequest,
    Request, Response, ServingStatus, VersionInfo,
};

use crate::engine;

/// The version of the API that is spoken, which is what clients compare with their own.
pub(super) const API_VERSION: &str = "1.20.0";

/// Answers if the request is about the service itself.
pub(super) fn answer(request: &Request) -> Option<Response> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "everything else is about collections")]
    match request {
        Request::GetVersionInfo(_) => Some(HealthCheckRequest::into_response(VersionInfo {
            title: format!("qdrant-embedded ({})", engine::NAME),
            version: API_VERSION.to_owned(),
            commit: None,
        })),
        Request::Healthz(_) => Some(HealthzRequest::into_response("healthz check passed".to_owned())),
        Request::Livez(_) => Some(LivezRequest::into_response("healthz check passed".to_owned())),
        Request::Readyz(_) => Some(ReadyzRequest::into_response("all shards are ready".to_owned())),
        Request::GrpcHealthCheck(_) => Some(GrpcHealthCheckRequest::into_response(ServingStatus::Serving)),
        _ => None,
    }
}
