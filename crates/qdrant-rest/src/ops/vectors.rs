//! Vectors of points, and the named vectors of a collection.

use http::Method;
use qdrant_core::{
    Answer, Batch, CreateVectorNameRequest, DeletePointVectors, DeleteVectorNameRequest, Error, Filter,
    PointId, PointVectors, ShardKeySelector, UpdatePointVectors, UpdateResult, VectorsSelector,
};
use serde::Serialize;

use super::selector::split;
use super::unnamed_sparse::refuse_unnamed_sparse;
use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;

impl Endpoint for CreateVectorNameRequest {
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "/collections/{collection_name}/vectors/{vector_name}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, wait, vector_name, vector_config, timeout, ordering } = self;
        Self::call(&[&collection_name, &vector_name])?
            .write_options(wait, ordering, timeout)
            .json(&vector_config)
    }

    fn decode(body: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        envelope::read_update(body)
    }
}

impl Endpoint for DeleteVectorNameRequest {
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/collections/{collection_name}/vectors/{vector_name}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, wait, vector_name, timeout, ordering } = self;
        Ok(Self::call(&[&collection_name, &vector_name])?.write_options(wait, ordering, timeout))
    }

    fn decode(body: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        envelope::read_update(body)
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
pub(super) struct UpdateBody {
    pub(super) points: Batch<PointVectors>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shard_key: Option<ShardKeySelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) update_filter: Option<Filter>,
}

impl Endpoint for UpdatePointVectors {
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "/collections/{collection_name}/points/vectors";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, wait, points, ordering, shard_key_selector, update_filter, timeout } =
            self;
        refuse_unnamed_sparse(points.iter().map(|point| &point.vectors))?;
        Self::call(&[&collection_name])?.write_options(wait, ordering, timeout).json(&UpdateBody {
            points,
            shard_key: shard_key_selector,
            update_filter,
        })
    }

    fn decode(body: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        envelope::read_update(body)
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
pub(super) struct DeleteBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) points: Option<Vec<PointId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) filter: Option<Filter>,
    /// Several names under a key in the singular.
    pub(super) vector: VectorsSelector,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shard_key: Option<ShardKeySelector>,
}

impl Endpoint for DeletePointVectors {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/vectors/delete";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, wait, points_selector, vectors, ordering, shard_key_selector, timeout } =
            self;
        let (points, filter) = split(points_selector);
        let body = DeleteBody { points, filter, vector: vectors, shard_key: shard_key_selector };
        Self::call(&[&collection_name])?.write_options(wait, ordering, timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        envelope::read_update(body)
    }
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::super::selector::either_or_both;
    use super::*;
    use crate::server::{Incoming, Served, enveloped};

    impl Served for CreateVectorNameRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                wait: request.query("wait")?,
                vector_name: request.name("vector_name")?,
                vector_config: request.json()?,
                timeout: request.timeout()?,
                ordering: request.query("ordering")?,
            })
        }

        fn respond(output: &UpdateResult, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for DeleteVectorNameRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                wait: request.query("wait")?,
                vector_name: request.name("vector_name")?,
                timeout: request.timeout()?,
                ordering: request.query("ordering")?,
            })
        }

        fn respond(output: &UpdateResult, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for UpdatePointVectors {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let UpdateBody { points, shard_key, update_filter } = request.json()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                wait: request.query("wait")?,
                points,
                ordering: request.query("ordering")?,
                shard_key_selector: shard_key,
                update_filter,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &UpdateResult, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for DeletePointVectors {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let DeleteBody { points, filter, vector, shard_key } = request.json()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                wait: request.query("wait")?,
                points_selector: Some(either_or_both(points, filter)?),
                vectors: vector,
                ordering: request.query("ordering")?,
                shard_key_selector: shard_key,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &UpdateResult, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }
}
