//! Vectors of points, and the named vectors of a collection.

use qdrant_core::{
    CreateVectorNameRequest, DeletePointVectors, DeleteVectorNameRequest, Error, UpdatePointVectors,
    UpdateResult,
};

use crate::client::Qdrant;

impl Qdrant {
    /// Adds a named vector to a collection; its points have none under that name yet.
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
    /// use qdrant_client::{CreateVectorNameRequest, DenseVectorCreationConfig, Distance};
    ///
    /// let config = DenseVectorCreationConfig::new(8, Distance::Cosine);
    /// client.create_vector_name(CreateVectorNameRequest::new("photos", "thumbnail", config).wait(true)).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `PUT /collections/{collection_name}/vectors/{vector_name}`, rpc `qdrant.Points/CreateVectorName`.
    /// Since 1.18.
    pub async fn create_vector_name(
        &self,
        request: impl Into<CreateVectorNameRequest>,
    ) -> Result<UpdateResult, Error> {
        self.call(request.into()).await
    }

    /// Removes a named vector from a collection and from all of its points.
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
    /// use qdrant_client::DeleteVectorNameRequest;
    ///
    /// client.delete_vector_name(DeleteVectorNameRequest::new("photos", "words").wait(true)).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `DELETE /collections/{collection_name}/vectors/{vector_name}`, rpc `qdrant.Points/DeleteVectorName`.
    /// Since 1.18.
    pub async fn delete_vector_name(
        &self,
        request: impl Into<DeleteVectorNameRequest>,
    ) -> Result<UpdateResult, Error> {
        self.call(request.into()).await
    }

    /// Sets vectors of points; their payload and their other vectors stay.
    ///
    /// Answers when the write is in the server's log; with `wait(true)`, when it is applied.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection or one of the points does not exist; `InvalidRequest` before anything is sent
    /// when the request cannot be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::{PointVectors, UpdatePointVectors};
    ///
    /// let vectors = [PointVectors::new(1, [("image", vec![0.6, 0.4])])];
    /// client.update_vectors(UpdatePointVectors::new("photos", vectors).wait(true)).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `PUT /collections/{collection_name}/points/vectors`, rpc `qdrant.Points/UpdateVectors`. Since 1.2.
    pub async fn update_vectors(
        &self,
        request: impl Into<UpdatePointVectors>,
    ) -> Result<UpdateResult, Error> {
        self.call(request.into()).await
    }

    /// Removes vectors from points; the points and their payload stay.
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
    /// use qdrant_client::DeletePointVectors;
    ///
    /// let delete = DeletePointVectors::new("photos").points_selector([1_u64]).vectors(["image"]);
    /// client.delete_vectors(delete.wait(true)).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/vectors/delete`, rpc `qdrant.Points/DeleteVectors`. Since 1.2.
    pub async fn delete_vectors(
        &self,
        request: impl Into<DeletePointVectors>,
    ) -> Result<UpdateResult, Error> {
        self.call(request.into()).await
    }
}
