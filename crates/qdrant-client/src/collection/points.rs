//! Points of a collection, their vectors and their payload.

use qdrant_core::{
    ClearPayloadPoints, CountPoints, DeletePayloadPoints, DeletePointVectors, Error, GetPoint, GetPoints,
    OverwritePayloadPoints, PointId, PointsUpdateOperation, RetrievedPoint, ScrollPoints, ScrollResult,
    SetPayloadPoints, UpdateBatchPoints, UpdatePointVectors, UpdateResult, UpsertPoints,
};

use super::Collection;

impl Collection {
    /// Inserts or replaces points as the request says; its name may be left empty.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection; `NotFound` when the collection does not exist.
    pub async fn upsert_points(&self, request: impl Into<UpsertPoints>) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Returns points by id as the request says; its name may be left empty.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection; `NotFound` when the collection does not exist.
    pub async fn get_points(&self, request: impl Into<GetPoints>) -> Result<Vec<RetrievedPoint>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Returns one point with its payload and its vectors.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection or the point does not exist.
    pub async fn get_point(&self, id: impl Into<PointId>) -> Result<RetrievedPoint, Error> {
        self.client.call(GetPoint::new(self.name(), id)).await
    }

    /// Returns a page of the points that match a filter; the name in the request may be left empty.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection; `NotFound` when the collection does not exist.
    pub async fn scroll_points(&self, request: impl Into<ScrollPoints>) -> Result<ScrollResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Returns the number of points that match a filter; the name in the request may be left empty.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection; `NotFound` when the collection does not exist.
    pub async fn count_points(&self, request: impl Into<CountPoints>) -> Result<u64, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Runs several updates one after the other and waits until they are applied.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` with the path of the field at fault; `NotFound` when the collection does not exist.
    pub async fn update_points_batch(
        &self,
        operations: impl Into<Vec<PointsUpdateOperation>>,
    ) -> Result<Vec<UpdateResult>, Error> {
        self.client.call(UpdateBatchPoints::new(self.name(), operations).wait(true)).await
    }

    /// Sets vectors of points; the name in the request may be left empty.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection; `NotFound` when the collection does not exist.
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
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection; `NotFound` when the collection does not exist.
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
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection; `NotFound` when the collection does not exist.
    pub async fn set_payload(&self, request: impl Into<SetPayloadPoints>) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Replaces the whole payload of points; the name in the request may be left empty.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection; `NotFound` when the collection does not exist.
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
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection; `NotFound` when the collection does not exist.
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
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection; `NotFound` when the collection does not exist.
    pub async fn clear_payload(&self, request: impl Into<ClearPayloadPoints>) -> Result<UpdateResult, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }
}
