//! Vectors of points, and the named vectors of a collection.

use qdrant_core::{
    CreateVectorNameRequest, DeletePointVectors, DeleteVectorNameRequest, Error, PointId, PointsSelector,
    UpdatePointVectors, UpdateResult, VectorsSelector,
};

use super::forget;
use super::points::{done, no_selection, no_shard_key, not_empty};
use crate::convert::{VectorSchema, engine_ids, point_vectors};
use crate::engine::{UpdateOperation, UpdateVectorsOp, VectorOperations};
use crate::expand;
use crate::registry::Registry;

pub(super) fn create(
    registry: &Registry,
    operation: &CreateVectorNameRequest,
) -> Result<UpdateResult, Error> {
    let CreateVectorNameRequest {
        collection_name,
        wait,
        vector_name,
        vector_config,
        timeout: _,
        ordering: _,
    } = operation;
    let wait = wait.unwrap_or(false);
    let number = registry.get(collection_name)?.create_vector_name(wait, vector_name, vector_config)?;
    Ok(done(number, wait))
}

pub(super) fn delete(
    registry: &Registry,
    operation: &DeleteVectorNameRequest,
) -> Result<UpdateResult, Error> {
    let DeleteVectorNameRequest { collection_name, wait, vector_name, timeout: _, ordering: _ } = operation;
    let wait = wait.unwrap_or(false);
    let number = registry.get(collection_name)?.delete_vector_name(wait, vector_name)?;
    Ok(done(number, wait))
}

pub(super) fn update(registry: &Registry, operation: UpdatePointVectors) -> Result<UpdateResult, Error> {
    let UpdatePointVectors {
        collection_name,
        wait,
        points,
        ordering: _,
        shard_key_selector,
        update_filter,
        timeout: _,
    } = operation;
    no_shard_key(shard_key_selector.as_ref())?;
    let collection = registry.get(&collection_name)?;
    let ids: Vec<PointId> = points.iter().map(|point| point.id).collect();
    not_empty(&ids)?;
    let points = point_vectors(points.into_vec(), &collection.settings().config)?;
    let wait = wait.unwrap_or(false);
    let number = collection.write(wait, |writer| {
        let update_filter = update_filter
            .map(|selector| expand::filter(writer.shard, selector))
            .transpose()
            .map_err(|error| error.within("update_filter"))?;
        let update = VectorOperations::UpdateVectors(UpdateVectorsOp { points, update_filter });
        writer.apply(UpdateOperation::VectorOperation(update))?;
        writer.state.unoptimized_points += ids.len();
        Ok(())
    })?;
    Ok(done(number, wait))
}

pub(super) fn remove(registry: &Registry, operation: DeletePointVectors) -> Result<UpdateResult, Error> {
    let DeletePointVectors {
        collection_name,
        wait,
        points_selector,
        vectors: VectorsSelector { names },
        ordering: _,
        shard_key_selector,
        timeout: _,
    } = operation;
    no_shard_key(shard_key_selector.as_ref())?;
    let collection = registry.get(&collection_name)?;
    let settings = collection.settings();
    for (index, name) in names.iter().enumerate() {
        // The engine would notice in the middle of the work.
        VectorSchema::of(&settings.config, name)
            .map_err(|error| error.within(&format!("vectors[{index}]")))?;
    }
    let selector = points_selector.ok_or_else(|| no_selection("points_selector"))?;
    if let PointsSelector::Points(ids) = &selector {
        not_empty(ids)?;
    }
    let wait = wait.unwrap_or(false);
    let number = collection.write(wait, |writer| match selector {
        PointsSelector::Points(ids) => forget::by_ids(writer, &settings.config, engine_ids(ids), names),
        PointsSelector::Filter(selector) => {
            let filter = expand::filter(writer.shard, selector)
                .map_err(|error| error.within("points_selector.filter"))?;
            forget::by_filter(writer, &settings.config, filter, names)
        }
    })?;
    Ok(done(number, wait))
}
