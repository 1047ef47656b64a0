//! Searches near one vector, alone and in batches.

use qdrant_core::{Answer, Error, ScoredPoint, SearchBatchPoints, SearchPoints};

use crate::frame;
use crate::ops::envelope::{answer, write};
use crate::ops::hits::{read_batches, read_points};
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::around::Around;
use crate::wire::points::RepeatedField;
use crate::wire::sink::FloatsField;
use crate::wire::value::at_index;

/// Number of the field `vector` in message `SearchPoints`.
const VECTOR: u32 = 2;

/// Number of the field `search_points` in message `SearchBatchPoints`.
const SEARCHES: u32 = 2;

fn message(search: SearchPoints) -> Result<Around<FloatsField>, Error> {
    let SearchPoints {
        collection_name,
        filter,
        limit,
        with_payload,
        params,
        score_threshold,
        offset,
        vector_name,
        with_vectors,
        read_consistency,
        timeout,
        shard_key_selector,
        sparse_indices,
        vector,
    } = search;
    let message = proto::SearchPoints {
        collection_name,
        filter: write("filter", filter)?,
        limit,
        with_payload: Some(with_payload.unwrap_or(false.into()).into()),
        params: write("params", params)?,
        score_threshold,
        offset,
        vector_name,
        with_vectors: Some(with_vectors.unwrap_or(false.into()).into()),
        read_consistency: read_consistency.map(Into::into),
        timeout: write("timeout", timeout)?,
        shard_key_selector: shard_key_selector.map(Into::into),
        sparse_indices: sparse_indices.map(Into::into),
        vector: Vec::new(),
    };
    Around::new(&message, VECTOR, FloatsField { tag: VECTOR, values: vector })
}

impl Rpc for SearchPoints {
    const PATH: &'static str = "/qdrant.Points/Search";

    fn encode(self) -> Result<Vec<u8>, Error> {
        frame::hot(&message(self)?)
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<ScoredPoint>>, Error> {
        let (points, rest) = read_points(message)?;
        let proto::SearchResponse { result: _, time, usage } = rest;
        Ok(answer(points, time, usage))
    }
}

impl Rpc for SearchBatchPoints {
    const PATH: &'static str = "/qdrant.Points/SearchBatch";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, search_points, read_consistency, timeout } = self;
        // Validation has seen to it that each search names the collection of the batch, as the server wants it.
        let mut searches = Vec::with_capacity(search_points.len());
        for search in search_points {
            let search = message(search);
            searches.push(search.map_err(|error| at_index(error, searches.len()).within("search_points"))?);
        }
        let message = proto::SearchBatchPoints {
            collection_name,
            search_points: Vec::new(),
            read_consistency: read_consistency.map(Into::into),
            timeout: write("timeout", timeout)?,
        };
        let searches = RepeatedField { tag: SEARCHES, name: "search_points", items: &searches };
        frame::hot(&Around::new(&message, SEARCHES, searches)?)
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<Vec<ScoredPoint>>>, Error> {
        let (batches, rest) = read_batches(message)?;
        let proto::SearchBatchResponse { result: _, time, usage } = rest;
        Ok(answer(batches, time, usage))
    }
}

#[cfg(feature = "server")]
mod server {
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::convert::read;
    use crate::ops::envelope::facts;
    use crate::ops::hits::{write_batches, write_points};
    use crate::server::Served;
    use crate::wire::around::{split_floats, split_list};
    use crate::wire::points::Decode;
    use crate::wire::reader::Reader;

    impl Decode for SearchPoints {
        fn decode(fields: Reader<'_>) -> Result<Self, Error> {
            let (vector, rest) = split_floats(fields, VECTOR, "vector")?;
            let proto::SearchPoints {
                collection_name,
                filter,
                limit,
                with_payload,
                params,
                score_threshold,
                offset,
                vector_name,
                with_vectors,
                read_consistency,
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
                offset,
                vector_name,
                with_vectors: read("with_vectors", with_vectors)?,
                read_consistency: read("read_consistency", read_consistency)?,
                timeout: read("timeout", timeout)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
                sparse_indices: sparse_indices.map(Into::into),
                vector,
            })
        }
    }

    impl Served for SearchPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            Decode::decode(Reader::new(message))
        }

        fn respond(output: Vec<ScoredPoint>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            write_points(&output, &proto::SearchResponse { result: Vec::new(), time, usage })
        }
    }

    impl Served for SearchBatchPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let (mut searches, rest) = split_list::<SearchPoints, _>(message, SEARCHES, "search_points")?;
            let proto::SearchBatchPoints { collection_name, search_points: _, read_consistency, timeout } =
                rest;
            for search in &mut searches {
                // Like the server, by the collection of the batch, and without what only the batch can have.
                search.collection_name.clone_from(&collection_name);
                search.read_consistency = None;
                search.timeout = None;
            }
            Ok(Self {
                collection_name,
                search_points: searches,
                read_consistency: read("read_consistency", read_consistency)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: Vec<Vec<ScoredPoint>>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            write_batches(output, &proto::SearchBatchResponse { result: Vec::new(), time, usage })
        }
    }
}
