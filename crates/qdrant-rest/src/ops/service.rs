//! Version, health, and what the server reports about its work.

use http::Method;
use qdrant_core::{
    Answer, Error, ErrorKind, HealthCheckRequest, HealthzRequest, LivezRequest, MetricsRequest,
    ReadyzRequest, ReplyMeta, TelemetryData, TelemetryRequest, VersionInfo,
};

use crate::call::HttpCall;
use crate::endpoint::{Endpoint, read_text};
use crate::{envelope, json};

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

            read_text!();
        }
    };
}

health_check!(HealthzRequest, "/healthz");
health_check!(LivezRequest, "/livez");
health_check!(ReadyzRequest, "/readyz");

impl Endpoint for TelemetryRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/telemetry";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { anonymize, details_level, per_collection, timeout } = self;
        Ok(Self::call(&[])?
            .query("anonymize", anonymize)
            .query("details_level", details_level)
            .query("per_collection", per_collection)
            .timeout(timeout))
    }

    fn decode(body: &[u8]) -> Result<Answer<TelemetryData>, Error> {
        envelope::read(body)
    }
}

impl Endpoint for MetricsRequest {
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/metrics";

    fn encode(self) -> Result<HttpCall, Error> {
        let Self { anonymize, per_collection, timeout } = self;
        Ok(Self::call(&[])?
            .query("anonymize", anonymize)
            .query("per_collection", per_collection)
            .timeout(timeout))
    }

    read_text!();
}

fn text(body: &[u8]) -> Answer<String> {
    Answer { output: String::from_utf8_lossy(body).into_owned(), meta: ReplyMeta::default() }
}

#[cfg(feature = "server")]
mod server {
    use bytes::Bytes;
    use http::Response;

    use super::*;
    use crate::server::{Incoming, Served, bare, enveloped, plain_text};

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

    impl Served for TelemetryRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                anonymize: request.query("anonymize")?,
                details_level: request.query("details_level")?,
                per_collection: request.query("per_collection")?,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &TelemetryData, meta: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            enveloped(output, meta)
        }
    }

    impl Served for MetricsRequest {
        fn receive(request: &Incoming<'_>) -> Result<Self, Error> {
            Ok(Self {
                anonymize: request.query("anonymize")?,
                per_collection: request.query("per_collection")?,
                timeout: request.timeout()?,
            })
        }

        fn respond(output: &String, _: &ReplyMeta) -> Result<Response<Bytes>, Error> {
            Ok(plain_text(http::StatusCode::OK, output.clone()))
        }
    }
}
