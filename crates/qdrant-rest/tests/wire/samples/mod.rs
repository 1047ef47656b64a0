//! Every operation with every field set, and what it looks like over REST.

mod batch;
mod cluster;
mod collections;
mod groups;
mod legacy;
mod points;
mod query;
mod reports;
mod service;
mod snapshots;
mod vectors;

use qdrant_core::{Condition, Filter, PointId, Request};
use serde_json::{Value, json};

pub(crate) const UUID: &str = "936da01f-9abd-4d9d-80c7-02af85c822a8";

/// An operation, its request line, and its body (`null` for none).
pub(crate) type Sample = (Request, &'static str, Value);

fn sample(operation: impl Into<Request>, line: &'static str, body: Value) -> Sample {
    (operation.into(), line, body)
}

fn berlin() -> Filter {
    Filter::must([Condition::matches("city", "Berlin")])
}

fn berlin_json() -> Value {
    json!({"must": [{"key": "city", "match": {"value": "Berlin"}}]})
}

fn uuid() -> PointId {
    UUID.parse().unwrap()
}

/// One sample an operation at least.
pub(crate) fn all() -> Vec<Sample> {
    [
        service::service(),
        collections::collections(),
        collections::aliases(),
        collections::indexes(),
        points::points(),
        points::payload(),
        batch::batch(),
        vectors::vectors(),
        query::query(),
        groups::groups(),
        groups::matrix(),
        legacy::search(),
        legacy::recommend(),
        legacy::discover(),
        reports::reports(),
        cluster::cluster(),
        cluster::shards(),
        snapshots::snapshots(),
        snapshots::full_snapshots(),
        snapshots::shard_snapshots(),
        snapshots::uploads(),
    ]
    .concat()
}
