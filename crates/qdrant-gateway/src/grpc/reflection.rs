//! Server reflection, so that tools need no `.proto` files.

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

/// What stands before the rpc in its path.
const PREFIX: &str = "/grpc.reflection.v1.ServerReflection/";

/// Returns whether a request asks for reflection.
pub(crate) fn is_meant(path: &str) -> bool {
    path.starts_with(PREFIX)
}

/// Tells what services and messages there are.
///
/// The type of tonic's service has no name that could be written down here.
pub(crate) struct Reflection(Option<Box<dyn Fn(Request<Body>) -> Answer + Send + Sync>>);

impl Reflection {
    pub(crate) fn new() -> Self {
        let built = Builder::configure().register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET).build_v1();
        match built {
            Ok(service) => Self(Some(Box::new(move |request| {
                let mut service = service.clone();
                Box::pin(async move { service.call(request).await.unwrap_or_else(|never| match never {}) })
            }))),
            Err(error) => {
                tracing::error!(%error, "there is no reflection");
                Self(None)
            }
        }
    }

    pub(crate) async fn answer<B>(&self, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        match &self.0 {
            Some(service) => service(request.map(Body::new)).await,
            None => Status::unimplemented("the server has no reflection").into_http(),
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
        assert!(Reflection::new().0.is_some());
    }
}
