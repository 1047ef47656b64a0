//! Quotas: limits on memory and disk.

use http::Method;
use qdrant_core::{Answer, Error, GetQuotasRequest, QuotaStatus, UpdateQuotas};

use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::envelope;

impl Endpoint for GetQuotasRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/quotas";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {} = self;
        Self::call(&[])
    }

    fn decode(body: &[u8]) -> Result<Answer<QuotaStatus>, Error> {
        envelope::read(body)
    }
}

impl Endpoint for UpdateQuotas {
    const METHOD: Method = Method::PUT;
    const PATH: &'static str = "/quotas";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { config, wait } = self;
        Self::call(&[])?.query("wait", wait).json(&config)
    }

    fn decode(body: &[u8]) -> Result<Answer<bool>, Error> {
        envelope::read_flag(body)
    }
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ReplyMeta;

    use super::*;
    use crate::server::{Incoming, Served, enveloped};

    impl Served for GetQuotasRequest {
        fn receive(_: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {})
        }

        fn respond(output: &QuotaStatus, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for UpdateQuotas {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self { config: request.json()?, wait: request.query("wait")? })
        }

        fn respond(output: &bool, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }
}
