//! Operations by family.

mod aliases;
mod batch;
mod collections;
mod dispatch;
mod forget;
mod indexes;
mod legacy;
mod payload;
mod payload_keys;
mod points;
mod query;
mod service;
mod snapshots;
mod standalone;
mod telemetry;
mod transfers;
mod vectors;

pub(crate) use self::dispatch::{capabilities, dispatch, immediate};
pub(crate) use self::snapshots::accepted;
pub(crate) use self::transfers::Transfer;
