//! Snapshots of collections: create, list, delete, download, upload, recover.

use http::Method;
use qdrant_core::{
    Answer, CreateSnapshotRequest, DeleteSnapshotRequest, DownloadSnapshot, Error, ListSnapshotsRequest,
    RecoverSnapshot, Secret, SnapshotDescription, SnapshotPriority, UploadSnapshot,
};
use serde::Serialize;

use crate::call::HttpCall;
use crate::endpoint::{Endpoint, read_file, read_outcome};
use crate::envelope;

impl Endpoint for CreateSnapshotRequest {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/snapshots";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, wait } = self;
        Ok(Self::call(&[&collection_name])?.query("wait", wait))
    }

    read_outcome!(SnapshotDescription);
}

impl Endpoint for ListSnapshotsRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/collections/{collection_name}/snapshots";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name } = self;
        Self::call(&[&collection_name])
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<SnapshotDescription>>, Error> {
        envelope::read(body)
    }
}

impl Endpoint for DeleteSnapshotRequest {
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/collections/{collection_name}/snapshots/{snapshot_name}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, snapshot_name, wait } = self;
        Ok(Self::call(&[&collection_name, &snapshot_name])?.query("wait", wait))
    }

    read_outcome!(bool);
}

impl Endpoint for DownloadSnapshot {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/collections/{collection_name}/snapshots/{snapshot_name}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, snapshot_name } = self;
        Self::call(&[&collection_name, &snapshot_name])
    }

    read_file!();
}

impl Endpoint for UploadSnapshot {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/{collection_name}/snapshots/upload";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, snapshot, wait, priority, checksum } = self;
        Ok(Self::call(&[&collection_name])?
            .query("wait", wait)
            .query("priority", priority)
            .query("checksum", checksum)
            .upload(snapshot))
    }

    read_outcome!(bool);
}

/// Where the snapshot is and what to do with it; `K` is a text, borrowed from its [`Secret`] where it is written.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
pub(super) struct RecoverBody<K> {
    pub(super) location: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) priority: Option<SnapshotPriority>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) checksum: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) api_key: Option<K>,
}

impl Endpoint for RecoverSnapshot {
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "/collections/{collection_name}/snapshots/recover";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, location, priority, checksum, api_key, wait } = self;
        // The key leaves its wrapper here: the server at the other end needs it.
        let api_key = api_key.as_ref().map(Secret::expose);
        let body = RecoverBody { location, priority, checksum, api_key };
        Self::call(&[&collection_name])?.query("wait", wait).json(&body)
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

    impl Served for CreateSnapshotRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self { collection_name: request.name("collection_name")?, wait: request.query("wait")? })
        }

        fn respond(
            output: &Outcome<SnapshotDescription>,
            meta: &ReplyMeta,
        ) -> Result<Response<Bytes>, Error> {
            outcome(output, meta)
        }
    }

    impl Served for ListSnapshotsRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self { collection_name: request.name("collection_name")? })
        }

        fn respond(output: &Vec<SnapshotDescription>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for DeleteSnapshotRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                snapshot_name: request.name("snapshot_name")?,
                wait: request.query("wait")?,
            })
        }

        fn respond(output: &Outcome<bool>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            outcome(output, meta)
        }
    }

    impl Served for DownloadSnapshot {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                snapshot_name: request.name("snapshot_name")?,
            })
        }

        fn respond(_: &SnapshotFile, _: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            Err(not_in_memory())
        }
    }

    impl Served for UploadSnapshot {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
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

    impl Served for RecoverSnapshot {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let RecoverBody::<String> { location, priority, checksum, api_key } = request.json()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
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
