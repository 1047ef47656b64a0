//! Points: upsert, delete, get one or several, scroll, count.

use http::Method;
use qdrant_core::{
    Answer, Batch, CountPoints, DeletePoints, Error, Filter, GetPoint, GetPoints, OrderBy, PointId,
    PointStruct, RetrievedPoint, ScrollPoints, ScrollResult, ShardKeySelector, UpdateMode, UpdateResult,
    UpsertPoints, WithPayloadSelector, WithVectorsSelector,
};
use serde::{Deserialize, Serialize};

use super::selector::SelectorBody;
use super::unnamed_sparse::refuse_unnamed_sparse;
use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;

#[derive(Serialize)]
pub(super) struct UpsertBody {
    pub(super) points: Batch<PointStruct>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shard_key: Option<ShardKeySelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) update_filter: Option<Filter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) update_mode: Option<UpdateMode>,
}

impl Endpoint for UpsertPoints {
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "/collections/{collection_name}/points";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {
            collection_name,
            wait,
            points,
            ordering,
            shard_key_selector,
            update_filter,
            timeout,
            update_mode,
        } = self;
        refuse_unnamed_sparse(points.iter().map(|point| &point.vectors))?;
        let body = UpsertBody { points, shard_key: shard_key_selector, update_filter, update_mode };
        Self::call(&[&collection_name])?.write_options(wait, ordering, timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        envelope::read_update(body)
    }
}

impl Endpoint for DeletePoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/delete";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, wait, points, ordering, shard_key_selector, timeout } = self;
        Self::call(&[&collection_name])?
            .write_options(wait, ordering, timeout)
            .json(&SelectorBody::new(points, shard_key_selector))
    }

    fn decode(body: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        envelope::read_update(body)
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(Deserialize))]
struct GetBody {
    ids: Vec<PointId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with_payload: Option<WithPayloadSelector>,
    #[serde(alias = "with_vectors", skip_serializing_if = "Option::is_none")]
    with_vector: Option<WithVectorsSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard_key: Option<ShardKeySelector>,
}

impl Endpoint for GetPoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {
            collection_name,
            ids,
            with_payload,
            with_vectors,
            read_consistency,
            shard_key_selector,
            timeout,
        } = self;
        let body = GetBody {
            ids,
            // Told because the server's own default is `false` here and `true` when scrolling.
            with_payload: with_payload.or(Some(true.into())),
            with_vector: with_vectors.or(Some(false.into())),
            shard_key: shard_key_selector,
        };
        Self::call(&[&collection_name])?.read_options(read_consistency, timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<RetrievedPoint>>, Error> {
        envelope::read(body)
    }
}

impl Endpoint for GetPoint {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/collections/{collection_name}/points/{id}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, id, read_consistency, timeout } = self;
        Ok(Self::call(&[&collection_name, &id.to_string()])?.read_options(read_consistency, timeout))
    }

    fn decode(body: &[u8]) -> Result<Answer<RetrievedPoint>, Error> {
        envelope::read(body)
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(Deserialize))]
struct ScrollBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<PointId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<Filter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with_payload: Option<WithPayloadSelector>,
    #[serde(alias = "with_vectors", skip_serializing_if = "Option::is_none")]
    with_vector: Option<WithVectorsSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_by: Option<OrderBy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard_key: Option<ShardKeySelector>,
}

impl Endpoint for ScrollPoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/scroll";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {
            collection_name,
            filter,
            offset,
            limit,
            with_payload,
            with_vectors,
            read_consistency,
            shard_key_selector,
            order_by,
            timeout,
        } = self;
        let body = ScrollBody {
            offset,
            limit,
            filter,
            with_payload: with_payload.or(Some(true.into())),
            with_vector: with_vectors.or(Some(false.into())),
            order_by,
            shard_key: shard_key_selector,
        };
        Self::call(&[&collection_name])?.read_options(read_consistency, timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<ScrollResult>, Error> {
        envelope::read(body)
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(Deserialize))]
struct CountBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<Filter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard_key: Option<ShardKeySelector>,
}

#[derive(Serialize, Deserialize)]
struct CountResult {
    count: u64,
}

impl Endpoint for CountPoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/count";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, filter, exact, read_consistency, shard_key_selector, timeout } = self;
        let body = CountBody { filter, exact, shard_key: shard_key_selector };
        Self::call(&[&collection_name])?.read_options(read_consistency, timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<u64>, Error> {
        envelope::read_with(body, |CountResult { count }| count)
    }
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::super::upsert_batch::{UpsertInput, rows};
    use super::*;
    use crate::server::{Incoming, Served, enveloped, wrong_input};

    impl Served for UpsertPoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let UpsertInput { points, batch, shard_key, update_filter, update_mode } = request.json()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                wait: request.query("wait")?,
                points: rows(points, batch)?,
                ordering: request.query("ordering")?,
                shard_key_selector: shard_key,
                update_filter,
                timeout: request.timeout()?,
                update_mode,
            })
        }

        fn respond(output: &UpdateResult, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for DeletePoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let (points, shard_key_selector) = request.json::<SelectorBody>()?.into_parts()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                wait: request.query("wait")?,
                points: Some(points),
                ordering: request.query("ordering")?,
                shard_key_selector,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &UpdateResult, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for GetPoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let GetBody { ids, with_payload, with_vector, shard_key } = request.json()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                ids,
                // The server's own default; that of the operation is `true`.
                with_payload: with_payload.or(Some(false.into())),
                with_vectors: with_vector,
                read_consistency: request.query("consistency")?,
                shard_key_selector: shard_key,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &Vec<RetrievedPoint>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for GetPoint {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let id = request.name("id")?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                id: id
                    .parse()
                    .map_err(|_| wrong_input(&format!("Can not recognize \"{id}\" as point id")))?,
                read_consistency: request.query("consistency")?,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &RetrievedPoint, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for ScrollPoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let ScrollBody { offset, limit, filter, with_payload, with_vector, order_by, shard_key } =
                request.json()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                filter,
                offset,
                limit,
                with_payload,
                with_vectors: with_vector,
                read_consistency: request.query("consistency")?,
                shard_key_selector: shard_key,
                order_by,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &ScrollResult, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for CountPoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let CountBody { filter, exact, shard_key } = request.json()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                filter,
                exact,
                read_consistency: request.query("consistency")?,
                shard_key_selector: shard_key,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &u64, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(&CountResult { count: *output }, meta)
        }
    }
}
