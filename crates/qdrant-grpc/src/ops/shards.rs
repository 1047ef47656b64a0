//! Shards and shard keys of a collection.

use qdrant_core::{
    Answer, CollectionClusterInfo, CollectionClusterInfoRequest, CreateShardKeyRequest,
    DeleteShardKeyRequest, Error, ListShardKeysRequest, ShardKeyDescription,
    UpdateCollectionClusterSetupRequest,
};

use super::envelope::{answer, read, write};
use crate::frame;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::reader;

impl Rpc for CollectionClusterInfoRequest {
    const PATH: &'static str = "/qdrant.Collections/CollectionClusterInfo";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name } = self;
        frame::message(&proto::CollectionClusterInfoRequest { collection_name })
    }

    fn decode(message: &[u8]) -> Result<Answer<CollectionClusterInfo>, Error> {
        let proto::CollectionClusterInfoResponse {
            peer_id,
            shard_count,
            local_shards,
            remote_shards,
            shard_transfers,
            resharding_operations,
            time,
        } = reader::decode(message)?;
        let info = CollectionClusterInfo {
            peer_id,
            shard_count,
            local_shards: read("local_shards", local_shards)?,
            remote_shards: read("remote_shards", remote_shards)?,
            shard_transfers: read("shard_transfers", shard_transfers)?,
            resharding_operations: read("resharding_operations", resharding_operations)?,
        };
        Ok(answer(info, time, None))
    }
}

impl Rpc for UpdateCollectionClusterSetupRequest {
    const PATH: &'static str = "/qdrant.Collections/UpdateCollectionClusterSetup";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, operation, timeout } = self;
        frame::message(&proto::UpdateCollectionClusterSetupRequest {
            collection_name,
            timeout: write("timeout", timeout)?,
            operation: Some(write("operation", operation)?),
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<bool>, Error> {
        let proto::UpdateCollectionClusterSetupResponse { result, time } = reader::decode(message)?;
        Ok(answer(result, time, None))
    }
}

impl Rpc for CreateShardKeyRequest {
    const PATH: &'static str = "/qdrant.Collections/CreateShardKey";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, request, timeout } = self;
        frame::message(&proto::CreateShardKeyRequest {
            collection_name,
            request: Some(write("request", request)?),
            timeout: write("timeout", timeout)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<bool>, Error> {
        let proto::CreateShardKeyResponse { result, time } = reader::decode(message)?;
        Ok(answer(result, time, None))
    }
}

impl Rpc for DeleteShardKeyRequest {
    const PATH: &'static str = "/qdrant.Collections/DeleteShardKey";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, request, timeout } = self;
        frame::message(&proto::DeleteShardKeyRequest {
            collection_name,
            request: Some(request.into()),
            timeout: write("timeout", timeout)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<bool>, Error> {
        let proto::DeleteShardKeyResponse { result, time } = reader::decode(message)?;
        Ok(answer(result, time, None))
    }
}

impl Rpc for ListShardKeysRequest {
    const PATH: &'static str = "/qdrant.Collections/ListShardKeys";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name } = self;
        frame::message(&proto::ListShardKeysRequest { collection_name })
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<ShardKeyDescription>>, Error> {
        let proto::ListShardKeysResponse { shard_keys, time } = reader::decode(message)?;
        Ok(answer(read("shard_keys", shard_keys)?, time, None))
    }
}

#[cfg(feature = "server")]
mod server {
    use qdrant_core::ReplyMeta;

    use super::super::envelope::facts;
    use super::*;
    use crate::convert::{read, required};
    use crate::server::Served;

    // None of these replies has a place for usage.

    impl Served for CollectionClusterInfoRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::CollectionClusterInfoRequest { collection_name } = reader::decode(message)?;
            Ok(Self { collection_name })
        }

        fn respond(output: CollectionClusterInfo, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let CollectionClusterInfo {
                peer_id,
                shard_count,
                local_shards,
                remote_shards,
                shard_transfers,
                resharding_operations,
            } = output;
            frame::message(&proto::CollectionClusterInfoResponse {
                peer_id,
                shard_count,
                local_shards: write("local_shards", local_shards)?,
                remote_shards: write("remote_shards", remote_shards)?,
                shard_transfers: write("shard_transfers", shard_transfers)?,
                resharding_operations: write("resharding_operations", resharding_operations)?,
                time: facts(meta).0,
            })
        }
    }

    impl Served for UpdateCollectionClusterSetupRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::UpdateCollectionClusterSetupRequest { collection_name, timeout, operation } =
                reader::decode(message)?;
            Ok(Self {
                collection_name,
                operation: required("operation", operation)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: bool, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let time = facts(meta).0;
            frame::message(&proto::UpdateCollectionClusterSetupResponse { result: output, time })
        }
    }

    impl Served for CreateShardKeyRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::CreateShardKeyRequest { collection_name, request, timeout } = reader::decode(message)?;
            Ok(Self {
                collection_name,
                request: required("request", request)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: bool, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            frame::message(&proto::CreateShardKeyResponse { result: output, time: facts(meta).0 })
        }
    }

    impl Served for DeleteShardKeyRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::DeleteShardKeyRequest { collection_name, request, timeout } = reader::decode(message)?;
            Ok(Self {
                collection_name,
                request: required("request", request)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: bool, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            frame::message(&proto::DeleteShardKeyResponse { result: output, time: facts(meta).0 })
        }
    }

    impl Served for ListShardKeysRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::ListShardKeysRequest { collection_name } = reader::decode(message)?;
            Ok(Self { collection_name })
        }

        fn respond(output: Vec<ShardKeyDescription>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let shard_keys = write("shard_keys", output)?;
            frame::message(&proto::ListShardKeysResponse { shard_keys, time: facts(meta).0 })
        }
    }
}
