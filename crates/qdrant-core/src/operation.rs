//! What an operation is.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
pub use crate::table::OperationKind;
use crate::table::{Request, Response};

/// What repeating an operation may do; it decides on retries and fallbacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Changes nothing; may be repeated, hedged and sent elsewhere.
    Read,
    /// Changes data, and a second application leaves the same state as the first.
    ///
    /// The answers need not be the same: what is to be deleted is gone the second time. An error that may come of that
    /// says so with [`Error::may_be_done`].
    Idempotent,
    /// A second application may fail or do more; repeated only if nothing was sent.
    Once,
}

/// Groups of operations; each has one file of this name in every crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Family {
    /// Version and health.
    Service,
    /// Collections and their configuration.
    Collections,
    /// Other names of collections.
    Aliases,
    /// Payload indexes.
    Indexes,
    /// Points: upsert, delete, get, scroll, count.
    Points,
    /// Payload of points.
    Payload,
    /// Vectors of points, and the named vectors of a collection.
    Vectors,
    /// Universal query, groups, matrices and facets.
    Query,
    /// Searches, recommendations and discoveries as they were before the universal query.
    Legacy,
    /// Shards and shard keys of a collection.
    Shards,
    /// Snapshots of collections, of shards and of the whole storage.
    Snapshots,
    /// Peers of a cluster.
    Cluster,
    /// What the server says should be mended.
    Issues,
    /// Limits of memory and disk.
    Quotas,
}

pub(crate) mod sealed {
    /// Keeps [`Operation`](super::Operation) to the operations of this crate.
    #[expect(unnameable_types, reason = "that is what seals the trait")]
    pub trait Sealed {}
}

/// One operation of Qdrant's API with its parameters.
///
/// The operation structs of [`ops`](crate::ops) implement it; it is sealed, because a new operation needs a line in
/// the table of this crate. [`TransportExt::call`](crate::TransportExt::call) takes any of them.
pub trait Operation: sealed::Sealed + Send + Sync + Sized + 'static {
    /// What the operation answers.
    type Output: Send + 'static;

    /// Which operation this is.
    const KIND: OperationKind;

    /// Wraps the operation for a transport.
    fn into_request(self) -> Request;

    /// Returns the operation that a request is, if it is one of this kind; mocks and decorators look into calls with it.
    fn of(request: &Request) -> Option<&Self>;

    /// Takes the output out of a transport's answer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) when the answer is that of another operation.
    fn output(response: Response) -> Result<Self::Output, Error>;

    /// Wraps an output as a transport's answer; transports and mocks call it.
    fn into_response(output: Self::Output) -> Response;

    /// Returns the collection that the operation works on, if it works on one.
    fn collection_name(&self) -> Option<&str>;

    /// Returns the time that the server is given, if the operation says.
    fn timeout(&self) -> Option<Duration>;

    /// Checks what no server and no engine would accept.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) with the path of the first field at fault.
    fn validate(&self) -> Result<(), Error>;
}
