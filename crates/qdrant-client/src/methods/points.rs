//! Points: upsert, delete, get, scroll, count, several updates at once, upload.

use futures_core::Stream;
use futures_util::stream;
use qdrant_core::{
    CountPoints, DeletePoints, Error, GetPoint, GetPoints, RetrievedPoint, ScrollPoints, ScrollResult,
    UpdateBatchPoints, UpdateResult, UpsertPoints,
};

use crate::client::Qdrant;
use crate::scroll::Scroll;
use crate::upload::{Upload, UploadItem};

impl Qdrant {
    /// Inserts points, and replaces those whose ids exist.
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
    /// use qdrant_client::{PointStruct, UpsertPoints};
    ///
    /// let points = vec![PointStruct::new(1, vec![0.05, 0.61, 0.76, 0.74], [("city", "Berlin")])];
    /// client.upsert_points(UpsertPoints::new("cities", points).wait(true)).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `PUT /collections/{collection_name}/points`, rpc `qdrant.Points/Upsert`.
    pub async fn upsert_points(&self, request: impl Into<UpsertPoints>) -> Result<UpdateResult, Error> {
        self.call(request.into()).await
    }

    /// Deletes points by id or by filter.
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
    /// use qdrant_client::DeletePoints;
    ///
    /// client.delete_points(DeletePoints::new("cities").points([1_u64, 2]).wait(true)).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/delete`, rpc `qdrant.Points/Delete`.
    pub async fn delete_points(&self, request: impl Into<DeletePoints>) -> Result<UpdateResult, Error> {
        self.call(request.into()).await
    }

    /// Returns points by id; those that do not exist are left out.
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
    /// use qdrant_client::GetPoints;
    ///
    /// let points = client.get_points(GetPoints::new("cities", [1_u64, 2]).with_vectors(true)).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points`, rpc `qdrant.Points/Get`.
    pub async fn get_points(&self, request: impl Into<GetPoints>) -> Result<Vec<RetrievedPoint>, Error> {
        self.call(request.into()).await
    }

    /// Returns one point with its payload and its vectors.
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection or the point does not exist; `InvalidRequest` before anything is sent when the
    /// request cannot be right, with the path of the field; those of the transport.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use qdrant_client::GetPoint;
    ///
    /// let berlin = client.get_point(GetPoint::new("cities", 1)).await?;
    /// assert_eq!(berlin.payload["city"], "Berlin");
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `GET /collections/{collection_name}/points/{id}`, no rpc.
    pub async fn get_point(&self, request: impl Into<GetPoint>) -> Result<RetrievedPoint, Error> {
        self.call(request.into()).await
    }

    /// Returns a page of the points that match a filter.
    ///
    /// For all pages see [`scroll_all`](Self::scroll_all).
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
    /// use qdrant_client::ScrollPoints;
    ///
    /// let page = client.scroll(ScrollPoints::new("cities").limit(100)).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/scroll`, rpc `qdrant.Points/Scroll`.
    pub async fn scroll(&self, request: impl Into<ScrollPoints>) -> Result<ScrollResult, Error> {
        self.call(request.into()).await
    }

    /// Returns the number of points that match a filter.
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
    /// use qdrant_client::{Condition, CountPoints, Filter};
    ///
    /// let german = Filter::must([Condition::matches("country", "Germany")]);
    /// let number = client.count(CountPoints::new("cities").filter(german)).await?;
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/count`, rpc `qdrant.Points/Count`.
    pub async fn count(&self, request: impl Into<CountPoints>) -> Result<u64, Error> {
        self.call(request.into()).await
    }

    /// Runs several updates one after the other in one call.
    ///
    /// It is no transaction: an update that fails leaves those before it applied.
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
    /// use qdrant_client::{DeletePointsOperation, PointStruct, PointStructList, UpdateBatchPoints};
    ///
    /// let rome = PointStruct::new(5, vec![0.24, 0.18, 0.22, 0.44], [("city", "Rome")]);
    /// let updates = [PointStructList::new([rome]).into(), DeletePointsOperation::new([4_u64]).into()];
    /// let results = client.update_points_batch(UpdateBatchPoints::new("cities", updates).wait(true)).await?;
    /// assert_eq!(results.len(), 2);
    /// # Ok(())
    /// # }) }
    /// ```
    ///
    /// # Support
    ///
    /// REST `POST /collections/{collection_name}/points/batch`, rpc `qdrant.Points/UpdateBatch`. Since 1.5.
    pub async fn update_points_batch(
        &self,
        request: impl Into<UpdateBatchPoints>,
    ) -> Result<Vec<UpdateResult>, Error> {
        self.call(request.into()).await
    }

    /// Reads all points that match a filter, page by page, as a stream.
    ///
    /// It begins at the request's `offset`; pages have the request's `limit`, 256 unless set. See [`Scroll`].
    pub fn scroll_all(&self, request: impl Into<ScrollPoints>) -> Scroll {
        Scroll::new(self.clone(), request.into())
    }

    /// Uploads any number of points in batches, several at once, in bounded memory.
    ///
    /// The iterator yields points or results of them. See [`Upload`] for the settings; awaiting it runs it.
    pub fn upload_points<'a, I>(&self, collection_name: impl Into<String>, points: I) -> Upload<'a>
    where
        I: IntoIterator<Item: UploadItem, IntoIter: Send + 'a>,
    {
        self.upload_stream(collection_name, stream::iter(points))
    }

    /// Uploads the points of a stream, as [`upload_points`](Self::upload_points) those of an iterator.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
    /// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
    /// use futures_util::TryStreamExt;
    /// use qdrant_client::{PointStruct, RetrievedPoint, ScrollPoints, Vectors};
    ///
    /// // From one server to another, with the vectors of one name alone.
    /// let (from, to) = (client.clone(), client);
    /// let points = from.scroll_all(ScrollPoints::new("photos").with_vectors(["image"]));
    /// let point = |RetrievedPoint { id, vectors, payload, .. }: RetrievedPoint| {
    ///     PointStruct::new(id, vectors.map(Vectors::from).unwrap_or_default(), payload)
    /// };
    /// let done = to.upload_stream("photos", points.map_ok(point)).batch_size(256).await?;
    /// assert_eq!(done.points, 2);
    /// # Ok(())
    /// # }) }
    /// ```
    pub fn upload_stream<'a, S>(&self, collection_name: impl Into<String>, points: S) -> Upload<'a>
    where
        S: Stream<Item: UploadItem> + Send + 'a,
    {
        Upload::new(self.clone(), collection_name.into(), points)
    }
}
