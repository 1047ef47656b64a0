//! The conformance suite on every road to an engine.

use std::sync::Arc;

use qdrant_client::{Error, Qdrant, SharedTransport};
use qdrant_testkit::conformance::{Outcome, Report, SCENARIOS};

use crate::custom_transport::Cache;
use crate::servers;

/// Runs every scenario on a transport and on the embedded engine, and compares what they answered.
async fn judge(name: &str, transport: SharedTransport, may_skip: bool) {
    let oracle = Qdrant::in_memory().unwrap();
    let mut faults = Vec::new();
    for scenario in SCENARIOS {
        let Report { outcome, transcript } = scenario.run(&transport, name).await;
        match outcome {
            Outcome::Passed => {
                let expected = scenario.run(&oracle.transport(), name).await;
                for difference in transcript.differences(&expected.transcript) {
                    faults.push(format!("{}: {difference}", scenario.name));
                }
            }
            Outcome::Skipped(missing) if may_skip => assert!(!missing.is_empty()),
            Outcome::Skipped(missing) => faults.push(format!("{}: skipped for {missing:?}", scenario.name)),
            Outcome::Failed(failure) => faults.push(format!("{}: {failure}", scenario.name)),
        }
    }
    assert!(faults.is_empty(), "{name}:\n{}", faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn embedded_in_memory() {
    judge("memory", Qdrant::in_memory().unwrap().transport(), false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn embedded_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let client = Qdrant::open(folder.path()).unwrap();
    judge("disk", client.transport(), false).await;
    client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rest_to_gateway_to_embedded() {
    let running = servers::gateway().await.unwrap();
    judge("rest", servers::rest(&running).unwrap().transport(), false).await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn grpc_to_gateway_to_embedded() {
    let running = servers::gateway().await.unwrap();
    let client = servers::route(&running).unwrap();
    // Health is not an rpc of Qdrant's, so that one scenario is skipped.
    let grpc: SharedTransport = Arc::new(client.grpc().unwrap().clone());
    judge("grpc", grpc, true).await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn route_of_grpc_and_rest() {
    let running = servers::gateway().await.unwrap();
    judge("route", servers::route(&running).unwrap().transport(), false).await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bridge_from_rest_to_grpc_and_back() {
    let engine = servers::gateway().await.unwrap();
    let grpc_behind = servers::serve(servers::route(&engine).unwrap().transport()).await.unwrap();
    judge("rest-grpc", servers::rest(&grpc_behind).unwrap().transport(), false).await;
    let rest_behind = servers::serve(servers::rest(&engine).unwrap().transport()).await.unwrap();
    judge("grpc-rest", servers::route(&rest_behind).unwrap().transport(), false).await;
    for running in [rest_behind, grpc_behind, engine] {
        running.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transport_of_ones_own() {
    let cached = Qdrant::builder().in_memory().layer(Cache::layer).build().unwrap();
    judge("cache", cached.transport(), false).await;
}

/// A server that the environment names: `QDRANT_URL`, and over gRPC `QDRANT_GRPC_URL`, with `QDRANT_API_KEY`.
#[tokio::test(flavor = "multi_thread")]
async fn live_server() -> Result<(), Error> {
    let key = std::env::var("QDRANT_API_KEY").unwrap_or_default();
    for variable in ["QDRANT_URL", "QDRANT_GRPC_URL"] {
        let Some(url) = std::env::var(variable).ok().filter(|url| !url.is_empty()) else { continue };
        let client = Qdrant::from_url(url).api_key(key.clone()).build()?;
        judge(variable, client.transport(), true).await;
    }
    Ok(())
}
