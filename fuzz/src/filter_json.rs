//! Filters as JSON.

use qdrant_core::{CountPoints, Filter, Operation};

use crate::{check, wires};

/// A filter that is read is written and read again, by itself and inside of a request on either wire.
pub fn run(input: &[u8]) {
    let Ok(filter) = serde_json::from_slice::<Filter>(input) else { return };
    let request = CountPoints::new("c").filter(filter.clone()).into_request();
    // What the wires refuse may be written or not; it is never sent.
    let valid = request.validate().is_ok();
    match serde_json::to_vec(&filter) {
        Ok(text) if valid => {
            check::same(&filter, &serde_json::from_slice(&text).expect("what was written is read"))
        }
        Ok(_) => {}
        Err(error) => assert!(!valid, "a filter that was read is not written: {error}"),
    }
    wires::kept_by_rest(&request);
    wires::settled_by_grpc(&request);
}
