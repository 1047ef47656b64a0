//! Vectors of points, and the named vectors of a collection.

use qdrant_core::{
    Answer, CreateVectorNameRequest, DeletePointVectors, DeleteVectorNameRequest, Error, UpdatePointVectors,
    UpdateResult,
};

use super::envelope::{read_update, write};
use crate::frame;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::around::Around;
use crate::wire::points::RepeatedField;

/// Number of the field `points` in message `UpdatePointVectors`.
const POINTS: u32 = 3;

impl Rpc for CreateVectorNameRequest {
    const PATH: &'static str = "/qdrant.Points/CreateVectorName";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, wait, vector_name, vector_config, timeout, ordering } = self;
        frame::message(&proto::CreateVectorNameRequest {
            collection_name,
            wait,
            vector_name,
            timeout: write("timeout", timeout)?,
            ordering: ordering.map(Into::into),
            vector_config: Some(write("vector_config", vector_config)?),
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        read_update(message)
    }
}

impl Rpc for DeleteVectorNameRequest {
    const PATH: &'static str = "/qdrant.Points/DeleteVectorName";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, wait, vector_name, timeout, ordering } = self;
        frame::message(&proto::DeleteVectorNameRequest {
            collection_name,
            wait,
            vector_name,
            timeout: write("timeout", timeout)?,
            ordering: ordering.map(Into::into),
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        read_update(message)
    }
}

impl Rpc for UpdatePointVectors {
    const PATH: &'static str = "/qdrant.Points/UpdateVectors";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, wait, points, ordering, shard_key_selector, update_filter, timeout } =
            self;
        let message = proto::UpdatePointVectors {
            collection_name,
            wait,
            points: Vec::new(),
            ordering: ordering.map(Into::into),
            shard_key_selector: shard_key_selector.map(Into::into),
            update_filter: write("update_filter", update_filter)?,
            timeout: write("timeout", timeout)?,
        };
        let points = RepeatedField { tag: POINTS, name: "points", items: &points };
        frame::hot(&Around::new(&message, POINTS, points)?)
    }

    fn decode(message: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        read_update(message)
    }
}

impl Rpc for DeletePointVectors {
    const PATH: &'static str = "/qdrant.Points/DeleteVectors";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, wait, points_selector, vectors, ordering, shard_key_selector, timeout } =
            self;
        frame::message(&proto::DeletePointVectors {
            collection_name,
            wait,
            points_selector: write("points_selector", points_selector)?,
            vectors: Some(vectors.into()),
            ordering: ordering.map(Into::into),
            shard_key_selector: shard_key_selector.map(Into::into),
            timeout: write("timeout", timeout)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        read_update(message)
    }
}

#[cfg(feature = "server")]
mod server {
    use qdrant_core::ReplyMeta;

    use super::super::envelope::write_update;
    use super::*;
    use crate::convert::{read, required};
    use crate::server::Served;
    use crate::wire::around::split_list;
    use crate::wire::reader;

    impl Served for CreateVectorNameRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::CreateVectorNameRequest {
                collection_name,
                wait,
                vector_name,
                timeout,
                ordering,
                vector_config,
            } = reader::decode(message)?;
            Ok(Self {
                collection_name,
                wait,
                vector_name,
                vector_config: required("vector_config", vector_config)?,
                timeout: read("timeout", timeout)?,
                ordering: read("ordering", ordering)?,
            })
        }

        fn respond(output: UpdateResult, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_update(output, meta)
        }
    }

    impl Served for DeleteVectorNameRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::DeleteVectorNameRequest { collection_name, wait, vector_name, timeout, ordering } =
                reader::decode(message)?;
            Ok(Self {
                collection_name,
                wait,
                vector_name,
                timeout: read("timeout", timeout)?,
                ordering: read("ordering", ordering)?,
            })
        }

        fn respond(output: UpdateResult, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_update(output, meta)
        }
    }

    impl Served for UpdatePointVectors {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let (points, rest) = split_list(message, POINTS, "points")?;
            let proto::UpdatePointVectors {
                collection_name,
                wait,
                points: _,
                ordering,
                shard_key_selector,
                update_filter,
                timeout,
            } = rest;
            Ok(Self {
                collection_name,
                wait,
                points: Vec::into(points),
                ordering: read("ordering", ordering)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
                update_filter: read("update_filter", update_filter)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: UpdateResult, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_update(output, meta)
        }
    }

    impl Served for DeletePointVectors {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::DeletePointVectors {
                collection_name,
                wait,
                points_selector,
                vectors,
                ordering,
                shard_key_selector,
                timeout,
            } = reader::decode(message)?;
            Ok(Self {
                collection_name,
                wait,
                points_selector: Some(required("points_selector", points_selector)?),
                vectors: required("vectors", vectors)?,
                ordering: read("ordering", ordering)?,
                shard_key_selector: read("shard_key_selector", shard_key_selector)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: UpdateResult, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_update(output, meta)
        }
    }
}
