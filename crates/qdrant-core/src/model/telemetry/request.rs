//! What a server reports about the requests that it answered.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::model::inference::null_as_default;
use crate::model::timestamp::Timestamp;

/// Requests that a server answered, by wire.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RequestsTelemetry {
    /// Those over REST; the outer keys are routes and the inner ones HTTP statuses.
    #[serde(default, deserialize_with = "null_as_default")]
    pub rest: ResponsesTelemetry,
    /// Those over gRPC; the outer keys are methods and the inner ones gRPC statuses.
    #[serde(default, deserialize_with = "null_as_default")]
    pub grpc: ResponsesTelemetry,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Requests that a server answered over one wire.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ResponsesTelemetry {
    /// Answers by what was called and by status.
    ///
    /// A server that does not tell gRPC's statuses apart has the empty status.
    #[serde(default, deserialize_with = "by_status")]
    pub responses: BTreeMap<String, BTreeMap<String, OperationDurationStatistics>>,
    /// Everything else: the same by collection.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// How often something was done and how long it took.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OperationDurationStatistics {
    /// How often it was done.
    pub count: u64,
    /// How often it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_count: Option<u64>,
    /// Average time of the latest ones, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avg_duration_micros: Option<f32>,
    /// The shortest time, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_duration_micros: Option<f32>,
    /// The longest time, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_duration_micros: Option<f32>,
    /// The sum of all times, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_duration_micros: Option<u64>,
    /// When it was last done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_responded: Option<Timestamp>,
    /// Everything that this version does not type.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

type ByStatus = BTreeMap<String, OperationDurationStatistics>;

/// Reads the statistics of each status, or those of all statuses together, which older servers have for gRPC.
fn by_status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, ByStatus>, D::Error> {
    let responses: BTreeMap<String, Value> = null_as_default(deserializer)?;
    let sorted = |value: Value| {
        if value.get("count").is_some_and(Value::is_number) {
            serde_json::from_value(value).map(|all| BTreeMap::from([(String::new(), all)]))
        } else {
            serde_json::from_value(value)
        }
    };
    let read = |(name, value)| match sorted(value) {
        Ok(statistics) => Ok((name, statistics)),
        Err(error) => Err(serde::de::Error::custom(format_args!("{name}: {error}"))),
    };
    responses.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn servers_that_do_not_tell_statuses_apart_are_read() {
        let requests: RequestsTelemetry = serde_json::from_value(json!({
            "rest": {"responses": {"GET /": {"200": {"count": 2}, "404": {"count": 1}}}},
            "grpc": {"responses": {"/qdrant.Points/Query": {"count": 7}}, "per_collection_responses": {"a": {}}},
        }))
        .unwrap();
        assert_eq!(requests.rest.responses["GET /"]["404"].count, 1);
        assert_eq!(requests.grpc.responses["/qdrant.Points/Query"][""].count, 7);
        assert_eq!(requests.grpc.other["per_collection_responses"], json!({"a": {}}));
    }

    #[test]
    fn a_broken_statistic_names_its_request() {
        let json = json!({"responses": {"GET /": {"200": {"count": "many"}}}});
        let error = serde_json::from_value::<ResponsesTelemetry>(json).unwrap_err();
        assert!(error.to_string().contains("GET /"), "{error}");
    }
}
