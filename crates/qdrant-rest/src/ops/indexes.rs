//! Payload indexes: create and delete.

use http::Method;
use qdrant_core::{
    Answer, CreateFieldIndexCollection, DeleteFieldIndexCollection, Error, PayloadFieldSchema, UpdateResult,
};
use serde::Serialize;

use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;

#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(serde::Deserialize))]
struct CreateBody {
    field_name: String,
    field_schema: PayloadFieldSchema,
}

impl Endpoint for CreateFieldIndexCollection {
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "/collections/{collection_name}/index";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, wait, field_name, field_schema, ordering, timeout } = self;
        Self::call(&[&collection_name])?
            .write_options(wait, ordering, timeout)
            .json(&CreateBody { field_name, field_schema })
    }

    fn decode(body: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        envelope::read_update(body)
    }
}

impl Endpoint for DeleteFieldIndexCollection {
    const METHOD: Method = Method::DELETE;
    const PATH: &'static str = "/collections/{collection_name}/index/{field_name}";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { collection_name, wait, field_name, ordering, timeout } = self;
        Ok(Self::call(&[&collection_name, &field_name])?.write_options(wait, ordering, timeout))
    }

    fn decode(body: &[u8]) -> Result<Answer<UpdateResult>, Error> {
        envelope::read_update(body)
    }
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::server::{Incoming, Served, enveloped};

    impl Served for CreateFieldIndexCollection {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            let CreateBody { field_name, field_schema } = request.json()?;
            Ok(Self {
                collection_name: request.name("collection_name")?,
                wait: request.query("wait")?,
                field_name,
                field_schema,
                ordering: request.query("ordering")?,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &UpdateResult, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for DeleteFieldIndexCollection {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                collection_name: request.name("collection_name")?,
                wait: request.query("wait")?,
                field_name: request.name("field_name")?,
                ordering: request.query("ordering")?,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &UpdateResult, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }
}
