//! The layer that reads compressed replies.

use std::task::{Context, Poll};

use http::HeaderValue;
use http::header::ACCEPT_ENCODING;
use qdrant_core::{Error, ErrorKind};
use tower_layer::Layer;
use tower_service::Service;

#[cfg(feature = "gzip")]
use super::gzip::unpack;
use crate::service::{HttpRequest, HttpResponse, HttpService, Passage};

/// Asks for replies in gzip and unpacks them. It has no place around gRPC, which compresses each message by itself.
#[derive(Debug, Clone)]
pub(crate) struct EncodingLayer {
    limit: Option<usize>,
}

impl EncodingLayer {
    /// Creates the layer; `limit` is the size in bytes up to which replies are unpacked.
    ///
    /// # Errors
    ///
    /// `FeatureDisabled` when compression is wanted and was not compiled in.
    pub(crate) fn new(wanted: bool, limit: usize) -> Result<Self, Error> {
        if wanted && cfg!(not(feature = "gzip")) {
            return Err(Error::new(
                ErrorKind::FeatureDisabled,
                "compressed replies need the cargo feature `gzip`",
            )
            .with_field("compression"));
        }
        Ok(Self { limit: wanted.then_some(limit) })
    }
}

impl<S> Layer<S> for EncodingLayer {
    type Service = Encoding<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Encoding { inner, limit: self.limit }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Encoding<S> {
    inner: S,
    limit: Option<usize>,
}

impl<S: HttpService> Service<HttpRequest> for Encoding<S> {
    type Response = HttpResponse;
    type Error = Error;
    type Future = Passage<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: HttpRequest) -> Self::Future {
        let Some(limit) = self.limit else {
            return Passage::Through { inner: self.inner.call(request) };
        };
        request.headers_mut().entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static("gzip"));
        let response = self.inner.call(request);
        Passage::Boxed { inner: Box::pin(async move { unpack(response.await?, limit).await }) }
    }
}

/// Never called: without the feature no such layer can be made.
#[cfg(not(feature = "gzip"))]
fn unpack(response: HttpResponse, _: usize) -> std::future::Ready<Result<HttpResponse, Error>> {
    std::future::ready(Ok(response))
}
