//! Strict mode: limits on what a collection lets its users do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::named_map::named_map;
use crate::macros::setters;

/// Limits on the use of a collection; what is absent is not limited.
///
/// # Examples
///
/// ```
/// use qdrant_core::{StrictModeConfig, StrictModeMultivector};
///
/// let strict = StrictModeConfig::default()
///     .enabled(true)
///     .max_query_limit(100)
///     .multivector_config([("passages", StrictModeMultivector::default().max_vectors(128))]);
/// # assert_eq!(strict.max_query_limit, Some(100));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StrictModeConfig {
    /// Turns the limits on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Largest `limit`, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_query_limit: Option<u32>,
    /// Largest `timeout`, in seconds, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_timeout: Option<u32>,
    /// Allows reads that filter on fields without an index.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unindexed_filtering_retrieve: Option<bool>,
    /// Allows writes that filter on fields without an index.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unindexed_filtering_update: Option<bool>,
    /// Largest `hnsw_ef` of a search.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_max_hnsw_ef: Option<u32>,
    /// Allows exact search.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_allow_exact: Option<bool>,
    /// Largest oversampling of a search; gRPC carries it in single precision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_max_oversampling: Option<f64>,
    /// Most points in one upsert.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upsert_max_batchsize: Option<u64>,
    /// Most queries in one batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_max_batchsize: Option<u64>,
    /// Largest size of the vectors without replicas, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_collection_vector_size_bytes: Option<u64>,
    /// Most reads a minute and replica, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_rate_limit: Option<u32>,
    /// Most writes a minute and replica, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write_rate_limit: Option<u32>,
    /// Largest size of the payload without replicas, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_collection_payload_size_bytes: Option<u64>,
    /// Most conditions in a filter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_max_conditions: Option<u64>,
    /// Most items in one condition, such as the values of a match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition_max_size: Option<u64>,
    /// Limits of multi-vectors by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multivector_config: Option<StrictModeMultivectorConfig>,
    /// Limits of sparse vectors by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sparse_config: Option<StrictModeSparseConfig>,
    /// Most points, as the server estimates them, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_points_count: Option<u64>,
    /// Most payload indexes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_payload_index_count: Option<u64>,
    /// Share of the machine's memory, 1 to 100 percent, from which writes are refused. Deprecated since 1.19: use quotas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_resident_memory_percent: Option<u32>,
}

setters! {
    impl StrictModeConfig {
        enabled: Option<bool>,
        max_query_limit: Option<u32>,
        max_timeout: Option<u32>,
        unindexed_filtering_retrieve: Option<bool>,
        unindexed_filtering_update: Option<bool>,
        search_max_hnsw_ef: Option<u32>,
        search_allow_exact: Option<bool>,
        search_max_oversampling: Option<f64>,
        upsert_max_batchsize: Option<u64>,
        search_max_batchsize: Option<u64>,
        max_collection_vector_size_bytes: Option<u64>,
        read_rate_limit: Option<u32>,
        write_rate_limit: Option<u32>,
        max_collection_payload_size_bytes: Option<u64>,
        filter_max_conditions: Option<u64>,
        condition_max_size: Option<u64>,
        multivector_config: Option<StrictModeMultivectorConfig>,
        sparse_config: Option<StrictModeSparseConfig>,
        max_points_count: Option<u64>,
        max_payload_index_count: Option<u64>,
        max_resident_memory_percent: Option<u32>,
    }
}

/// Limits of a multi-vector.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StrictModeMultivector {
    /// Most vectors for one point, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_vectors: Option<u64>,
}

setters! {
    impl StrictModeMultivector { max_vectors: Option<u64> }
}

/// Limits of multi-vectors by name; the name of an unnamed vector is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StrictModeMultivectorConfig {
    /// The limits of each vector.
    pub multivector_config: BTreeMap<String, StrictModeMultivector>,
}

named_map!(StrictModeMultivectorConfig, StrictModeMultivector, |map| Self { multivector_config: map });

/// Limits of a sparse vector.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StrictModeSparse {
    /// Most values in one vector, at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
}

setters! {
    impl StrictModeSparse { max_length: Option<u64> }
}

/// Limits of sparse vectors by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StrictModeSparseConfig {
    /// The limits of each vector.
    pub sparse_config: BTreeMap<String, StrictModeSparse>,
}

named_map!(StrictModeSparseConfig, StrictModeSparse, |map| Self { sparse_config: map });

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn full_config_is_the_rest_json() {
        let strict = golden::<StrictModeConfig>(
            r#"{"enabled":true,"max_query_limit":100,"max_timeout":60,"unindexed_filtering_retrieve":false,
                "unindexed_filtering_update":true,"search_max_hnsw_ef":512,"search_allow_exact":false,
                "search_max_oversampling":2.7,"upsert_max_batchsize":1000,"search_max_batchsize":10,
                "max_collection_vector_size_bytes":5000000000,"read_rate_limit":600,"write_rate_limit":60,
                "max_collection_payload_size_bytes":6000000000,"filter_max_conditions":10,"condition_max_size":20,
                "multivector_config":{"passages":{"max_vectors":128},"":{}},"sparse_config":{"words":{"max_length":64}},
                "max_points_count":1000000,"max_payload_index_count":8,"max_resident_memory_percent":90}"#,
        );
        let multivectors = StrictModeMultivector::default().max_vectors(128);
        let built = StrictModeConfig::default()
            .enabled(true)
            .max_query_limit(100)
            .max_timeout(60)
            .unindexed_filtering_retrieve(false)
            .unindexed_filtering_update(true)
            .search_max_hnsw_ef(512)
            .search_allow_exact(false)
            .search_max_oversampling(2.7)
            .upsert_max_batchsize(1000)
            .search_max_batchsize(10)
            .max_collection_vector_size_bytes(5_000_000_000)
            .read_rate_limit(600)
            .write_rate_limit(60)
            .max_collection_payload_size_bytes(6_000_000_000)
            .filter_max_conditions(10)
            .condition_max_size(20)
            .multivector_config([("passages", multivectors), ("", StrictModeMultivector::default())])
            .sparse_config([("words", StrictModeSparse::default().max_length(64))])
            .max_points_count(1_000_000)
            .max_payload_index_count(8)
            .max_resident_memory_percent(90);
        assert_eq!(strict, built);
    }

    #[test]
    fn nothing_is_limited_by_default() {
        assert_eq!(golden::<StrictModeConfig>("{}"), StrictModeConfig::default());
    }
}
