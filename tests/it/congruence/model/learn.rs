//! What the model is told after a write that it cannot follow, so that it can judge what comes next.

use std::collections::BTreeMap;

use qdrant_client::{Error, Operation, Request, Response, RetrievedPoint, ScrollPoints, Vectors};

use super::Model;
use super::state::Point;

/// More than there are ids.
const POINTS: u32 = 1_000;

impl Model {
    /// Asks for all that is in the collections that it has lost.
    pub(in super::super) fn questions(&self) -> Vec<Request> {
        let all = |name| ScrollPoints::new(name).limit(POINTS).with_payload(true).with_vectors(true);
        self.lost.keys().map(|name| all(name).into_request()).collect()
    }

    /// Takes what is in a collection from the answer.
    pub(in super::super) fn learn(&mut self, question: &Request, answer: Result<Response, Error>) {
        let name = question.collection_name().unwrap_or_default();
        let Some((name, mut collection)) = self.lost.remove_entry(name) else { return };
        let Ok(Response::ScrollPoints(page)) = answer else { return };
        // Whether a payload was cleared or never there makes a difference that does not show.
        if page.points.iter().any(|point| point.payload.is_empty()) {
            return;
        }
        collection.points = page.points.into_iter().map(|point| (point.id, learnt(point))).collect();
        self.state.collections.insert(name, collection);
    }
}

fn learnt(point: RetrievedPoint) -> Point {
    let vectors = match point.vectors.map(Vectors::from) {
        None => BTreeMap::new(),
        Some(Vectors::Single(vector)) => BTreeMap::from([(String::new(), vector)]),
        Some(Vectors::Named(vectors)) => vectors,
    };
    Point { payload: point.payload.into_inner(), bare: false, vectors }
}
