//! What REST knows about one operation.

use http::Method;
use qdrant_core::{Answer, Error, Operation};

use crate::call::HttpCall;

/// One operation over REST, as a client sees it.
///
/// Both functions are synchronous; the only asynchronous code of the transport is the one that sends.
pub(crate) trait Endpoint: Operation {
    /// The method.
    const METHOD: Method;

    /// The template of the path.
    const PATH: &'static str;

    /// Turns the operation into a request; every field is placed in path, query or body.
    fn encode(self) -> Result<HttpCall, Error>;

    /// Reads the body of a successful reply.
    fn decode(body: &[u8]) -> Result<Answer<Self::Output>, Error>;

    /// Begins a request by filling in the names of the path.
    fn call(names: &[&str]) -> Result<HttpCall, Error> {
        HttpCall::new(Self::METHOD, Self::PATH, names)
    }
}
