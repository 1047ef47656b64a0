//! Limits on what a cluster may use, and how much of them is used.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id_map;
use crate::error::Error;
use crate::macros::setters;

/// Limits on memory and disk above which a cluster refuses writes.
///
/// # Examples
///
/// ```
/// use qdrant_core::QuotaConfig;
///
/// let config = QuotaConfig::default().enabled(true).max_disk_usage_percent(90).release_margin_percent(5);
/// # assert_eq!(config.max_disk_usage_percent, Some(90));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct QuotaConfig {
    /// Whether the limits hold. Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The most of the memory that a peer may use, 1 to 100 %. Default no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_resident_memory_percent: Option<u8>,
    /// The most of the disk that a peer may use, 1 to 100 %. Default no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_disk_usage_percent: Option<u8>,
    /// How far the use must fall below a limit before writes pass again, 0 to 100 %. The server chooses when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release_margin_percent: Option<u8>,
}

impl QuotaConfig {
    pub(crate) fn check(&self) -> Result<(), Error> {
        percent("max_resident_memory_percent", self.max_resident_memory_percent, 1)?;
        percent("max_disk_usage_percent", self.max_disk_usage_percent, 1)?;
        percent("release_margin_percent", self.release_margin_percent, 0)
    }
}

fn percent(field: &str, percent: Option<u8>, least: u8) -> Result<(), Error> {
    match percent {
        Some(percent) if !(least..=100).contains(&percent) => {
            Err(Error::invalid(field, format!("{percent} is not between {least} and 100")))
        }
        _ => Ok(()),
    }
}

setters! {
    impl QuotaConfig {
        enabled: Option<bool>,
        max_resident_memory_percent: Option<u8>,
        max_disk_usage_percent: Option<u8>,
        release_margin_percent: Option<u8>,
    }
}

/// How much of memory and disk a peer uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct QuotaUsage {
    /// Used memory in percent, if the peer can measure it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resident_memory_percent: Option<u8>,
    /// Used disk in percent, if the peer can measure it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disk_usage_percent: Option<u8>,
}

/// How much of memory and disk a peer of a cluster uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PeerQuotaUsage {
    /// Whether the peer is above a limit.
    pub exceeded: bool,
    /// Used memory in percent, if the peer can measure it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resident_memory_percent: Option<u8>,
    /// Used disk in percent, if the peer can measure it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disk_usage_percent: Option<u8>,
}

/// Limits of a cluster and how much of them is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct QuotaStatus {
    /// The limits.
    pub config: QuotaConfig,
    /// What the answering peer uses.
    pub usage: QuotaUsage,
    /// What each peer uses, by its id; only in a cluster.
    #[serde(default, with = "id_map::optional", skip_serializing_if = "Option::is_none")]
    pub peers: Option<BTreeMap<u64, PeerQuotaUsage>>,
}

#[cfg(test)]
pub(crate) mod strategies {
    use proptest::bool::ANY as flag;
    use proptest::collection::btree_map;
    use proptest::option::of;
    use proptest::prelude::*;

    use super::*;
    use crate::model::sharding::strategies::peer_id;

    pub(crate) fn quota_config() -> impl Strategy<Value = QuotaConfig> {
        let percent = || of(any::<u8>());
        (of(flag), percent(), percent(), percent()).prop_map(
            |(enabled, max_resident_memory_percent, max_disk_usage_percent, release_margin_percent)| {
                QuotaConfig {
                    enabled,
                    max_resident_memory_percent,
                    max_disk_usage_percent,
                    release_margin_percent,
                }
            },
        )
    }

    pub(super) fn quota_status() -> impl Strategy<Value = QuotaStatus> {
        let percents = || (of(any::<u8>()), of(any::<u8>()));
        let usage = percents().prop_map(|(resident_memory_percent, disk_usage_percent)| QuotaUsage {
            resident_memory_percent,
            disk_usage_percent,
        });
        let peer =
            (flag, percents()).prop_map(|(exceeded, (resident_memory_percent, disk_usage_percent))| {
                PeerQuotaUsage { exceeded, resident_memory_percent, disk_usage_percent }
            });
        (quota_config(), usage, of(btree_map(peer_id(), peer, 0..3)))
            .prop_map(|(config, usage, peers)| QuotaStatus { config, usage, peers })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::strategies::quota_status;
    use super::*;
    use crate::model::collection::testing::{golden, through_json};

    #[test]
    fn a_full_status_is_the_rest_json() {
        let status = golden::<QuotaStatus>(
            r#"{"config":{"enabled":true,"max_resident_memory_percent":80,"max_disk_usage_percent":90,
                    "release_margin_percent":0},
                "usage":{"resident_memory_percent":40,"disk_usage_percent":101},
                "peers":{"18446744073709551615":{"exceeded":true,"disk_usage_percent":95}}}"#,
        );
        let expected = QuotaStatus {
            config: QuotaConfig::default()
                .enabled(true)
                .max_resident_memory_percent(80)
                .max_disk_usage_percent(90)
                .release_margin_percent(0),
            usage: QuotaUsage { resident_memory_percent: Some(40), disk_usage_percent: Some(101) },
            peers: Some(BTreeMap::from([(
                u64::MAX,
                PeerQuotaUsage {
                    exceeded: true,
                    resident_memory_percent: None,
                    disk_usage_percent: Some(95),
                },
            )])),
        };
        assert_eq!(status, expected);
        assert_eq!(golden::<QuotaStatus>(r#"{"config":{},"usage":{}}"#), QuotaStatus::default());
    }

    #[test]
    fn percents_out_of_range_are_refused_by_name() {
        let field = |config: QuotaConfig| config.check().unwrap_err().field().unwrap_or_default().to_owned();
        let config = QuotaConfig::default;
        for percent in [0, 101] {
            let memory = config().max_resident_memory_percent(percent);
            assert_eq!(field(memory), "max_resident_memory_percent");
            assert_eq!(field(config().max_disk_usage_percent(percent)), "max_disk_usage_percent");
        }
        assert_eq!(field(config().release_margin_percent(101)), "release_margin_percent");
        for percent in [1, 100] {
            config().max_resident_memory_percent(percent).max_disk_usage_percent(percent).check().unwrap();
        }
        config().release_margin_percent(0).check().unwrap();
    }

    proptest! {
        #[test]
        fn statuses_survive_json(status in quota_status()) {
            prop_assert_eq!(&through_json(&status), &status);
        }
    }
}
