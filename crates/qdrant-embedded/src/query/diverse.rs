//! Diverse searches over sparse vectors.
//!
//! The engine has them for dense vectors only. The candidates are its, the choice among them is made here, in the same
//! way and order: the most relevant one, then again and again the one whose relevance exceeds its similarity to what
//! was chosen by most. Both are dot products of the vectors as they are, also where a modifier weighs the search.

use std::cmp::Ordering;
use std::collections::HashMap;

use qdrant_core::Error;

use crate::convert::{VectorSchema, stored_vector};
use crate::engine::{
    Mmr, NamedQuery, OrderedFloat, QueryEnum, QueryRequest, ScoredPoint, ScoringQuery, Shard, SparseVector,
    VectorInternal, WithPayloadInterface, WithVector,
};

/// What is done with the candidates.
#[derive(Debug)]
pub(super) struct Diverse {
    using: String,
    vector: SparseVector,
    lambda: f32,
    offset: usize,
    limit: usize,
    with_payload: WithPayloadInterface,
    with_vector: WithVector,
}

/// Tells whether a query is one that the engine cannot carry out.
pub(super) fn is_diverse_over_sparse(query: Option<&ScoringQuery>) -> bool {
    matches!(query, Some(ScoringQuery::Mmr(Mmr { vector: VectorInternal::Sparse(_), .. })))
}

impl Diverse {
    /// Turns a diverse search over sparse vectors into one for its candidates; all others stay what they are.
    pub(super) fn take(request: &mut QueryRequest) -> Option<Self> {
        if !is_diverse_over_sparse(request.query.as_ref()) {
            return None;
        }
        let Some(ScoringQuery::Mmr(Mmr { vector, using, lambda, candidates_limit })) = request.query.take()
        else {
            return None;
        };
        let nearest = QueryEnum::Nearest(NamedQuery::new(vector.clone(), using.clone()));
        request.query = Some(ScoringQuery::Vector(nearest));
        let VectorInternal::Sparse(vector) = vector else {
            return None;
        };
        let with_vector = WithVector::Selector(vec![using.clone()]);
        Some(Self {
            using,
            vector,
            lambda: lambda.0,
            offset: std::mem::take(&mut request.offset),
            limit: std::mem::replace(&mut request.limit, candidates_limit),
            with_payload: std::mem::replace(&mut request.with_payload, WithPayloadInterface::Bool(false)),
            with_vector: std::mem::replace(&mut request.with_vector, with_vector),
        })
    }

    /// Chooses among candidates and reads what was asked for of the chosen.
    pub(super) fn choose(
        self,
        shard: &Shard,
        candidates: Vec<ScoredPoint>,
    ) -> Result<Vec<ScoredPoint>, Error> {
        let Self { using, vector, lambda, offset, limit, with_payload, with_vector } = self;
        let mut points = Vec::with_capacity(candidates.len());
        let mut vectors = Vec::with_capacity(candidates.len());
        for mut point in candidates {
            let stored = point.vector.take();
            let stored =
                stored.map(|stored| stored_vector(stored, &using, VectorSchema::Sparse)).transpose()?;
            if let Some(Some(VectorInternal::Sparse(stored))) = stored {
                points.push(Some(point));
                vectors.push(stored);
            }
        }
        let order = order(&vector, &vectors, lambda, offset.saturating_add(limit));
        let chosen = order.into_iter().skip(offset);
        let mut chosen: Vec<ScoredPoint> =
            chosen.filter_map(|place| points.get_mut(place).and_then(Option::take)).collect();
        let ids: Vec<_> = chosen.iter().map(|point| point.id).collect();
        let records = shard.retrieve(&ids, with_payload, with_vector)?;
        let mut records: HashMap<_, _> = records.into_iter().map(|record| (record.id, record)).collect();
        for point in &mut chosen {
            if let Some(record) = records.remove(&point.id) {
                point.payload = record.payload;
                point.vector = record.vector;
            }
        }
        Ok(chosen)
    }
}

/// Returns the places of the chosen vectors, the best first.
fn order(query: &SparseVector, vectors: &[SparseVector], lambda: f32, limit: usize) -> Vec<usize> {
    // Place, relevance, and similarity to the most similar one that was chosen.
    let mut remaining: Vec<(usize, f32, f32)> =
        vectors.iter().enumerate().map(|(place, vector)| (place, dot(query, vector), f32::MIN)).collect();
    let mut chosen = Vec::new();
    while chosen.len() < limit {
        let gain = |(_, relevance, similarity): &(usize, f32, f32)| {
            OrderedFloat(if chosen.is_empty() {
                *relevance
            } else {
                lambda * *relevance - (1.0 - lambda) * *similarity
            })
        };
        // Of equal ones the last.
        let best = remaining.iter().enumerate().max_by_key(|(_, one)| gain(one)).map(|(index, _)| index);
        let Some(best) = best else { break };
        let (place, _, _) = remaining.swap_remove(best);
        chosen.push(place);
        if let Some(vector) = vectors.get(place) {
            for (other, _, similarity) in &mut remaining {
                if let Some(other) = vectors.get(*other) {
                    *similarity = similarity.max(dot(other, vector));
                }
            }
        }
    }
    chosen
}

/// The dot product of two vectors whose indices are in order.
fn dot(one: &SparseVector, other: &SparseVector) -> f32 {
    let mut sum = 0.0;
    let mut others = other.indices.iter().zip(&other.values).peekable();
    for (index, value) in one.indices.iter().zip(&one.values) {
        while let Some((other_index, other_value)) = others.peek() {
            match other_index.cmp(&index) {
                Ordering::Less => {}
                Ordering::Equal => sum += value * **other_value,
                Ordering::Greater => break,
            }
            others.next();
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sparse<const N: usize>(pairs: [(u32, f32); N]) -> SparseVector {
        SparseVector {
            indices: pairs.iter().map(|pair| pair.0).collect(),
            values: pairs.iter().map(|pair| pair.1).collect(),
        }
    }

    #[test]
    fn the_product_is_over_common_indices() {
        let one = sparse([(1, 2.0), (5, 3.0), (9, 4.0)]);
        assert_eq!(dot(&one, &sparse([(0, 9.0), (5, 2.0), (7, 9.0), (9, 0.5), (11, 9.0)])), 8.0);
        assert_eq!(dot(&one, &one), 29.0);
        assert_eq!(dot(&one, &sparse([(2, 1.0)])), 0.0);
        assert_eq!(dot(&one, &sparse([])), 0.0);
    }

    #[test]
    fn diversity_prefers_what_is_not_alike() {
        let query = sparse([(1, 1.0), (2, 0.5)]);
        let vectors = [sparse([(1, 1.0)]), sparse([(1, 0.99)]), sparse([(2, 1.0)])];
        assert_eq!(order(&query, &vectors, 1.0, 9), [0, 1, 2]);
        assert_eq!(order(&query, &vectors, 0.5, 9), [0, 2, 1]);
        assert_eq!(order(&query, &vectors, 0.5, 1), [0]);
        assert!(order(&query, &[], 0.5, 9).is_empty());
    }

    #[test]
    fn of_equal_ones_the_last_is_chosen() {
        let one = sparse([(1, 1.0)]);
        let vectors = [one.clone(), one.clone(), one.clone(), one.clone()];
        // What is last takes the place of what is chosen.
        assert_eq!(order(&one, &vectors, 1.0, 4), [3, 2, 1, 0]);
    }
}
