//! Universal query and facets.

use qdrant_core::{Error, FacetCounts, FacetHit, QueryBatchPoints, QueryPoints, ScoredPoint};

use crate::client::Qdrant;

impl Qdrant {
    /// Searches, fuses, orders or samples points.
    ///
    /// Fails with `NotFound` when the collection or a point of the query does not exist.
    ///
    /// # Errors
    ///
    /// Those of the transport; `InvalidRequest` before anything is sent when the request cannot be right.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
    /// use qdrant_client::QueryPoints;
    ///
    /// let nearest = QueryPoints::new("cities").query(vec![0.2, 0.1, 0.9, 0.7]).limit(3).with_payload(true);
    /// for point in client.query(nearest).await? {
    ///     println!("{} {}", point.id, point.score);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/query`, rpc `qdrant.Points/Query`.
    pub async fn query(&self, request: impl Into<QueryPoints>) -> Result<Vec<ScoredPoint>, Error> {
        self.call(request.into()).await
    }

    /// Runs several queries in one call and returns their results in order.
    ///
    /// One query that fails makes the call fail.
    ///
    /// # Errors
    ///
    /// Those of the transport; `InvalidRequest` before anything is sent when the request cannot be right.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
    /// use qdrant_client::{QueryBatchPoints, QueryPoints};
    ///
    /// let queries = vec![
    ///     QueryPoints::new("cities").query(vec![0.2, 0.1, 0.9, 0.7]),
    ///     QueryPoints::new("cities").query(1_u64),
    /// ];
    /// let results = client.query_batch(QueryBatchPoints::new("cities", queries)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/query/batch`, rpc `qdrant.Points/QueryBatch`.
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
    /// Those of the transport; `InvalidRequest` before anything is sent when the request cannot be right.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn example(client: qdrant_client::Qdrant) -> Result<(), qdrant_client::Error> {
    /// use qdrant_client::FacetCounts;
    ///
    /// for hit in client.facet(FacetCounts::new("cities", "country").exact(true)).await? {
    ///     println!("{:?}: {}", hit.value, hit.count);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/facet`, rpc `qdrant.Points/Facet`.
    pub async fn facet(&self, request: impl Into<FacetCounts>) -> Result<Vec<FacetHit>, Error> {
        self.call(request.into()).await
    }
}
