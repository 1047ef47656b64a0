//! Queries and facets.

use http::Method;
use qdrant_core::{
    Answer, Error, FacetCounts, FacetHit, Filter, LookupLocation, PrefetchQuery, Query, QueryBatchPoints,
    QueryPoints, ScoredPoint, SearchParams, ShardKeySelector, WithPayloadSelector, WithVectorsSelector,
};
use serde::{Deserialize, Serialize};

use super::searches::{Outside, Searches};
use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(Deserialize))]
struct QueryBody {
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "crate::json::one_or_many")]
    prefetch: Vec<PrefetchQuery>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<Query>,
    #[serde(skip_serializing_if = "Option::is_none")]
    using: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<Filter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<SearchParams>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score_threshold: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    #[serde(alias = "with_vectors", skip_serializing_if = "Option::is_none")]
    with_vector: Option<WithVectorsSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with_payload: Option<WithPayloadSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lookup_from: Option<LookupLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard_key: Option<ShardKeySelector>,
}

fn split(query: QueryPoints) -> (Outside, QueryBody) {
    let QueryPoints {
        collection_name,
        prefetch,
        query,
        using,
        filter,
        params,
        score_threshold,
        limit,
        offset,
        with_vectors,
        with_payload,
        read_consistency,
        shard_key_selector,
        lookup_from,
        timeout,
    } = query;
    let body = QueryBody {
        prefetch,
        query,
        using,
        filter,
        params,
        score_threshold,
        limit,
        offset,
        with_vector: with_vectors.or(Some(false.into())),
        with_payload: with_payload.or(Some(false.into())),
        lookup_from,
        shard_key: shard_key_selector,
    };
    (Outside { collection_name, read_consistency, timeout }, body)
}

/// `T` is a list, owned in replies that are read, borrowed in those that are written.
#[derive(Serialize, Deserialize)]
struct Points<T> {
    points: T,
}

impl Endpoint for QueryPoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/query";

    fn encode(self) -> Result<HttpCall, Error> {
        let (Outside { collection_name, read_consistency, timeout }, body) = split(self);
        Self::call(&[&collection_name])?.read_options(read_consistency, timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<ScoredPoint>>, Error> {
        envelope::read_with(body, |Points { points }| points)
    }
}

impl Endpoint for QueryBatchPoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/query/batch";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, query_points, read_consistency, timeout } = self;
        let body = |query| {
            // Validation has seen to it that the collection is that of the batch and the others are not set.
            let (Outside { collection_name: _, read_consistency: _, timeout: _ }, body) = split(query);
            body
        };
        let searches = query_points.into_iter().map(body).collect();
        Self::call(&[&collection_name])?.read_options(read_consistency, timeout).json(&Searches { searches })
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<Vec<ScoredPoint>>>, Error> {
        envelope::read_with(body, |results: Vec<Points<_>>| {
            results.into_iter().map(|Points { points }| points).collect()
        })
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(Deserialize))]
struct FacetBody {
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<Filter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard_key: Option<ShardKeySelector>,
}

/// `T` is a list, owned in replies that are read, borrowed in those that are written.
#[derive(Serialize, Deserialize)]
struct Hits<T> {
    hits: T,
}

impl Endpoint for FacetCounts {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/facet";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {
            collection_name,
            key,
            filter,
            limit,
            exact,
            timeout,
            read_consistency,
            shard_key_selector,
        } = self;
        let body = FacetBody { key, filter, limit, exact, shard_key: shard_key_selector };
        Self::call(&[&collection_name])?.read_options(read_consistency, timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<FacetHit>>, Error> {
        envelope::read_with(body, |Hits { hits }| hits)
    }
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::server::{Incoming, Served, enveloped};

    fn join(outside: Outside, body: QueryBody) -> QueryPoints {
        let Outside { collection_name, read_consistency, timeout } = outside;
        let QueryBody {
            prefetch,
            query,
            using,
            filter,
            params,
            score_threshold,
            limit,
            offset,
            with_vector,
            with_payload,
            lookup_from,
            shard_key,
        } = body;
        QueryPoints {
            collection_name,
            prefetch,
            query,
            using,
            filter,
            params,
            score_threshold,
            limit,
            offset,
            with_vectors: with_vector,
            with_payload,
            read_consistency,
            shard_key_selector: shard_key,
            lookup_from,
            timeout,
        }
    }

    impl Served for QueryPoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(join(Outside::receive(request)?, request.json()?))
        }

        fn respond(output: &Vec<ScoredPoint>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(&Points { points: output }, meta)
        }
    }

    impl Served for QueryBatchPoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let Outside { collection_name, read_consistency, timeout } = Outside::receive(request)?;
            let Searches { searches } = request.json()?;
            let query = |body| join(Outside::of_each(&collection_name), body);
            let query_points = searches.into_iter().map(query).collect();
            Ok(Self { collection_name, query_points, read_consistency, timeout })
        }

        fn respond(output: &Vec<Vec<ScoredPoint>>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(&output.iter().map(|points| Points { points }).collect::<Vec<_>>(), meta)
        }
    }

    impl Served for FacetCounts {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let FacetBody { key, filter, limit, exact, shard_key } = request.json()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                key,
                filter,
                limit,
                exact,
                timeout: request.timeout()?,
                read_consistency: request.query("consistency")?,
                shard_key_selector: shard_key,
            })
        }

        fn respond(output: &Vec<FacetHit>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(&Hits { hits: output }, meta)
        }
    }
}
