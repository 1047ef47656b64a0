//! What is remembered between operations.

use std::sync::Mutex;

use super::rates::Bucket;
use super::sizes::Sizes;

/// What is remembered of a collection to hold it to its limits.
#[derive(Debug, Default)]
pub(crate) struct StrictState {
    pub(super) reads: Mutex<Option<Bucket>>,
    pub(super) writes: Mutex<Option<Bucket>>,
    pub(super) sizes: Mutex<Sizes>,
}
