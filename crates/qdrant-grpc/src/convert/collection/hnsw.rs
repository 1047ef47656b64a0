//! The HNSW graph.

use crate::convert::same_fields;

same_fields! {
    HnswConfigDiff {
        m, ef_construct, full_scan_threshold, max_indexing_threads, on_disk, payload_m, inline_storage;
        memory
    }
}
