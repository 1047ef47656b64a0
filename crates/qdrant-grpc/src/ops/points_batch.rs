//! Several updates in one call.

use qdrant_core::{Answer, Error, UpdateBatchPoints, UpdateResult};

use super::envelope::{answer, read, write};
use crate::frame;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::around::Around;
use crate::wire::points::RepeatedField;
use crate::wire::reader;
use crate::wire::step::Step;

/// Number of the field `operations` in message `UpdateBatchPoints`.
const OPERATIONS: u32 = 3;

impl Rpc for UpdateBatchPoints {
    const PATH: &'static str = "/qdrant.Points/UpdateBatch";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name, wait, operations, ordering, timeout } = self;
        let steps: Vec<Step> = write("operations", operations)?;
        let message = proto::UpdateBatchPoints {
            collection_name,
            wait,
            operations: Vec::new(),
            ordering: ordering.map(Into::into),
            timeout: write("timeout", timeout)?,
        };
        let steps = RepeatedField { tag: OPERATIONS, name: "operations", items: &steps };
        frame::hot(&Around::new(&message, OPERATIONS, steps)?)
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<UpdateResult>>, Error> {
        let proto::UpdateBatchResponse { result, time, usage } = reader::decode(message)?;
        Ok(answer(read("result", result)?, time, usage))
    }
}

#[cfg(feature = "server")]
mod server {
    use qdrant_core::ReplyMeta;

    use super::super::envelope::facts;
    use super::*;
    use crate::convert::read;
    use crate::server::Served;
    use crate::wire::around::split_list;

    impl Served for UpdateBatchPoints {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let (steps, rest) = split_list::<Step, _>(message, OPERATIONS, "operations")?;
            let proto::UpdateBatchPoints { collection_name, wait, operations: _, ordering, timeout } = rest;
            Ok(Self {
                collection_name,
                wait,
                operations: read("operations", steps)?,
                ordering: read("ordering", ordering)?,
                timeout: read("timeout", timeout)?,
            })
        }

        fn respond(output: Vec<UpdateResult>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            let (time, usage) = facts(meta);
            frame::message(&proto::UpdateBatchResponse { result: write("result", output)?, time, usage })
        }
    }
}
