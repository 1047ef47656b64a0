//! Streams go through decorators, and operations without an rpc over REST.

use std::sync::Arc;

use async_trait::async_trait;
use qdrant_client::layer::{Fallback, MetricsLayer, RecordLayer, Route, Tape, TraceLayer, TransportLayer};
use qdrant_client::{
    ByteSource, ByteStream, Call, Capabilities, DownloadSnapshot, Error, ErrorKind, Operation, OperationKind,
    Outcome, Qdrant, Reply, Request, SharedTransport, SnapshotFile, Transport, TransportInfo, UploadSnapshot,
};

/// Sends back in a download what came in the last upload, in chunks.
#[derive(Debug)]
struct Store(std::sync::Mutex<Vec<bytes::Bytes>>);

#[async_trait]
impl Transport for Store {
    fn info(&self) -> TransportInfo {
        let kinds = [OperationKind::UploadSnapshot, OperationKind::DownloadSnapshot];
        TransportInfo::new("store", kinds.into_iter().collect())
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let Request::UploadSnapshot(upload) = call.request else {
            let file = SnapshotFile::new(ByteStream::from_chunks(self.0.lock().unwrap().clone()));
            return Ok(Reply::new(DownloadSnapshot::into_response(file)));
        };
        let (mut stream, mut chunks) = (upload.snapshot.open()?, Vec::new());
        while let Some(chunk) = stream.next_chunk().await? {
            chunks.push(chunk);
        }
        *self.0.lock().unwrap() = chunks;
        Ok(Reply::new(UploadSnapshot::into_response(Outcome::Completed(true))))
    }
}

/// Carries everything, as far as it says, and reaches nobody.
#[derive(Debug)]
struct Unreachable(Capabilities);

#[async_trait]
impl Transport for Unreachable {
    fn info(&self) -> TransportInfo {
        TransportInfo::new("unreachable", self.0)
    }

    async fn execute(&self, _: Call) -> Result<Reply, Error> {
        Err(Error::new(ErrorKind::Connect, "refused").with_not_sent())
    }
}

#[tokio::test]
async fn streams_go_through_every_decorator() {
    let store: SharedTransport = Arc::new(Store(std::sync::Mutex::default()));
    let down = Capabilities::all();
    let fallback = Arc::new(Fallback::new(Arc::new(Unreachable(down)), Arc::clone(&store)));
    let no_streams = OperationKind::ALL.iter().copied().filter(|kind| !kind.streams()).collect();
    let route =
        Arc::new(Route::new([Arc::new(Unreachable(no_streams)), fallback as SharedTransport]).unwrap());
    let recorded = RecordLayer::new(Tape::new()).layer(route);
    let client = Qdrant::builder()
        .transport(TraceLayer::new().layer(recorded))
        .layer(MetricsLayer::new(|event| assert_eq!(event.error, None)))
        .build()
        .unwrap();

    let chunks = ["snap", "shot"];
    for source in [
        ByteSource::once(ByteStream::from_chunks(chunks)),
        ByteSource::replayable(move || ByteStream::from_chunks(chunks)),
    ] {
        let uploaded = client.upload_snapshot(UploadSnapshot::new("c", source)).await.unwrap();
        assert_eq!(uploaded, Outcome::Completed(true));
        let mut file = client.download_snapshot(DownloadSnapshot::new("c", "s")).await.unwrap();
        for chunk in chunks {
            assert_eq!(file.content.next_chunk().await.unwrap().unwrap(), chunk);
        }
        assert_eq!(file.content.next_chunk().await.unwrap(), None);
    }
}

/// The operations that have no rpc, as the API of Qdrant defines them.
#[cfg(all(feature = "rest", feature = "grpc"))]
const WITHOUT_RPC: &[OperationKind] = &[
    OperationKind::Healthz,
    OperationKind::Livez,
    OperationKind::Readyz,
    OperationKind::Telemetry,
    OperationKind::Metrics,
    OperationKind::GetIssues,
    OperationKind::ClearIssues,
    OperationKind::GetQuotas,
    OperationKind::UpdateQuotas,
    OperationKind::ClusterStatus,
    OperationKind::ClusterTelemetry,
    OperationKind::RecoverCurrentPeer,
    OperationKind::RemovePeer,
    OperationKind::GetOptimizations,
    OperationKind::GetPoint,
    OperationKind::DownloadSnapshot,
    OperationKind::UploadSnapshot,
    OperationKind::RecoverSnapshot,
    OperationKind::DownloadFullSnapshot,
    OperationKind::CreateShardSnapshot,
    OperationKind::ListShardSnapshots,
    OperationKind::DeleteShardSnapshot,
    OperationKind::DownloadShardSnapshot,
    OperationKind::StreamShardSnapshot,
    OperationKind::UploadShardSnapshot,
    OperationKind::RecoverShardSnapshot,
];

#[cfg(all(feature = "rest", feature = "grpc"))]
#[test]
fn what_has_no_rpc_goes_over_rest() {
    let client = Qdrant::builder().prefer_grpc(true).build().unwrap();
    let rest = client.rest().unwrap().info().capabilities;
    let grpc = client.grpc().unwrap().info().capabilities;
    for kind in OperationKind::ALL.iter().copied() {
        assert_eq!(grpc.contains(kind), !WITHOUT_RPC.contains(&kind), "{kind} over gRPC");
        assert_eq!(rest.contains(kind), kind != OperationKind::GrpcHealthCheck, "{kind} over REST");
        assert!(client.supports(kind), "{kind}");
    }
}

/// Nobody listens at either port; the error says which of them was tried.
#[cfg(all(feature = "rest", feature = "grpc"))]
#[tokio::test]
async fn the_route_chooses_the_wire_before_anything_is_sent() {
    let client = Qdrant::from_url("http://127.0.0.1:1")
        .grpc_port(2)
        .prefer_grpc(true)
        .retry(qdrant_client::RetryPolicy::none())
        .build()
        .unwrap();
    let source = || ByteSource::replayable(|| ByteStream::from_chunks(["snapshot"]));
    for (error, wire) in [
        (client.list_collections().await.unwrap_err(), "grpc"),
        (client.list_full_snapshots().await.unwrap_err(), "grpc"),
        (client.cluster_status().await.unwrap_err(), "rest"),
        (client.download_full_snapshot("s").await.unwrap_err(), "rest"),
        (client.upload_snapshot(UploadSnapshot::new("c", source())).await.unwrap_err(), "rest"),
    ] {
        assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
        assert_eq!(error.transport(), Some(wire), "{error:?}");
    }
}
