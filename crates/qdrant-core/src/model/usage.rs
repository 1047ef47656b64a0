//! What a call used on the server.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::inference::null_as_default;

/// Hardware and inference that a call used.
///
/// A fact about a call, never its result: from JSON it is read as far as it is understood, and the rest is left out.
/// The counters without a name around them, as servers before 1.15 send them, are those of the hardware.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Usage {
    /// Hardware counters, if the server reports them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hardware: Option<HardwareUsage>,
    /// Tokens by model, if the call embedded anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inference: Option<InferenceUsage>,
}

/// Hardware counters of a call, in the server's own units.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HardwareUsage {
    /// CPU units.
    #[serde(default, deserialize_with = "null_as_default")]
    pub cpu: u64,
    /// Payload bytes read.
    #[serde(default, deserialize_with = "null_as_default")]
    pub payload_io_read: u64,
    /// Payload bytes written.
    #[serde(default, deserialize_with = "null_as_default")]
    pub payload_io_write: u64,
    /// Payload index bytes read.
    #[serde(default, deserialize_with = "null_as_default")]
    pub payload_index_io_read: u64,
    /// Payload index bytes written.
    #[serde(default, deserialize_with = "null_as_default")]
    pub payload_index_io_write: u64,
    /// Vector bytes read.
    #[serde(default, deserialize_with = "null_as_default")]
    pub vector_io_read: u64,
    /// Vector bytes written.
    #[serde(default, deserialize_with = "null_as_default")]
    pub vector_io_write: u64,
}

/// Inference that a call used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InferenceUsage {
    /// Usage by the name of the model.
    #[serde(default, deserialize_with = "null_as_default")]
    pub models: BTreeMap<String, ModelUsage>,
}

/// Use of one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ModelUsage {
    /// Tokens that the model read.
    #[serde(default, deserialize_with = "null_as_default")]
    pub tokens: u64,
}

impl<'de> Deserialize<'de> for Usage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Value::Object(mut parts) = Value::deserialize(deserializer)? else {
            return Err(D::Error::custom("usage is no object"));
        };
        let inference = understood(&mut parts, "inference");
        let hardware = understood(&mut parts, "hardware");
        let flat = || HARDWARE.iter().any(|name| parts.contains_key(*name));
        let hardware = if hardware.is_none() && flat() {
            serde_json::from_value(Value::Object(parts)).ok()
        } else {
            hardware
        };
        Ok(Self { hardware, inference })
    }
}

/// The counters of [`HardwareUsage`].
const HARDWARE: [&str; 7] = [
    "cpu",
    "payload_io_read",
    "payload_io_write",
    "payload_index_io_read",
    "payload_index_io_write",
    "vector_io_read",
    "vector_io_write",
];

fn understood<T: DeserializeOwned>(parts: &mut Map<String, Value>, name: &str) -> Option<T> {
    parts.remove(name).and_then(|part| serde_json::from_value::<Option<T>>(part).ok().flatten())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(raw: Value) -> Usage {
        serde_json::from_value(raw).unwrap()
    }

    fn cpu(cpu: u64) -> Option<HardwareUsage> {
        Some(HardwareUsage { cpu, ..HardwareUsage::default() })
    }

    #[test]
    fn parts_are_read_one_by_one() {
        let tokens =
            |tokens| Some(InferenceUsage { models: [("m".to_owned(), ModelUsage { tokens })].into() });
        for (raw, hardware, inference) in [
            (json!({}), None, None),
            (json!({"hardware": null, "inference": null, "new": [1]}), None, None),
            (
                json!({"hardware": {"cpu": null, "new": 1}, "inference": {}}),
                cpu(0),
                Some(InferenceUsage::default()),
            ),
            (json!({"hardware": {"cpu": 1}, "inference": {"models": {"m": {}}}}), cpu(1), tokens(0)),
            (json!({"hardware": {"cpu": 1}, "inference": "none"}), cpu(1), None),
            (
                json!({"hardware": {"cpu": "1"}, "inference": {"models": {"m": {"tokens": 3}}}}),
                None,
                tokens(3),
            ),
            (json!({"hardware": 7, "inference": {"models": 7}}), None, None),
        ] {
            assert_eq!(read(raw.clone()), Usage { hardware, inference }, "{raw}");
        }
    }

    #[test]
    fn old_servers_send_the_counters_alone() {
        assert_eq!(read(json!({"cpu": 5})), Usage { hardware: cpu(5), inference: None });
        for name in HARDWARE {
            let hardware = read(json!({name: 9, "new": 1})).hardware.unwrap();
            assert_eq!(serde_json::to_value(hardware).unwrap()[name], 9);
        }
        assert_eq!(
            serde_json::to_value(HardwareUsage::default()).unwrap().as_object().unwrap().len(),
            HARDWARE.len()
        );
    }

    #[test]
    fn what_is_written_is_read() {
        let models = [("a".to_owned(), ModelUsage { tokens: 3 })].into();
        for usage in
            [Usage::default(), Usage { hardware: cpu(1), inference: Some(InferenceUsage { models }) }]
        {
            assert_eq!(read(serde_json::to_value(&usage).unwrap()), usage);
        }
        serde_json::from_value::<Usage>(json!([1])).unwrap_err();
    }
}
