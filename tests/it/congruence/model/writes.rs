//! Writes, each as its documentation has it.
//!
//! Rules that are Qdrant's, and not to be guessed:
//!
//! - Of points with the same id in one upsert the last counts, and it replaces all of the point.
//! - A condition of an upsert is about points that exist; others are inserted.
//! - A null that is merged takes its key away, unless the payload was cleared before: then it stays.
//! - A write by ids of which some do not exist is carried out on the others, and then refused.

use std::collections::{BTreeMap, BTreeSet};

use qdrant_client::{
    ClearPayloadOperation, DeletePayloadOperation, DeletePointsOperation, DeleteVectorsOperation, Filter,
    PointId, PointStruct, PointStructList, PointVectors, PointsSelector, PointsUpdateOperation,
    SetPayloadOperation, SparseVector, UpdateMode, UpdateVectorsOperation, Vector, Vectors,
};

use super::filters::{Subject, holds};
use super::paths;
use super::state::{Collection, Kind, Metric, Point};

impl Collection {
    /// Carries out one step; `None` if the model cannot say what that leads to.
    pub(super) fn write(&mut self, step: &PointsUpdateOperation) -> Option<()> {
        match step {
            PointsUpdateOperation::Upsert(PointStructList { points, update_filter, update_mode, .. }) => {
                self.upsert(points, update_filter.as_ref(), *update_mode)
            }
            PointsUpdateOperation::DeletePoints(DeletePointsOperation { points, .. }) => {
                for id in self.selected(points)? {
                    self.points.remove(&id);
                }
                Some(())
            }
            PointsUpdateOperation::SetPayload(SetPayloadOperation {
                payload, points_selector, key, ..
            }) => self.each(points_selector, |point| match key {
                None if std::mem::take(&mut point.bare) => point.payload = payload.clone().into_inner(),
                key => {
                    point.bare = false;
                    paths::set(key.as_deref(), &mut point.payload, payload);
                }
            }),
            PointsUpdateOperation::OverwritePayload(SetPayloadOperation {
                payload, points_selector, ..
            }) => self.each(points_selector, |point| {
                point.bare = false;
                point.payload = payload.clone().into_inner();
            }),
            PointsUpdateOperation::DeletePayload(DeletePayloadOperation {
                keys, points_selector, ..
            }) => self.each(points_selector, |point| {
                keys.iter().for_each(|key| paths::remove(key, &mut point.payload));
            }),
            PointsUpdateOperation::ClearPayload(ClearPayloadOperation { points, .. }) => {
                self.each(points, |point| {
                    point.bare = true;
                    point.payload.clear();
                })
            }
            PointsUpdateOperation::UpdateVectors(UpdateVectorsOperation {
                points, update_filter, ..
            }) => self.update_vectors(points, update_filter.as_ref()),
            PointsUpdateOperation::DeleteVectors(DeleteVectorsOperation {
                points_selector, vectors, ..
            }) => self.each(points_selector, |point| {
                point.vectors.retain(|name, _| !vectors.names.contains(name));
            }),
        }
    }

    /// The points that exist and satisfy a filter.
    pub(super) fn matching(&self, filter: Option<&Filter>) -> Option<BTreeSet<PointId>> {
        let mut found = BTreeSet::new();
        for (id, point) in &self.points {
            let subject = Subject::point(*id, point, &self.indexes);
            if filter.map_or(Some(true), |filter| holds(filter, subject))? {
                found.insert(*id);
            }
        }
        Some(found)
    }

    fn selected(&self, selector: &PointsSelector) -> Option<BTreeSet<PointId>> {
        match selector {
            PointsSelector::Points(ids) => Some(ids.iter().copied().collect()),
            PointsSelector::Filter(filter) => self.matching(Some(filter)),
        }
    }

    fn each(&mut self, selector: &PointsSelector, change: impl Fn(&mut Point)) -> Option<()> {
        for id in self.selected(selector)? {
            self.points.get_mut(&id).into_iter().for_each(&change);
        }
        Some(())
    }

    fn upsert(
        &mut self,
        points: &[PointStruct],
        filter: Option<&Filter>,
        mode: Option<UpdateMode>,
    ) -> Option<()> {
        let matching = self.matching(filter)?;
        let existing: BTreeSet<PointId> = self.points.keys().copied().collect();
        let last: BTreeMap<PointId, &PointStruct> = points.iter().map(|point| (point.id, point)).collect();
        for (id, point) in last {
            let (exists, matches) = (existing.contains(&id), matching.contains(&id));
            let written = match mode {
                None | Some(UpdateMode::Upsert) => !exists || matches,
                Some(UpdateMode::InsertOnly) => !exists,
                Some(UpdateMode::UpdateOnly) => exists && matches,
            };
            if written {
                let payload = point.payload.clone().into_inner();
                let vectors = self.stored(&point.vectors);
                self.points.insert(id, Point { payload, bare: false, vectors });
            }
        }
        Some(())
    }

    fn update_vectors(&mut self, points: &[PointVectors], filter: Option<&Filter>) -> Option<()> {
        let matching = self.matching(filter)?;
        for PointVectors { id, vectors } in points {
            let vectors = self.stored(vectors);
            if let Some(point) = self.points.get_mut(id).filter(|_| matching.contains(id)) {
                point.vectors.extend(vectors);
            }
        }
        Some(())
    }

    fn stored(&self, vectors: &Vectors) -> BTreeMap<String, Vector> {
        let named = match vectors {
            Vectors::Single(vector) => BTreeMap::from([(String::new(), vector.clone())]),
            Vectors::Named(vectors) => vectors.clone(),
        };
        let stored = |(name, vector): (String, Vector)| {
            let vector = store(vector, self.vectors.get(&name).copied());
            (name, vector)
        };
        named.into_iter().map(stored).collect()
    }
}

/// Vectors of cosine distance are stored with the length of one, and indices in order.
pub(super) fn store(vector: Vector, kind: Option<Kind>) -> Vector {
    let cosine = matches!(kind, Some(Kind::Dense { metric: Metric::Cosine, .. }));
    let unit = |data: &mut Vec<f32>| {
        let length = data.iter().map(|value| value * value).sum::<f32>().sqrt();
        if cosine && length > 0.0 {
            data.iter_mut().for_each(|value| *value /= length);
        }
    };
    match vector {
        Vector::Dense(mut dense) => {
            unit(&mut dense.data);
            Vector::Dense(dense)
        }
        Vector::MultiDense(mut rows) => {
            rows.vectors.iter_mut().for_each(|row| unit(&mut row.data));
            Vector::MultiDense(rows)
        }
        Vector::Sparse(SparseVector { indices, values }) => {
            let sorted: BTreeMap<u32, f32> = indices.into_iter().zip(values).collect();
            Vector::Sparse(sorted.into_iter().collect())
        }
        Vector::Document(_) | Vector::Image(_) | Vector::Object(_) => vector,
    }
}
