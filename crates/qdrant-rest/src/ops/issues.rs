//! Issues: what the server says should be mended.

use http::Method;
use qdrant_core::{Answer, ClearIssuesRequest, Error, ErrorKind, GetIssuesRequest, IssuesReport, ReplyMeta};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::{envelope, json};

/// What tells an envelope from a report.
#[derive(Deserialize)]
struct Shape {
    issues: Option<IgnoredAny>,
    result: Option<IgnoredAny>,
    status: Option<IgnoredAny>,
}

impl Endpoint for GetIssuesRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/issues";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {} = self;
        Self::call(&[])
    }

    fn decode(body: &[u8]) -> Result<Answer<IssuesReport>, Error> {
        // The API promises no more than an object; servers have sent it with and without an envelope.
        let Shape { issues, result, status } = json::read(ErrorKind::Decode, body)?;
        if issues.is_none() && (result.is_some() || status.is_some()) {
            return envelope::read(body);
        }
        Ok(Answer { output: json::read(ErrorKind::Decode, body)?, meta: ReplyMeta::default() })
    }
}

impl Endpoint for ClearIssuesRequest {
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/issues";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {} = self;
        Self::call(&[])
    }

    fn decode(body: &[u8]) -> Result<Answer<bool>, Error> {
        envelope::read_flag(body)
    }
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;

    use super::*;
    use crate::server::{Incoming, Served, enveloped};

    impl Served for GetIssuesRequest {
        fn receive(_: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {})
        }

        fn respond(output: &IssuesReport, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for ClearIssuesRequest {
        fn receive(_: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {})
        }

        fn respond(output: &bool, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }
}
