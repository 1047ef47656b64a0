//! Queries whose results are grouped.

use qdrant_core::{Answer, Error, PointGroup, QueryPointGroups};

use super::envelope::{answer, write};
use super::hits::read_groups;
use crate::frame;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;

impl Rpc for QueryPointGroups {
    const PATH: &'static str = "/qdrant.Points/QueryGroups";

    fn encode(self) -> Result<Vec<u8>, Error> {
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
        frame::message(&proto::QueryPointGroups {
            collection_name,
            prefetch: write("prefetch", prefetch)?,
            query: write("query", query)?,
            using,
            filter: write("filter", filter)?,
            params: write("params", params)?,
            score_threshold,
            with_payload: Some(with_payload.unwrap_or(false.into()).into()),
            with_vectors: Some(with_vectors.unwrap_or(false.into()).into()),
            lookup_from: write("lookup_from", lookup_from)?,
            limit,
            group_size,
            group_by,
            read_consistency: read_consistency.map(Into::into),
            with_lookup: with_lookup.map(Into::into),
            timeout: write("timeout", timeout)?,
            shard_key_selector: shard_key_selector.map(Into::into),
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<PointGroup>>, Error> {
        let (groups, rest) = read_groups(message)?;
        let proto::QueryGroupsResponse { result: _, time, usage } = rest;
        Ok(answer(groups, time, usage))
    }
}

#[cfg(feature = "server")]
mod server {
    use qdrant_core::ReplyMeta;

    use super::super::envelope::facts;
    use super::super::hits::write_groups;
    use super::*;
    use crate::convert::read;
    use crate::server::Served;
    use crate::wire::reader;

    impl Served for QueryPointGroups {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::QueryPointGroups {
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
            } = reader::decode(message)?;
            Ok(Self {
                collection_name,
                prefetch: read("prefetch", prefetch)?,
                query: read("query", query)?,
                using,
                filter: read("filter", filter)?,
                params: read("params", params)?,
                score_threshold,
                with_payload: read("with_payload", with_payload)?,
                with_vectors: read("with_vectors", with_vectors)?,
                lookup_from: read("lookup_from", lookup_from)?,
                limit,
                group_size,
                group_by,
                read_consistency: read("read_consistency", read_consistency)?,
                with_lookup: read("with_lookup", with_lookup)?,
                timeout: read("timeout", timeout)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
            })
        }

        fn respond(output: Vec<PointGroup>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            write_groups(&output, &proto::QueryGroupsResponse { result: None, time, usage })
        }
    }
}
