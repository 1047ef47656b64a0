//! Distances among a sample of points.

use http::Method;
use qdrant_core::{
    Answer, Error, Filter, SearchMatrixOffsets, SearchMatrixOffsetsRequest, SearchMatrixPairs,
    SearchMatrixPairsRequest, SearchMatrixPoints, ShardKeySelector,
};
use serde::Serialize;

use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
struct MatrixBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<Filter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    using: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard_key: Option<ShardKeySelector>,
}

/// The two operations differ in the form of their answer.
macro_rules! matrix {
    ($operation:ident, $form:literal, $output:ty) => {
        impl Endpoint for $operation {
            const METHOD: Method = Method::POST;
            const PATH: &'static str = concat!("/collections/{collection_name}/points/search/matrix/", $form);

            fn encode(self) -> Result<HttpCall, Error> {
                let Self(SearchMatrixPoints {
                    collection_name,
                    filter,
                    sample,
                    limit,
                    using,
                    timeout,
                    read_consistency,
                    shard_key_selector,
                }) = self;
                let body = MatrixBody { filter, sample, limit, using, shard_key: shard_key_selector };
                Self::call(&[&collection_name])?.read_options(read_consistency, timeout).json(&body)
            }

            fn decode(body: &[u8]) -> Result<Answer<$output>, Error> {
                envelope::read(body)
            }
        }
    };
}

matrix!(SearchMatrixPairsRequest, "pairs", SearchMatrixPairs);
matrix!(SearchMatrixOffsetsRequest, "offsets", SearchMatrixOffsets);

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::server::{Incoming, Served, enveloped};

    macro_rules! serve_matrix {
        ($operation:ident, $output:ty) => {
            impl Served for $operation {
                fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
                    let MatrixBody { filter, sample, limit, using, shard_key } = request.json()?;
                    Ok(Self(SearchMatrixPoints {
                        collection_name: request.name("collection_name")?,
                        filter,
                        sample,
                        limit,
                        using,
                        timeout: request.timeout()?,
                        read_consistency: request.query("consistency")?,
                        shard_key_selector: shard_key,
                    }))
                }

                fn respond(output: &$output, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
                    enveloped(output, meta)
                }
            }
        };
    }

    serve_matrix!(SearchMatrixPairsRequest, SearchMatrixPairs);
    serve_matrix!(SearchMatrixOffsetsRequest, SearchMatrixOffsets);
}
