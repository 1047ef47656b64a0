//! Universal query, groups, matrices and facets.

use qdrant_core::{
    Error, FacetCounts, FacetHit, PointGroup, QueryBatchPoints, QueryPointGroups, QueryPoints, ScoredPoint,
    SearchMatrixOffsets, SearchMatrixOffsetsRequest, SearchMatrixPairs, SearchMatrixPairsRequest,
};

use crate::client::Qdrant;

impl Qdrant {
    /// Searches, fuses, orders or samples points.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection or a point of the query does not exist; `InvalidRequest` before anything is sent
    /// when the request cannot be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::QueryPoints;
    ///
    /// let nearest = QueryPoints::new("cities").query(vec![0.2, 0.1, 0.9, 0.7]).limit(3).with_payload(true);
    /// for point in client.query(nearest).await? {
    ///     println!("{} {}", point.id, point.score);
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/query`, rpc `qdrant.Points/Query`. Since 1.10.
    pub async fn query(&self, request: impl Into<QueryPoints>) -> Result<Vec<ScoredPoint>, Error> {
        self.call(request.into()).await
    }

    /// Runs several queries in one call and returns their results in order.
    ///
    /// One query that fails makes the call fail.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection or a point of the query does not exist; `InvalidRequest` before anything is sent
    /// when the request cannot be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::{QueryBatchPoints, QueryPoints};
    ///
    /// let queries = vec![
    ///     QueryPoints::new("cities").query(vec![0.2, 0.1, 0.9, 0.7]),
    ///     QueryPoints::new("cities").query(1_u64),
    /// ];
    /// let results = client.query_batch(QueryBatchPoints::new("cities", queries)).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/query/batch`, rpc `qdrant.Points/QueryBatch`. Since 1.10.
    pub async fn query_batch(
        &self,
        request: impl Into<QueryBatchPoints>,
    ) -> Result<Vec<Vec<ScoredPoint>>, Error> {
        self.call(request.into()).await
    }

    /// Counts the points of each value of a payload field.
    ///
    /// The field needs an index.
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
    /// use qdrant_client::FacetCounts;
    ///
    /// for hit in client.facet(FacetCounts::new("cities", "country").exact(true)).await? {
    ///     println!("{:?}: {}", hit.value, hit.count);
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/facet`, rpc `qdrant.Points/Facet`. Since 1.12.
    pub async fn facet(&self, request: impl Into<FacetCounts>) -> Result<Vec<FacetHit>, Error> {
        self.call(request.into()).await
    }

    /// Finds the best points of each of the best groups.
    ///
    /// A group is the points that share a value of a payload field.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection or a point of the query does not exist; `InvalidRequest` before anything is sent
    /// when the request cannot be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::QueryPointGroups;
    ///
    /// let query = QueryPointGroups::new("cities", "country").query(vec![0.2, 0.1, 0.9, 0.7]).limit(2).group_size(1);
    /// for group in client.query_groups(query).await? {
    ///     println!("{:?}: {}", group.id, group.hits[0].id);
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/query/groups`, rpc `qdrant.Points/QueryGroups`. Since 1.11.
    pub async fn query_groups(&self, request: impl Into<QueryPointGroups>) -> Result<Vec<PointGroup>, Error> {
        self.call(request.into()).await
    }

    /// Compares sampled points with each other and returns pairs.
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
    /// use qdrant_client::SearchMatrixPoints;
    ///
    /// let matrix = client.search_matrix_pairs(SearchMatrixPoints::new("cities").sample(4).limit(2)).await?;
    /// for pair in matrix.pairs {
    ///     println!("{} and {}: {}", pair.a, pair.b, pair.score);
    /// }
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/search/matrix/pairs`, rpc
    /// `qdrant.Points/SearchMatrixPairs`. Since 1.12.
    pub async fn search_matrix_pairs(
        &self,
        request: impl Into<SearchMatrixPairsRequest>,
    ) -> Result<SearchMatrixPairs, Error> {
        self.call(request.into()).await
    }

    /// Compares sampled points with each other and returns a sparse matrix.
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
    /// use qdrant_client::SearchMatrixPoints;
    ///
    /// let matrix = client.search_matrix_offsets(SearchMatrixPoints::new("cities").sample(4).limit(2)).await?;
    /// assert_eq!(matrix.offsets_row.len(), matrix.scores.len());
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/search/matrix/offsets`, rpc
    /// `qdrant.Points/SearchMatrixOffsets`. Since 1.12.
    pub async fn search_matrix_offsets(
        &self,
        request: impl Into<SearchMatrixOffsetsRequest>,
    ) -> Result<SearchMatrixOffsets, Error> {
        self.call(request.into()).await
    }
}
