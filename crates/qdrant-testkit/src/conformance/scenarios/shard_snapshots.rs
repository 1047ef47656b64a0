//! Snapshots of a shard.

use qdrant_core::{
    CountPoints, CreateShardSnapshotRequest, DeletePoints, DeleteShardSnapshotRequest, DownloadShardSnapshot,
    ErrorKind, ListShardSnapshotsRequest, RecoverShardSnapshot, SnapshotDescription, SnapshotPriority,
    StreamShardSnapshot, UploadShardSnapshot,
};

use super::snapshots::{LIMIT, NOWHERE, completed};
use crate::conformance::context::{Context, Failure, holds, same};
use crate::conformance::fixture;

/// The only shard of a collection that was created without a number of shards.
const SHARD: u32 = 0;

async fn create(context: &mut Context) -> Result<SnapshotDescription, Failure> {
    let outcome =
        context.silently("create", CreateShardSnapshotRequest::new(context.collection(), SHARD)).await?;
    completed("create", outcome)
}

async fn restored(
    context: &mut Context,
    step: &str,
    content: impl Into<qdrant_core::ByteSource>,
) -> Result<(), Failure> {
    let delete = DeletePoints::new(context.collection()).points([1, 2]).wait(true);
    context.silently(step, delete).await?;
    let count = CountPoints::new(context.collection()).exact(true);
    same(step, &context.ok(step, count.clone()).await?, &4)?;
    let upload = UploadShardSnapshot::new(context.collection(), SHARD, content)
        .priority(SnapshotPriority::Snapshot)
        .wait(true);
    let uploaded = context.silently(step, upload).await?;
    same(step, &completed(step, uploaded)?, &true)?;
    same(step, &context.ok(step, count).await?, &6)
}

pub(super) async fn lifecycle(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let list = ListShardSnapshotsRequest::new(context.collection(), SHARD);
    same("none yet", &context.ok("none yet", list.clone()).await?.len(), &0)?;
    let made = create(context).await?;
    holds("a snapshot has bytes", made.size > 0, || format!("{made:?}"))?;
    let listed = context.silently("one", list.clone()).await?;
    same("one", &listed.iter().map(|snapshot| &snapshot.name).collect::<Vec<_>>(), &vec![&made.name])?;
    let delete = DeleteShardSnapshotRequest::new(context.collection(), SHARD, &made.name);
    let deleted = context.silently("delete", delete.clone()).await?;
    same("delete", &completed("delete", deleted)?, &true)?;
    same("none left", &context.ok("none left", list).await?.len(), &0)?;
    context.fails("delete what is gone", &[ErrorKind::NotFound], delete).await?;
    let other = CreateShardSnapshotRequest::new(context.collection(), 4711);
    context.fails("of no shard", &[ErrorKind::NotFound, ErrorKind::InvalidRequest], other).await?;
    Ok(())
}

pub(super) async fn round_trip(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let made = create(context).await?;
    let download = DownloadShardSnapshot::new(context.collection(), SHARD, &made.name);
    let file = context.silently("download", download).await?;
    let bytes = file.content.collect(LIMIT).await.map_err(|error| Failure::at("download", &error))?;
    same("size", &(bytes.len() as u64), &made.size)?;
    restored(context, "upload", bytes.clone()).await?;

    let streamed = context.silently("stream", StreamShardSnapshot::new(context.collection(), SHARD)).await?;
    let stream = streamed.content.collect(LIMIT).await.map_err(|error| Failure::at("stream", &error))?;
    restored(context, "upload what was streamed", stream).await?;

    let broken = UploadShardSnapshot::new(context.collection(), SHARD, bytes).checksum("0".repeat(64));
    context.fails("wrong checksum", &[ErrorKind::InvalidRequest], broken).await?;
    let nowhere = RecoverShardSnapshot::new(context.collection(), SHARD, NOWHERE);
    context.fails("recover from nowhere", &[ErrorKind::InvalidRequest, ErrorKind::NotFound], nowhere).await?;
    let count = CountPoints::new(context.collection()).exact(true);
    same("all points are there", &context.ok("count", count).await?, &6)?;
    let missing = DownloadShardSnapshot::new(context.collection(), SHARD, "no-such.snapshot");
    context.fails("download of none", &[ErrorKind::NotFound], missing).await?;
    Ok(())
}
