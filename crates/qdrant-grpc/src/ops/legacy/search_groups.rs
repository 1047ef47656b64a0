//! Searches near one vector whose hits come in groups.

use qdrant_core::{Answer, Error, PointGroup, SearchPointGroups};

use crate::frame;
use crate::ops::envelope::{answer, write};
use crate::ops::hits::read_groups;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::around::Around;
use crate::wire::sink::FloatsField;

/// Number of the field `vector` in message `SearchPointGroups`.
const VECTOR: u32 = 2;

impl Rpc for SearchPointGroups {
    const PATH: &'static str = "/qdrant.Points/SearchGroups";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self {
            collection_name,
            filter,
            limit,
            with_payload,
            params,
            score_threshold,
            vector_name,
            with_vectors,
            group_by,
            group_size,
            read_consistency,
            with_lookup,
            timeout,
            shard_key_selector,
            sparse_indices,
            vector,
        } = self;
        let message = proto::SearchPointGroups {
            collection_name,
            filter: write("filter", filter)?,
            limit,
            with_payload: Some(with_payload.unwrap_or(false.into()).into()),
            params: write("params", params)?,
            score_threshold,
            vector_name,
            with_vectors: Some(with_vectors.unwrap_or(false.into()).into()),
            group_by,
            group_size,
            read_consistency: read_consistency.map(Into::into),
            with_lookup: with_lookup.map(Into::into),
            timeout: write("timeout", timeout)?,
            shard_key_selector: shard_key_selector.map(Into::into),
            sparse_indices: sparse_indices.map(Into::into),
            vector: Vec::new(),
        };
        frame::hot(&Around::new(&message, VECTOR, FloatsField { tag: VECTOR, values: vector })?)
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<PointGroup>>, Error> {
        let (groups, rest) = read_groups(message)?;
        let proto::SearchGroupsResponse { result: _, time, usage } = rest;
        Ok(answer(groups, time, usage))
    }
}

#[cfg(feature = "server")]
mod server {
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::convert::read;
    use crate::ops::envelope::facts;
    use crate::ops::hits::write_groups;
    use crate::server::Served;
    use crate::wire::around::split_floats;
    use crate::wire::reader::Reader;

    impl Served for SearchPointGroups {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let (vector, rest) = split_floats(Reader::new(message), VECTOR, "vector")?;
            let proto::SearchPointGroups {
                collection_name,
                filter,
                limit,
                with_payload,
                params,
                score_threshold,
                vector_name,
                with_vectors,
                group_by,
                group_size,
                read_consistency,
                with_lookup,
                timeout,
                shard_key_selector,
                sparse_indices,
                vector: _,
            } = rest;
            Ok(Self {
                collection_name,
                filter: read("filter", filter)?,
                limit,
                with_payload: read("with_payload", with_payload)?,
                params: read("params", params)?,
                score_threshold,
                vector_name,
                with_vectors: read("with_vectors", with_vectors)?,
                group_by,
                group_size,
                read_consistency: read("read_consistency", read_consistency)?,
                with_lookup: read("with_lookup", with_lookup)?,
                timeout: read("timeout", timeout)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
                sparse_indices: sparse_indices.map(Into::into),
                vector,
            })
        }

        fn respond(output: Vec<PointGroup>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            write_groups(&output, &proto::SearchGroupsResponse { result: None, time, usage })
        }
    }
}
