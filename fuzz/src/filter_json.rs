//! Filters as JSON.

use qdrant_core::{CountPoints, Filter, Operation};

use crate::{check, wires};

/// A filter that is read is written and read again, by itself and inside of a request on either wire.
pub fn run(input: &[u8]) {
    let Ok(filter) = serde_json::from_slice::<Filter>(input) else { return };
    let request = CountPoints::new("c").filter(filter.clone()).into_request();
    if request.validate().is_err() {
        // It is never sent, and need not be writable.
        return;
    }
    let text = serde_json::to_vec(&filter).expect("what is valid is written");
    check::same(&filter, &serde_json::from_slice(&text).expect("what was written is read"));
    wires::kept_by_rest(&request);
    wires::settled_by_grpc(&request);
}
