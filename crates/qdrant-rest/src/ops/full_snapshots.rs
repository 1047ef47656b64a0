//! Snapshots of the whole storage: create, list, delete, download.

use http::Method;
use qdrant_core::{
    Answer, CreateFullSnapshotRequest, DeleteFullSnapshotRequest, DownloadFullSnapshot, Error,
    ListFullSnapshotsRequest, SnapshotDescription,
};

use crate::call::HttpCall;
use crate::endpoint::{Endpoint, read_file, read_outcome};
use crate::envelope;

impl Endpoint for CreateFullSnapshotRequest {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/snapshots";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { wait } = self;
        Ok(Self::call(&[])?.query("wait", wait))
    }

    read_outcome!(SnapshotDescription);
}

impl Endpoint for ListFullSnapshotsRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/snapshots";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {} = self;
        Self::call(&[])
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<SnapshotDescription>>, Error> {
        envelope::read(body)
    }
}

impl Endpoint for DeleteFullSnapshotRequest {
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/snapshots/{snapshot_name}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { snapshot_name, wait } = self;
        Ok(Self::call(&[&snapshot_name])?.query("wait", wait))
    }

    read_outcome!(bool);
}

impl Endpoint for DownloadFullSnapshot {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/snapshots/{snapshot_name}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { snapshot_name } = self;
        Self::call(&[&snapshot_name])
    }

    read_file!();
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::{Outcome, ReplyMeta, SnapshotFile};

    use super::*;
    use crate::server::{Incoming, Served, enveloped, not_in_memory, outcome};

    impl Served for CreateFullSnapshotRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self { wait: request.query("wait")? })
        }

        fn respond(
            output: &Outcome<SnapshotDescription>,
            meta: &ReplyMeta,
        ) -> Result<Response<Bytes>, Error> {
            outcome(output, meta)
        }
    }

    impl Served for ListFullSnapshotsRequest {
        fn receive(_: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {})
        }

        fn respond(output: &Vec<SnapshotDescription>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for DeleteFullSnapshotRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self { snapshot_name: request.name("snapshot_name")?, wait: request.query("wait")? })
        }

        fn respond(output: &Outcome<bool>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            outcome(output, meta)
        }
    }

    impl Served for DownloadFullSnapshot {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self { snapshot_name: request.name("snapshot_name")? })
        }

        fn respond(_: &SnapshotFile, _: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            Err(not_in_memory())
        }
    }
}
