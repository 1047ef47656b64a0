//! Limits of writes.

use qdrant_core::{
    CreateFieldIndexCollection, Error, Filter, PointStruct, PointVectors, PointsSelector,
    PointsUpdateOperation, UpdateBatchPoints, UpdatePointVectors, UpsertPoints, Vector, Vectors,
};

use super::check::{Limits, at_most, refused};
use super::filters::Use;
use crate::convert::filter;
use crate::engine::CountRequest;
use crate::memory::resident_percent;

impl Limits<'_> {
    pub(super) fn upsert(&self, upsert: &UpsertPoints) -> Result<(), Error> {
        self.new_points(&upsert.points, upsert.update_filter.as_ref())?;
        self.room_for_points()?;
        self.writes(|| upsert.points.len())
    }

    pub(super) fn update_vectors(&self, update: &UpdatePointVectors) -> Result<(), Error> {
        self.point_vectors(&update.points, update.update_filter.as_ref())?;
        self.memory()?;
        self.vector_bytes()?;
        self.writes(|| update.points.len())
    }

    /// Checks every step of a batch before the first is taken.
    pub(super) fn update_batch(&self, batch: &UpdateBatchPoints) -> Result<(), Error> {
        let mut cost = 0_usize;
        for (index, step) in batch.operations.iter().enumerate() {
            let taken = self.step(step).map_err(|error| error.within(&format!("operations[{index}]")))?;
            cost = cost.saturating_add(taken);
        }
        self.writes(|| cost)
    }

    /// Checks one step and returns what it takes of the rate.
    fn step(&self, step: &PointsUpdateOperation) -> Result<usize, Error> {
        let grow = |points: &PointsSelector| {
            self.selector("points_selector", Some(points))?;
            self.memory()?;
            self.payload_bytes()?;
            Ok(self.affected(Some(points)))
        };
        let shrink = |field: &str, points: &PointsSelector| {
            self.selector(field, Some(points))?;
            Ok(self.affected(Some(points)))
        };
        match step {
            PointsUpdateOperation::Upsert(list) => {
                self.new_points(&list.points, list.update_filter.as_ref())?;
                self.room_for_points()?;
                Ok(list.points.len())
            }
            PointsUpdateOperation::UpdateVectors(list) => {
                self.point_vectors(&list.points, list.update_filter.as_ref())?;
                self.memory()?;
                self.vector_bytes()?;
                Ok(list.points.len())
            }
            PointsUpdateOperation::SetPayload(set) | PointsUpdateOperation::OverwritePayload(set) => {
                grow(&set.points_selector)
            }
            PointsUpdateOperation::DeletePoints(delete) => shrink("points", &delete.points),
            PointsUpdateOperation::ClearPayload(clear) => shrink("points", &clear.points),
            PointsUpdateOperation::DeletePayload(delete) => {
                shrink("points_selector", &delete.points_selector)
            }
            PointsUpdateOperation::DeleteVectors(delete) => {
                shrink("points_selector", &delete.points_selector)
            }
        }
    }

    fn new_points(&self, points: &[PointStruct], update_filter: Option<&Filter>) -> Result<(), Error> {
        self.batch_size(points.len())?;
        for (index, point) in points.iter().enumerate() {
            self.vectors(&point.vectors).map_err(|error| error.within(&format!("points[{index}]")))?;
        }
        self.filter("update_filter", update_filter, Use::Update)
    }

    fn point_vectors(&self, points: &[PointVectors], update_filter: Option<&Filter>) -> Result<(), Error> {
        self.batch_size(points.len())?;
        for (index, point) in points.iter().enumerate() {
            self.vectors(&point.vectors).map_err(|error| error.within(&format!("points[{index}]")))?;
        }
        self.filter("update_filter", update_filter, Use::Update)
    }

    fn batch_size(&self, points: usize) -> Result<(), Error> {
        let points = u64::try_from(points).unwrap_or(u64::MAX);
        at_most("points", Some(points), "upsert_max_batchsize", self.config.upsert_max_batchsize)
    }

    fn room_for_points(&self) -> Result<(), Error> {
        self.memory()?;
        self.vector_bytes()?;
        self.payload_bytes()?;
        self.points_count()
    }

    /// Checks a write of payload, which may need more room.
    pub(super) fn grow(&self, field: &str, points: Option<&PointsSelector>) -> Result<(), Error> {
        self.selector(field, points)?;
        self.memory()?;
        self.payload_bytes()?;
        self.writes(|| self.affected(points))
    }

    /// Checks a write that only removes.
    pub(super) fn shrink(&self, field: &str, points: Option<&PointsSelector>) -> Result<(), Error> {
        self.selector(field, points)?;
        self.writes(|| self.affected(points))
    }

    pub(super) fn create_index(&self, create: &CreateFieldIndexCollection) -> Result<(), Error> {
        let schema = &self.settings.payload_schema;
        let indexes = u64::try_from(schema.len()).unwrap_or(u64::MAX);
        let most = self.config.max_payload_index_count;
        // Replacing an index needs no place.
        if !schema.contains_key(&create.field_name) && most.is_some_and(|most| indexes >= most) {
            let why = format_args!(
                "there are {indexes} payload indexes, and `max_payload_index_count` allows no more"
            );
            return Err(refused(why).with_field("field_name"));
        }
        self.memory()?;
        self.writes(|| 1)
    }

    fn selector(&self, field: &str, points: Option<&PointsSelector>) -> Result<(), Error> {
        match points {
            Some(PointsSelector::Filter(filter)) => self.filter(field, Some(filter), Use::Update),
            Some(PointsSelector::Points(_)) | None => Ok(()),
        }
    }

    /// Returns about how many points a write is about.
    fn affected(&self, points: Option<&PointsSelector>) -> usize {
        match points {
            None => 1,
            Some(PointsSelector::Points(ids)) => ids.len(),
            // What cannot be counted cannot be written either, so that the cost does not matter.
            Some(PointsSelector::Filter(selector)) => filter(selector)
                .and_then(|filter| {
                    let request = CountRequest { filter: Some(filter), exact: false };
                    self.collection.read(|shard| shard.count(request))
                })
                .unwrap_or(1),
        }
    }

    /// Holds the vectors of a point to the limits of their names.
    fn vectors(&self, vectors: &Vectors) -> Result<(), Error> {
        match vectors {
            Vectors::Single(vector) => self.vector("", vector).map_err(|error| error.with_field("vector")),
            Vectors::Named(named) => named.iter().try_for_each(|(name, vector)| {
                self.vector(name, vector).map_err(|error| error.with_field(format!("vector[{name:?}]")))
            }),
        }
    }

    fn vector(&self, name: &str, vector: &Vector) -> Result<(), Error> {
        let (what, has, most) = match vector {
            Vector::MultiDense(rows) => {
                let limits = self.config.multivector_config.as_ref();
                let limit = limits.and_then(|limits| limits.multivector_config.get(name));
                (
                    "multivector_config.max_vectors",
                    rows.vectors.len(),
                    limit.and_then(|limit| limit.max_vectors),
                )
            }
            Vector::Sparse(sparse) => {
                let limits = self.config.sparse_config.as_ref();
                let limit = limits.and_then(|limits| limits.sparse_config.get(name));
                ("sparse_config.max_length", sparse.indices.len(), limit.and_then(|limit| limit.max_length))
            }
            Vector::Dense(_) | Vector::Document(_) | Vector::Image(_) | Vector::Object(_) => return Ok(()),
        };
        at_most("", Some(u64::try_from(has).unwrap_or(u64::MAX)), what, most)
    }

    /// Refuses what needs memory when the process has too much of the machine's.
    fn memory(&self) -> Result<(), Error> {
        let used = self.config.max_resident_memory_percent.and_then(|most| Some((resident_percent()?, most)));
        match used {
            Some((used, most)) if used >= most => Err(refused(format_args!(
                "the process uses {used} percent of the memory, and `max_resident_memory_percent` is {most}"
            ))),
            Some(_) | None => Ok(()),
        }
    }
}
