//! What the server says should be mended.

use qdrant_core::{ClearIssuesRequest, Error, GetIssuesRequest, IssuesReport};

use crate::client::Qdrant;

impl Qdrant {
    /// Returns what the server has noticed, such as filters over fields without an index.
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
    /// let report = client.get_issues().await?;
    /// println!("{report:?}");
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /issues`, no rpc. Since 1.10.
    pub async fn get_issues(&self) -> Result<IssuesReport, Error> {
        self.call(GetIssuesRequest {}).await
    }

    /// Forgets what the server has noticed.
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
    /// client.clear_issues().await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `DELETE /issues`, no rpc. Since 1.10.
    pub async fn clear_issues(&self) -> Result<bool, Error> {
        self.call(ClearIssuesRequest {}).await
    }
}
