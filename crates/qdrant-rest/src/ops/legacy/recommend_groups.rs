//! Recommendations from examples whose hits come in groups.

use http::Method;
use qdrant_core::{
    Answer, Error, Filter, LookupLocation, PointGroup, RecommendPointGroups, RecommendStrategy, SearchParams,
    ShardKeySelector, WithLookup, WithPayloadSelector, WithVectorsSelector,
};
use serde::Serialize;

use super::examples::Examples;
use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::ops::groups::read_groups;
use crate::ops::searches::Outside;

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
struct GroupsBody {
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
    with_lookup: Option<WithLookup>,
    #[serde(alias = "with_vectors", skip_serializing_if = "Option::is_none")]
    with_vector: Option<WithVectorsSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with_payload: Option<WithPayloadSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard_key: Option<ShardKeySelector>,
    group_by: String,
    group_size: u32,
    limit: u32,
}

fn split(recommend: RecommendPointGroups) -> Result<(Outside, GroupsBody), Error> {
    let RecommendPointGroups {
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
        with_lookup,
        group_by,
        group_size,
        limit,
        with_payload,
        with_vectors,
        shard_key_selector,
    } = recommend;
    let positive = Examples::new(positive, positive_vectors, "positive_vectors")?;
    let negative = Examples::new(negative, negative_vectors, "negative_vectors")?;
    let body = GroupsBody {
        positive,
        negative,
        strategy,
        using,
        lookup_from,
        filter,
        params,
        score_threshold,
        with_lookup,
        with_vector: with_vectors.or(Some(false.into())),
        with_payload: with_payload.or(Some(false.into())),
        shard_key: shard_key_selector,
        group_by,
        group_size,
        limit,
    };
    Ok((Outside { collection_name, read_consistency, timeout }, body))
}

impl Endpoint for RecommendPointGroups {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/recommend/groups";

    fn encode(self) -> Result<HttpCall, Error> {
        let (Outside { collection_name, read_consistency, timeout }, body) = split(self)?;
        Self::call(&[&collection_name])?.read_options(read_consistency, timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<PointGroup>>, Error> {
        read_groups(body)
    }
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::ops::groups::server::respond_groups;
    use crate::server::{Incoming, Served};

    fn join(outside: Outside, body: GroupsBody) -> RecommendPointGroups {
        let Outside { collection_name, read_consistency, timeout } = outside;
        let GroupsBody {
            positive,
            negative,
            strategy,
            using,
            lookup_from,
            filter,
            params,
            score_threshold,
            with_lookup,
            with_vector,
            with_payload,
            shard_key,
            group_by,
            group_size,
            limit,
        } = body;
        let Examples { ids: positive, vectors: positive_vectors } = positive;
        let Examples { ids: negative, vectors: negative_vectors } = negative;
        RecommendPointGroups {
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
            with_lookup,
            group_by,
            group_size,
            limit,
            with_payload,
            with_vectors: with_vector,
            shard_key_selector: shard_key,
        }
    }

    impl Served for RecommendPointGroups {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(join(Outside::receive(request)?, request.json()?))
        }

        fn respond(output: &Vec<PointGroup>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            respond_groups(output, meta)
        }
    }
}
