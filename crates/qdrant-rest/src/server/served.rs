//! What REST knows about one operation, as a server sees it.

use bytes::Bytes;
use http::Response;
use qdrant_core::{Error, ReplyMeta};

use crate::endpoint::Endpoint;
use crate::server::Incoming;

/// The reverse of [`Endpoint`].
pub(crate) trait Served: Endpoint {
    /// Reads the operation out of path, query and body.
    fn receive(request: &Incoming<'_>) -> Result<Self, Error>;

    /// Writes a successful reply.
    fn respond(output: &Self::Output, meta: &ReplyMeta) -> Result<Response<Bytes>, Error>;
}
