//! What is around the body of a search, and of several.

use std::time::Duration;

use qdrant_core::ReadConsistency;
use serde::Serialize;

/// What a search says outside of its body.
pub(super) struct Outside {
    pub(super) collection_name: String,
    pub(super) read_consistency: Option<ReadConsistency>,
    pub(super) timeout: Option<Duration>,
}

/// The bodies of several searches.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
pub(super) struct Searches<B> {
    pub(super) searches: Vec<B>,
}

#[cfg(feature = "server")]
impl Outside {
    pub(super) fn receive(request: &crate::server::Incoming<'_>) -> Result<Self, qdrant_core::Error> {
        Ok(Self {
            collection_name: request.name("collection_name")?,
            read_consistency: request.query("consistency")?,
            timeout: request.timeout()?,
        })
    }

    /// Returns what is left for each search when several are about this collection.
    pub(super) fn of_each(collection_name: &str) -> Self {
        Self { collection_name: collection_name.to_owned(), read_consistency: None, timeout: None }
    }
}
