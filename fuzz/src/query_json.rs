//! Queries as JSON.

use qdrant_core::{Operation, Query, QueryPoints};

use crate::{check, wires};

/// A query that is read is written and read again, by itself and inside of a request on either wire.
pub fn run(input: &[u8]) {
    let Ok(query) = serde_json::from_slice::<Query>(input) else { return };
    let request = QueryPoints::new("c").query(query.clone()).into_request();
    if request.validate().is_err() {
        // It is never sent, and need not be writable.
        return;
    }
    let text = serde_json::to_vec(&query).expect("what is valid is written");
    check::same(&query, &serde_json::from_slice(&text).expect("what was written is read"));
    wires::kept_by_rest(&request);
    wires::settled_by_grpc(&request);
}
