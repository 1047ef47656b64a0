//! Searches near one vector.

use http::Method;
use qdrant_core::{
    Answer, Error, Filter, ScoredPoint, SearchBatchPoints, SearchParams, SearchPoints, ShardKeySelector,
    WithPayloadSelector, WithVectorsSelector,
};
use serde::Serialize;

use super::named_vector::NamedVector;
use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;
use crate::ops::searches::{Outside, Searches};

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
struct SearchBody {
    vector: NamedVector,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<Filter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<SearchParams>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score_threshold: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    #[serde(alias = "with_vectors", skip_serializing_if = "Option::is_none")]
    with_vector: Option<WithVectorsSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with_payload: Option<WithPayloadSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard_key: Option<ShardKeySelector>,
    // The old name of the limit.
    #[serde(alias = "top")]
    limit: u64,
}

fn split(search: SearchPoints) -> Result<(Outside, SearchBody), Error> {
    let SearchPoints {
        collection_name,
        read_consistency,
        timeout,
        vector,
        vector_name,
        sparse_indices,
        filter,
        params,
        score_threshold,
        offset,
        limit,
        with_payload,
        with_vectors,
        shard_key_selector,
    } = search;
    let vector = NamedVector::new(vector, vector_name, sparse_indices)?;
    let body = SearchBody {
        vector,
        filter,
        params,
        score_threshold,
        offset,
        with_vector: with_vectors.or(Some(false.into())),
        with_payload: with_payload.or(Some(false.into())),
        shard_key: shard_key_selector,
        limit,
    };
    Ok((Outside { collection_name, read_consistency, timeout }, body))
}

impl Endpoint for SearchPoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/search";

    fn encode(self) -> Result<HttpCall, Error> {
        let (Outside { collection_name, read_consistency, timeout }, body) = split(self)?;
        Self::call(&[&collection_name])?.read_options(read_consistency, timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<ScoredPoint>>, Error> {
        envelope::read(body)
    }
}

impl Endpoint for SearchBatchPoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/search/batch";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, search_points, read_consistency, timeout } = self;
        let body = |(index, search)| match split(search) {
            // Validation has seen to it that the collection is that of the batch and the others are not set.
            Ok((Outside { collection_name: _, read_consistency: _, timeout: _ }, body)) => Ok(body),
            Err(error) => Err(error.within(&format!("search_points[{index}]"))),
        };
        let searches = search_points.into_iter().enumerate().map(body).collect::<Result<_, _>>()?;
        Self::call(&[&collection_name])?.read_options(read_consistency, timeout).json(&Searches { searches })
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<Vec<ScoredPoint>>>, Error> {
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

    fn join(outside: Outside, body: SearchBody) -> SearchPoints {
        let Outside { collection_name, read_consistency, timeout } = outside;
        let SearchBody {
            vector,
            filter,
            params,
            score_threshold,
            offset,
            with_vector,
            with_payload,
            shard_key,
            limit,
        } = body;
        let (vector, vector_name, sparse_indices) = vector.into_parts();
        SearchPoints {
            collection_name,
            read_consistency,
            timeout,
            vector,
            vector_name,
            sparse_indices,
            filter,
            params,
            score_threshold,
            offset,
            limit,
            with_payload,
            with_vectors: with_vector,
            shard_key_selector: shard_key,
        }
    }

    impl Served for SearchPoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(join(Outside::receive(request)?, request.json()?))
        }

        fn respond(output: &Vec<ScoredPoint>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for SearchBatchPoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let Outside { collection_name, read_consistency, timeout } = Outside::receive(request)?;
            let Searches { searches } = request.json()?;
            let item = |body| join(Outside::of_each(&collection_name), body);
            let search_points = searches.into_iter().map(item).collect();
            Ok(Self { collection_name, search_points, read_consistency, timeout })
        }

        fn respond(output: &Vec<Vec<ScoredPoint>>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }
}
