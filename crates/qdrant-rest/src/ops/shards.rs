//! Shards and shard keys of a collection.

use http::Method;
use qdrant_core::{
    Answer, CollectionClusterInfo, CollectionClusterInfoRequest, CreateShardKeyRequest,
    DeleteShardKeyRequest, Error, ListShardKeysRequest, ShardKeyDescription,
    UpdateCollectionClusterSetupRequest,
};
use serde::{Deserialize, Serialize};

use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;

impl Endpoint for CollectionClusterInfoRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/collections/{collection_name}/cluster";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name } = self;
        Self::call(&[&collection_name])
    }

    fn decode(body: &[u8]) -> Result<Answer<CollectionClusterInfo>, Error> {
        envelope::read(body)
    }
}

impl Endpoint for UpdateCollectionClusterSetupRequest {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/cluster";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, operation, timeout } = self;
        Self::call(&[&collection_name])?.timeout(timeout).json(&operation)
    }

    fn decode(body: &[u8]) -> Result<Answer<bool>, Error> {
        envelope::read_flag(body)
    }
}

impl Endpoint for CreateShardKeyRequest {
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "/collections/{collection_name}/shards";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, request, timeout } = self;
        Self::call(&[&collection_name])?.timeout(timeout).json(&request)
    }

    fn decode(body: &[u8]) -> Result<Answer<bool>, Error> {
        envelope::read_flag(body)
    }
}

impl Endpoint for DeleteShardKeyRequest {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/shards/delete";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, request, timeout } = self;
        Self::call(&[&collection_name])?.timeout(timeout).json(&request)
    }

    fn decode(body: &[u8]) -> Result<Answer<bool>, Error> {
        envelope::read_flag(body)
    }
}

/// `T` is a list, owned in replies that are read, borrowed in those that are written.
#[derive(Serialize, Deserialize)]
struct ShardKeys<T> {
    shard_keys: Option<T>,
}

impl Endpoint for ListShardKeysRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/collections/{collection_name}/shards";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name } = self;
        Self::call(&[&collection_name])
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<ShardKeyDescription>>, Error> {
        // A collection without shard keys has none or null.
        envelope::read_with(body, |ShardKeys { shard_keys }| shard_keys.unwrap_or_default())
    }
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::server::{Incoming, Served, enveloped};

    impl Served for CollectionClusterInfoRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self { collection_name: request.name("collection_name")? })
        }

        fn respond(output: &CollectionClusterInfo, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for UpdateCollectionClusterSetupRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                operation: request.json()?,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &bool, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for CreateShardKeyRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                request: request.json()?,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &bool, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for DeleteShardKeyRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                request: request.json()?,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &bool, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for ListShardKeysRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self { collection_name: request.name("collection_name")? })
        }

        fn respond(output: &Vec<ShardKeyDescription>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(&ShardKeys { shard_keys: Some(output) }, meta)
        }
    }
}
