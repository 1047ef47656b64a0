//! Limits of memory and disk.

use qdrant_core::{Error, GetQuotasRequest, QuotaStatus, UpdateQuotas};

use crate::client::Qdrant;

impl Qdrant {
    /// Returns the limits on memory and disk, and how much of them is used.
    ///
    /// # Errors
    ///
    /// Those of the transport.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
    /// let quotas = client.get_quotas().await?;
    /// println!("{:?} % of the disk", quotas.usage.disk_usage_percent);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /quotas`, no rpc. Since 1.19.
    pub async fn get_quotas(&self) -> Result<QuotaStatus, Error> {
        self.call(GetQuotasRequest {}).await
    }

    /// Replaces the limits on memory and disk.
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
    /// use qdrant_client::QuotaConfig;
    ///
    /// let limits = QuotaConfig::default().enabled(true).max_disk_usage_percent(90);
    /// client.update_quotas(limits).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `PUT /quotas`, no rpc. Since 1.19.
    pub async fn update_quotas(&self, request: impl Into<UpdateQuotas>) -> Result<bool, Error> {
        self.call(request.into()).await
    }
}
