//! Searches, recommendations and discoveries as they were before the universal query.

use qdrant_core::{
    DiscoverBatchPoints, DiscoverPoints, Error, PointGroup, RecommendBatchPoints, RecommendPointGroups,
    RecommendPoints, ScoredPoint, SearchBatchPoints, SearchPointGroups, SearchPoints,
};

use crate::client::Qdrant;

impl Qdrant {
    /// Finds the points nearest to a vector.
    ///
    /// Deprecated: use [`query`](Self::query).
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
    /// use qdrant_client::SearchPoints;
    ///
    /// let search = SearchPoints::new("cities", vec![0.2, 0.1, 0.9, 0.7], 3).with_payload(true);
    /// let nearest = client.search_points(search).await?;
    /// # assert_eq!(nearest.len(), 3);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/search`, rpc `qdrant.Points/Search`.
    pub async fn search_points(&self, request: impl Into<SearchPoints>) -> Result<Vec<ScoredPoint>, Error> {
        self.call(request.into()).await
    }

    /// Runs several searches in one call and returns their results in order.
    ///
    /// Deprecated: use [`query_batch`](Self::query_batch).
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
    /// use qdrant_client::{SearchBatchPoints, SearchPoints};
    ///
    /// let search = |vector: [f32; 4]| SearchPoints::new("cities", vector, 1);
    /// let searches = [search([0.2, 0.1, 0.9, 0.7]), search([0.5, 0.3, 0.2, 0.3])];
    /// let results = client.search_batch_points(SearchBatchPoints::new("cities", searches)).await?;
    /// # assert_eq!(results.len(), 2);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/search/batch`, rpc `qdrant.Points/SearchBatch`.
    pub async fn search_batch_points(
        &self,
        request: impl Into<SearchBatchPoints>,
    ) -> Result<Vec<Vec<ScoredPoint>>, Error> {
        self.call(request.into()).await
    }

    /// Finds the points nearest to a vector in each of the best groups.
    ///
    /// Deprecated: use [`query_groups`](Self::query_groups).
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
    /// use qdrant_client::SearchPointGroups;
    ///
    /// let search = SearchPointGroups::new("cities", vec![0.2, 0.1, 0.9, 0.7], 3, "country", 1);
    /// let groups = client.search_groups(search).await?;
    /// # assert_eq!(groups.len(), 3);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/search/groups`, rpc `qdrant.Points/SearchGroups`. Since
    /// 1.2.
    pub async fn search_groups(
        &self,
        request: impl Into<SearchPointGroups>,
    ) -> Result<Vec<PointGroup>, Error> {
        self.call(request.into()).await
    }

    /// Finds points that are like some examples and unlike others.
    ///
    /// Deprecated: use [`query`](Self::query).
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
    /// use qdrant_client::RecommendPoints;
    ///
    /// let recommend = RecommendPoints::new("cities", 2).add_positive(1).add_negative(4);
    /// let similar = client.recommend(recommend).await?;
    /// # assert_eq!(similar.len(), 2);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/recommend`, rpc `qdrant.Points/Recommend`.
    pub async fn recommend(&self, request: impl Into<RecommendPoints>) -> Result<Vec<ScoredPoint>, Error> {
        self.call(request.into()).await
    }

    /// Runs several recommendations in one call and returns their results in order.
    ///
    /// Deprecated: use [`query_batch`](Self::query_batch).
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
    /// use qdrant_client::{RecommendBatchPoints, RecommendPoints};
    ///
    /// let like = |id: u64| RecommendPoints::new("cities", 1).add_positive(id);
    /// let results = client.recommend_batch(RecommendBatchPoints::new("cities", [like(1), like(2)])).await?;
    /// # assert_eq!(results.len(), 2);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/recommend/batch`, rpc `qdrant.Points/RecommendBatch`.
    pub async fn recommend_batch(
        &self,
        request: impl Into<RecommendBatchPoints>,
    ) -> Result<Vec<Vec<ScoredPoint>>, Error> {
        self.call(request.into()).await
    }

    /// Finds points that are like some examples in each of the best groups.
    ///
    /// Deprecated: use [`query_groups`](Self::query_groups).
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
    /// use qdrant_client::RecommendPointGroups;
    ///
    /// let recommend = RecommendPointGroups::new("cities", "country", 1, 2).add_positive(1);
    /// let groups = client.recommend_groups(recommend).await?;
    /// # assert_eq!(groups.len(), 2);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/recommend/groups`, rpc `qdrant.Points/RecommendGroups`.
    /// Since 1.2.
    pub async fn recommend_groups(
        &self,
        request: impl Into<RecommendPointGroups>,
    ) -> Result<Vec<PointGroup>, Error> {
        self.call(request.into()).await
    }

    /// Finds points near a target in a space that pairs of examples divide.
    ///
    /// Deprecated: use [`query`](Self::query).
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
    /// use qdrant_client::{ContextExamplePair, DiscoverPoints};
    ///
    /// let pairs = [ContextExamplePair::new(1, 2)];
    /// let discover = DiscoverPoints::new("cities", pairs, 1).target(vec![0.2, 0.1, 0.9, 0.7]);
    /// let found = client.discover(discover).await?;
    /// # assert_eq!(found.len(), 1);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/discover`, rpc `qdrant.Points/Discover`. Since 1.7.
    pub async fn discover(&self, request: impl Into<DiscoverPoints>) -> Result<Vec<ScoredPoint>, Error> {
        self.call(request.into()).await
    }

    /// Runs several discoveries in one call and returns their results in order.
    ///
    /// Deprecated: use [`query_batch`](Self::query_batch).
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
    /// use qdrant_client::{ContextExamplePair, DiscoverBatchPoints, DiscoverPoints};
    ///
    /// let towards = |id: u64| DiscoverPoints::new("cities", [ContextExamplePair::new(id, 4)], 1);
    /// let results = client.discover_batch(DiscoverBatchPoints::new("cities", [towards(1), towards(2)])).await?;
    /// # assert_eq!(results.len(), 2);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/discover/batch`, rpc `qdrant.Points/DiscoverBatch`. Since
    /// 1.7.
    pub async fn discover_batch(
        &self,
        request: impl Into<DiscoverBatchPoints>,
    ) -> Result<Vec<Vec<ScoredPoint>>, Error> {
        self.call(request.into()).await
    }
}
