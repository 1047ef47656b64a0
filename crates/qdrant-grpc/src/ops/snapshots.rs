//! Snapshots of a collection and of the whole storage: create, list, delete.
//!
//! A server answers over gRPC when it is done, so there is no place for `wait`.

use qdrant_core::{
    Answer, CreateFullSnapshotRequest, CreateSnapshotRequest, DeleteFullSnapshotRequest,
    DeleteSnapshotRequest, Error, ListFullSnapshotsRequest, ListSnapshotsRequest, Outcome,
    SnapshotDescription,
};

use super::envelope::{answer, read, required};
use crate::convert::waits;
use crate::frame;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::reader;

fn read_created(message: &[u8]) -> Result<Answer<Outcome<SnapshotDescription>>, Error> {
    let proto::CreateSnapshotResponse { snapshot_description, time } = reader::decode(message)?;
    let snapshot = required("snapshot_description", snapshot_description)?;
    Ok(answer(Outcome::Completed(snapshot), time, None))
}

fn read_list(message: &[u8]) -> Result<Answer<Vec<SnapshotDescription>>, Error> {
    let proto::ListSnapshotsResponse { snapshot_descriptions, time } = reader::decode(message)?;
    Ok(answer(read("snapshot_descriptions", snapshot_descriptions)?, time, None))
}

fn read_deleted(message: &[u8]) -> Result<Answer<Outcome<bool>>, Error> {
    let proto::DeleteSnapshotResponse { time } = reader::decode(message)?;
    Ok(answer(Outcome::Completed(true), time, None))
}

impl Rpc for CreateSnapshotRequest {
    const PATH: &'static str = "/qdrant.Snapshots/Create";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, wait } = self;
        waits(wait)?;
        frame::message(&proto::CreateSnapshotRequest { collection_name })
    }

    fn decode(message: &[u8]) -> Result<Answer<Outcome<SnapshotDescription>>, Error> {
        read_created(message)
    }
}

impl Rpc for ListSnapshotsRequest {
    const PATH: &'static str = "/qdrant.Snapshots/List";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name } = self;
        frame::message(&proto::ListSnapshotsRequest { collection_name })
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<SnapshotDescription>>, Error> {
        read_list(message)
    }
}

impl Rpc for DeleteSnapshotRequest {
    const PATH: &'static str = "/qdrant.Snapshots/Delete";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, snapshot_name, wait } = self;
        waits(wait)?;
        frame::message(&proto::DeleteSnapshotRequest { collection_name, snapshot_name })
    }

    fn decode(message: &[u8]) -> Result<Answer<Outcome<bool>>, Error> {
        read_deleted(message)
    }
}

impl Rpc for CreateFullSnapshotRequest {
    const PATH: &'static str = "/qdrant.Snapshots/CreateFull";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { wait } = self;
        waits(wait)?;
        frame::message(&proto::CreateFullSnapshotRequest {})
    }

    fn decode(message: &[u8]) -> Result<Answer<Outcome<SnapshotDescription>>, Error> {
        read_created(message)
    }
}

impl Rpc for ListFullSnapshotsRequest {
    const PATH: &'static str = "/qdrant.Snapshots/ListFull";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self {} = self;
        frame::message(&proto::ListFullSnapshotsRequest {})
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<SnapshotDescription>>, Error> {
        read_list(message)
    }
}

impl Rpc for DeleteFullSnapshotRequest {
    const PATH: &'static str = "/qdrant.Snapshots/DeleteFull";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { snapshot_name, wait } = self;
        waits(wait)?;
        frame::message(&proto::DeleteFullSnapshotRequest { snapshot_name })
    }

    fn decode(message: &[u8]) -> Result<Answer<Outcome<bool>>, Error> {
        read_deleted(message)
    }
}

#[cfg(feature = "server")]
mod server {
    use qdrant_core::ReplyMeta;

    use super::super::envelope::{facts, write};
    use super::*;
    use crate::convert::{completed, deleted};
    use crate::server::Served;

    /// Said to who executes the request, since the reply can only be that of a finished operation.
    const WAIT: Option<bool> = Some(true);

    fn write_created(output: Outcome<SnapshotDescription>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
        let snapshot = completed(output).map_err(|error| error.within("snapshot_description"))?;
        let snapshot_description = Some(write("snapshot_description", snapshot)?);
        frame::message(&proto::CreateSnapshotResponse { snapshot_description, time: facts(meta).0 })
    }

    fn write_list(output: Vec<SnapshotDescription>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
        let snapshot_descriptions = write("snapshot_descriptions", output)?;
        frame::message(&proto::ListSnapshotsResponse { snapshot_descriptions, time: facts(meta).0 })
    }

    fn write_deleted(output: Outcome<bool>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
        deleted(output)?;
        frame::message(&proto::DeleteSnapshotResponse { time: facts(meta).0 })
    }

    impl Served for CreateSnapshotRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::CreateSnapshotRequest { collection_name } = reader::decode(message)?;
            Ok(Self { collection_name, wait: WAIT })
        }

        fn respond(output: Outcome<SnapshotDescription>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_created(output, meta)
        }
    }

    impl Served for ListSnapshotsRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::ListSnapshotsRequest { collection_name } = reader::decode(message)?;
            Ok(Self { collection_name })
        }

        fn respond(output: Vec<SnapshotDescription>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_list(output, meta)
        }
    }

    impl Served for DeleteSnapshotRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::DeleteSnapshotRequest { collection_name, snapshot_name } = reader::decode(message)?;
            Ok(Self { collection_name, snapshot_name, wait: WAIT })
        }

        fn respond(output: Outcome<bool>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_deleted(output, meta)
        }
    }

    impl Served for CreateFullSnapshotRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::CreateFullSnapshotRequest {} = reader::decode(message)?;
            Ok(Self { wait: WAIT })
        }

        fn respond(output: Outcome<SnapshotDescription>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_created(output, meta)
        }
    }

    impl Served for ListFullSnapshotsRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::ListFullSnapshotsRequest {} = reader::decode(message)?;
            Ok(Self {})
        }

        fn respond(output: Vec<SnapshotDescription>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_list(output, meta)
        }
    }

    impl Served for DeleteFullSnapshotRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::DeleteFullSnapshotRequest { snapshot_name } = reader::decode(message)?;
            Ok(Self { snapshot_name, wait: WAIT })
        }

        fn respond(output: Outcome<bool>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_deleted(output, meta)
        }
    }
}
