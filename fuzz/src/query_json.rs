//! Queries as JSON.

use qdrant_core::{Operation, Query, QueryPoints};

use crate::{check, wires};

/// A query that is read is written and read again, by itself and inside of a request on either wire.
pub fn run(input: &[u8]) {
    let Ok(query) = serde_json::from_slice::<Query>(input) else { return };
    let request = QueryPoints::new("c").query(query.clone()).into_request();
    let valid = request.validate().is_ok();
    match serde_json::to_vec(&query) {
        Ok(text) if valid => {
            check::same(&query, &serde_json::from_slice(&text).expect("what was written is read"))
        }
        Ok(_) => {}
        Err(error) => assert!(!valid, "a query that was read is not written: {error}"),
    }
    wires::kept_by_rest(&request);
    wires::settled_by_grpc(&request);
}
