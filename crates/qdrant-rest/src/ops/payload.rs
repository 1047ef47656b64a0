//! Payload of points: set, overwrite, delete, clear.

use http::Method;
use qdrant_core::{
    Answer, ClearPayloadPoints, DeletePayloadPoints, Error, Filter, OverwritePayloadPoints, Payload, PointId,
    SetPayloadPoints, ShardKeySelector, UpdateResult,
};
use serde::Serialize;

use super::selector::{SelectorBody, split};
use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
pub(super) struct SetBody {
    pub(super) payload: Payload,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) points: Option<Vec<PointId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) filter: Option<Filter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shard_key: Option<ShardKeySelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<String>,
}

/// Setting and overwriting differ in nothing but the method.
macro_rules! write_payload {
    ($operation:ident, $method:ident) => {
        impl Endpoint for $operation {
            const METHOD: Method = Method::$method;
            const PATH: &'static str = "/collections/{collection_name}/points/payload";

            fn encode(self) -> Result<HttpCall, Error> {
                let Self {
                    collection_name,
                    wait,
                    payload,
                    points_selector,
                    ordering,
                    shard_key_selector,
                    key,
                    timeout,
                } = self;
                let (points, filter) = split(points_selector);
                let body = SetBody { payload, points, filter, shard_key: shard_key_selector, key };
                Self::call(&[&collection_name])?.write_options(wait, ordering, timeout).json(&body)
            }

            fn decode(body: &[u8]) -> Result<Answer<UpdateResult>, Error> {
                envelope::read_update(body)
            }
        }
    };
}

write_payload!(SetPayloadPoints, POST);
write_payload!(OverwritePayloadPoints, PUT);

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
pub(super) struct DeleteBody {
    pub(super) keys: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) points: Option<Vec<PointId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) filter: Option<Filter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shard_key: Option<ShardKeySelector>,
}

impl Endpoint for DeletePayloadPoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/payload/delete";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, wait, keys, points_selector, ordering, shard_key_selector, timeout } =
            self;
        let (points, filter) = split(points_selector);
        let body = DeleteBody { keys, points, filter, shard_key: shard_key_selector };
        Self::call(&[&collection_name])?.write_options(wait, ordering, timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        envelope::read_update(body)
    }
}

impl Endpoint for ClearPayloadPoints {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/points/payload/clear";

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

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::super::selector::join;
    use super::*;
    use crate::server::{Incoming, Served, enveloped};

    macro_rules! serve_payload {
        ($operation:ident) => {
            impl Served for $operation {
                fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
                    let SetBody { payload, points, filter, shard_key, key } = request.json()?;
                    Ok(Self {
                        collection_name: request.name("collection_name")?,
                        wait: request.query("wait")?,
                        payload,
                        points_selector: join(points, filter),
                        ordering: request.query("ordering")?,
                        shard_key_selector: shard_key,
                        key,
                        timeout: request.timeout()?,
                    })
                }

                fn respond(output: &UpdateResult, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
                    enveloped(output, meta)
                }
            }
        };
    }

    serve_payload!(SetPayloadPoints);
    serve_payload!(OverwritePayloadPoints);

    impl Served for DeletePayloadPoints {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let DeleteBody { keys, points, filter, shard_key } = request.json()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                wait: request.query("wait")?,
                keys,
                points_selector: join(points, filter),
                ordering: request.query("ordering")?,
                shard_key_selector: shard_key,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &UpdateResult, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for ClearPayloadPoints {
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
}
