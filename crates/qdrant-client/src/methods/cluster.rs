//! Peers of a cluster.

use qdrant_core::{
    ClusterStatus, ClusterStatusRequest, ClusterTelemetryRequest, DistributedTelemetryData, Error,
    RecoverCurrentPeerRequest, RemovePeer,
};

use crate::client::Qdrant;

impl Qdrant {
    /// Returns what the answering peer knows of its cluster.
    ///
    /// # Errors
    ///
    /// Those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::ClusterStatus;
    ///
    /// match client.cluster_status().await? {
    ///     ClusterStatus::Enabled(cluster) => println!("{} peers", cluster.peers.len()),
    ///     ClusterStatus::Disabled => println!("a single node"),
    ///     ClusterStatus::Unknown(status) => println!("{status}"),
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /cluster`, no rpc.
    pub async fn cluster_status(&self) -> Result<ClusterStatus, Error> {
        self.call(ClusterStatusRequest {}).await
    }

    /// Returns what all peers of a cluster report together.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` before anything is sent when the request cannot be right, with the path of the field; those of
    /// the transport.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
    /// use qdrant_client::ClusterTelemetryRequest;
    ///
    /// let telemetry = client.cluster_telemetry(ClusterTelemetryRequest::new().details_level(2)).await?;
    /// println!("{telemetry:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /cluster/telemetry`, no rpc. Since 1.17.
    pub async fn cluster_telemetry(
        &self,
        request: impl Into<ClusterTelemetryRequest>,
    ) -> Result<DistributedTelemetryData, Error> {
        self.call(request.into()).await
    }

    /// Asks the answering peer to catch up with the state of its cluster.
    ///
    /// # Errors
    ///
    /// Those of the transport.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
    /// client.recover_current_peer().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /cluster/recover`, no rpc.
    pub async fn recover_current_peer(&self) -> Result<bool, Error> {
        self.call(RecoverCurrentPeerRequest {}).await
    }

    /// Removes a peer from the cluster.
    ///
    /// A peer that has shards is removed only by force, and its shards are lost with it.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` before anything is sent when the request cannot be right, with the path of the field; those of
    /// the transport.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
    /// use std::time::Duration;
    /// use qdrant_client::RemovePeer;
    ///
    /// client.remove_peer(RemovePeer::new(5_962_301_837_104_221).timeout(Duration::from_secs(30))).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `DELETE /cluster/peer/{peer_id}`, no rpc.
    pub async fn remove_peer(&self, peer: impl Into<RemovePeer>) -> Result<bool, Error> {
        self.call(peer.into()).await
    }
}
