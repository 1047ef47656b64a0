//! Strict mode.

use official::qdrant as q;
use qdrant_core as core;
use serde_json::json;

use super::{map, model};
use crate::Pair;

/// Strict mode with every field.
pub fn strict_mode() -> Pair<core::StrictModeConfig, q::StrictModeConfig> {
    let json = json!({
        "enabled": true, "max_query_limit": 1, "max_timeout": 2, "unindexed_filtering_retrieve": false,
        "unindexed_filtering_update": true, "search_max_hnsw_ef": 3, "search_allow_exact": false,
        "search_max_oversampling": 2.5, "upsert_max_batchsize": 4, "search_max_batchsize": 5,
        "max_collection_vector_size_bytes": 6, "read_rate_limit": 7, "write_rate_limit": 8,
        "max_collection_payload_size_bytes": 9, "filter_max_conditions": 10, "condition_max_size": 11,
        "multivector_config": {"m": {"max_vectors": 12}}, "sparse_config": {"s": {"max_length": 13}},
        "max_points_count": 14, "max_payload_index_count": 15, "max_resident_memory_percent": 16,
    });
    let official = q::StrictModeConfig {
        enabled: Some(true),
        max_query_limit: Some(1),
        max_timeout: Some(2),
        unindexed_filtering_retrieve: Some(false),
        unindexed_filtering_update: Some(true),
        search_max_hnsw_ef: Some(3),
        search_allow_exact: Some(false),
        search_max_oversampling: Some(2.5),
        upsert_max_batchsize: Some(4),
        search_max_batchsize: Some(5),
        max_collection_vector_size_bytes: Some(6),
        read_rate_limit: Some(7),
        write_rate_limit: Some(8),
        max_collection_payload_size_bytes: Some(9),
        filter_max_conditions: Some(10),
        condition_max_size: Some(11),
        multivector_config: Some(q::StrictModeMultivectorConfig {
            multivector_config: map([("m", q::StrictModeMultivector { max_vectors: Some(12) })]),
        }),
        sparse_config: Some(q::StrictModeSparseConfig {
            sparse_config: map([("s", q::StrictModeSparse { max_length: Some(13) })]),
        }),
        max_points_count: Some(14),
        max_payload_index_count: Some(15),
        max_resident_memory_percent: Some(16),
    };
    (model(json), official)
}
