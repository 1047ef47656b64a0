//! Cluster: its state, what its peers report, and removing peers.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::validate;

/// Returns what the answering peer knows of its cluster.
///
/// # Examples
///
/// ```
/// use qdrant_core::ClusterStatusRequest;
///
/// let status = ClusterStatusRequest::new();
/// # assert_eq!(status, ClusterStatusRequest {});
/// ```
///
/// # Support
///
/// REST `GET /cluster`; no rpc.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClusterStatusRequest {}

impl ClusterStatusRequest {
    /// Creates the request.
    pub const fn new() -> Self {
        Self {}
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// Returns what all peers of a cluster report together.
///
/// # Examples
///
/// ```
/// use qdrant_core::ClusterTelemetryRequest;
///
/// let report = ClusterTelemetryRequest::new().details_level(3);
/// # assert_eq!(report.details_level, Some(3));
/// ```
///
/// # Support
///
/// REST `GET /cluster/telemetry`; no rpc. Since 1.17.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClusterTelemetryRequest {
    /// How much is told; the larger the more. The server chooses when absent.
    pub details_level: Option<u64>,
    /// Time that the server is given, in whole seconds rounded up. Default 60 s.
    pub timeout: Option<Duration>,
}

impl ClusterTelemetryRequest {
    /// Creates the request.
    pub const fn new() -> Self {
        Self { details_level: None, timeout: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::timeout(self.timeout)
    }
}

setters! {
    impl ClusterTelemetryRequest { details_level: Option<u64>, timeout: Option<Duration> }
}

/// Makes the answering peer fetch the state of its cluster anew; the answer is `true`.
///
/// # Examples
///
/// ```
/// use qdrant_core::RecoverCurrentPeerRequest;
///
/// let recover = RecoverCurrentPeerRequest::new();
/// # assert_eq!(recover, RecoverCurrentPeerRequest {});
/// ```
///
/// # Support
///
/// REST `POST /cluster/recover`; no rpc.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RecoverCurrentPeerRequest {}

impl RecoverCurrentPeerRequest {
    /// Creates the request.
    pub const fn new() -> Self {
        Self {}
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// Removes a peer from its cluster; the answer is `true`.
///
/// A server refuses to remove a peer that holds shards, unless [`force`](field@Self::force) is set: then copies that
/// only this peer has are lost.
///
/// # Examples
///
/// ```
/// use qdrant_core::RemovePeer;
///
/// let remove = RemovePeer::new(5_276_549_012_345_678_901);
/// assert_eq!(remove, 5_276_549_012_345_678_901.into());
/// let whatever_it_holds = remove.force(true);
/// ```
///
/// # Support
///
/// REST `DELETE /cluster/peer/{peer_id}`; no rpc.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RemovePeer {
    /// The peer.
    pub peer_id: u64,
    /// Whether to remove it even if it holds shards. Default false.
    pub force: Option<bool>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl RemovePeer {
    /// Creates the request.
    pub const fn new(peer_id: u64) -> Self {
        Self { peer_id, force: None, timeout: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::timeout(self.timeout)
    }
}

setters! {
    impl RemovePeer { peer_id: u64, force: Option<bool>, timeout: Option<Duration> }
}

impl From<u64> for RemovePeer {
    fn from(peer_id: u64) -> Self {
        Self::new(peer_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn the_record_of_a_removal_keeps_every_bit_of_the_peer() {
        let remove = golden::<RemovePeer>(
            r#"{"peer_id":18446744073709551615,"force":true,"timeout":{"secs":1,"nanos":0}}"#,
        );
        assert_eq!(remove, RemovePeer::from(u64::MAX).force(true).timeout(Duration::from_secs(1)));
        let telemetry = golden::<ClusterTelemetryRequest>(r#"{"details_level":2,"timeout":null}"#);
        assert_eq!(telemetry, ClusterTelemetryRequest::new().details_level(2));
    }

    #[test]
    fn no_time_at_all_is_refused() {
        for error in [
            RemovePeer::new(1).timeout(Duration::ZERO).check().unwrap_err(),
            ClusterTelemetryRequest::new().timeout(Duration::ZERO).check().unwrap_err(),
        ] {
            assert_eq!(error.field(), Some("timeout"));
        }
        RemovePeer::new(0).check().unwrap();
        ClusterStatusRequest::new().check().unwrap();
        RecoverCurrentPeerRequest::new().check().unwrap();
    }
}
