//! Payload indexes: create and delete.

use qdrant_core::{Answer, CreateFieldIndexCollection, DeleteFieldIndexCollection, Error, UpdateResult};

use super::envelope::{read_update, write};
use crate::frame;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;

impl Rpc for CreateFieldIndexCollection {
    const PATH: &'static str = "/qdrant.Points/CreateFieldIndex";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, wait, field_name, field_schema, ordering, timeout } = self;
        let (field_type, field_index_params) = write("field_schema", field_schema)?;
        frame::message(&proto::CreateFieldIndexCollection {
            collection_name,
            wait,
            field_name,
            field_type,
            field_index_params,
            ordering: ordering.map(Into::into),
            timeout: write("timeout", timeout)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        read_update(message)
    }
}

impl Rpc for DeleteFieldIndexCollection {
    const PATH: &'static str = "/qdrant.Points/DeleteFieldIndex";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, wait, field_name, ordering, timeout } = self;
        frame::message(&proto::DeleteFieldIndexCollection {
            collection_name,
            wait,
            field_name,
            ordering: ordering.map(Into::into),
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
    use crate::convert::read;
    use crate::server::Served;
    use crate::wire::reader;

    impl Served for CreateFieldIndexCollection {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::CreateFieldIndexCollection {
                collection_name,
                wait,
                field_name,
                field_type,
                field_index_params,
                ordering,
                timeout,
            } = reader::decode(message)?;
            Ok(Self {
                collection_name,
                wait,
                field_name,
                field_schema: read("", (field_type, field_index_params))?,
                ordering: read("ordering", ordering)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: UpdateResult, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_update(output, meta)
        }
    }

    impl Served for DeleteFieldIndexCollection {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::DeleteFieldIndexCollection { collection_name, wait, field_name, ordering, timeout } =
                reader::decode(message)?;
            Ok(Self {
                collection_name,
                wait,
                field_name,
                ordering: read("ordering", ordering)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: UpdateResult, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_update(output, meta)
        }
    }
}
