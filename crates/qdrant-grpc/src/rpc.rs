//! What gRPC knows about one operation.

use qdrant_core::{Answer, Error, Operation};

/// One operation over gRPC, as a client sees it.
///
/// Both functions are synchronous; the only asynchronous code of the transport is the one that sends.
pub(crate) trait Rpc: Operation {
    /// The path: service and method.
    const PATH: &'static str;

    /// Turns the operation into a frame that is not sealed yet; every field is placed.
    fn encode(self) -> Result<Vec<u8>, Error>;

    /// Reads the message of a successful reply.
    fn decode(message: &[u8]) -> Result<Answer<Self::Output>, Error>;
}
