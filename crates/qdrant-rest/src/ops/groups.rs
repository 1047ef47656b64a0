//! Queries whose results are grouped.

use http::Method;
use qdrant_core::{
    Answer, Error, Filter, LookupLocation, PointGroup, PrefetchQuery, Query, QueryPointGroups, SearchParams,
    ShardKeySelector, WithLookup, WithPayloadSelector, WithVectorsSelector,
};
use serde::{Deserialize, Serialize};

use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(Deserialize))]
struct GroupsBody {
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
    #[serde(alias = "with_vectors", skip_serializing_if = "Option::is_none")]
    with_vector: Option<WithVectorsSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with_payload: Option<WithPayloadSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lookup_from: Option<LookupLocation>,
    group_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with_lookup: Option<WithLookup>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard_key: Option<ShardKeySelector>,
}

/// `T` is a list, owned in replies that are read, borrowed in those that are written.
#[derive(Serialize, Deserialize)]
pub(super) struct Groups<T> {
    pub(super) groups: T,
}

/// Reads the reply to a request for groups.
pub(super) fn read_groups(body: &[u8]) -> Result<Answer<Vec<PointGroup>>, Error> {
    envelope::read_with(body, |Groups { groups }| groups)
}

impl Endpoint for QueryPointGroups {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/query/groups";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {
            collection_name,
            prefetch,
            query,
            using,
            filter,
            params,
            score_threshold,
            with_payload,
            with_vectors,
            lookup_from,
            limit,
            group_size,
            group_by,
            read_consistency,
            with_lookup,
            timeout,
            shard_key_selector,
        } = self;
        let body = GroupsBody {
            prefetch,
            query,
            using,
            filter,
            params,
            score_threshold,
            with_vector: with_vectors.or(Some(false.into())),
            with_payload: with_payload.or(Some(false.into())),
            lookup_from,
            group_by,
            group_size,
            limit,
            with_lookup,
            shard_key: shard_key_selector,
        };
        Self::call(&[&collection_name])?.read_options(read_consistency, timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<PointGroup>>, Error> {
        read_groups(body)
    }
}

#[cfg(feature = "server")]
pub(super) mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::server::{Incoming, Served, enveloped};

    /// Writes the reply to a request for groups.
    pub(in crate::ops) fn respond_groups(
        groups: &[PointGroup],
        meta: &ReplyMeta,
    ) -> Result<Response<Bytes>, Error> {
        enveloped(&Groups { groups }, meta)
    }

    impl Served for QueryPointGroups {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let GroupsBody {
                prefetch,
                query,
                using,
                filter,
                params,
                score_threshold,
                with_vector,
                with_payload,
                lookup_from,
                group_by,
                group_size,
                limit,
                with_lookup,
                shard_key,
            } = request.json()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                prefetch,
                query,
                using,
                filter,
                params,
                score_threshold,
                with_payload,
                with_vectors: with_vector,
                lookup_from,
                limit,
                group_size,
                group_by,
                read_consistency: request.query("consistency")?,
                with_lookup,
                timeout: request.timeout()?,
                shard_key_selector: shard_key,
            })
        }

        fn respond(output: &Vec<PointGroup>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            respond_groups(output, meta)
        }
    }
}
