//! The HNSW graph.

use serde::{Deserialize, Serialize};

use super::Memory;
use crate::macros::setters;

/// Settings of the HNSW graph; what is absent is left to the collection or the server.
///
/// The same type is read in replies, where the server fills in all that it knows.
///
/// # Examples
///
/// ```
/// use qdrant_core::{HnswConfigDiff, Memory};
///
/// let hnsw = HnswConfigDiff::default().m(32).ef_construct(200).memory(Memory::Cold);
/// assert_eq!(serde_json::to_string(&hnsw)?, r#"{"m":32,"ef_construct":200,"memory":"cold"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HnswConfigDiff {
    /// Edges per node; more is more accurate and larger. 0 builds no main graph.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub m: Option<u64>,
    /// Neighbours considered while building, at least 4; more is more accurate and slower.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ef_construct: Option<u64>,
    /// Size of candidate vectors, in kilobytes, below which all of them are compared instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_scan_threshold: Option<u64>,
    /// Threads that build the graph; 0 lets the server choose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_indexing_threads: Option<u64>,
    /// Keeps the graph on disk. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_disk: Option<bool>,
    /// Additional links per node for indexed payload fields; `m` when absent, 0 builds none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload_m: Option<u64>,
    /// Copies the vectors into the graph file: more disk, fewer seeks. Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline_storage: Option<bool>,
    /// Where the graph is held. Default cached. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
}

setters! {
    impl HnswConfigDiff {
        m: Option<u64>,
        ef_construct: Option<u64>,
        full_scan_threshold: Option<u64>,
        max_indexing_threads: Option<u64>,
        on_disk: Option<bool>,
        payload_m: Option<u64>,
        inline_storage: Option<bool>,
        memory: Option<Memory>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn full_config_is_the_rest_json() {
        let hnsw = golden::<HnswConfigDiff>(
            r#"{"m":16,"ef_construct":100,"full_scan_threshold":10000,"max_indexing_threads":0,"on_disk":false,
                "payload_m":8,"inline_storage":true,"memory":"pinned"}"#,
        );
        let built = HnswConfigDiff::default()
            .m(16)
            .ef_construct(100)
            .full_scan_threshold(10_000)
            .max_indexing_threads(0)
            .on_disk(false)
            .payload_m(8)
            .inline_storage(true)
            .memory(Memory::Pinned);
        assert_eq!(hnsw, built);
    }

    #[test]
    fn nulls_and_new_fields_of_a_reply_are_ignored() {
        let hnsw: HnswConfigDiff =
            serde_json::from_str(r#"{"m":16,"payload_m":null,"memory":null,"invented_later":[1]}"#).unwrap();
        assert_eq!(hnsw, HnswConfigDiff::default().m(16));
    }
}
