//! What gRPC knows about one operation, as a server sees it.

use qdrant_core::{Error, ReplyMeta};

use crate::rpc::Rpc;

/// The reverse of [`Rpc`].
pub(crate) trait Served: Rpc {
    /// Reads the operation out of its message.
    fn receive(message: &[u8]) -> Result<Self, Error>;

    /// Writes the message of a successful reply as a frame that is not sealed yet.
    fn respond(output: Self::Output, meta: ReplyMeta) -> Result<Vec<u8>, Error>;
}
