//! Payload indexes.

use qdrant_core::{CreateFieldIndexCollection, DeleteFieldIndexCollection, Error, UpdateResult};

use crate::client::Qdrant;

impl Qdrant {
    /// Creates an index over a payload field.
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
    /// use qdrant_client::{CreateFieldIndexCollection, PayloadSchemaType};
    ///
    /// let index = CreateFieldIndexCollection::new("cities", "country", PayloadSchemaType::Keyword).wait(true);
    /// client.create_field_index(index).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `PUT /collections/{collection_name}/index`, rpc `qdrant.Points/CreateFieldIndex`.
    pub async fn create_field_index(
        &self,
        request: impl Into<CreateFieldIndexCollection>,
    ) -> Result<UpdateResult, Error> {
        self.call(request.into()).await
    }

    /// Deletes the index over a payload field; the payload stays.
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
    /// use qdrant_client::DeleteFieldIndexCollection;
    ///
    /// client.delete_field_index(DeleteFieldIndexCollection::new("cities", "country")).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `DELETE /collections/{collection_name}/index/{field_name}`, rpc `qdrant.Points/DeleteFieldIndex`.
    pub async fn delete_field_index(
        &self,
        request: impl Into<DeleteFieldIndexCollection>,
    ) -> Result<UpdateResult, Error> {
        self.call(request.into()).await
    }
}
