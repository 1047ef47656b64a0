//! Queries over a collection.

use qdrant_core::{
    Error, FacetCounts, FacetHit, PointGroup, QueryBatchPoints, QueryPointGroups, QueryPoints, ScoredPoint,
    SearchMatrixOffsets, SearchMatrixOffsetsRequest, SearchMatrixPairs, SearchMatrixPairsRequest,
};

use super::Collection;

impl Collection {
    /// Searches the collection; the name in `query` may be left empty.
    ///
    /// See [`Qdrant::query`](crate::Qdrant::query).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when `query` names another collection, `NotFound` when the collection or a point of the query
    /// does not exist.
    pub async fn query(&self, query: impl Into<QueryPoints>) -> Result<Vec<ScoredPoint>, Error> {
        let mut query = query.into();
        self.fill_name(&mut query.collection_name)?;
        self.client.call(query).await
    }

    /// Runs several queries in one call; their names may be left empty.
    ///
    /// See [`Qdrant::query_batch`](crate::Qdrant::query_batch).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn query_batch(
        &self,
        request: impl Into<QueryBatchPoints>,
    ) -> Result<Vec<Vec<ScoredPoint>>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        for each in &mut request.query_points {
            self.fill_name(&mut each.collection_name)?;
        }
        self.client.call(request).await
    }

    /// Finds the best points of each of the best groups; the name in the request may be left empty.
    ///
    /// See [`Qdrant::query_groups`](crate::Qdrant::query_groups).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn query_groups(&self, request: impl Into<QueryPointGroups>) -> Result<Vec<PointGroup>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }

    /// Compares sampled points and returns pairs; the name in the request may be left empty.
    ///
    /// See [`Qdrant::search_matrix_pairs`](crate::Qdrant::search_matrix_pairs).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn search_matrix_pairs(
        &self,
        request: impl Into<SearchMatrixPairsRequest>,
    ) -> Result<SearchMatrixPairs, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.0.collection_name)?;
        self.client.call(request).await
    }

    /// Compares sampled points and returns a sparse matrix; the name in the request may be left empty.
    ///
    /// See [`Qdrant::search_matrix_offsets`](crate::Qdrant::search_matrix_offsets).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn search_matrix_offsets(
        &self,
        request: impl Into<SearchMatrixOffsetsRequest>,
    ) -> Result<SearchMatrixOffsets, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.0.collection_name)?;
        self.client.call(request).await
    }

    /// Counts the points of each value of a payload field; the name in the request may be left empty.
    ///
    /// See [`Qdrant::facet`](crate::Qdrant::facet).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` when the request names another collection or cannot be right; `NotFound` when the collection
    /// does not exist.
    pub async fn facet(&self, request: impl Into<FacetCounts>) -> Result<Vec<FacetHit>, Error> {
        let mut request = request.into();
        self.fill_name(&mut request.collection_name)?;
        self.client.call(request).await
    }
}
