//! Version and health.

use http::Method;
use qdrant_core::{
    Answer, Error, ErrorKind, HealthCheckRequest, HealthzRequest, LivezRequest, ReadyzRequest, ReplyMeta, VersionInfo,
};

use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::json;
use crate::text;

impl Endpoint for HealthCheckRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self {} = self;
        Self::call(&[])
    }

    fn decode(body: &[u8]) -> Result<Answer<VersionInfo>, Error> {
        // The only JSON reply without an envelope.
        let output = json::read(ErrorKind::Decode, body)?;
        Ok(Answer { output, meta: ReplyMeta::default() })
    }
}

macro_rules! health_check {
    ($operation:ident, $path:literal) => {
        impl Endpoint for $operation {
            const METHOD: Method = Method::GET;
            const PATH: &'static str = $path;

            fn encode(self) -> Result<HttpCall, Error> {
                let Self {} = self;
                Self::call(&[])
            }

            fn decode(body: &[u8]) -> Result<Answer<String>, Error> {
                Ok(Answer { output: text::excerpt(body), meta: ReplyMeta::default() })
            }
        }
    };
}

health_check!(HealthzRequest, "/healthz");
health_check!(LivezRequest, "/livez");
health_check!(ReadyzRequest, "/readyz");
