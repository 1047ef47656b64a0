//! Copying.

use futures_util::TryStreamExt;
use qdrant_core::{
    CountPoints, CreateAlias, Error, ErrorKind, PointStruct, RetrievedPoint, ScrollPoints, Vectors,
};

use super::config::agreed;
use super::plan::{Item, Plan, of_collection};
use super::request::{MigratedCollection, Migration};

pub(super) async fn run(mut migration: Migration<'_>) -> Result<Vec<MigratedCollection>, Error> {
    let Plan { items, aliases } = Plan::make(&mut migration).await?;
    let mut done = Vec::with_capacity(items.len());
    for item in items {
        let name = item.name.clone();
        let points = copy(&mut migration, item).await.map_err(|error| of_collection(&name, error))?;
        done.push(MigratedCollection { collection_name: name, points });
    }
    for alias in aliases {
        let alias = CreateAlias::new(alias.collection_name, alias.alias_name);
        agreed(migration.destination.create_alias(alias).await?)?;
    }
    Ok(done)
}

async fn copy(migration: &mut Migration<'_>, item: Item) -> Result<u64, Error> {
    let Item { name, blueprint, replaces } = item;
    let destination = migration.destination.clone();
    if replaces {
        destination.delete_collection(&name).await?;
    }
    blueprint.build(&destination).await?;
    let points = copy_points(migration, &name).await?;
    let there = destination.count(CountPoints::new(&name).exact(true)).await?;
    if there == points {
        return Ok(points);
    }
    let message = format!("{points} points were copied, and the destination has {there}");
    Err(Error::new(ErrorKind::Server, message))
}

async fn copy_points(migration: &mut Migration<'_>, name: &str) -> Result<u64, Error> {
    let Migration { source, destination, batch_size, parallel, on_progress, .. } = migration;
    let scroll = ScrollPoints::new(name).limit(*batch_size).with_payload(true).with_vectors(true);
    let points = source.scroll_all(scroll).map_ok(again);
    let mut upload =
        destination.upload_stream(name, points).batch_size(*batch_size as usize).parallel(*parallel);
    if let Some(report) = on_progress {
        let mut copied = MigratedCollection { collection_name: name.to_owned(), points: 0 };
        upload = upload.on_progress(move |progress| {
            copied.points = progress.points;
            report(&copied);
        });
    }
    Ok(upload.await?.points)
}

/// Returns the point to write: without a shard key, which only custom sharding has, and without an order.
fn again(point: RetrievedPoint) -> PointStruct {
    let RetrievedPoint { id, payload, vectors, shard_key: _, order_value: _ } = point;
    PointStruct::new(id, vectors.map_or_else(Vectors::none, Vectors::from), payload)
}
