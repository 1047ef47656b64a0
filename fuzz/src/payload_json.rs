//! Payload as JSON.

use qdrant_core::{Operation, Payload, PointStruct, UpsertPoints};

use crate::{check, wires};

/// A payload that is read is written and read again, number for number, by itself and over both wires.
pub fn run(input: &[u8]) {
    let Ok(payload) = serde_json::from_slice::<Payload>(input) else { return };
    let text = serde_json::to_vec(&payload).expect("what was read is written");
    check::same(&payload, &serde_json::from_slice(&text).expect("what was written is read"));
    let request =
        UpsertPoints::new("c", vec![PointStruct::new(1_u64, vec![0.5_f32], payload)]).into_request();
    wires::kept_by_rest(&request);
    wires::settled_by_grpc(&request);
}
