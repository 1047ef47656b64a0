//! Optimizations: what the optimizers of a collection do.

use http::Method;
use qdrant_core::{Answer, Error, GetOptimizations, OptimizationsReport};

use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;

impl Endpoint for GetOptimizations {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/collections/{collection_name}/optimizations";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, with, completed_limit } = self;
        let parts: Vec<_> = with.iter().map(|part| part.as_str()).collect();
        Ok(Self::call(&[&collection_name])?
            .query("with", (!parts.is_empty()).then(|| parts.join(",")))
            .query("completed_limit", completed_limit))
    }

    fn decode(body: &[u8]) -> Result<Answer<OptimizationsReport>, Error> {
        envelope::read(body)
    }
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::server::{Incoming, Served, enveloped};

    impl Served for GetOptimizations {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                with: request.list("with")?,
                completed_limit: request.query("completed_limit")?,
            })
        }

        fn respond(output: &OptimizationsReport, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }
}
