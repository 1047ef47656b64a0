//! How points lose vectors.
//!
//! When the engine deletes a sparse vector it leaves its indices behind, where they count for the next vector that the
//! point gets. They go when a vector replaces another, so that sparse vectors are emptied first.

use std::collections::HashMap;

use qdrant_core::{CollectionConfig, Error};

use crate::convert::VectorSchema;
use crate::engine::{
    Condition, Filter, HasIdCondition, HasVectorCondition, PointId, PointVectorsPersisted, SparseVector,
    UpdateOperation, UpdateVectorsOp, VectorOperations, VectorPersisted, VectorStructPersisted,
};
use crate::writer::{Writer, each_page};

/// Removes the vectors of these names from points.
pub(super) fn by_ids(
    writer: &mut Writer<'_>,
    config: &CollectionConfig,
    ids: Vec<PointId>,
    names: Vec<String>,
) -> Result<(), Error> {
    for name in sparse(config, &names)? {
        let among = Condition::HasId(HasIdCondition::from_iter(ids.iter().copied()));
        empty(writer, name, Filter { must: Some(vec![among]), ..Filter::default() })?;
    }
    let removal = VectorOperations::DeleteVectors(ids.into(), names);
    writer.apply(UpdateOperation::VectorOperation(removal))
}

/// Removes the vectors of these names from all points that match.
pub(super) fn by_filter(
    writer: &mut Writer<'_>,
    config: &CollectionConfig,
    filter: Filter,
    names: Vec<String>,
) -> Result<(), Error> {
    for name in sparse(config, &names)? {
        let matches = vec![Condition::Filter(filter.clone())];
        empty(writer, name, Filter { must: Some(matches), ..Filter::default() })?;
    }
    let removal = VectorOperations::DeleteVectorsByFilter(filter, names);
    writer.apply(UpdateOperation::VectorOperation(removal))
}

fn sparse<'a>(config: &CollectionConfig, names: &'a [String]) -> Result<Vec<&'a String>, Error> {
    let mut sparse = Vec::new();
    for name in names {
        if VectorSchema::of(config, name)? == VectorSchema::Sparse {
            sparse.push(name);
        }
    }
    Ok(sparse)
}

/// Replaces the sparse vectors that points have by those of nothing.
fn empty(writer: &mut Writer<'_>, name: &str, mut wanted: Filter) -> Result<(), Error> {
    let has = Condition::HasVector(HasVectorCondition { has_vector: name.to_owned() });
    wanted.must.get_or_insert_default().push(has);
    let nothing = |id: &PointId| {
        let vector = VectorPersisted::Sparse(SparseVector { indices: Vec::new(), values: Vec::new() });
        let vectors = HashMap::from([(name.to_owned(), vector)]);
        PointVectorsPersisted { id: *id, vector: VectorStructPersisted::Named(vectors) }
    };
    // A vector of nothing is one that the point has, so that pages stay what they are.
    each_page(writer.shard, Some(&wanted), |ids| {
        if ids.is_empty() {
            return Ok(());
        }
        let points = ids.iter().map(nothing).collect();
        let update = VectorOperations::UpdateVectors(UpdateVectorsOp { points, update_filter: None });
        writer.apply(UpdateOperation::VectorOperation(update))
    })
}
