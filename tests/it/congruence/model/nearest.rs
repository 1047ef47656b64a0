//! Queries without sub-queries: nearest points, by comparing with each, and points by id or in the order of a field.
//!
//! Rules that are Qdrant's, and not to be guessed:
//!
//! - A sparse vector without an index in common with the query is not found, whatever the filter.
//! - A point that is given in place of a vector is not among its own results.
//! - Points that are not searched for have the score 1, and so no threshold.
//! - A threshold must be exceeded, and one of a distance undercut.

use std::collections::BTreeMap;

use qdrant_client::{
    DenseVector, LookupLocation, OrderValue, PointId, Query, QueryPoints, ScoredPoint, SparseVector, Vector,
    VectorInput,
};

use super::reads::payload;
use super::state::{Collection, Kind, Metric};
use super::writes::store;

impl Collection {
    /// Answers a query; `None` for those that the model cannot, and where an error is due.
    pub(super) fn query(&self, operation: &QueryPoints) -> Option<Vec<ScoredPoint>> {
        if !operation.prefetch.is_empty() {
            return None;
        }
        let matching = || self.matching(operation.filter.as_ref());
        let found: Vec<(PointId, Option<OrderValue>)> = match &operation.query {
            Some(Query::Nearest(_)) => return self.nearest(operation),
            None => matching()?.into_iter().map(|id| (id, None)).collect(),
            Some(Query::OrderBy(order)) => {
                let matching = matching()?;
                let entries = self.ordered(order, |id| matching.contains(&id))?;
                entries.into_iter().map(|(value, id)| (id, Some(value))).collect()
            }
            Some(_) => return None,
        };
        let [offset, limit] = bounds(operation);
        let page = found.into_iter().skip(offset).take(limit);
        let scored =
            |(id, order_value)| Some(ScoredPoint { order_value, ..self.scored(operation, id, 1.0)? });
        page.map(scored).collect()
    }

    pub(super) fn nearest(&self, operation: &QueryPoints) -> Option<Vec<ScoredPoint>> {
        let QueryPoints { prefetch, query, using, filter, score_threshold, lookup_from, .. } = operation;
        let Some(Query::Nearest(input)) = query else { return None };
        if !prefetch.is_empty() {
            return None;
        }
        let name = using.as_deref().unwrap_or_default();
        let kind = *self.vectors.get(name)?;
        let (wanted, itself) = self.resolve(input, name, kind, lookup_from.as_ref())?;
        let ascending = matches!(kind, Kind::Dense { metric: Metric::Euclid | Metric::Manhattan, .. });
        let mut found = Vec::new();
        for id in self.matching(filter.as_ref())?.into_iter().filter(|id| Some(*id) != itself) {
            let Some(vector) = self.points.get(&id).and_then(|point| point.vectors.get(name)) else {
                continue;
            };
            found.extend(score(kind, &wanted, vector)?.map(|score| (score, id)));
        }
        found.sort_by(
            |(one, _), (other, _)| {
                if ascending { one.total_cmp(other) } else { other.total_cmp(one) }
            },
        );
        if let Some(threshold) = score_threshold {
            // The model rounds in another way, so that it does not judge what is on the border.
            if found.iter().any(|(score, _)| (score - threshold).abs() < 1e-4) {
                return None;
            }
            found.retain(|(score, _)| if ascending { score < threshold } else { score > threshold });
        }
        let [offset, limit] = bounds(operation);
        let page = found.into_iter().skip(offset).take(limit);
        page.map(|(score, id)| self.scored(operation, id, score)).collect()
    }

    fn scored(&self, operation: &QueryPoints, id: PointId, score: f32) -> Option<ScoredPoint> {
        let point = self.points.get(&id)?;
        Some(ScoredPoint {
            id,
            version: 0,
            score,
            payload: payload(point, operation.with_payload.as_ref(), false)?,
            vectors: self.output(point, operation.with_vectors.as_ref())?,
            shard_key: None,
            order_value: None,
        })
    }

    /// The vector to search near, and the point whose it is.
    fn resolve(
        &self,
        input: &VectorInput,
        name: &str,
        kind: Kind,
        lookup_from: Option<&LookupLocation>,
    ) -> Option<(Vector, Option<PointId>)> {
        let vector = match input {
            VectorInput::Id(id) => {
                // Of other collections the model of one knows nothing.
                if lookup_from.is_some() {
                    return None;
                }
                return Some((self.points.get(id)?.vectors.get(name)?.clone(), Some(*id)));
            }
            VectorInput::Dense(vector) => Vector::Dense(vector.clone()),
            VectorInput::Sparse(vector) => Vector::Sparse(vector.clone()),
            VectorInput::MultiDense(vectors) => Vector::MultiDense(vectors.clone()),
            VectorInput::Document(_) | VectorInput::Image(_) | VectorInput::Object(_) => return None,
        };
        Some((store(vector, Some(kind)), None))
    }
}

fn bounds(operation: &QueryPoints) -> [usize; 2] {
    let QueryPoints { offset, limit, .. } = operation;
    [offset.unwrap_or(0), limit.unwrap_or(10)].map(|number| usize::try_from(number).unwrap())
}

/// The score of a vector, `Some(None)` if it is not found at all.
fn score(kind: Kind, wanted: &Vector, vector: &Vector) -> Option<Option<f32>> {
    match (kind, wanted, vector) {
        (Kind::Dense { metric, multi: false }, Vector::Dense(one), Vector::Dense(other)) => {
            Some(Some(distance(metric, one, other)))
        }
        (
            Kind::Dense { metric: metric @ (Metric::Cosine | Metric::Dot), multi: true },
            Vector::MultiDense(wanted),
            Vector::MultiDense(rows),
        ) => {
            let best = |one: &DenseVector| {
                let scores = rows.vectors.iter().map(|other| distance(metric, one, other));
                scores.fold(f32::NEG_INFINITY, f32::max)
            };
            Some(Some(wanted.vectors.iter().map(best).sum()))
        }
        (Kind::Sparse, Vector::Sparse(one), Vector::Sparse(other)) => Some(dot(one, other)),
        // Sums of best distances, rounded numbers and weighed words are left to the roads.
        _ => None,
    }
}

fn distance(metric: Metric, one: &DenseVector, other: &DenseVector) -> f32 {
    let pairs = one.data.iter().zip(&other.data);
    match metric {
        Metric::Cosine | Metric::Dot => pairs.map(|(one, other)| one * other).sum(),
        Metric::Euclid => pairs.map(|(one, other)| (one - other).powi(2)).sum::<f32>().sqrt(),
        Metric::Manhattan => pairs.map(|(one, other)| (one - other).abs()).sum(),
    }
}

fn dot(one: &SparseVector, other: &SparseVector) -> Option<f32> {
    let other: BTreeMap<u32, f32> = other.indices.iter().copied().zip(other.values.iter().copied()).collect();
    let both = one.indices.iter().zip(&one.values);
    let products: Vec<f32> = both.filter_map(|(index, value)| Some(value * other.get(index)?)).collect();
    (!products.is_empty()).then(|| products.into_iter().sum())
}
