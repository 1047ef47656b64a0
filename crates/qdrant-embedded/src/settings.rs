//! What is remembered of a collection besides its points.

use std::collections::BTreeMap;

use qdrant_core::{CollectionConfig, PayloadFieldSchema, Timestamp};
use serde::{Deserialize, Serialize};

/// What is remembered of a collection besides its points.
///
/// The engine keeps part of it too, but not all, and not in the words of the API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// The configuration as it is reported.
    pub(crate) config: CollectionConfig,
    /// The payload indexes as they were asked for.
    pub(crate) payload_schema: BTreeMap<String, PayloadFieldSchema>,
    /// When the collection was created.
    pub(crate) created_at: Timestamp,
}

impl Settings {
    pub(crate) fn new(config: CollectionConfig) -> Self {
        Self { config, payload_schema: BTreeMap::new(), created_at: std::time::SystemTime::now().into() }
    }
}

/// The file of a collection.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CollectionFile<S> {
    #[serde(flatten)]
    pub(crate) settings: S,
    /// No write has this number or a higher one yet.
    pub(crate) next_operation: u64,
}
