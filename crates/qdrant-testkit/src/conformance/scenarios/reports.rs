//! What a server reports about its work.

use qdrant_core::{
    ClearIssuesRequest, CollectionTelemetryEntry, ErrorKind, GetIssuesRequest, GetOptimizations,
    MetricsRequest, OptimizationPart, TelemetryRequest,
};

use crate::conformance::context::{Context, Failure, holds, same};
use crate::conformance::fixture;

/// Enough to be told the names of the collections.
const DETAILS: u64 = 3;

pub(super) async fn telemetry(context: &mut Context) -> Result<(), Failure> {
    fixture::create(context).await?;
    let short = context.silently("telemetry", TelemetryRequest::new()).await?;
    holds("a server has an id", !short.id.is_empty(), || format!("{short:?}"))?;
    holds("and collections", short.collections.number_of_collections > 0, || format!("{short:?}"))?;
    let long =
        context.silently("telemetry with details", TelemetryRequest::new().details_level(DETAILS)).await?;
    let name = context.collection();
    let told = long.collections.collections.iter().flatten().any(
        |entry| matches!(entry, CollectionTelemetryEntry::Detailed(collection) if collection.id == name),
    );
    holds("which it tells", told, || format!("{:?}", long.collections))?;
    let metrics = context.silently("metrics", MetricsRequest::new()).await?;
    for figure in ["app_info", "collections_total"] {
        let found = metrics.lines().any(|line| line.starts_with(figure));
        holds("metrics", found, || format!("no {figure} in {metrics}"))?;
    }
    Ok(())
}

pub(super) async fn optimizations(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let short = context.silently("optimizations", GetOptimizations::new(context.collection())).await?;
    same(
        "nothing that was not asked for",
        &(short.queued, short.completed, short.idle_segments),
        &Default::default(),
    )?;
    let parts = [OptimizationPart::Queued, OptimizationPart::Completed];
    let with = GetOptimizations::new(context.collection()).with(parts).completed_limit(3);
    let long = context.silently("optimizations with parts", with).await?;
    holds("queued", long.queued.is_some(), || format!("{long:?}"))?;
    holds("completed", long.completed.as_ref().is_some_and(|done| done.len() <= 3), || format!("{long:?}"))?;
    let none = GetOptimizations::new("no such collection");
    context.fails("optimizations of nothing", &[ErrorKind::NotFound], none).await?;
    Ok(())
}

pub(super) async fn issues(context: &mut Context) -> Result<(), Failure> {
    context.silently("issues", GetIssuesRequest::new()).await?;
    same("clear", &context.ok("clear", ClearIssuesRequest::new()).await?, &true)?;
    let none = context.silently("none left", GetIssuesRequest::new()).await?;
    same("none left", &none.issues().len(), &0)
}
