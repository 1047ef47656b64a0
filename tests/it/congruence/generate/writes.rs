//! Writes of points, their payload and their vectors.

use std::collections::BTreeMap;

use qdrant_client::{
    Batch, ClearPayloadOperation, ClearPayloadPoints, DeletePayloadOperation, DeletePayloadPoints,
    DeletePointVectors, DeletePoints, DeletePointsOperation, DeleteVectorsOperation, Operation,
    OverwritePayloadPoints, PointStruct, PointStructList, PointVectors, PointsUpdateOperation, Request,
    SetPayloadOperation, SetPayloadPoints, UpdateBatchPoints, UpdateMode, UpdatePointVectors,
    UpdateVectorsOperation, UpsertPoints, Vectors, VectorsSelector,
};

use super::filters::{filter, selector};
use super::values::{Shape, id, path, payload, vector};
use super::world::World;

pub(super) fn request(world: &mut World) -> Request {
    let name = world.collection();
    let wait = world.dice.flag();
    if world.dice.one_in(6) {
        let count = 1 + world.dice.below(4);
        let steps: Vec<_> = (0..count).map(|_| step(world, &name)).collect();
        return UpdateBatchPoints::new(name, steps).wait(wait).into_request();
    }
    match step(world, &name) {
        PointsUpdateOperation::Upsert(PointStructList { points, update_filter, update_mode, .. }) => {
            UpsertPoints { update_filter, update_mode, ..UpsertPoints::new(name, points).wait(wait) }
                .into_request()
        }
        PointsUpdateOperation::DeletePoints(step) => {
            DeletePoints::new(name).wait(wait).points(step.points).into_request()
        }
        PointsUpdateOperation::SetPayload(SetPayloadOperation { payload, points_selector, key, .. }) => {
            let write = SetPayloadPoints::new(name, payload).wait(wait).points_selector(points_selector);
            SetPayloadPoints { key, ..write }.into_request()
        }
        PointsUpdateOperation::OverwritePayload(SetPayloadOperation {
            payload,
            points_selector,
            key,
            ..
        }) => {
            let write =
                OverwritePayloadPoints::new(name, payload).wait(wait).points_selector(points_selector);
            OverwritePayloadPoints { key, ..write }.into_request()
        }
        PointsUpdateOperation::DeletePayload(DeletePayloadOperation { keys, points_selector, .. }) => {
            DeletePayloadPoints::new(name, keys).wait(wait).points_selector(points_selector).into_request()
        }
        PointsUpdateOperation::ClearPayload(step) => {
            ClearPayloadPoints::new(name).wait(wait).points(step.points).into_request()
        }
        PointsUpdateOperation::UpdateVectors(UpdateVectorsOperation { points, update_filter, .. }) => {
            UpdatePointVectors { update_filter, ..UpdatePointVectors::new(name, points).wait(wait) }
                .into_request()
        }
        PointsUpdateOperation::DeleteVectors(DeleteVectorsOperation { points_selector, vectors, .. }) => {
            let write = DeletePointVectors::new(name).wait(wait).points_selector(points_selector);
            DeletePointVectors { vectors, ..write }.into_request()
        }
    }
}

fn step(world: &mut World, name: &str) -> PointsUpdateOperation {
    match world.dice.below(16) {
        0..4 => {
            let UpsertPoints { points, update_filter, update_mode, .. } = upsert(world, name.to_owned(), 4);
            let list = PointStructList::new(points);
            PointStructList { update_filter, update_mode, ..list }.into()
        }
        4 => DeletePointsOperation::new(selector(&mut world.dice)).into(),
        5..8 => {
            let dice = &mut world.dice;
            let write = SetPayloadOperation::new(selector(dice), payload(dice));
            let key = dice.maybe(3, |dice| path(dice).0);
            PointsUpdateOperation::SetPayload(SetPayloadOperation { key, ..write })
        }
        8 => {
            let dice = &mut world.dice;
            PointsUpdateOperation::OverwritePayload(SetPayloadOperation::new(selector(dice), payload(dice)))
        }
        9 | 10 => {
            let dice = &mut world.dice;
            let keys = dice.list(0..3, |dice| path(dice).0);
            DeletePayloadOperation::new(selector(dice), keys).into()
        }
        11 => ClearPayloadOperation::new(selector(&mut world.dice)).into(),
        12..14 => {
            let points: Vec<_> = (0..1 + world.dice.below(3))
                .map(|_| PointVectors::new(id(&mut world.dice), some_vectors(world, name)))
                .collect();
            let update_filter = world.dice.maybe(4, filter);
            let write = UpdateVectorsOperation::new(Batch::from(points));
            UpdateVectorsOperation { update_filter, ..write }.into()
        }
        _ => {
            let names = vec![world.vector_of(name).0];
            DeleteVectorsOperation::new(selector(&mut world.dice), VectorsSelector { names }).into()
        }
    }
}

/// An upsert of at most so many points, at times on a condition.
pub(super) fn upsert(world: &mut World, name: String, most: usize) -> UpsertPoints {
    let count = if most > 4 { most } else { 1 + world.dice.below(most) };
    let points: Vec<_> = (0..count)
        .map(|_| {
            let vectors = some_vectors(world, &name);
            PointStruct::new(id(&mut world.dice), vectors, payload(&mut world.dice))
        })
        .collect();
    let upsert = UpsertPoints::new(name, points);
    let update_filter = world.dice.maybe(6, filter);
    let update_mode = world.dice.maybe(5, |dice| dice.pick(UpdateMode::ALL));
    UpsertPoints { update_filter, update_mode, ..upsert }
}

/// Most of the vectors of a collection.
fn some_vectors(world: &mut World, name: &str) -> Vectors {
    let known = world.collections.get(name).or_else(|| world.collections.get("c0")).cloned();
    let known: BTreeMap<String, Shape> = known.unwrap_or_default();
    let dice = &mut world.dice;
    let mut vectors = BTreeMap::new();
    for (name, shape) in known {
        if !dice.one_in(5) {
            vectors.insert(name, vector(dice, shape));
        }
    }
    if dice.one_in(60) {
        let shape = dice.pick(&[Shape::Dense(5), Shape::Sparse, Shape::Multi(3)]);
        vectors.insert(dice.pick(&["d", "s", "none"]).to_owned(), vector(dice, shape));
    }
    match vectors.remove("") {
        Some(only) if vectors.is_empty() && dice.flag() => Vectors::from(only),
        Some(only) => {
            vectors.insert(String::new(), only);
            Vectors::Named(vectors)
        }
        None => Vectors::Named(vectors),
    }
}
