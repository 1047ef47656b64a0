//! Snapshots of a collection, and of everything.

use qdrant_core::{
    CollectionExistsRequest, CountPoints, CreateFullSnapshotRequest, CreateSnapshotRequest, DeleteCollection,
    DeleteFullSnapshotRequest, DeletePoints, DeleteSnapshotRequest, DownloadFullSnapshot, DownloadSnapshot,
    ErrorKind, GetPoints, ListFullSnapshotsRequest, ListSnapshotsRequest, Outcome, PointId, RecoverSnapshot,
    SnapshotDescription, SnapshotPriority, UploadSnapshot, Value,
};

use crate::conformance::context::{Context, Failure, holds, same};
use crate::conformance::fixture;

/// No snapshot of six points is larger.
pub(super) const LIMIT: usize = 1 << 30;

/// A file that no server has.
pub(super) const NOWHERE: &str = "file:///no/such/folder/no-such.snapshot";

pub(super) fn completed<T>(step: &str, outcome: Outcome<T>) -> Result<T, Failure> {
    outcome.into_completed().map_err(|error| Failure::at(step, &error))
}

async fn create(context: &mut Context) -> Result<SnapshotDescription, Failure> {
    let outcome = context.silently("create", CreateSnapshotRequest::new(context.collection())).await?;
    completed("create", outcome)
}

pub(super) async fn lifecycle(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let list = ListSnapshotsRequest::new(context.collection());
    let none = context.ok("none yet", list.clone()).await?;
    same("none yet", &none.len(), &0)?;
    let made = create(context).await?;
    holds("a snapshot has bytes", made.size > 0, || format!("{made:?}"))?;
    let listed = context.silently("one", list.clone()).await?;
    same("one", &listed.iter().map(|snapshot| &snapshot.name).collect::<Vec<_>>(), &vec![&made.name])?;
    let delete = DeleteSnapshotRequest::new(context.collection(), &made.name);
    let deleted = context.silently("delete", delete.clone()).await?;
    same("delete", &completed("delete", deleted)?, &true)?;
    same("none left", &context.ok("none left", list).await?.len(), &0)?;
    context.fails("delete what is gone", &[ErrorKind::NotFound], delete).await?;
    let nowhere = CreateSnapshotRequest::new("no such collection");
    context.fails("of no collection", &[ErrorKind::NotFound], nowhere).await?;
    Ok(())
}

pub(super) async fn round_trip(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let made = create(context).await?;
    let download = DownloadSnapshot::new(context.collection(), &made.name);
    let file = context.silently("download", download).await?;
    let bytes = file.content.collect(LIMIT).await.map_err(|error| Failure::at("download", &error))?;
    same("size", &(bytes.len() as u64), &made.size)?;

    let delete = DeletePoints::new(context.collection()).points([1, 2]).wait(true);
    context.silently("delete points", delete).await?;
    let upload =
        UploadSnapshot::new(context.collection(), bytes.clone()).priority(SnapshotPriority::Snapshot);
    let restored = context.silently("upload", upload.clone()).await?;
    same("upload", &completed("upload", restored)?, &true)?;
    let count = CountPoints::new(context.collection()).exact(true);
    same("all points are back", &context.ok("count", count.clone()).await?, &6)?;
    let get = GetPoints::new(context.collection(), [PointId::from(1)]);
    let city = context.ok("Berlin", get).await?.pop().and_then(|point| point.payload.get("city").cloned());
    same("Berlin", &city, &Some(Value::from("Berlin")))?;

    let broken = UploadSnapshot::new(context.collection(), bytes.clone()).checksum("0".repeat(64));
    context.fails("wrong checksum", &[ErrorKind::InvalidRequest], broken).await?;
    context.silently("delete the collection", DeleteCollection::new(context.collection())).await?;
    let restored = context.silently("upload into nothing", upload).await?;
    same("upload into nothing", &completed("upload into nothing", restored)?, &true)?;
    let exists = CollectionExistsRequest::new(context.collection());
    same("the collection is back", &context.ok("exists", exists).await?, &true)?;
    same("with its points", &context.ok("count again", count).await?, &6)?;
    let missing = DownloadSnapshot::new(context.collection(), "no-such.snapshot");
    context.fails("download of none", &[ErrorKind::NotFound], missing).await?;
    Ok(())
}

/// Where a server finds a file is its own matter; that it has looked for it shows where there is none.
pub(super) async fn recover(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let nowhere = RecoverSnapshot::new(context.collection(), NOWHERE).priority(SnapshotPriority::Snapshot);
    context.fails("recover from nowhere", &[ErrorKind::InvalidRequest, ErrorKind::NotFound], nowhere).await?;
    let count = CountPoints::new(context.collection()).exact(true);
    same("all points are there", &context.ok("count", count).await?, &6)
}

async fn is_listed(context: &mut Context, name: &str) -> Result<bool, Failure> {
    let listed = context.silently("list", ListFullSnapshotsRequest::default()).await?;
    Ok(listed.iter().any(|snapshot| snapshot.name == name))
}

pub(super) async fn of_everything(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let made = context.silently("create", CreateFullSnapshotRequest::new()).await?;
    let made = completed("create", made)?;
    holds("a snapshot has bytes", made.size > 0, || format!("{made:?}"))?;
    same("it is listed", &is_listed(context, &made.name).await?, &true)?;
    let delete = DeleteFullSnapshotRequest::new(&made.name);
    let deleted = context.silently("delete", delete.clone()).await?;
    same("delete", &completed("delete", deleted)?, &true)?;
    same("it is listed no more", &is_listed(context, &made.name).await?, &false)?;
    context.fails("delete what is gone", &[ErrorKind::NotFound], delete).await?;
    Ok(())
}

pub(super) async fn download_of_everything(context: &mut Context) -> Result<(), Failure> {
    fixture::fill(context).await?;
    let made = context.silently("create", CreateFullSnapshotRequest::new()).await?;
    let made = completed("create", made)?;
    let file = context.silently("download", DownloadFullSnapshot::new(&made.name)).await?;
    let bytes = file.content.collect(LIMIT).await.map_err(|error| Failure::at("download", &error))?;
    same("size", &(bytes.len() as u64), &made.size)?;
    let deleted = context.silently("delete", DeleteFullSnapshotRequest::new(&made.name)).await?;
    same("delete", &completed("delete", deleted)?, &true)?;
    let gone = DownloadFullSnapshot::new(&made.name);
    context.fails("download what is gone", &[ErrorKind::NotFound], gone).await?;
    Ok(())
}
