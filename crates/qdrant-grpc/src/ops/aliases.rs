//! Aliases: change and list.

use qdrant_core::{
    AliasDescription, Answer, ChangeAliases, Error, ListAliasesRequest, ListCollectionAliasesRequest,
};

use super::envelope::{answer, read, read_done, write};
use crate::frame;
use crate::proto::qdrant as proto;
use crate::rpc::Rpc;
use crate::wire::reader;

impl Rpc for ChangeAliases {
    const PATH: &'static str = "/qdrant.Collections/UpdateAliases";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { actions, timeout } = self;
        frame::message(&proto::ChangeAliases {
            actions: write("actions", actions)?,
            timeout: write("timeout", timeout)?,
        })
    }

    fn decode(message: &[u8]) -> Result<Answer<bool>, Error> {
        read_done(message)
    }
}

impl Rpc for ListCollectionAliasesRequest {
    const PATH: &'static str = "/qdrant.Collections/ListCollectionAliases";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self { collection_name } = self;
        frame::message(&proto::ListCollectionAliasesRequest { collection_name })
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<AliasDescription>>, Error> {
        read_aliases(message)
    }
}

impl Rpc for ListAliasesRequest {
    const PATH: &'static str = "/qdrant.Collections/ListAliases";

    fn encode(self) -> Result<Vec<u8>, Error> {
        let Self {} = self;
        frame::message(&proto::ListAliasesRequest {})
    }

    fn decode(message: &[u8]) -> Result<Answer<Vec<AliasDescription>>, Error> {
        read_aliases(message)
    }
}

fn read_aliases(message: &[u8]) -> Result<Answer<Vec<AliasDescription>>, Error> {
    let proto::ListAliasesResponse { aliases, time } = reader::decode(message)?;
    Ok(answer(read("aliases", aliases)?, time, None))
}

#[cfg(feature = "server")]
mod server {
    use qdrant_core::ReplyMeta;

    use super::super::envelope::{facts, write_done};
    use super::*;
    use crate::convert;
    use crate::server::Served;

    impl Served for ChangeAliases {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::ChangeAliases { actions, timeout } = reader::decode(message)?;
            Ok(Self {
                actions: convert::read("actions", actions)?,
                timeout: convert::read("timeout", timeout)?,
            })
        }

        fn respond(output: bool, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_done(output, meta)
        }
    }

    impl Served for ListCollectionAliasesRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::ListCollectionAliasesRequest { collection_name } = reader::decode(message)?;
            Ok(Self { collection_name })
        }

        fn respond(output: Vec<AliasDescription>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_aliases(output, meta)
        }
    }

    impl Served for ListAliasesRequest {
        fn receive(message: &[u8]) -> Result<Self, Error> {
            let proto::ListAliasesRequest {} = reader::decode(message)?;
            Ok(Self {})
        }

        fn respond(output: Vec<AliasDescription>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
            write_aliases(output, meta)
        }
    }

    fn write_aliases(output: Vec<AliasDescription>, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
        let aliases = write("aliases", output)?;
        frame::message(&proto::ListAliasesResponse { aliases, time: facts(meta).0 })
    }
}
