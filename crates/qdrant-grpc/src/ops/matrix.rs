//! Distances among a sample of points, as pairs and as a sparse matrix.

use qdrant_core::{
    Answer, Error, SearchMatrixOffsets, SearchMatrixOffsetsRequest, SearchMatrixPairs,
    SearchMatrixPairsRequest, SearchMatrixPoints,
};

use super::envelope::{answer, required, write};
use crate::frame;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::reader;

fn message(points: SearchMatrixPoints) -> Result<proto::SearchMatrixPoints, Error> {
    let SearchMatrixPoints {
        collection_name,
        filter,
        sample,
        limit,
        using,
        timeout,
        read_consistency,
        shard_key_selector,
    } = points;
    Ok(proto::SearchMatrixPoints {
        collection_name,
        filter: write("filter", filter)?,
        sample,
        limit,
        using,
        timeout: write("timeout", timeout)?,
        read_consistency: read_consistency.map(Into::into),
        shard_key_selector: shard_key_selector.map(Into::into),
    })
}

impl Rpc for SearchMatrixPairsRequest {
    const PATH: &'static str = "/qdrant.Points/SearchMatrixPairs";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self(points) = self;
        frame::message(&message(points)?)
    }

    fn decode(message: &[u8]) -> Result<Answer<SearchMatrixPairs>, Error> {
        let proto::SearchMatrixPairsResponse { result, time, usage } = reader::decode(message)?;
        Ok(answer(required("result", result)?, time, usage))
    }
}

impl Rpc for SearchMatrixOffsetsRequest {
    const PATH: &'static str = "/qdrant.Points/SearchMatrixOffsets";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self(points) = self;
        frame::message(&message(points)?)
    }

    fn decode(message: &[u8]) -> Result<Answer<SearchMatrixOffsets>, Error> {
        let proto::SearchMatrixOffsetsResponse { result, time, usage } = reader::decode(message)?;
        Ok(answer(required("result", result)?, time, usage))
    }
}

#[cfg(feature = "server")]
mod server {
    use qdrant_core::ReplyMeta;

    use super::super::envelope::facts;
    use super::*;
    use crate::convert::read;
    use crate::server::Served;

    fn points(message: &[u8]) -> Result<SearchMatrixPoints, Error> {
        let proto::SearchMatrixPoints {
            collection_name,
            filter,
            sample,
            limit,
            using,
            timeout,
            read_consistency,
            shard_key_selector,
        } = reader::decode(message)?;
        Ok(SearchMatrixPoints {
            collection_name,
            filter: read("filter", filter)?,
            sample,
            limit,
            using,
            timeout: read("timeout", timeout)?,
            read_consistency: read("read_consistency", read_consistency)?,
            shard_key_selector: read("shard_key_selector", shard_key_selector)?,
        })
    }

    impl Served for SearchMatrixPairsRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            points(message).map(Self)
        }

        fn respond(output: SearchMatrixPairs, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            let result = Some(write("result", output)?);
            frame::message(&proto::SearchMatrixPairsResponse { result, time, usage })
        }
    }

    impl Served for SearchMatrixOffsetsRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            points(message).map(Self)
        }

        fn respond(output: SearchMatrixOffsets, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            let result = Some(write("result", output)?);
            frame::message(&proto::SearchMatrixOffsetsResponse { result, time, usage })
        }
    }
}
