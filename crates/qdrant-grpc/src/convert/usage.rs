//! What a call used on the server.

use qdrant_core::{InferenceUsage, Usage};

use super::traits::{same_fields, total};
use crate::proto::qdrant as proto;
use crate::wire::usage::Usage as UsageMessage;

same_fields! {
    HardwareUsage {
        cpu,
        payload_io_read,
        payload_io_write,
        payload_index_io_read,
        payload_index_io_write,
        vector_io_read,
        vector_io_write,
    }
    ModelUsage { tokens }
}

impl From<InferenceUsage> for proto::InferenceUsage {
    fn from(usage: InferenceUsage) -> Self {
        let InferenceUsage { models } = usage;
        Self { models: models.into_iter().map(|(name, usage)| (name, usage.into())).collect() }
    }
}

impl From<proto::InferenceUsage> for InferenceUsage {
    fn from(message: proto::InferenceUsage) -> Self {
        let proto::InferenceUsage { models } = message;
        Self { models: models.into_iter().map(|(name, usage)| (name, usage.into())).collect() }
    }
}

impl From<Usage> for UsageMessage {
    fn from(usage: Usage) -> Self {
        let Usage { hardware, inference } = usage;
        Self { hardware: hardware.map(Into::into), inference: inference.map(Into::into) }
    }
}

impl From<UsageMessage> for Usage {
    fn from(message: UsageMessage) -> Self {
        let UsageMessage { hardware, inference } = message;
        Self { hardware: hardware.map(Into::into), inference: inference.map(Into::into) }
    }
}

total!(into: Usage => UsageMessage);
total!(from: UsageMessage => Usage);

#[cfg(test)]
mod tests {
    use qdrant_core::{HardwareUsage, ModelUsage};

    use super::*;

    #[test]
    fn missing_and_zero_are_not_the_same() {
        let models = [("a/b".to_owned(), ModelUsage { tokens: 5 })].into();
        for usage in [
            Usage::default(),
            Usage { hardware: Some(HardwareUsage::default()), inference: None },
            Usage {
                hardware: Some(HardwareUsage { cpu: 1, vector_io_write: 7, ..HardwareUsage::default() }),
                inference: Some(InferenceUsage { models }),
            },
        ] {
            assert_eq!(Usage::from(UsageMessage::from(usage.clone())), usage);
        }
    }
}
