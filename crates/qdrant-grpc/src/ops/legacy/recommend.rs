//! Recommendations by examples, alone and in batches.

use qdrant_core::{Answer, Error, RecommendBatchPoints, RecommendPoints, ScoredPoint};

use crate::frame;
use crate::ops::envelope::{answer, write};
use crate::ops::hits::{read_batches, read_points};
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::value::at_index;

fn message(recommend: RecommendPoints) -> Result<proto::RecommendPoints, Error> {
    let RecommendPoints {
        collection_name,
        positive,
        negative,
        filter,
        limit,
        with_payload,
        params,
        score_threshold,
        offset,
        using,
        with_vectors,
        lookup_from,
        read_consistency,
        strategy,
        positive_vectors,
        negative_vectors,
        timeout,
        shard_key_selector,
    } = recommend;
    Ok(proto::RecommendPoints {
        collection_name,
        positive: positive.into_iter().map(Into::into).collect(),
        negative: negative.into_iter().map(Into::into).collect(),
        filter: write("filter", filter)?,
        limit,
        with_payload: Some(with_payload.unwrap_or(false.into()).into()),
        params: write("params", params)?,
        score_threshold,
        offset,
        using,
        with_vectors: Some(with_vectors.unwrap_or(false.into()).into()),
        lookup_from: write("lookup_from", lookup_from)?,
        read_consistency: read_consistency.map(Into::into),
        strategy: write("strategy", strategy)?,
        positive_vectors: write("positive_vectors", positive_vectors)?,
        negative_vectors: write("negative_vectors", negative_vectors)?,
        timeout: write("timeout", timeout)?,
        shard_key_selector: shard_key_selector.map(Into::into),
    })
}

impl Rpc for RecommendPoints {
    const PATH: &'static str = "/qdrant.Points/Recommend";

    fn encode(self) -> Result<Vec<u8>, Error> {
        frame::message(&message(self)?)
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<ScoredPoint>>, Error> {
        let (points, rest) = read_points(message)?;
        let proto::RecommendResponse { result: _, time, usage } = rest;
        Ok(answer(points, time, usage))
    }
}

impl Rpc for RecommendBatchPoints {
    const PATH: &'static str = "/qdrant.Points/RecommendBatch";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, recommend_points, read_consistency, timeout } = self;
        // Validation has seen to it that each item names the collection of the batch, as the server wants it.
        let recommend_points = recommend_points
            .into_iter()
            .enumerate()
            .map(|(index, item)| {
                message(item).map_err(|error| at_index(error, index).within("recommend_points"))
            })
            .collect::<Result<_, _>>()?;
        frame::message(&proto::RecommendBatchPoints {
            collection_name,
            recommend_points,
            read_consistency: read_consistency.map(Into::into),
            timeout: write("timeout", timeout)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<Vec<ScoredPoint>>>, Error> {
        let (batches, rest) = read_batches(message)?;
        let proto::RecommendBatchResponse { result: _, time, usage } = rest;
        Ok(answer(batches, time, usage))
    }
}

#[cfg(feature = "server")]
mod server {
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::convert::{FromProto, read};
    use crate::ops::envelope::facts;
    use crate::ops::hits::{write_batches, write_points};
    use crate::server::Served;
    use crate::wire::reader;

    impl FromProto<proto::RecommendPoints> for RecommendPoints {
        fn from_proto(message: proto::RecommendPoints) -> Result<Self, Error> {
            let proto::RecommendPoints {
                collection_name,
                positive,
                negative,
                filter,
                limit,
                with_payload,
                params,
                score_threshold,
                offset,
                using,
                with_vectors,
                lookup_from,
                read_consistency,
                strategy,
                positive_vectors,
                negative_vectors,
                timeout,
                shard_key_selector,
            } = message;
            Ok(Self {
                collection_name,
                positive: read("positive", positive)?,
                negative: read("negative", negative)?,
                filter: read("filter", filter)?,
                limit,
                with_payload: read("with_payload", with_payload)?,
                params: read("params", params)?,
                score_threshold,
                offset,
                using,
                with_vectors: read("with_vectors", with_vectors)?,
                lookup_from: read("lookup_from", lookup_from)?,
                read_consistency: read("read_consistency", read_consistency)?,
                strategy: read("strategy", strategy)?,
                positive_vectors: read("positive_vectors", positive_vectors)?,
                negative_vectors: read("negative_vectors", negative_vectors)?,
                timeout: read("timeout", timeout)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
            })
        }
    }

    impl Served for RecommendPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            FromProto::<proto::RecommendPoints>::from_proto(reader::decode(message)?)
        }

        fn respond(output: Vec<ScoredPoint>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            write_points(&output, &proto::RecommendResponse { result: Vec::new(), time, usage })
        }
    }

    impl Served for RecommendBatchPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::RecommendBatchPoints { collection_name, recommend_points, read_consistency, timeout } =
                reader::decode(message)?;
            let mut items: Vec<RecommendPoints> = read("recommend_points", recommend_points)?;
            for item in &mut items {
                // Like the server, by the collection of the batch, and without what only the batch can have.
                item.collection_name.clone_from(&collection_name);
                item.read_consistency = None;
                item.timeout = None;
            }
            Ok(Self {
                collection_name,
                recommend_points: items,
                read_consistency: read("read_consistency", read_consistency)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: Vec<Vec<ScoredPoint>>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            write_batches(output, &proto::RecommendBatchResponse { result: Vec::new(), time, usage })
        }
    }
}
