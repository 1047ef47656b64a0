//! Recommendations from examples.

use http::Method;
use qdrant_core::{
    Answer, Error, Filter, LookupLocation, RecommendBatchPoints, RecommendPoints, RecommendStrategy,
    ScoredPoint, SearchParams, ShardKeySelector, WithPayloadSelector, WithVectorsSelector,
};
use serde::Serialize;

use super::examples::Examples;
use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;
use crate::ops::searches::{Outside, Searches};

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
struct RecommendBody {
    #[serde(default, skip_serializing_if = "Examples::is_empty")]
    positive: Examples,
    #[serde(default, skip_serializing_if = "Examples::is_empty")]
    negative: Examples,
    #[serde(skip_serializing_if = "Option::is_none")]
    strategy: Option<RecommendStrategy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    using: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lookup_from: Option<LookupLocation>,
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

fn split(recommend: RecommendPoints) -> Result<(Outside, RecommendBody), Error> {
    let RecommendPoints {
        collection_name,
        read_consistency,
        timeout,
        positive,
        negative,
        positive_vectors,
        negative_vectors,
        strategy,
        using,
        lookup_from,
        filter,
        params,
        score_threshold,
        offset,
        limit,
        with_payload,
        with_vectors,
        shard_key_selector,
    } = recommend;
    let positive = Examples::new(positive, positive_vectors, "positive_vectors")?;
    let negative = Examples::new(negative, negative_vectors, "negative_vectors")?;
    let body = RecommendBody {
        positive,
        negative,
        strategy,
        using,
        lookup_from,
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

impl Endpoint for RecommendPoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/recommend";

    fn encode(self) -> Result<HttpCall, Error> {
        let (Outside { collection_name, read_consistency, timeout }, body) = split(self)?;
        Self::call(&[&collection_name])?.read_options(read_consistency, timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<ScoredPoint>>, Error> {
        envelope::read(body)
    }
}

impl Endpoint for RecommendBatchPoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/recommend/batch";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, recommend_points, read_consistency, timeout } = self;
        let body = |(index, recommend)| match split(recommend) {
            // Validation has seen to it that the collection is that of the batch and the others are not set.
            Ok((Outside { collection_name: _, read_consistency: _, timeout: _ }, body)) => Ok(body),
            Err(error) => Err(error.within(&format!("recommend_points[{index}]"))),
        };
        let searches = recommend_points.into_iter().enumerate().map(body).collect::<Result<_, _>>()?;
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

    fn join(outside: Outside, body: RecommendBody) -> RecommendPoints {
        let Outside { collection_name, read_consistency, timeout } = outside;
        let RecommendBody {
            positive,
            negative,
            strategy,
            using,
            lookup_from,
            filter,
            params,
            score_threshold,
            offset,
            with_vector,
            with_payload,
            shard_key,
            limit,
        } = body;
        let Examples { ids: positive, vectors: positive_vectors } = positive;
        let Examples { ids: negative, vectors: negative_vectors } = negative;
        RecommendPoints {
            collection_name,
            read_consistency,
            timeout,
            positive,
            negative,
            positive_vectors,
            negative_vectors,
            strategy,
            using,
            lookup_from,
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

    impl Served for RecommendPoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(join(Outside::receive(request)?, request.json()?))
        }

        fn respond(output: &Vec<ScoredPoint>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for RecommendBatchPoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let Outside { collection_name, read_consistency, timeout } = Outside::receive(request)?;
            let Searches { searches } = request.json()?;
            let item = |body| join(Outside::of_each(&collection_name), body);
            let recommend_points = searches.into_iter().map(item).collect();
            Ok(Self { collection_name, recommend_points, read_consistency, timeout })
        }

        fn respond(output: &Vec<Vec<ScoredPoint>>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }
}
