//! What REST knows about one operation.

use http::{HeaderMap, Method, StatusCode};
use qdrant_core::{Answer, Error, Operation};

use crate::call::HttpCall;

/// One operation over REST, as a client sees it.
///
/// All functions are synchronous; the only asynchronous code of the transport is the one that sends.
pub(crate) trait Endpoint: Operation {
    /// The method.
    const METHOD: Method;

    /// The template of the path.
    const PATH: &'static str;

    /// Turns the operation into a request; every field is placed in path, query or body.
    fn encode(self) -> Result<HttpCall, Error>;

    /// Reads the body of a successful reply.
    fn decode(body: &[u8]) -> Result<Answer<Self::Output>, Error>;

    /// Reads a successful reply, where its head says something too.
    fn decode_reply(
        _status: StatusCode,
        _headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Answer<Self::Output>, Error> {
        Self::decode(body)
    }

    /// Begins a request by filling in the names of the path.
    fn call(names: &[&str]) -> Result<HttpCall, Error> {
        HttpCall::new(Self::METHOD, Self::PATH, names)
    }
}

/// The part of an [`Endpoint`] that reads replies, for what the server may finish later.
macro_rules! read_outcome {
    ($output:ty) => {
        fn decode(
            body: &[u8],
        ) -> Result<qdrant_core::Answer<qdrant_core::Outcome<$output>>, qdrant_core::Error> {
            crate::envelope::read_outcome(http::StatusCode::OK, body)
        }

        fn decode_reply(
            status: http::StatusCode,
            _: &http::HeaderMap,
            body: &[u8],
        ) -> Result<qdrant_core::Answer<qdrant_core::Outcome<$output>>, qdrant_core::Error> {
            crate::envelope::read_outcome(status, body)
        }
    };
}

/// The part of an [`Endpoint`] that reads replies, for what answers with a file.
macro_rules! read_file {
    () => {
        fn decode(body: &[u8]) -> Result<qdrant_core::Answer<qdrant_core::SnapshotFile>, qdrant_core::Error> {
            Ok(crate::download::collected(&http::HeaderMap::new(), body))
        }

        fn decode_reply(
            status: http::StatusCode,
            headers: &http::HeaderMap,
            body: &[u8],
        ) -> Result<qdrant_core::Answer<qdrant_core::SnapshotFile>, qdrant_core::Error> {
            crate::foreign::refuse_page(status, headers, body)?;
            Ok(crate::download::collected(headers, body))
        }
    };
}

/// The part of an [`Endpoint`] that reads replies, for what answers in plain text.
macro_rules! read_text {
    () => {
        fn decode(body: &[u8]) -> Result<qdrant_core::Answer<String>, qdrant_core::Error> {
            Ok(text(body))
        }

        fn decode_reply(
            status: http::StatusCode,
            headers: &http::HeaderMap,
            body: &[u8],
        ) -> Result<qdrant_core::Answer<String>, qdrant_core::Error> {
            crate::foreign::refuse_page(status, headers, body)?;
            Ok(text(body))
        }
    };
}

pub(crate) use {read_file, read_outcome, read_text};
