//! Collections: create, change, delete, list, describe.

use qdrant_core::{
    Answer, CollectionDescription, CollectionExistsRequest, CollectionInfo, CreateCollection,
    DeleteCollection, Error, GetCollectionInfoRequest, ListCollectionsRequest, UpdateCollection,
};

use super::envelope::{answer, read, read_done, required, write};
use crate::frame;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::reader::{self, malformed};

impl Rpc for ListCollectionsRequest {
    const PATH: &'static str = "/qdrant.Collections/List";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self {} = self;
        frame::message(&proto::ListCollectionsRequest {})
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<CollectionDescription>>, Error> {
        let proto::ListCollectionsResponse { collections, time } = reader::decode(message)?;
        Ok(answer(read("collections", collections)?, time, None))
    }
}

impl Rpc for GetCollectionInfoRequest {
    const PATH: &'static str = "/qdrant.Collections/Get";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name } = self;
        frame::message(&proto::GetCollectionInfoRequest { collection_name })
    }

    fn decode(message: &[u8]) -> Result<Answer<CollectionInfo>, Error> {
        let proto::GetCollectionInfoResponse { result, time } = reader::decode(message)?;
        Ok(answer(required("result", result)?, time, None))
    }
}

impl Rpc for CreateCollection {
    const PATH: &'static str = "/qdrant.Collections/Create";

    fn encode(self) -> Result<Vec<u8>, Error> {
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
        frame::message(&proto::CreateCollection {
            collection_name,
            hnsw_config: write("hnsw_config", hnsw_config)?,
            wal_config: write("wal_config", wal_config)?,
            optimizers_config: write("optimizers_config", optimizers_config)?,
            shard_number,
            on_disk_payload,
            timeout: write("timeout", timeout)?,
            vectors_config: write("vectors_config", vectors_config)?,
            replication_factor,
            write_consistency_factor,
            quantization_config: write("quantization_config", quantization_config)?,
            sharding_method: write("sharding_method", sharding_method)?,
            sparse_vectors_config: write("sparse_vectors_config", sparse_vectors_config)?,
            strict_mode_config: write("strict_mode_config", strict_mode_config)?,
            metadata: write("metadata", metadata)?,
            payload: write("payload", payload)?,
            id_tracker: write("id_tracker", id_tracker)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<bool>, Error> {
        read_done(message)
    }
}

impl Rpc for UpdateCollection {
    const PATH: &'static str = "/qdrant.Collections/Update";

    fn encode(self) -> Result<Vec<u8>, Error> {
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
        frame::message(&proto::UpdateCollection {
            collection_name,
            optimizers_config: write("optimizers_config", optimizers_config)?,
            timeout: write("timeout", timeout)?,
            params: write("params", params)?,
            hnsw_config: write("hnsw_config", hnsw_config)?,
            vectors_config: write("vectors_config", vectors_config)?,
            quantization_config: write("quantization_config", quantization_config)?,
            sparse_vectors_config: write("sparse_vectors_config", sparse_vectors_config)?,
            strict_mode_config: write("strict_mode_config", strict_mode_config)?,
            metadata: write("metadata", metadata)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<bool>, Error> {
        read_done(message)
    }
}

impl Rpc for DeleteCollection {
    const PATH: &'static str = "/qdrant.Collections/Delete";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, timeout } = self;
        let timeout = write("timeout", timeout)?;
        frame::message(&proto::DeleteCollection { collection_name, timeout })
    }

    fn decode(message: &[u8]) -> Result<Answer<bool>, Error> {
        read_done(message)
    }
}

impl Rpc for CollectionExistsRequest {
    const PATH: &'static str = "/qdrant.Collections/CollectionExists";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name } = self;
        frame::message(&proto::CollectionExistsRequest { collection_name })
    }

    fn decode(message: &[u8]) -> Result<Answer<bool>, Error> {
        let proto::CollectionExistsResponse { result, time } = reader::decode(message)?;
        let proto::CollectionExists { exists } =
            result.ok_or_else(|| malformed("is missing").with_field("result"))?;
        Ok(answer(exists, time, None))
    }
}

#[cfg(feature = "server")]
mod server {
    use qdrant_core::ReplyMeta;

    use super::super::envelope::{facts, write_done};
    use super::*;
    use crate::convert;
    use crate::server::Served;

    impl Served for ListCollectionsRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::ListCollectionsRequest {} = reader::decode(message)?;
            Ok(Self {})
        }

        fn respond(output: Vec<CollectionDescription>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let collections = write("collections", output)?;
            frame::message(&proto::ListCollectionsResponse { collections, time: facts(meta).0 })
        }
    }

    impl Served for GetCollectionInfoRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::GetCollectionInfoRequest { collection_name } = reader::decode(message)?;
            Ok(Self { collection_name })
        }

        fn respond(output: CollectionInfo, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let result = Some(write("result", output)?);
            frame::message(&proto::GetCollectionInfoResponse { result, time: facts(meta).0 })
        }
    }

    impl Served for CreateCollection {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::CreateCollection {
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
            } = reader::decode(message)?;
            Ok(Self {
                collection_name,
                hnsw_config: convert::read("hnsw_config", hnsw_config)?,
                wal_config: convert::read("wal_config", wal_config)?,
                optimizers_config: convert::read("optimizers_config", optimizers_config)?,
                shard_number,
                on_disk_payload,
                timeout: convert::read("timeout", timeout)?,
                vectors_config: convert::read("vectors_config", vectors_config)?,
                replication_factor,
                write_consistency_factor,
                quantization_config: convert::read("quantization_config", quantization_config)?,
                sharding_method: convert::read("sharding_method", sharding_method)?,
                sparse_vectors_config: convert::read("sparse_vectors_config", sparse_vectors_config)?,
                strict_mode_config: convert::read("strict_mode_config", strict_mode_config)?,
                metadata: convert::read("metadata", metadata)?,
                payload: convert::read("payload", payload)?,
                id_tracker: convert::read("id_tracker", id_tracker)?,
            })
        }

        fn respond(output: bool, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_done(output, meta)
        }
    }

    impl Served for UpdateCollection {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::UpdateCollection {
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
            } = reader::decode(message)?;
            Ok(Self {
                collection_name,
                optimizers_config: convert::read("optimizers_config", optimizers_config)?,
                timeout: convert::read("timeout", timeout)?,
                params: convert::read("params", params)?,
                hnsw_config: convert::read("hnsw_config", hnsw_config)?,
                vectors_config: convert::read("vectors_config", vectors_config)?,
                quantization_config: convert::read("quantization_config", quantization_config)?,
                sparse_vectors_config: convert::read("sparse_vectors_config", sparse_vectors_config)?,
                strict_mode_config: convert::read("strict_mode_config", strict_mode_config)?,
                metadata: convert::read("metadata", metadata)?,
            })
        }

        fn respond(output: bool, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_done(output, meta)
        }
    }

    impl Served for DeleteCollection {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::DeleteCollection { collection_name, timeout } = reader::decode(message)?;
            Ok(Self { collection_name, timeout: convert::read("timeout", timeout)? })
        }

        fn respond(output: bool, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_done(output, meta)
        }
    }

    impl Served for CollectionExistsRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::CollectionExistsRequest { collection_name } = reader::decode(message)?;
            Ok(Self { collection_name })
        }

        fn respond(output: bool, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let result = Some(proto::CollectionExists { exists: output });
            frame::message(&proto::CollectionExistsResponse { result, time: facts(meta).0 })
        }
    }
}
