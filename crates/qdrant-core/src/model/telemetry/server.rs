//! What one server reports about itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ClusterTelemetry, CollectionsTelemetry, RequestsTelemetry};
use crate::model::inference::null_as_default;
use crate::model::quota::QuotaConfig;
use crate::model::timestamp::Timestamp;
use crate::model::usage::HardwareUsage;

/// What a server reports about itself and its work.
///
/// How much of it is there depends on the level of detail that was asked for.
///
/// # Examples
///
/// ```
/// use qdrant_core::TelemetryData;
///
/// let report: TelemetryData = serde_json::from_str(
///     r#"{"id":"4f0b","app":{"name":"qdrant","version":"1.19.0"},"collections":{"number_of_collections":2}}"#,
/// )?;
/// assert_eq!(report.collections.number_of_collections, 2);
/// assert_eq!(report.app.map(|app| app.version), Some("1.19.0".to_owned()));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TelemetryData {
    /// Identifier of the running server; a restart changes it.
    pub id: String,
    /// What the server is and runs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app: Option<AppBuildTelemetry>,
    /// Its collections.
    #[serde(default, deserialize_with = "null_as_default")]
    pub collections: CollectionsTelemetry,
    /// Its cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<ClusterTelemetry>,
    /// Requests that it answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<RequestsTelemetry>,
    /// Memory that it uses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<MemoryTelemetry>,
    /// Hardware counters of its collections.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hardware: Option<HardwareTelemetry>,
    /// Threads that search.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_pool: Option<SearchThreadPoolTelemetry>,
    /// Limits and whether they are exceeded. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quota: Option<QuotaTelemetry>,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What a server is and runs on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AppBuildTelemetry {
    /// What the program is called.
    pub name: String,
    /// Its version, such as `1.19.0`.
    pub version: String,
    /// When it was started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub startup: Option<Timestamp>,
    /// Everything else: features, flags, the machine and its system, auditing.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Memory that a server uses, in bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MemoryTelemetry {
    /// Bytes in pages that are in use.
    pub active_bytes: u64,
    /// Bytes that the program asked for.
    pub allocated_bytes: u64,
    /// Bytes that the allocator uses for itself.
    pub metadata_bytes: u64,
    /// Bytes in physical memory.
    pub resident_bytes: u64,
    /// Bytes that the allocator keeps for later.
    pub retained_bytes: u64,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Hardware counters of collections.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct HardwareTelemetry {
    /// Counters by the name of the collection.
    #[serde(default, deserialize_with = "null_as_default")]
    pub collection_data: BTreeMap<String, HardwareUsage>,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Threads that search.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchThreadPoolTelemetry {
    /// How the number of threads is chosen.
    pub mode: String,
    /// Number of threads while the processor is the limit.
    pub high_cpu_threads: u64,
    /// Number of threads while the disk is the limit.
    pub high_io_threads: u64,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Limits of a server and whether they are exceeded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct QuotaTelemetry {
    /// The limits.
    pub config: QuotaConfig,
    /// Which of them are exceeded.
    pub exceeded: QuotaExceeded,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Which limits are exceeded; absent where there is no limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct QuotaExceeded {
    /// That of the memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resident_memory: Option<bool>,
    /// That of the disk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disk_usage: Option<bool>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::model::collection::testing::{golden, through_json};
    use crate::model::telemetry::strategies::telemetry_data;

    #[test]
    fn a_report_keeps_everything_and_types_what_is_stable() {
        let report = golden::<TelemetryData>(
            r#"{"id":"4f0b","collections":{"number_of_collections":1,"max_collections":9,"collections":[]},
                "app":{"name":"qdrant","version":"1.19.0","startup":"2026-01-31T10:00:00.5Z","jwt_rbac":true,
                    "features":{"gpu":false},"system":{"is_docker":false,"cores":2,"ram_size":18446744073709551615}},
                "cluster":{"enabled":true,"peers":{"18446744073709551615":{"uri":"http://a"}},
                    "config":{"grpc_timeout_ms":5}},
                "requests":{"rest":{"responses":{"GET /":{"200":{"count":3,"avg_duration_micros":1.5}}}},
                    "grpc":{"responses":{}}},
                "memory":{"active_bytes":1,"allocated_bytes":2,"metadata_bytes":3,"resident_bytes":4,"retained_bytes":5},
                "hardware":{"collection_data":{"docs":{"cpu":1,"payload_io_read":2,"payload_io_write":3,
                    "payload_index_io_read":4,"payload_index_io_write":5,"vector_io_read":6,"vector_io_write":7}}},
                "search_pool":{"mode":"auto","high_cpu_threads":2,"high_io_threads":4},
                "quota":{"config":{"enabled":true},"exceeded":{"disk_usage":false}},
                "moon":{"phase":"full"}}"#,
        );
        let app = report.app.unwrap();
        assert_eq!(app.startup, Some("2026-01-31T10:00:00.5Z".parse().unwrap()));
        assert_eq!(app.other["system"]["ram_size"], u64::MAX);
        assert!(report.cluster.unwrap().peers.contains_key(&u64::MAX));
        assert_eq!(report.requests.unwrap().rest.responses["GET /"]["200"].avg_duration_micros, Some(1.5));
        assert_eq!(report.hardware.unwrap().collection_data["docs"].vector_io_write, 7);
        assert_eq!(report.quota.unwrap().exceeded.disk_usage, Some(false));
        assert_eq!(report.other, *json!({"moon": {"phase": "full"}}).as_object().unwrap());
    }

    #[test]
    fn a_report_of_the_lowest_level_is_read() {
        let report: TelemetryData =
            serde_json::from_value(json!({"id": "x", "app": null, "collections": null, "cluster": null}))
                .unwrap();
        assert_eq!(report, TelemetryData { id: "x".into(), ..TelemetryData::default() });
    }

    proptest! {
        #[test]
        fn reports_survive_json(report in telemetry_data()) {
            prop_assert_eq!(&through_json(&report), &report);
        }
    }
}
