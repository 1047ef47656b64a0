//! Discoveries: searches guided by pairs of examples, alone and in batches.

use qdrant_core::{Answer, DiscoverBatchPoints, DiscoverPoints, Error, ScoredPoint};

use crate::frame;
use crate::ops::envelope::{answer, write};
use crate::ops::hits::{read_batches, read_points};
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::value::at_index;

fn message(discover: DiscoverPoints) -> Result<proto::DiscoverPoints, Error> {
    let DiscoverPoints {
        collection_name,
        target,
        context,
        filter,
        limit,
        with_payload,
        params,
        offset,
        using,
        with_vectors,
        lookup_from,
        read_consistency,
        timeout,
        shard_key_selector,
    } = discover;
    Ok(proto::DiscoverPoints {
        collection_name,
        target: write("target", target)?,
        context: write("context", context)?,
        filter: write("filter", filter)?,
        limit,
        with_payload: Some(with_payload.unwrap_or(false.into()).into()),
        params: write("params", params)?,
        offset,
        using,
        with_vectors: Some(with_vectors.unwrap_or(false.into()).into()),
        lookup_from: write("lookup_from", lookup_from)?,
        read_consistency: read_consistency.map(Into::into),
        timeout: write("timeout", timeout)?,
        shard_key_selector: shard_key_selector.map(Into::into),
    })
}

impl Rpc for DiscoverPoints {
    const PATH: &'static str = "/qdrant.Points/Discover";

    fn encode(self) -> Result<Vec<u8>, Error> {
        frame::message(&message(self)?)
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<ScoredPoint>>, Error> {
        let (points, rest) = read_points(message)?;
        let proto::DiscoverResponse { result: _, time, usage } = rest;
        Ok(answer(points, time, usage))
    }
}

impl Rpc for DiscoverBatchPoints {
    const PATH: &'static str = "/qdrant.Points/DiscoverBatch";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, discover_points, read_consistency, timeout } = self;
        // Validation has seen to it that each item names the collection of the batch, as the server wants it.
        let discover_points = discover_points
            .into_iter()
            .enumerate()
            .map(|(index, item)| {
                message(item).map_err(|error| at_index(error, index).within("discover_points"))
            })
            .collect::<Result<_, _>>()?;
        frame::message(&proto::DiscoverBatchPoints {
            collection_name,
            discover_points,
            read_consistency: read_consistency.map(Into::into),
            timeout: write("timeout", timeout)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<Vec<ScoredPoint>>>, Error> {
        let (batches, rest) = read_batches(message)?;
        let proto::DiscoverBatchResponse { result: _, time, usage } = rest;
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

    impl FromProto<proto::DiscoverPoints> for DiscoverPoints {
        fn from_proto(message: proto::DiscoverPoints) -> Result<Self, Error> {
            let proto::DiscoverPoints {
                collection_name,
                target,
                context,
                filter,
                limit,
                with_payload,
                params,
                offset,
                using,
                with_vectors,
                lookup_from,
                read_consistency,
                timeout,
                shard_key_selector,
            } = message;
            Ok(Self {
                collection_name,
                target: read("target", target)?,
                context: read("context", context)?,
                filter: read("filter", filter)?,
                limit,
                with_payload: read("with_payload", with_payload)?,
                params: read("params", params)?,
                offset,
                using,
                with_vectors: read("with_vectors", with_vectors)?,
                lookup_from: read("lookup_from", lookup_from)?,
                read_consistency: read("read_consistency", read_consistency)?,
                timeout: read("timeout", timeout)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
            })
        }
    }

    impl Served for DiscoverPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            FromProto::<proto::DiscoverPoints>::from_proto(reader::decode(message)?)
        }

        fn respond(output: Vec<ScoredPoint>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            write_points(&output, &proto::DiscoverResponse { result: Vec::new(), time, usage })
        }
    }

    impl Served for DiscoverBatchPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::DiscoverBatchPoints { collection_name, discover_points, read_consistency, timeout } =
                reader::decode(message)?;
            let mut items: Vec<DiscoverPoints> = read("discover_points", discover_points)?;
            for item in &mut items {
                // Like the server, by the collection of the batch, and without what only the batch can have.
                item.collection_name.clone_from(&collection_name);
                item.read_consistency = None;
                item.timeout = None;
            }
            Ok(Self {
                collection_name,
                discover_points: items,
                read_consistency: read("read_consistency", read_consistency)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: Vec<Vec<ScoredPoint>>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            write_batches(output, &proto::DiscoverBatchResponse { result: Vec::new(), time, usage })
        }
    }
}
