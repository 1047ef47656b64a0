//! Points of a collection, their vectors and their payload.

use qdrant_core::{
    ClearPayloadPoints, CountPoints, DeletePayloadPoints, DeletePointVectors, DeletePoints, Error, GetPoint,
    GetPoints, OverwritePayloadPoints, RetrievedPoint, ScrollPoints, ScrollResult, SetPayloadPoints,
    UpdateBatchPoints, UpdatePointVectors, UpdateResult, UpsertPoints,
};

use super::Collection;

impl Collection {
    /// Inserts or replaces points as the request says; its name may be left empty.
    ///
    /// See [`Qdrant::upsert_points`](crate::Qdrant::upsert_points); it waits until the write is applied only with
    /// `wait(true)`.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn upsert_points(&self, request: impl Into<UpsertPoints>) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Returns points by id as the request says; its name may be left empty.
    ///
    /// See [`Qdrant::get_points`](crate::Qdrant::get_points).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn get_points(&self, request: impl Into<GetPoints>) -> Result<Vec<RetrievedPoint>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Returns one point with its payload and its vectors.
    ///
    /// See [`Qdrant::get_point`](crate::Qdrant::get_point).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection or
    /// the point does not exist.
    pub async fn get_point(&self, request: impl Into<GetPoint>) -> Result<RetrievedPoint, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Deletes points by id or filter.
    ///
    /// See [`Qdrant::delete_points`](crate::Qdrant::delete_points); it waits until the write is applied only with
    /// `wait(true)`.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn delete_points(&self, request: impl Into<DeletePoints>) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Returns a page of the points that match a filter; the name in the request may be left empty.
    ///
    /// See [`Qdrant::scroll`](crate::Qdrant::scroll).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn scroll(&self, request: impl Into<ScrollPoints>) -> Result<ScrollResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Returns the number of points that match a filter; the name in the request may be left empty.
    ///
    /// See [`Qdrant::count`](crate::Qdrant::count).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn count(&self, request: impl Into<CountPoints>) -> Result<u64, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Runs several updates one after the other.
    ///
    /// See [`Qdrant::update_points_batch`](crate::Qdrant::update_points_batch); it waits until the write is applied
    /// only with `wait(true)`.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection, or with the path of the field at fault; `NotFound`
    /// when the collection does not exist.
    pub async fn update_points_batch(
        &self,
        request: impl Into<UpdateBatchPoints>,
    ) -> Result<Vec<UpdateResult>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Sets vectors of points; the name in the request may be left empty.
    ///
    /// See [`Qdrant::update_vectors`](crate::Qdrant::update_vectors); it waits until the write is applied only with
    /// `wait(true)`.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn update_vectors(
        &self,
        request: impl Into<UpdatePointVectors>,
    ) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Removes vectors from points; the name in the request may be left empty.
    ///
    /// See [`Qdrant::delete_vectors`](crate::Qdrant::delete_vectors); it waits until the write is applied only with
    /// `wait(true)`.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn delete_vectors(
        &self,
        request: impl Into<DeletePointVectors>,
    ) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Merges keys into the payload of points; the name in the request may be left empty.
    ///
    /// See [`Qdrant::set_payload`](crate::Qdrant::set_payload); it waits until the write is applied only with
    /// `wait(true)`.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn set_payload(&self, request: impl Into<SetPayloadPoints>) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Replaces the whole payload of points; the name in the request may be left empty.
    ///
    /// See [`Qdrant::overwrite_payload`](crate::Qdrant::overwrite_payload); it waits until the write is applied only
    /// with `wait(true)`.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn overwrite_payload(
        &self,
        request: impl Into<OverwritePayloadPoints>,
    ) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Deletes keys from the payload of points; the name in the request may be left empty.
    ///
    /// See [`Qdrant::delete_payload`](crate::Qdrant::delete_payload); it waits until the write is applied only with
    /// `wait(true)`.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn delete_payload(
        &self,
        request: impl Into<DeletePayloadPoints>,
    ) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Deletes the whole payload of points; the name in the request may be left empty.
    ///
    /// See [`Qdrant::clear_payload`](crate::Qdrant::clear_payload); it waits until the write is applied only with
    /// `wait(true)`.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn clear_payload(&self, request: impl Into<ClearPayloadPoints>) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }
}
