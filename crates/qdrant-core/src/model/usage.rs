//! What a call used on the server.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Hardware and inference that a call used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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
#[serde(default)]
pub struct HardwareUsage {
    /// CPU units.
    pub cpu: u64,
    /// Payload bytes read.
    pub payload_io_read: u64,
    /// Payload bytes written.
    pub payload_io_write: u64,
    /// Payload index bytes read.
    pub payload_index_io_read: u64,
    /// Payload index bytes written.
    pub payload_index_io_write: u64,
    /// Vector bytes read.
    pub vector_io_read: u64,
    /// Vector bytes written.
    pub vector_io_write: u64,
}

/// Inference that a call used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InferenceUsage {
    /// Usage by the name of the model.
    pub models: BTreeMap<String, ModelUsage>,
}

/// Use of one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ModelUsage {
    /// Tokens that the model read.
    pub tokens: u64,
}
