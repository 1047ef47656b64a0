//! Where the shards of a collection are, and the cluster around them.

use qdrant_core::{
    ClusterStatus, ClusterStatusRequest, ClusterTelemetryRequest, CollectionClusterInfoRequest,
    CreateShardKey, CreateShardKeyRequest, DeleteShardKeyRequest, ErrorKind, ListShardKeysRequest,
    RecoverCurrentPeerRequest, RemovePeer, Replica, UpdateCollectionClusterSetupRequest,
};

use crate::conformance::context::{Context, Failure, holds, same};
use crate::conformance::fixture;

/// A shard that no collection has.
const NOWHERE: u32 = 4711;

pub(super) async fn places(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let info = context.silently("places", CollectionClusterInfoRequest::new(context.collection())).await?;
    let shards = info.local_shards.len() + info.remote_shards.len();
    holds("a collection has shards", info.shard_count > 0 && shards > 0, || format!("{info:?}"))?;
    holds(
        "of which it counts each",
        usize::try_from(info.shard_count).is_ok_and(|count| count <= shards),
        || format!("{info:?}"),
    )?;
    if info.remote_shards.is_empty() {
        let points: u64 = info.local_shards.iter().map(|shard| shard.points_count).sum();
        same("which have all points", &points, &6)?;
    }
    let none = CollectionClusterInfoRequest::new("no such collection");
    context.fails("places of nothing", &[ErrorKind::NotFound], none).await?;
    let gone = Replica::new(NOWHERE, 1);
    let drop = UpdateCollectionClusterSetupRequest::new(context.collection(), gone);
    context.fails("drop what is not there", &[ErrorKind::InvalidRequest, ErrorKind::NotFound], drop).await?;
    Ok(())
}

pub(super) async fn keys(context: &mut Context) -> Result<(), Failure> {
    fixture::create(context).await?;
    let list = ListShardKeysRequest::new(context.collection());
    same("no keys", &context.ok("no keys", list).await?.len(), &0)?;
    let none = ListShardKeysRequest::new("no such collection");
    context.fails("keys of nothing", &[ErrorKind::NotFound], none).await?;
    // Keys are for collections that were made for them.
    let create = CreateShardKeyRequest::new(context.collection(), CreateShardKey::new("a"));
    context.fails("create a key", &[ErrorKind::InvalidRequest], create).await?;
    let delete = DeleteShardKeyRequest::new(context.collection(), "a");
    context.fails("delete a key", &[ErrorKind::InvalidRequest, ErrorKind::NotFound], delete).await?;
    Ok(())
}

pub(super) async fn cluster(context: &mut Context) -> Result<(), Failure> {
    match context.silently("status", ClusterStatusRequest::new()).await? {
        ClusterStatus::Disabled => {}
        ClusterStatus::Enabled(details) => {
            return holds("a cluster has peers", !details.peers.is_empty(), || format!("{details:?}"));
        }
        ClusterStatus::Unknown(status) => return holds("status", false, || format!("{status}")),
    }
    let disabled = [ErrorKind::InvalidRequest];
    context.fails("telemetry of no cluster", &disabled, ClusterTelemetryRequest::new()).await?;
    context.fails("remove a peer of none", &disabled, RemovePeer::new(1)).await?;
    context.fails("recover the only peer", &[ErrorKind::Server], RecoverCurrentPeerRequest::new()).await?;
    Ok(())
}
