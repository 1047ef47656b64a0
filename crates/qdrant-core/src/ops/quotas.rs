//! Quotas: limits on memory and disk.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::QuotaConfig;

/// Returns the limits on memory and disk, and how much of them is used.
///
/// # Examples
///
/// ```
/// use qdrant_core::GetQuotasRequest;
///
/// let quotas = GetQuotasRequest::new();
/// # assert_eq!(quotas, GetQuotasRequest {});
/// ```
///
/// # Support
///
/// REST `GET /quotas`; no rpc. Since 1.19.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GetQuotasRequest {}

impl GetQuotasRequest {
    /// Creates the request.
    pub const fn new() -> Self {
        Self {}
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// Replaces the limits on memory and disk; the answer is `true`.
///
/// # Examples
///
/// ```
/// use qdrant_core::{QuotaConfig, UpdateQuotas};
///
/// let limits = QuotaConfig::default().enabled(true).max_resident_memory_percent(80).max_disk_usage_percent(90);
/// let update = UpdateQuotas::new(limits).wait(true);
/// # assert_eq!(update.config, limits);
/// ```
///
/// # Support
///
/// REST `PUT /quotas`; no rpc. Since 1.19.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UpdateQuotas {
    /// The new limits.
    pub config: QuotaConfig,
    /// Whether to answer only when all peers have them. Default false.
    pub wait: Option<bool>,
}

impl UpdateQuotas {
    /// Creates the request.
    pub fn new(config: impl Into<QuotaConfig>) -> Self {
        Self { config: config.into(), wait: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        self.config.check().map_err(|error| error.within("config"))
    }
}

setters! {
    impl UpdateQuotas { config: QuotaConfig, wait: Option<bool> }
}

impl From<QuotaConfig> for UpdateQuotas {
    fn from(config: QuotaConfig) -> Self {
        Self::new(config)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::collection::testing::encoded;

    #[test]
    fn the_record_of_an_update_holds_its_config() {
        let update = UpdateQuotas::from(QuotaConfig::default().enabled(false)).wait(true);
        let record = json!({"config": {"enabled": false}, "wait": true});
        assert_eq!(encoded(&update), record);
        assert_eq!(serde_json::from_value::<UpdateQuotas>(record).unwrap(), update);
    }

    #[test]
    fn a_percent_out_of_range_is_refused_by_its_path() {
        let update = UpdateQuotas::new(QuotaConfig::default().max_disk_usage_percent(0));
        assert_eq!(update.check().unwrap_err().field(), Some("config.max_disk_usage_percent"));
        UpdateQuotas::new(QuotaConfig::default()).check().unwrap();
        GetQuotasRequest::new().check().unwrap();
    }
}
