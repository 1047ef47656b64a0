//! Recommendations whose hits come in groups.

use qdrant_core::{Answer, Error, PointGroup, RecommendPointGroups};

use crate::frame;
use crate::ops::envelope::{answer, write};
use crate::ops::hits::read_groups;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;

impl Rpc for RecommendPointGroups {
    const PATH: &'static str = "/qdrant.Points/RecommendGroups";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self {
            collection_name,
            positive,
            negative,
            filter,
            limit,
            with_payload,
            params,
            score_threshold,
            using,
            with_vectors,
            lookup_from,
            group_by,
            group_size,
            read_consistency,
            with_lookup,
            strategy,
            positive_vectors,
            negative_vectors,
            timeout,
            shard_key_selector,
        } = self;
        frame::message(&proto::RecommendPointGroups {
            collection_name,
            positive: positive.into_iter().map(Into::into).collect(),
            negative: negative.into_iter().map(Into::into).collect(),
            filter: write("filter", filter)?,
            limit,
            with_payload: Some(with_payload.unwrap_or(false.into()).into()),
            params: write("params", params)?,
            score_threshold,
            using,
            with_vectors: Some(with_vectors.unwrap_or(false.into()).into()),
            lookup_from: write("lookup_from", lookup_from)?,
            group_by,
            group_size,
            read_consistency: read_consistency.map(Into::into),
            with_lookup: with_lookup.map(Into::into),
            strategy: write("strategy", strategy)?,
            positive_vectors: write("positive_vectors", positive_vectors)?,
            negative_vectors: write("negative_vectors", negative_vectors)?,
            timeout: write("timeout", timeout)?,
            shard_key_selector: shard_key_selector.map(Into::into),
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<PointGroup>>, Error> {
        let (groups, rest) = read_groups(message)?;
        let proto::RecommendGroupsResponse { result: _, time, usage } = rest;
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
    use crate::wire::reader;

    impl Served for RecommendPointGroups {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::RecommendPointGroups {
                collection_name,
                positive,
                negative,
                filter,
                limit,
                with_payload,
                params,
                score_threshold,
                using,
                with_vectors,
                lookup_from,
                group_by,
                group_size,
                read_consistency,
                with_lookup,
                strategy,
                positive_vectors,
                negative_vectors,
                timeout,
                shard_key_selector,
            } = reader::decode(message)?;
            Ok(Self {
                collection_name,
                positive: read("positive", positive)?,
                negative: read("negative", negative)?,
                filter: read("filter", filter)?,
                limit,
                with_payload: read("with_payload", with_payload)?,
                params: read("params", params)?,
                score_threshold,
                using,
                with_vectors: read("with_vectors", with_vectors)?,
                lookup_from: read("lookup_from", lookup_from)?,
                group_by,
                group_size,
                read_consistency: read("read_consistency", read_consistency)?,
                with_lookup: read("with_lookup", with_lookup)?,
                strategy: read("strategy", strategy)?,
                positive_vectors: read("positive_vectors", positive_vectors)?,
                negative_vectors: read("negative_vectors", negative_vectors)?,
                timeout: read("timeout", timeout)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
            })
        }

        fn respond(output: Vec<PointGroup>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            write_groups(&output, &proto::RecommendGroupsResponse { result: None, time, usage })
        }
    }
}
