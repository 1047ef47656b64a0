//! The write-ahead log.

use serde::{Deserialize, Serialize};

use crate::macros::setters;

/// Settings of the write-ahead log; what is absent is left to the server.
///
/// # Examples
///
/// ```
/// use qdrant_core::WalConfigDiff;
///
/// let wal = WalConfigDiff::default().wal_capacity_mb(64);
/// assert_eq!(wal.wal_capacity_mb, Some(64));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WalConfigDiff {
    /// Size of one log segment, in megabytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wal_capacity_mb: Option<u64>,
    /// How many segments are created ahead of use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wal_segments_ahead: Option<u64>,
    /// How many closed segments are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wal_retain_closed: Option<u64>,
}

setters! {
    impl WalConfigDiff {
        wal_capacity_mb: Option<u64>,
        wal_segments_ahead: Option<u64>,
        wal_retain_closed: Option<u64>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn full_config_is_the_rest_json() {
        let wal =
            golden::<WalConfigDiff>(r#"{"wal_capacity_mb":32,"wal_segments_ahead":0,"wal_retain_closed":1}"#);
        assert_eq!(
            wal,
            WalConfigDiff::default().wal_capacity_mb(32).wal_segments_ahead(0).wal_retain_closed(1)
        );
        assert_eq!(golden::<WalConfigDiff>("{}"), WalConfigDiff::default());
    }
}
