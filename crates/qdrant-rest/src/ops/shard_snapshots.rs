//! Snapshots of single shards: create, list, delete, download, stream, upload, recover.

use http::Method;
use qdrant_core::{
    Answer, CreateShardSnapshotRequest, DeleteShardSnapshotRequest, DownloadShardSnapshot, Error,
    ListShardSnapshotsRequest, RecoverShardSnapshot, Secret, SnapshotDescription, StreamShardSnapshot,
    UploadShardSnapshot,
};

use super::snapshots::RecoverBody;
use crate::call::HttpCall;
use crate::endpoint::{Endpoint, read_file, read_outcome};
use crate::envelope;

impl Endpoint for CreateShardSnapshotRequest {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/shards/{shard_id}/snapshots";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, shard_id, wait } = self;
        Ok(Self::call(&[&collection_name, &shard_id.to_string()])?.query("wait", wait))
    }

    read_outcome!(SnapshotDescription);
}

impl Endpoint for ListShardSnapshotsRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/collections/{collection_name}/shards/{shard_id}/snapshots";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, shard_id } = self;
        Self::call(&[&collection_name, &shard_id.to_string()])
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<SnapshotDescription>>, Error> {
        envelope::read(body)
    }
}

impl Endpoint for DeleteShardSnapshotRequest {
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/collections/{collection_name}/shards/{shard_id}/snapshots/{snapshot_name}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, shard_id, snapshot_name, wait } = self;
        Ok(Self::call(&[&collection_name, &shard_id.to_string(), &snapshot_name])?.query("wait", wait))
    }

    read_outcome!(bool);
}

impl Endpoint for DownloadShardSnapshot {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/collections/{collection_name}/shards/{shard_id}/snapshots/{snapshot_name}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, shard_id, snapshot_name } = self;
        Self::call(&[&collection_name, &shard_id.to_string(), &snapshot_name])
    }

    read_file!();
}

impl Endpoint for StreamShardSnapshot {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/collections/{collection_name}/shards/{shard_id}/snapshot";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, shard_id } = self;
        Self::call(&[&collection_name, &shard_id.to_string()])
    }

    read_file!();
}

impl Endpoint for UploadShardSnapshot {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/shards/{shard_id}/snapshots/upload";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, shard_id, snapshot, wait, priority, checksum } = self;
        Ok(Self::call(&[&collection_name, &shard_id.to_string()])?
            .query("wait", wait)
            .query("priority", priority)
            .query("checksum", checksum)
            .upload(snapshot))
    }

    read_outcome!(bool);
}

impl Endpoint for RecoverShardSnapshot {
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "/collections/{collection_name}/shards/{shard_id}/snapshots/recover";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, shard_id, location, priority, checksum, api_key, wait } = self;
        let api_key = api_key.as_ref().map(Secret::expose);
        let body = RecoverBody { location, priority, checksum, api_key };
        Self::call(&[&collection_name, &shard_id.to_string()])?.query("wait", wait).json(&body)
    }

    read_outcome!(bool);
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::{Outcome, ReplyMeta, SnapshotFile};

    use super::*;
    use crate::server::{Incoming, Served, enveloped, not_in_memory, outcome};

    impl Served for CreateShardSnapshotRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                shard_id: request.number("shard_id")?,
                wait: request.query("wait")?,
            })
        }

        fn respond(
            output: &Outcome<SnapshotDescription>,
            meta: &ReplyMeta,
        ) -> Result<Response<Bytes>, Error> {
            outcome(output, meta)
        }
    }

    impl Served for ListShardSnapshotsRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                shard_id: request.number("shard_id")?,
            })
        }

        fn respond(output: &Vec<SnapshotDescription>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for DeleteShardSnapshotRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                shard_id: request.number("shard_id")?,
                snapshot_name: request.name("snapshot_name")?,
                wait: request.query("wait")?,
            })
        }

        fn respond(output: &Outcome<bool>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            outcome(output, meta)
        }
    }

    impl Served for DownloadShardSnapshot {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                shard_id: request.number("shard_id")?,
                snapshot_name: request.name("snapshot_name")?,
            })
        }

        fn respond(_: &SnapshotFile, _: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            Err(not_in_memory())
        }
    }

    impl Served for StreamShardSnapshot {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                shard_id: request.number("shard_id")?,
            })
        }

        fn respond(_: &SnapshotFile, _: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            Err(not_in_memory())
        }
    }

    impl Served for UploadShardSnapshot {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                shard_id: request.number("shard_id")?,
                snapshot: request.upload()?,
                wait: request.query("wait")?,
                priority: request.query("priority")?,
                checksum: request.query("checksum")?,
            })
        }

        fn respond(output: &Outcome<bool>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            outcome(output, meta)
        }
    }

    impl Served for RecoverShardSnapshot {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let RecoverBody::<String> { location, priority, checksum, api_key } = request.json()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                shard_id: request.number("shard_id")?,
                location,
                priority,
                checksum,
                api_key: api_key.map(Secret::from),
                wait: request.query("wait")?,
            })
        }

        fn respond(output: &Outcome<bool>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            outcome(output, meta)
        }
    }
}
