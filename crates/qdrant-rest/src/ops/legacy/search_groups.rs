//! Searches near one vector whose hits come in groups.

use http::Method;
use qdrant_core::{
    Answer, Error, Filter, PointGroup, SearchParams, SearchPointGroups, ShardKeySelector, WithLookup,
    WithPayloadSelector, WithVectorsSelector,
};
use serde::Serialize;

use super::named_vector::NamedVector;
use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::ops::groups::read_groups;
use crate::ops::searches::Outside;

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
struct GroupsBody {
    vector: NamedVector,
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

fn split(search: SearchPointGroups) -> Result<(Outside, GroupsBody), Error> {
    let SearchPointGroups {
        collection_name,
        read_consistency,
        timeout,
        vector,
        vector_name,
        sparse_indices,
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
    } = search;
    let vector = NamedVector::new(vector, vector_name, sparse_indices)?;
    let body = GroupsBody {
        vector,
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

impl Endpoint for SearchPointGroups {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/search/groups";

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

    fn join(outside: Outside, body: GroupsBody) -> SearchPointGroups {
        let Outside { collection_name, read_consistency, timeout } = outside;
        let GroupsBody {
            vector,
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
        let (vector, vector_name, sparse_indices) = vector.into_parts();
        SearchPointGroups {
            collection_name,
            read_consistency,
            timeout,
            vector,
            vector_name,
            sparse_indices,
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

    impl Served for SearchPointGroups {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(join(Outside::receive(request)?, request.json()?))
        }

        fn respond(output: &Vec<PointGroup>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            respond_groups(output, meta)
        }
    }
}
