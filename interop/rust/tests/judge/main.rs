//! Requests and replies of every rpc, judged by the official client's message types.

#![allow(deprecated, reason = "the official messages still have the fields of older servers")]

mod aliases;
mod batch;
mod collections;
mod complete;
mod defaults;
mod drift;
mod groups;
mod indexes;
mod legacy;
mod live;
mod payload;
mod points;
mod query;
mod refusals;
mod replies;
mod service;
mod shards;
mod snapshots;
mod vectors;

use std::time::Duration;

use official::qdrant as q;
use qdrant_core as core;
use qdrant_interop::Pair;
use qdrant_interop::model::map;

/// What every reply of the samples says about its time, in seconds.
const TIME: f64 = 0.125;

/// A time limit, which the wire has in whole seconds.
fn timeout() -> Pair<Option<Duration>, Option<u64>> {
    (Some(Duration::from_secs(90)), Some(90))
}

fn usage() -> Pair<Option<core::Usage>, Option<q::Usage>> {
    let core = core::Usage {
        hardware: Some(core::HardwareUsage {
            cpu: 1,
            payload_io_read: 2,
            payload_io_write: 3,
            payload_index_io_read: 4,
            payload_index_io_write: 5,
            vector_io_read: 6,
            vector_io_write: 7,
        }),
        inference: Some(core::InferenceUsage { models: map([("a/model", core::ModelUsage { tokens: 8 })]) }),
    };
    let official = q::Usage {
        hardware: Some(q::HardwareUsage {
            cpu: 1,
            payload_io_read: 2,
            payload_io_write: 3,
            payload_index_io_read: 4,
            payload_index_io_write: 5,
            vector_io_read: 6,
            vector_io_write: 7,
        }),
        inference: Some(q::InferenceUsage { models: map([("a/model", q::ModelUsage { tokens: 8 })]) }),
    };
    (Some(core), Some(official))
}

/// A reply to a write.
fn written() -> Pair<core::UpdateResult, q::PointsOperationResponse> {
    (
        core::UpdateResult { operation_id: Some(u64::MAX), status: core::UpdateStatus::Completed },
        q::PointsOperationResponse {
            result: Some(q::UpdateResult {
                operation_id: Some(u64::MAX),
                status: q::UpdateStatus::Completed.into(),
            }),
            time: TIME,
            usage: usage().1,
        },
    )
}
