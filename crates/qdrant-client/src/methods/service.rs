//! Version and health.

use qdrant_core::{Error, HealthCheckRequest, HealthzRequest, LivezRequest, ReadyzRequest, VersionInfo};

use crate::client::Qdrant;

impl Qdrant {
    /// Returns title and version of the server.
    ///
    /// It needs no credentials, so it does not tell whether they are right.
    ///
    /// # Errors
    ///
    /// Those of the transport; `InvalidRequest` before anything is sent when the request cannot be right.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
    /// let version = client.health_check().await?.version;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /`, rpc `qdrant.Qdrant/HealthCheck`.
    pub async fn health_check(&self) -> Result<VersionInfo, Error> {
        self.call(HealthCheckRequest {}).await
    }

    /// Returns the health text of the server.
    ///
    /// # Errors
    ///
    /// Those of the transport; `InvalidRequest` before anything is sent when the request cannot be right.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
    /// let text = client.healthz().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /healthz`, no rpc.
    pub async fn healthz(&self) -> Result<String, Error> {
        self.call(HealthzRequest {}).await
    }

    /// Returns the liveness text of the server.
    ///
    /// # Errors
    ///
    /// Those of the transport; `InvalidRequest` before anything is sent when the request cannot be right.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
    /// let text = client.livez().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /livez`, no rpc.
    pub async fn livez(&self) -> Result<String, Error> {
        self.call(LivezRequest {}).await
    }

    /// Returns the readiness text of the server.
    ///
    /// A server that is not ready is an error of kind `Unavailable`.
    ///
    /// # Errors
    ///
    /// Those of the transport; `InvalidRequest` before anything is sent when the request cannot be right.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
    /// let text = client.readyz().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /readyz`, no rpc.
    pub async fn readyz(&self) -> Result<String, Error> {
        self.call(ReadyzRequest {}).await
    }
}
