//! The optimizers, which merge, clean and index segments.

use serde::{Deserialize, Serialize};

use crate::macros::{setters, wire_enum};

/// Settings of the optimizers; what is absent is left to the server.
///
/// Sizes are in kilobytes; one kilobyte is one vector of 256 dimensions.
///
/// # Examples
///
/// ```
/// use qdrant_core::{MaxOptimizationThreads, OptimizersConfigDiff};
///
/// let bulk_load = OptimizersConfigDiff::default()
///     .indexing_threshold(0)
///     .max_optimization_threads(MaxOptimizationThreads::auto());
/// # assert_eq!(bulk_load.indexing_threshold, Some(0));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OptimizersConfigDiff {
    /// Fraction of deleted vectors, 0 to 1, from which a segment is cleaned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_threshold: Option<f64>,
    /// Number of vectors, at least 100, below which a segment is not cleaned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vacuum_min_vector_number: Option<u64>,
    /// Number of segments aimed at; 0 lets the server choose by its processors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_segment_number: Option<u64>,
    /// Size above which segments are not merged, in kilobytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_segment_size: Option<u64>,
    /// Size above which a segment is mapped from disk, in kilobytes; 0 never. Deprecated since 1.15.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memmap_threshold: Option<u64>,
    /// Size above which a segment gets a vector index, in kilobytes; 0 never. Default 20,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indexing_threshold: Option<u64>,
    /// Time between forced flushes, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flush_interval_sec: Option<u64>,
    /// Optimizations that run at once in a shard; 0 turns them off. Absent in a reply means automatic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_optimization_threads: Option<MaxOptimizationThreads>,
    /// Hides points of large segments from reads until they are indexed. Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prevent_unoptimized: Option<bool>,
}

setters! {
    impl OptimizersConfigDiff {
        deleted_threshold: Option<f64>,
        vacuum_min_vector_number: Option<u64>,
        default_segment_number: Option<u64>,
        max_segment_size: Option<u64>,
        memmap_threshold: Option<u64>,
        indexing_threshold: Option<u64>,
        flush_interval_sec: Option<u64>,
        max_optimization_threads: Option<MaxOptimizationThreads>,
        prevent_unoptimized: Option<bool>,
    }
}

/// How many optimizations may run at once in a shard.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MaxOptimizationThreads {
    /// This many; 0 turns optimizations off.
    Value(u64),
    /// A rule of the server.
    Setting(MaxOptimizationThreadsSetting),
}

impl MaxOptimizationThreads {
    /// Returns the setting that lets the server use as many as its processors allow.
    pub const fn auto() -> Self {
        Self::Setting(MaxOptimizationThreadsSetting::Auto)
    }
}

impl From<u64> for MaxOptimizationThreads {
    fn from(threads: u64) -> Self {
        Self::Value(threads)
    }
}

impl From<MaxOptimizationThreadsSetting> for MaxOptimizationThreads {
    fn from(setting: MaxOptimizationThreadsSetting) -> Self {
        Self::Setting(setting)
    }
}

wire_enum! {
    /// A rule by which the server chooses the number of optimizations.
    pub enum MaxOptimizationThreadsSetting {
        /// As many as the processors allow.
        Auto = "auto",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;
    use crate::model::unknown::UnknownValue;

    #[test]
    fn full_config_is_the_rest_json() {
        let optimizers = golden::<OptimizersConfigDiff>(
            r#"{"deleted_threshold":0.2,"vacuum_min_vector_number":1000,"default_segment_number":2,
                "max_segment_size":5000,"memmap_threshold":1,"indexing_threshold":20000,"flush_interval_sec":5,
                "max_optimization_threads":4,"prevent_unoptimized":false}"#,
        );
        let built = OptimizersConfigDiff::default()
            .deleted_threshold(0.2)
            .vacuum_min_vector_number(1000)
            .default_segment_number(2)
            .max_segment_size(5000)
            .memmap_threshold(1)
            .indexing_threshold(20_000)
            .flush_interval_sec(5)
            .max_optimization_threads(4)
            .prevent_unoptimized(false);
        assert_eq!(optimizers, built);
    }

    #[test]
    fn threads_are_a_number_or_a_word() {
        assert_eq!(golden::<MaxOptimizationThreads>(r#""auto""#), MaxOptimizationThreads::auto());
        assert_eq!(golden::<MaxOptimizationThreads>("0"), MaxOptimizationThreads::Value(0));
        let unknown = MaxOptimizationThreadsSetting::Unknown(UnknownValue::Name("half".into()));
        assert_eq!(golden::<MaxOptimizationThreads>(r#""half""#), unknown.into());
    }

    #[test]
    fn null_threads_of_a_reply_are_absent() {
        let read: OptimizersConfigDiff =
            serde_json::from_str(r#"{"default_segment_number":0,"max_optimization_threads":null}"#).unwrap();
        assert_eq!(read, OptimizersConfigDiff::default().default_segment_number(0));
    }
}
