//! Version, health, telemetry and metrics.

use qdrant_core::{
    Error, GrpcHealthCheckRequest, HealthCheckRequest, HealthzRequest, LivezRequest, MetricsRequest,
    ReadyzRequest, ServingStatus, TelemetryData, TelemetryRequest, VersionInfo,
};

use crate::client::Qdrant;

impl Qdrant {
    /// Returns title and version of the server.
    ///
    /// It needs no credentials, so it does not tell whether they are right.
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
    /// let version = client.health_check().await?.version;
    /// # Ok(())
    /// # }) }
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
    /// Those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// let text = client.healthz().await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /healthz`, no rpc. Since 1.5.
    pub async fn healthz(&self) -> Result<String, Error> {
        self.call(HealthzRequest {}).await
    }

    /// Returns the liveness text of the server.
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
    /// let text = client.livez().await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /livez`, no rpc. Since 1.5.
    pub async fn livez(&self) -> Result<String, Error> {
        self.call(LivezRequest {}).await
    }

    /// Returns the readiness text of the server.
    ///
    /// # Errors
    ///
    /// `Unavailable` when the server is not ready; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// let text = client.readyz().await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /readyz`, no rpc. Since 1.5.
    pub async fn readyz(&self) -> Result<String, Error> {
        self.call(ReadyzRequest {}).await
    }

    /// Asks for health in the sense of gRPC's standard service; an empty name means the whole server.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` before anything is sent when the request cannot be right, with the path of the field; those of
    /// the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// assert!(client.grpc_health_check("").await?.is_serving());
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// No REST route, rpc `grpc.health.v1.Health/Check`.
    pub async fn grpc_health_check(
        &self,
        service: impl Into<GrpcHealthCheckRequest>,
    ) -> Result<ServingStatus, Error> {
        self.call(service.into()).await
    }

    /// Returns what the server says about itself and its collections.
    ///
    /// Its default is the least detail.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` before anything is sent when the request cannot be right, with the path of the field; those of
    /// the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::TelemetryRequest;
    ///
    /// let telemetry = client.telemetry(TelemetryRequest::new().details_level(1)).await?;
    /// println!("{:?}", telemetry.app);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /telemetry`, no rpc.
    pub async fn telemetry(&self, request: impl Into<TelemetryRequest>) -> Result<TelemetryData, Error> {
        self.call(request.into()).await
    }

    /// Returns figures in the text format of Prometheus.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` before anything is sent when the request cannot be right, with the path of the field; those of
    /// the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::MetricsRequest;
    ///
    /// let text = client.metrics(MetricsRequest::new()).await?;
    /// for line in text.lines().filter(|line| !line.starts_with('#')) {
    ///     println!("{line}");
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /metrics`, no rpc.
    pub async fn metrics(&self, request: impl Into<MetricsRequest>) -> Result<String, Error> {
        self.call(request.into()).await
    }
}
