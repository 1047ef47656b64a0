//! The conformance suite on every road to an engine.

use std::sync::Arc;

use async_trait::async_trait;
use qdrant_client::{Call, Error, OperationKind, Qdrant, Reply, SharedTransport, Transport, TransportInfo};
use qdrant_testkit::conformance::{Outcome, Report, SCENARIOS};

use crate::custom_transport::Cache;
use crate::servers;

/// What a transport of gRPC alone has no rpc for.
const NOT_OVER_GRPC: &[&str] = &[
    "service_health",
    "batch_one_point",
    "snapshots_round_trip",
    "snapshots_recover",
    "snapshots_download_of_everything",
    "shard_snapshots_lifecycle",
    "shard_snapshots_round_trip",
    "shards_cluster",
    "reports_telemetry",
    "reports_optimizations",
    "reports_issues",
];

/// Runs every scenario on a transport and on the embedded engine, and compares what they answered.
///
/// What is skipped must be what is named, no more and no less.
async fn judge(name: &str, transport: SharedTransport, skipped: &[&str]) {
    let oracle = Qdrant::in_memory().unwrap().transport();
    let mut faults = Vec::new();
    let mut found = Vec::new();
    for scenario in SCENARIOS {
        let report = scenario.run(&transport, name).await;
        match &report.outcome {
            Outcome::Passed => {
                let expected = scenario.run(&oracle, name).await;
                assert!(matches!(expected.outcome, Outcome::Passed), "{}: {expected:?}", scenario.name);
                for difference in report.differences(&expected) {
                    faults.push(format!("{}: {difference}", scenario.name));
                }
            }
            Outcome::Skipped(missing) => {
                assert!(!missing.is_empty());
                found.push(scenario.name);
            }
            Outcome::Failed(failure) => faults.push(format!("{}: {failure}", scenario.name)),
        }
    }
    assert!(faults.is_empty(), "{name}:\n{}", faults.join("\n"));
    assert_eq!(found, skipped, "{name}: skipped");
}

#[tokio::test(flavor = "multi_thread")]
async fn embedded_in_memory() {
    judge("memory", Qdrant::in_memory().unwrap().transport(), &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn embedded_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let client = Qdrant::open(folder.path()).unwrap();
    judge("disk", client.transport(), &[]).await;
    client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rest_to_gateway_to_embedded() {
    let running = servers::gateway().await.unwrap();
    judge("rest", servers::rest(&running).unwrap().transport(), &[]).await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn grpc_to_gateway_to_embedded() {
    let running = servers::gateway().await.unwrap();
    let client = servers::route(&running).unwrap();
    let grpc: SharedTransport = Arc::new(client.grpc().unwrap().clone());
    judge("grpc", grpc, NOT_OVER_GRPC).await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn route_of_grpc_and_rest() {
    let running = servers::gateway().await.unwrap();
    judge("route", servers::route(&running).unwrap().transport(), &[]).await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bridge_from_rest_to_grpc_and_back() {
    let engine = servers::gateway().await.unwrap();
    let grpc_behind = servers::serve(servers::route(&engine).unwrap().transport()).await.unwrap();
    judge("rest-grpc", servers::rest(&grpc_behind).unwrap().transport(), &[]).await;
    let rest_behind = servers::serve(servers::rest(&engine).unwrap().transport()).await.unwrap();
    judge("grpc-rest", servers::route(&rest_behind).unwrap().transport(), &[]).await;
    for running in [rest_behind, grpc_behind, engine] {
        running.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transport_of_ones_own() {
    let cached = Qdrant::builder().in_memory().layer(Cache::layer).build().unwrap();
    judge("cache", cached.transport(), &[]).await;
}

/// A transport that lacks one operation of another.
#[derive(Debug)]
struct Without(SharedTransport, OperationKind);

#[async_trait]
impl Transport for Without {
    fn info(&self) -> TransportInfo {
        let Self(inner, lacked) = self;
        let carried = inner.info().capabilities.iter().filter(|kind| kind != lacked);
        TransportInfo::new("without", carried.collect())
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        if call.request.kind() == self.1 {
            return Err(Error::unsupported(self.1, "without"));
        }
        self.0.execute(call).await
    }
}

/// As `docs/PLUGINS.md` says how to prove a transport, whichever of the two lacks something.
#[tokio::test(flavor = "multi_thread")]
async fn what_one_transport_lacks_is_not_compared() {
    let whole = Qdrant::in_memory().unwrap().transport();
    let part: SharedTransport =
        Arc::new(Without(Qdrant::in_memory().unwrap().transport(), OperationKind::Facet));
    for scenario in
        SCENARIOS.iter().filter(|scenario| ["facet_counts", "points_pages"].contains(&scenario.name))
    {
        let (mine, reference) = (scenario.run(&part, "mine").await, scenario.run(&whole, "reference").await);
        let lacks = scenario.needs.contains(&OperationKind::Facet);
        match &mine.outcome {
            Outcome::Skipped(missing) => assert!(lacks && *missing == [OperationKind::Facet], "{missing:?}"),
            Outcome::Passed => assert!(!lacks, "{}", scenario.name),
            Outcome::Failed(failure) => panic!("{}: {failure}", scenario.name),
        }
        assert_eq!(mine.differences(&reference), Vec::<String>::new());
        assert_eq!(reference.differences(&mine), Vec::<String>::new());
        let nothing = Report { outcome: Outcome::Passed, transcript: Default::default() };
        assert_eq!(nothing.differences(&reference).len(), 1, "a transcript without steps is no skipped one");
    }
}

/// A server that the environment names: `QDRANT_URL`, and over gRPC alone `QDRANT_GRPC_URL`, with `QDRANT_API_KEY`.
#[tokio::test(flavor = "multi_thread")]
async fn live_server() -> Result<(), Error> {
    let client = |variable: &str| {
        let url = std::env::var(variable).ok().filter(|url| !url.is_empty())?;
        Some(Qdrant::from_url(url).api_key(std::env::var("QDRANT_API_KEY").unwrap_or_default()).build())
    };
    if let Some(client) = client("QDRANT_URL").transpose()? {
        judge("live", client.transport(), &[]).await;
    }
    if let Some(client) = client("QDRANT_GRPC_URL").transpose()? {
        judge("live-grpc", Arc::new(client.grpc().unwrap().clone()), NOT_OVER_GRPC).await;
    }
    Ok(())
}
