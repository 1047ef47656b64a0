//! Aliases: change and list.

use http::Method;
use qdrant_core::{
    AliasDescription, AliasOperations, Answer, ChangeAliases, Error, ListAliasesRequest,
    ListCollectionAliasesRequest,
};
use serde::{Deserialize, Serialize};

use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(Deserialize))]
struct ActionsBody {
    actions: Vec<AliasOperations>,
}

/// `T` is a list, owned in replies that are read, borrowed in those that are written.
#[derive(Serialize, Deserialize)]
struct Aliases<T> {
    aliases: T,
}

impl Endpoint for ChangeAliases {
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/collections/aliases";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { actions, timeout } = self;
        Self::call(&[])?.timeout(timeout).json(&ActionsBody { actions })
    }

    fn decode(body: &[u8]) -> Result<Answer<bool>, Error> {
        envelope::read_flag(body)
    }
}

impl Endpoint for ListCollectionAliasesRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/collections/{collection_name}/aliases";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name } = self;
        Self::call(&[&collection_name])
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<AliasDescription>>, Error> {
        envelope::read_with(body, |Aliases { aliases }| aliases)
    }
}

impl Endpoint for ListAliasesRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/aliases";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {} = self;
        Self::call(&[])
    }

    fn decode(body: &[u8]) -> Result<Answer<Vec<AliasDescription>>, Error> {
        envelope::read_with(body, |Aliases { aliases }| aliases)
    }
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::server::{Incoming, Served, enveloped};

    impl Served for ChangeAliases {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let ActionsBody { actions } = request.json()?;
            Ok(Self { actions, timeout: request.timeout()? })
        }

        fn respond(output: &bool, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for ListCollectionAliasesRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self { collection_name: request.name("collection_name")? })
        }

        fn respond(output: &Vec<AliasDescription>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(&Aliases { aliases: output }, meta)
        }
    }

    impl Served for ListAliasesRequest {
        fn receive(_: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {})
        }

        fn respond(output: &Vec<AliasDescription>, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(&Aliases { aliases: output }, meta)
        }
    }
}
