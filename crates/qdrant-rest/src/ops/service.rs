//! Version and health.

use http::Method;
use qdrant_core::{
    Answer, Error, ErrorKind, HealthCheckRequest, HealthzRequest, LivezRequest, ReadyzRequest, ReplyMeta,
    VersionInfo,
};

use crate::call::HttpCall;
use crate::endpoint::Endpoint;
use crate::json;

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
                Ok(Answer { output: String::from_utf8_lossy(body).into_owned(), meta: ReplyMeta::default() })
            }
        }
    };
}

health_check!(HealthzRequest, "/healthz");
health_check!(LivezRequest, "/livez");
health_check!(ReadyzRequest, "/readyz");

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;

    use super::*;
    use crate::server::{Incoming, Served, bare, plain_text};

    impl Served for HealthCheckRequest {
        fn receive(_: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {})
        }

        fn respond(output: &VersionInfo, _: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            bare(output)
        }
    }

    macro_rules! serve_health_check {
        ($operation:ident) => {
            impl Served for $operation {
                fn receive(_: &Incoming<'_>) -> Result<Self, Error> {
                    Ok(Self {})
                }

                fn respond(output: &String, _: &ReplyMeta) -> Result<Response<Bytes>, Error> {
                    Ok(plain_text(http::StatusCode::OK, output.clone()))
                }
            }
        };
    }

    serve_health_check!(HealthzRequest);
    serve_health_check!(LivezRequest);
    serve_health_check!(ReadyzRequest);
}
