//! Server reflection, so that tools need no `.proto` files.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use qdrant_grpc::proto::FILE_DESCRIPTOR_SET;
use tonic::Status;
use tonic::body::Body;
use tonic_reflection::server::Builder;
use tower_service::Service;

type Answer = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

/// The type of tonic's service has no name that could be written down here.
type Answers = Box<dyn Fn(Request<Body>) -> Answer + Send + Sync>;

/// What stands before the rpc in its path.
const PREFIX: &str = "/grpc.reflection.v1.ServerReflection/";

/// The same of the version before, which older tools ask for.
const ALPHA_PREFIX: &str = "/grpc.reflection.v1alpha.ServerReflection/";

/// Returns whether a request asks for reflection.
pub(crate) fn is_meant(path: &str) -> bool {
    path.starts_with(PREFIX) || path.starts_with(ALPHA_PREFIX)
}

/// Tells what services and messages there are.
pub(crate) struct Reflection {
    current: Option<Answers>,
    alpha: Option<Answers>,
}

impl Reflection {
    pub(crate) fn new() -> Self {
        let builder = || Builder::configure().register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET);
        Self { current: answers(builder().build_v1()), alpha: answers(builder().build_v1alpha()) }
    }

    pub(crate) async fn answer<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let version = if request.uri().path().starts_with(PREFIX) { &self.current } else { &self.alpha };
        match version {
            Some(service) => service(request.map(Body::new)).await,
            None => Status::unimplemented("the server has no reflection").into_http(),
        }
    }
}

fn answers<S>(built: Result<S, impl fmt::Display>) -> Option<Answers>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    match built {
        Ok(service) => Some(Box::new(move |request| {
            let mut service = service.clone();
            Box::pin(async move { service.call(request).await.unwrap_or_else(|never| match never {}) })
        })),
        Err(error) => {
            tracing::error!(%error, "there is no reflection");
            None
        }
    }
}

impl fmt::Debug for Reflection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reflection").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_descriptors_of_the_api_can_be_reflected() {
        let reflection = Reflection::new();
        assert!(reflection.current.is_some() && reflection.alpha.is_some());
    }
}
