//! Queries and facets.

use qdrant_core::{Answer, Error, FacetCounts, FacetHit, QueryBatchPoints, QueryPoints, ScoredPoint};

use super::envelope::{answer, read, write};
use super::hits::{read_batches, read_points};
use crate::frame;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::reader;
use crate::wire::value::at_index;

fn message(query: QueryPoints) -> Result<proto::QueryPoints, Error> {
    let QueryPoints {
        collection_name,
        prefetch,
        query,
        using,
        filter,
        params,
        score_threshold,
        limit,
        offset,
        with_vectors,
        with_payload,
        read_consistency,
        shard_key_selector,
        lookup_from,
        timeout,
    } = query;
    Ok(proto::QueryPoints {
        collection_name,
        prefetch: write("prefetch", prefetch)?,
        query: write("query", query)?,
        using,
        filter: write("filter", filter)?,
        params: write("params", params)?,
        score_threshold,
        limit,
        offset,
        with_vectors: Some(with_vectors.unwrap_or(false.into()).into()),
        with_payload: Some(with_payload.unwrap_or(false.into()).into()),
        read_consistency: read_consistency.map(Into::into),
        shard_key_selector: shard_key_selector.map(Into::into),
        lookup_from: write("lookup_from", lookup_from)?,
        timeout: write("timeout", timeout)?,
    })
}

impl Rpc for QueryPoints {
    const PATH: &'static str = "/qdrant.Points/Query";

    fn encode(self) -> Result<Vec<u8>, Error> {
        frame::message(&message(self)?)
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<ScoredPoint>>, Error> {
        let (points, rest) = read_points(message)?;
        let proto::QueryResponse { result: _, time, usage } = rest;
        Ok(answer(points, time, usage))
    }
}

impl Rpc for QueryBatchPoints {
    const PATH: &'static str = "/qdrant.Points/QueryBatch";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, query_points, read_consistency, timeout } = self;
        // Validation has seen to it that each query names the collection of the batch, as the server wants it.
        let query_points = query_points
            .into_iter()
            .enumerate()
            .map(|(index, query)| {
                message(query).map_err(|error| at_index(error, index).within("query_points"))
            })
            .collect::<Result<_, _>>()?;
        frame::message(&proto::QueryBatchPoints {
            collection_name,
            query_points,
            read_consistency: read_consistency.map(Into::into),
            timeout: write("timeout", timeout)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<Vec<ScoredPoint>>>, Error> {
        let (batches, rest) = read_batches(message)?;
        let proto::QueryBatchResponse { result: _, time, usage } = rest;
        Ok(answer(batches, time, usage))
    }
}

impl Rpc for FacetCounts {
    const PATH: &'static str = "/qdrant.Points/Facet";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self {
            collection_name,
            key,
            filter,
            limit,
            exact,
            timeout,
            read_consistency,
            shard_key_selector,
        } = self;
        frame::message(&proto::FacetCounts {
            collection_name,
            key,
            filter: write("filter", filter)?,
            limit,
            exact,
            timeout: write("timeout", timeout)?,
            read_consistency: read_consistency.map(Into::into),
            shard_key_selector: shard_key_selector.map(Into::into),
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<FacetHit>>, Error> {
        let proto::FacetResponse { hits, time, usage } = reader::decode(message)?;
        Ok(answer(read("hits", hits)?, time, usage))
    }
}

#[cfg(feature = "server")]
mod server {
    use qdrant_core::ReplyMeta;

    use super::super::envelope::facts;
    use super::super::hits::{write_batches, write_points};
    use super::*;
    use crate::convert::read;
    use crate::server::Served;

    fn query(message: proto::QueryPoints) -> Result<QueryPoints, Error> {
        let proto::QueryPoints {
            collection_name,
            prefetch,
            query,
            using,
            filter,
            params,
            score_threshold,
            limit,
            offset,
            with_vectors,
            with_payload,
            read_consistency,
            shard_key_selector,
            lookup_from,
            timeout,
        } = message;
        Ok(QueryPoints {
            collection_name,
            prefetch: read("prefetch", prefetch)?,
            query: read("query", query)?,
            using,
            filter: read("filter", filter)?,
            params: read("params", params)?,
            score_threshold,
            limit,
            offset,
            with_vectors: read("with_vectors", with_vectors)?,
            with_payload: read("with_payload", with_payload)?,
            read_consistency: read("read_consistency", read_consistency)?,
            shard_key_selector: read("shard_key_selector", shard_key_selector)?,
            lookup_from: read("lookup_from", lookup_from)?,
            timeout: read("timeout", timeout)?,
        })
    }

    impl Served for QueryPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            query(reader::decode(message)?)
        }

        fn respond(output: Vec<ScoredPoint>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            write_points(&output, &proto::QueryResponse { result: Vec::new(), time, usage })
        }
    }

    impl Served for QueryBatchPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::QueryBatchPoints { collection_name, query_points, read_consistency, timeout } =
                reader::decode(message)?;
            let query_points = query_points
                .into_iter()
                .enumerate()
                .map(|(index, message)| {
                    let mut query =
                        query(message).map_err(|error| at_index(error, index).within("query_points"))?;
                    // Like the server, by the collection of the batch, and without what only the batch can have.
                    query.collection_name.clone_from(&collection_name);
                    query.read_consistency = None;
                    query.timeout = None;
                    Ok(query)
                })
                .collect::<Result<_, Error>>()?;
            Ok(Self {
                collection_name,
                query_points,
                read_consistency: read("read_consistency", read_consistency)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: Vec<Vec<ScoredPoint>>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            write_batches(output, &proto::QueryBatchResponse { result: Vec::new(), time, usage })
        }
    }

    impl Served for FacetCounts {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::FacetCounts {
                collection_name,
                key,
                filter,
                limit,
                exact,
                timeout,
                read_consistency,
                shard_key_selector,
            } = reader::decode(message)?;
            Ok(Self {
                collection_name,
                key,
                filter: read("filter", filter)?,
                limit,
                exact,
                timeout: read("timeout", timeout)?,
                read_consistency: read("read_consistency", read_consistency)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
            })
        }

        fn respond(output: Vec<FacetHit>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            let hits = write("hits", output)?;
            frame::message(&proto::FacetResponse { hits, time, usage })
        }
    }
}
