//! Version and health.

use qdrant_core::{HealthCheckRequest, HealthzRequest, LivezRequest, ReadyzRequest};

use crate::conformance::context::{Context, Failure, holds};

pub(super) async fn version(context: &mut Context) -> Result<(), Failure> {
    let info = context.silently("version", HealthCheckRequest {}).await?;
    holds("version", info.version.split('.').count() >= 2, || format!("{:?} is no version", info.version))?;
    holds("version", !info.title.is_empty(), || "no title".to_owned())
}

pub(super) async fn health(context: &mut Context) -> Result<(), Failure> {
    for (step, text) in [
        ("healthz", context.silently("healthz", HealthzRequest {}).await?),
        ("livez", context.silently("livez", LivezRequest {}).await?),
        ("readyz", context.silently("readyz", ReadyzRequest {}).await?),
    ] {
        holds(step, !text.is_empty(), || "no text".to_owned())?;
    }
    Ok(())
}
