//! What is answered as by a server that is no part of a cluster.

use qdrant_core::{
    ClearIssuesRequest, ClusterStatus, ClusterStatusRequest, ClusterTelemetryRequest,
    CollectionClusterInfoRequest, CreateShardKey, CreateShardKeyRequest, DeleteShardKeyRequest, ErrorKind,
    GetIssuesRequest, GetOptimizations, GetQuotasRequest, GrpcHealthCheckRequest, ListShardKeysRequest,
    OperationKind, OptimizationPart, RecoverCurrentPeerRequest, RemovePeer, Replica, ReplicaState,
    ServingStatus, Transport, TransportExt, UpdateCollectionClusterSetupRequest,
};
use qdrant_embedded::support_note;

use crate::support::{NAME, in_memory, plain};

#[tokio::test]
async fn there_is_one_shard_and_no_cluster() {
    let transport = plain(3).await;
    assert_eq!(transport.call(ClusterStatusRequest {}).await.unwrap(), ClusterStatus::Disabled);
    let shards = transport.call(CollectionClusterInfoRequest::new(NAME)).await.unwrap();
    assert_eq!((shards.peer_id, shards.shard_count), (0, 1));
    let shard = &shards.local_shards[0];
    assert_eq!((shard.shard_id, shard.points_count), (0, 3));
    assert_eq!(shard.state, ReplicaState::Active);
    assert!(shards.remote_shards.is_empty() && shards.shard_transfers.is_empty());
    assert!(transport.call(ListShardKeysRequest::new(NAME)).await.unwrap().is_empty());
    assert!(transport.call(CollectionClusterInfoRequest::new("nowhere")).await.unwrap_err().is_not_found());
    assert!(transport.call(ListShardKeysRequest::new("nowhere")).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn nothing_of_a_cluster_can_be_changed() {
    let transport = plain(1).await;
    let disabled = "Bad request: Distributed mode disabled";
    let error =
        transport.call(UpdateCollectionClusterSetupRequest::new(NAME, Replica::new(0, 1))).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::InvalidRequest, disabled));
    let error = transport.call(CreateShardKeyRequest::new(NAME, CreateShardKey::new("a"))).await.unwrap_err();
    assert_eq!(error.message(), disabled);
    let error = transport.call(DeleteShardKeyRequest::new(NAME, "a")).await.unwrap_err();
    assert_eq!(error.message(), disabled);
    assert_eq!(transport.call(RemovePeer::new(1)).await.unwrap_err().message(), disabled);
    assert_eq!(transport.call(ClusterTelemetryRequest::default()).await.unwrap_err().message(), disabled);
    let error = transport.call(RecoverCurrentPeerRequest {}).await.unwrap_err();
    assert!(error.message().contains("standalone mode"), "{error}");
}

#[tokio::test]
async fn the_service_is_well_and_has_no_issues() {
    let transport = in_memory();
    assert_eq!(transport.call(GrpcHealthCheckRequest::default()).await.unwrap(), ServingStatus::Serving);
    assert!(transport.call(GetIssuesRequest {}).await.unwrap().issues().is_empty());
    assert!(transport.call(ClearIssuesRequest {}).await.unwrap());
}

#[tokio::test]
async fn optimizations_are_summed_up() {
    let transport = plain(3).await;
    let report = transport.call(GetOptimizations::new(NAME)).await.unwrap();
    assert!(report.summary.idle_segments > 0);
    assert_eq!((report.queued, report.completed), (None, None));
    let with = GetOptimizations::new(NAME).with(vec![OptimizationPart::Completed]);
    assert_eq!(transport.call(with).await.unwrap().completed, Some(Vec::new()));
    let with =
        GetOptimizations::new(NAME).with(vec![OptimizationPart::Queued, OptimizationPart::IdleSegments]);
    let error = transport.call(with).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some("with[1]")));
}

#[tokio::test]
async fn what_is_declined_is_declined_by_name() {
    let transport = in_memory();
    let error = transport.call(GetQuotasRequest {}).await.unwrap_err();
    assert!(error.is_unsupported() && error.to_string().contains("get_quotas"), "{error}");
    let capabilities = transport.info().capabilities;
    for kind in OperationKind::ALL.iter().filter(|kind| !capabilities.contains(**kind)) {
        let note = support_note(*kind).unwrap();
        assert!(note.ends_with('.') && note.len() < 120, "{kind}: {note}");
    }
}
