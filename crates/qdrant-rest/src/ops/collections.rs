//! Collections: list, describe, create, update, delete.

use http::Method;
use qdrant_core::{
    Answer, CollectionDescription, CollectionExistsRequest, CollectionInfo, CollectionParamsDiff,
    CreateCollection, DeleteCollection, Error, GetCollectionInfoRequest, HnswConfigDiff, IdTrackerParams,
    ListCollectionsRequest, OptimizersConfigDiff, Payload, PayloadStorageParams, QuantizationConfig,
    QuantizationConfigDiff, ShardingMethod, SparseVectorConfig, StrictModeConfig, UpdateCollection,
    VectorsConfig, VectorsConfigDiff, WalConfigDiff,
};
use serde::{Deserialize, Serialize};

use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;

/// `T` is a list, owned in replies that are read, borrowed in those that are written.
#[derive(Serialize, Deserialize)]
struct Collections<T> {
    collections: T,
}

impl Endpoint for ListCollectionsRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/collections";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {} = self;
        Self::call(&[])
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<CollectionDescription>>, Error> {
        envelope::read_with(body, |Collections { collections }| collections)
    }
}

impl Endpoint for GetCollectionInfoRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/collections/{collection_name}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name } = self;
        Self::call(&[&collection_name])
    }

    fn decode(body: &[u8]) -> Result<Answer<CollectionInfo>, Error> {
        envelope::read(body)
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(Deserialize))]
struct CreateBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    vectors: Option<VectorsConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sparse_vectors: Option<SparseVectorConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard_number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sharding_method: Option<ShardingMethod>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replication_factor: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    write_consistency_factor: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_disk_payload: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<PayloadStorageParams>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_tracker: Option<IdTrackerParams>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hnsw_config: Option<HnswConfigDiff>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wal_config: Option<WalConfigDiff>,
    #[serde(skip_serializing_if = "Option::is_none")]
    optimizers_config: Option<OptimizersConfigDiff>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantization_config: Option<QuantizationConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strict_mode_config: Option<StrictModeConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Payload>,
}

impl Endpoint for CreateCollection {
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "/collections/{collection_name}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {
            collection_name,
            hnsw_config,
            wal_config,
            optimizers_config,
            shard_number,
            on_disk_payload,
            timeout,
            vectors_config,
            replication_factor,
            write_consistency_factor,
            quantization_config,
            sharding_method,
            sparse_vectors_config,
            strict_mode_config,
            metadata,
            payload,
            id_tracker,
        } = self;
        let body = CreateBody {
            vectors: vectors_config,
            sparse_vectors: sparse_vectors_config,
            shard_number,
            sharding_method,
            replication_factor,
            write_consistency_factor,
            on_disk_payload,
            payload,
            id_tracker,
            hnsw_config,
            wal_config,
            optimizers_config,
            quantization_config,
            strict_mode_config,
            metadata: some_unless_empty(metadata),
        };
        Self::call(&[&collection_name])?.timeout(timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<bool>, Error> {
        envelope::read_flag(body)
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(Deserialize))]
struct UpdateBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    vectors: Option<VectorsConfigDiff>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sparse_vectors: Option<SparseVectorConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<CollectionParamsDiff>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hnsw_config: Option<HnswConfigDiff>,
    #[serde(skip_serializing_if = "Option::is_none")]
    optimizers_config: Option<OptimizersConfigDiff>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantization_config: Option<QuantizationConfigDiff>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strict_mode_config: Option<StrictModeConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Payload>,
}

impl Endpoint for UpdateCollection {
    const METHOD: Method = Method::PATCH;
    const PATH: &'static str = "/collections/{collection_name}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {
            collection_name,
            optimizers_config,
            timeout,
            params,
            hnsw_config,
            vectors_config,
            quantization_config,
            sparse_vectors_config,
            strict_mode_config,
            metadata,
        } = self;
        let body = UpdateBody {
            vectors: vectors_config,
            sparse_vectors: sparse_vectors_config,
            params,
            hnsw_config,
            optimizers_config,
            quantization_config,
            strict_mode_config,
            metadata: some_unless_empty(metadata),
        };
        Self::call(&[&collection_name])?.timeout(timeout).json(&body)
    }

    fn decode(body: &[u8]) -> Result<Answer<bool>, Error> {
        envelope::read_flag(body)
    }
}

impl Endpoint for DeleteCollection {
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/collections/{collection_name}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, timeout } = self;
        Ok(Self::call(&[&collection_name])?.timeout(timeout))
    }

    fn decode(body: &[u8]) -> Result<Answer<bool>, Error> {
        envelope::read_flag(body)
    }
}

#[derive(Serialize, Deserialize)]
struct Existence {
    exists: bool,
}

impl Endpoint for CollectionExistsRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/collections/{collection_name}/exists";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name } = self;
        Self::call(&[&collection_name])
    }

    fn decode(body: &[u8]) -> Result<Answer<bool>, Error> {
        envelope::read_with(body, |Existence { exists }| exists)
    }
}

/// An empty map means nothing in a request, and is not written.
fn some_unless_empty(metadata: Payload) -> Option<Payload> {
    (!metadata.is_empty()).then_some(metadata)
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::server::{Incoming, Served, enveloped};

    impl Served for ListCollectionsRequest {
        fn receive(_: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {})
        }

        fn respond(output: &Vec<CollectionDescription>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(&Collections { collections: output }, meta)
        }
    }

    impl Served for GetCollectionInfoRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self { collection_name: request.name("collection_name")? })
        }

        fn respond(output: &CollectionInfo, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for CreateCollection {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let CreateBody {
                vectors,
                sparse_vectors,
                shard_number,
                sharding_method,
                replication_factor,
                write_consistency_factor,
                on_disk_payload,
                payload,
                id_tracker,
                hnsw_config,
                wal_config,
                optimizers_config,
                quantization_config,
                strict_mode_config,
                metadata,
            } = request.json()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                hnsw_config,
                wal_config,
                optimizers_config,
                shard_number,
                on_disk_payload,
                timeout: request.timeout()?,
                vectors_config: vectors,
                replication_factor,
                write_consistency_factor,
                quantization_config,
                sharding_method,
                sparse_vectors_config: sparse_vectors,
                strict_mode_config,
                metadata: metadata.unwrap_or_default(),
                payload,
                id_tracker,
            })
        }

        fn respond(output: &bool, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for UpdateCollection {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let UpdateBody {
                vectors,
                sparse_vectors,
                params,
                hnsw_config,
                optimizers_config,
                quantization_config,
                strict_mode_config,
                metadata,
            } = request.json()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                optimizers_config,
                timeout: request.timeout()?,
                params,
                hnsw_config,
                vectors_config: vectors,
                quantization_config,
                sparse_vectors_config: sparse_vectors,
                strict_mode_config,
                metadata: metadata.unwrap_or_default(),
            })
        }

        fn respond(output: &bool, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for DeleteCollection {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self { collection_name: request.name("collection_name")?, timeout: request.timeout()? })
        }

        fn respond(output: &bool, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for CollectionExistsRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self { collection_name: request.name("collection_name")? })
        }

        fn respond(output: &bool, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(&Existence { exists: *output }, meta)
        }
    }
}
