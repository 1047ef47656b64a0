//! Payload of points.

use qdrant_core::{
    ClearPayloadPoints, DeletePayloadPoints, Error, OverwritePayloadPoints, SetPayloadPoints, UpdateResult,
};

use crate::client::Qdrant;

impl Qdrant {
    /// Merges keys into the payload of points; other keys stay.
    ///
    /// Answers when the write is in the server's log; with `wait(true)`, when it is applied.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` before anything is sent when the request cannot
    /// be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::SetPayloadPoints;
    ///
    /// let visited = SetPayloadPoints::new("cities", [("visited", true)]).points_selector([1_u64, 2]);
    /// client.set_payload(visited).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/payload`, rpc `qdrant.Points/SetPayload`.
    pub async fn set_payload(&self, request: impl Into<SetPayloadPoints>) -> Result<UpdateResult, Error> {
        self.call(request.into()).await
    }

    /// Replaces the whole payload of points.
    ///
    /// Answers when the write is in the server's log; with `wait(true)`, when it is applied.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` before anything is sent when the request cannot
    /// be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::OverwritePayloadPoints;
    ///
    /// let payload = OverwritePayloadPoints::new("cities", [("city", "Berlin")]).points_selector([1_u64]);
    /// client.overwrite_payload(payload).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `PUT /collections/{collection_name}/points/payload`, rpc `qdrant.Points/OverwritePayload`.
    pub async fn overwrite_payload(
        &self,
        request: impl Into<OverwritePayloadPoints>,
    ) -> Result<UpdateResult, Error> {
        self.call(request.into()).await
    }

    /// Deletes keys from the payload of points.
    ///
    /// Answers when the write is in the server's log; with `wait(true)`, when it is applied.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` before anything is sent when the request cannot
    /// be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::DeletePayloadPoints;
    ///
    /// client.delete_payload(DeletePayloadPoints::new("cities", ["visited"]).points_selector([1_u64])).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/payload/delete`, rpc `qdrant.Points/DeletePayload`.
    pub async fn delete_payload(
        &self,
        request: impl Into<DeletePayloadPoints>,
    ) -> Result<UpdateResult, Error> {
        self.call(request.into()).await
    }

    /// Deletes the whole payload of points.
    ///
    /// Answers when the write is in the server's log; with `wait(true)`, when it is applied.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` before anything is sent when the request cannot
    /// be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::ClearPayloadPoints;
    ///
    /// client.clear_payload(ClearPayloadPoints::new("cities").points([1_u64, 2])).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/payload/clear`, rpc `qdrant.Points/ClearPayload`.
    pub async fn clear_payload(&self, request: impl Into<ClearPayloadPoints>) -> Result<UpdateResult, Error> {
        self.call(request.into()).await
    }
}
