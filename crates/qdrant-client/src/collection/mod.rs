//! A handle that knows the name of a collection.

mod config;
mod points;
mod query;
mod snapshots;

use futures_core::Stream;
use qdrant_core::{
    Batch, CollectionExistsRequest, CollectionInfo, CountPoints, CreateCollection, DeleteCollection, Error,
    GetCollectionInfoRequest, GetPoints, PointId, PointStruct, RetrievedPoint, ScrollPoints, UpdateResult,
    UpsertPoints,
};

use crate::client::Qdrant;
use crate::scroll::Scroll;
use crate::upload::{Upload, UploadItem};

/// A collection of a [`Qdrant`] client.
///
/// A method with the name of a client's does what that one does. It takes the same request, whose collection is this
/// one: `QueryPoints::new(&cities)`; a name that is left empty is filled in. A request that would hold nothing else than
/// that name is left out: `cities.list_snapshots()`.
///
/// Writes wait until they are applied only if the request has `wait(true)`, as those of the client do.
/// [`upsert`](Self::upsert) and [`upload`](Self::upload), which take points alone, wait.
///
/// Whatever the handle does not offer is a method of the client, which takes `&cities` for a name as well. Besides the
/// errors that are named, methods fail with those of the transport.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
/// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
/// use qdrant_client::QueryPoints;
///
/// let cities = client.collection("cities");
/// if cities.exists().await? {
///     let nearest = cities.query(QueryPoints::new(&cities).query([0.2, 0.1, 0.9, 0.7]).limit(3)).await?;
///     println!("{} of {}", nearest.len(), cities.count_all().await?);
/// }
/// # Ok(())
/// # }) }
/// ```
#[derive(Debug, Clone)]
pub struct Collection {
    client: Qdrant,
    name: String,
}

impl Collection {
    pub(crate) fn new(client: Qdrant, name: String) -> Self {
        Self { client, name }
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the client.
    pub fn client(&self) -> &Qdrant {
        &self.client
    }

    /// Creates the collection; the name in `config` may be left empty.
    ///
    /// See [`Qdrant::create_collection`](crate::Qdrant::create_collection).
    ///
    /// # Errors
    ///
    /// `AlreadyExists` when there is one of this name; `InvalidRequest` when `config` names another one.
    pub async fn create(&self, config: impl Into<CreateCollection>) -> Result<bool, Error> {
        let mut config = config.into();
        self.fill_name(&mut config.collection_name)?;
        self.client.call(config).await
    }

    /// Returns whether the collection exists.
    ///
    /// See [`Qdrant::collection_exists`](crate::Qdrant::collection_exists).
    ///
    /// # Errors
    ///
    /// Those of the transport.
    pub async fn exists(&self) -> Result<bool, Error> {
        self.client.call(CollectionExistsRequest::new(&self.name)).await
    }

    /// Returns state and configuration.
    ///
    /// See [`Qdrant::collection_info`](crate::Qdrant::collection_info).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn info(&self) -> Result<CollectionInfo, Error> {
        self.client.call(GetCollectionInfoRequest::new(&self.name)).await
    }

    /// Deletes the collection; `false` when it did not exist.
    ///
    /// See [`Qdrant::delete_collection`](crate::Qdrant::delete_collection).
    ///
    /// # Errors
    ///
    /// Those of the transport.
    pub async fn delete(&self) -> Result<bool, Error> {
        self.client.call(DeleteCollection::new(&self.name)).await
    }

    /// Inserts or replaces points and waits until they are applied: an upsert with `wait(true)`.
    ///
    /// See [`Qdrant::upsert_points`](crate::Qdrant::upsert_points).
    ///
    /// # Errors
    ///
    /// `InvalidRequest` with the path of the field at fault, `NotFound` when the collection does not exist.
    pub async fn upsert(&self, points: impl Into<Batch<PointStruct>>) -> Result<UpdateResult, Error> {
        self.client.call(UpsertPoints::new(&self.name, points).wait(true)).await
    }

    /// Uploads any number of points in batches: see [`Upload`].
    pub fn upload<'a, I>(&self, points: I) -> Upload<'a>
    where
        I: IntoIterator<Item: UploadItem, IntoIter: Send + 'a>,
    {
        self.client.upload_points(&self.name, points)
    }

    /// Uploads the points of a stream in batches: see [`Upload`].
    pub fn upload_stream<'a, S>(&self, points: S) -> Upload<'a>
    where
        S: Stream<Item: UploadItem> + Send + 'a,
    {
        self.client.upload_stream(&self.name, points)
    }

    /// Returns points by id with their payload; those that do not exist are left out.
    ///
    /// See [`Qdrant::get_points`](crate::Qdrant::get_points).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist; `InvalidRequest` when the request cannot be right.
    pub async fn get(
        &self,
        ids: impl IntoIterator<Item = impl Into<PointId>>,
    ) -> Result<Vec<RetrievedPoint>, Error> {
        self.client.call(GetPoints::new(&self.name, ids).with_payload(true)).await
    }

    /// Returns the exact number of all points.
    ///
    /// See [`Qdrant::count`](crate::Qdrant::count).
    ///
    /// # Errors
    ///
    /// `NotFound` when the collection does not exist.
    pub async fn count_all(&self) -> Result<u64, Error> {
        self.client.call(CountPoints::new(&self.name).exact(true)).await
    }

    /// Reads all points that match a filter, page by page, as a stream; the name in the request may be left empty.
    ///
    /// A request for another collection makes a stream of one error, of kind `InvalidRequest`. See [`Scroll`].
    pub fn scroll_all(&self, request: impl Into<ScrollPoints>) -> Scroll {
        let mut request = request.into();
        match self.fill_name(&mut request.collection_name) {
            Ok(()) => self.client.scroll_all(request),
            Err(error) => Scroll::failed(self.client.clone(), request, error),
        }
    }

    fn fill_name(&self, collection_name: &mut String) -> Result<(), Error> {
        if collection_name.is_empty() {
            collection_name.clone_from(&self.name);
        }
        if *collection_name == self.name {
            return Ok(());
        }
        let message = format!("the request is for `{collection_name}`, the handle for `{}`", self.name);
        Err(Error::invalid("collection_name", message))
    }
}

impl From<&Collection> for String {
    fn from(collection: &Collection) -> Self {
        collection.name.clone()
    }
}
