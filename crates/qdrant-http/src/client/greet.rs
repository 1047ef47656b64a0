//! Connections that are made before they are needed.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, TE, USER_AGENT};
use http::{HeaderValue, Method, Request, Uri, Version};
use qdrant_core::{Error, ErrorKind};
use tokio::task::JoinSet;

use super::pool::{Client, Host};
use crate::body::{CollectedBody, SentBody, collect};
use crate::config::Protocol;
use crate::context::Progress;
use crate::headers::PRODUCT;

/// Largest answer to a greeting that is read, in bytes.
const GREETING_BYTES: usize = 64 << 10;

impl Client {
    /// Makes the connections to all endpoints and has each of them answer once.
    ///
    /// # Errors
    ///
    /// That of the first endpoint, if none can be used.
    pub(crate) async fn connect(&self) -> Result<(), Error> {
        let mut greetings = JoinSet::new();
        for (index, host) in self.0.hosts.iter().enumerate() {
            let host = Arc::clone(host);
            greetings.spawn(async move { (index, host.greet().await) });
        }
        let mut first: Option<(usize, Error)> = None;
        let mut is_usable = false;
        while let Some(greeting) = greetings.join_next().await {
            match greeting {
                Ok((_, Ok(()))) => is_usable = true,
                Ok((index, Err(error))) => {
                    if first.as_ref().is_none_or(|(earliest, _)| index < *earliest) {
                        first = Some((index, error));
                    }
                }
                Err(stopped) => {
                    let error =
                        Error::new(ErrorKind::Cancelled, "the runtime ended in the middle of the call");
                    return Err(error.with_source(stopped));
                }
            }
        }
        match first {
            Some((_, error)) if !is_usable => Err(error),
            Some(_) | None => Ok(()),
        }
    }
}

impl Host {
    /// Has every connection answer once; what it answers does not matter.
    async fn greet(&self) -> Result<(), Error> {
        for _ in 0..self.lanes() {
            let (parts, body, peer) = self.head(self.greeting()?, &Progress::default()).await?;
            // A connection of HTTP/1.1 is free again when the body has been read.
            if self.protocol == Protocol::Http1 {
                collect(body, GREETING_BYTES)
                    .await
                    .map_err(|error| self.scene(&peer).body_failed(error, GREETING_BYTES))?;
            }
            tracing::debug!(
                server.address = self.target.address,
                status = parts.status.as_u16(),
                "connected"
            );
        }
        Ok(())
    }

    /// Asks for the health of the server, which needs no credentials.
    fn greeting(&self) -> Result<Request<SentBody>, Error> {
        let (method, path, body) = match self.protocol {
            Protocol::Http1 => (Method::GET, "/healthz", Bytes::new()),
            // An empty message of gRPC.
            Protocol::Http2 => (Method::POST, "/grpc.health.v1.Health/Check", Bytes::from_static(&[0; 5])),
        };
        let mut request = Request::new(SentBody::Whole(CollectedBody::new(body, None)));
        *request.method_mut() = method;
        *request.uri_mut() = self.target.origin.complete(&Uri::from_static(path))?;
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, HeaderValue::from_static(PRODUCT));
        if self.protocol == Protocol::Http2 {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
            headers.insert(TE, HeaderValue::from_static("trailers"));
            *request.version_mut() = Version::HTTP_2;
        }
        Ok(request)
    }
}
