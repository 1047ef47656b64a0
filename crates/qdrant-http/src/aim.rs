//! The layer that decides to which endpoint an attempt goes.

use std::sync::Arc;
use std::task::{Context, Poll};

use qdrant_core::{Error, ErrorKind};
use tower_layer::Layer;
use tower_service::Service;

use crate::client::Client;
use crate::context::Progress;
use crate::service::{HttpRequest, HttpResponse, HttpService, Passage, call};
use crate::target::{Mask, Target};
use crate::transfer::Transfer;

/// Gives each attempt its endpoint.
///
/// An attempt of which nothing was sent goes on to the next endpoint at once, until one takes it or all of them have
/// refused. An endpoint that was set aside is looked at in the background, so that no call waits for it.
#[derive(Debug, Clone)]
pub(crate) struct AimLayer(Client);

impl AimLayer {
    pub(crate) fn new(client: Client) -> Self {
        Self(client)
    }
}

impl<S> Layer<S> for AimLayer {
    type Service = Aim<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Aim { inner, client: self.0.clone() }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Aim<S> {
    inner: S,
    client: Client,
}

impl<S: HttpService> Service<HttpRequest> for Aim<S> {
    type Response = HttpResponse;
    type Error = Error;
    type Future = Passage<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: HttpRequest) -> Self::Future {
        let targets = self.client.targets();
        if targets.len() > 1 {
            return Passage::Boxed {
                inner: Box::pin(search(self.inner.clone(), self.client.clone(), request)),
            };
        }
        match aim(targets.first(), request) {
            Ok(request) => Passage::Through { inner: self.inner.call(request) },
            Err(error) => Passage::Boxed { inner: Box::pin(std::future::ready(Err(error))) },
        }
    }
}

/// Puts the address of the endpoint into the request.
fn aim(target: &Arc<Target>, mut request: HttpRequest) -> Result<HttpRequest, Error> {
    *request.uri_mut() = target.origin.complete(request.uri()).map_err(Error::with_not_sent)?;
    Progress::of(&mut request).aim(target);
    Ok(request)
}

/// Tries one endpoint after the other.
async fn search<S: HttpService>(
    mut inner: S,
    client: Client,
    mut request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let progress = Progress::of(&mut request);
    let upload = Transfer::upload_of(&request);
    let mut refused = Mask::default();
    let mut failure: Option<Error> = None;
    client.look_at_the_ill();
    loop {
        let target = client.targets().pick(request.uri(), progress.tried(), refused);
        let Some(target) = target else { return Err(none_left(refused, failure)) };
        if let Some(failure) = &failure {
            progress.count();
            tracing::debug!(server.address = target.address, %failure, "trying the next endpoint");
        }
        let error = match call(&mut inner, aim(target, request.clone())?).await {
            Err(error) if error.is_not_sent() && error.kind() != ErrorKind::Closed => error,
            outcome => return outcome,
        };
        if upload.as_ref().is_some_and(|upload| !upload.can_repeat()) {
            return Err(error);
        }
        refused = refused.with(target.index);
        // Of all failures the one that may pass says most about what to do.
        if failure.as_ref().is_none_or(|failure| error.is_retryable() || !failure.is_retryable()) {
            failure = Some(error);
        }
    }
}

/// The error of a call that no endpoint took.
fn none_left(refused: Mask, failure: Option<Error>) -> Error {
    let Some(failure) = failure else {
        return Error::new(ErrorKind::InvalidRequest, "the request is for no endpoint").with_not_sent();
    };
    let count = refused.count();
    if count == 1 {
        // The request named its endpoint.
        return failure;
    }
    let message =
        format!("none of the {count} endpoints took the call, one of them because {}", failure.message());
    Error::new(failure.kind(), message).with_not_sent().with_source(failure)
}
