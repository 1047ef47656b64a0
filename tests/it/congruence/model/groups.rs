//! The best points of the best groups.
//!
//! Rules that are Qdrant's, and not to be guessed:
//!
//! - A point is in a group for each of its values; none of them may be anything but a text or a whole number.
//! - Points are fetched as many at a time as all groups can hold, a few times, so that groups may stay smaller than they
//!   might be: the model judges what comes at once.

use qdrant_client::{GroupId, PointGroup, QueryPointGroups, QueryPoints, ScoredPoint, Value};

use super::paths::get;
use super::reads::elements;
use super::state::Collection;

impl Collection {
    pub(super) fn groups(&self, operation: &QueryPointGroups) -> Option<Vec<PointGroup>> {
        let QueryPointGroups { limit, group_size, group_by, with_lookup, .. } = operation;
        if with_lookup.is_some() {
            return None;
        }
        let points: Vec<ScoredPoint> = self.nearest(&all(operation))?;
        let size = |number: Option<u64>, default| usize::try_from(number.unwrap_or(default)).unwrap();
        let (limit, group_size) = (size(*limit, 10), size(*group_size, 3));
        if points.len() > limit * group_size {
            return None;
        }
        let mut groups: Vec<PointGroup> = Vec::new();
        for point in points {
            let values = get(group_by, &self.points.get(&point.id)?.payload);
            let mut ids: Vec<GroupId> =
                elements(values).map(group_id).collect::<Option<Vec<_>>>().unwrap_or_default();
            while let Some(id) = ids.pop() {
                if ids.contains(&id) {
                    continue;
                }
                match groups.iter_mut().find(|group| group.id == id) {
                    Some(group) => group.hits.push(point.clone()),
                    None => groups.push(PointGroup { id, hits: vec![point.clone()], lookup: None }),
                }
            }
        }
        groups.truncate(limit);
        groups.iter_mut().for_each(|group| group.hits.truncate(group_size));
        Some(groups)
    }
}

/// The query for all points that are to be grouped.
fn all(operation: &QueryPointGroups) -> QueryPoints {
    QueryPoints {
        prefetch: operation.prefetch.clone(),
        query: operation.query.clone(),
        using: operation.using.clone(),
        filter: operation.filter.clone(),
        score_threshold: operation.score_threshold,
        limit: Some(1_000),
        with_vectors: operation.with_vectors.clone(),
        with_payload: operation.with_payload.clone(),
        lookup_from: operation.lookup_from.clone(),
        ..QueryPoints::new(&operation.collection_name)
    }
}

fn group_id(value: &Value) -> Option<GroupId> {
    match value {
        Value::String(text) => Some(GroupId::from(text.as_str())),
        Value::Number(number) => {
            number.as_u64().map(GroupId::from).or_else(|| number.as_i64().map(GroupId::from))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
