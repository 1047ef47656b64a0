//! The transports that lead to a server.

use qdrant_core::{Error, SharedTransport};
use qdrant_http::{Endpoint, HttpStack, Protocol};

use super::places::Server;
use crate::builder::QdrantBuilder;
use crate::client::Wires;
use crate::credentials::PlainText;
#[cfg(not(all(feature = "rest", feature = "grpc")))]
use crate::select::disabled;

impl Server {
    /// Says who watches over credentials of single calls; those of all calls are the stack's business.
    pub(crate) fn plain_text(&self, builder: &QdrantBuilder) -> PlainText {
        let open = |endpoint: &&Endpoint| !endpoint.https && !endpoint.is_loopback();
        let used = if self.grpc_first { &self.grpc } else { &self.rest };
        let config = &builder.config;
        let reported = builder.has_credentials(&config.headers)
            || (self.grpc_first && builder.has_credentials(&config.metadata));
        match used.iter().find(open) {
            Some(endpoint) if config.warn_insecure && !reported => PlainText::to(endpoint.host.clone()),
            Some(_) | None => PlainText::default(),
        }
    }

    /// Makes the transport of REST, if it has an address; beside the stack of gRPC if there is one.
    #[cfg(feature = "rest")]
    fn rest_transport(
        &self,
        builder: &QdrantBuilder,
        grpc: Option<&HttpStack>,
    ) -> Result<Option<qdrant_rest::RestTransport>, Error> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let mut config = builder.http_config(&self.rest)?;
        // The warning is for the client, and the stack of gRPC has given it.
        config.warn_insecure &= !self.grpc_first;
        let stack = match grpc {
            // What is limited is limited for the client, not for each wire.
            Some(grpc) => grpc.beside(config, Protocol::Http1),
            None => HttpStack::new(config, Protocol::Http1),
        };
        let stack = stack.map_err(about_urls)?;
        Ok(Some(qdrant_rest::RestTransport::new(stack)))
    }

    #[cfg(feature = "rest")]
    pub(crate) fn rest(&self, builder: &QdrantBuilder) -> Result<(SharedTransport, Wires), Error> {
        let Some(rest) = self.rest_transport(builder, None)? else {
            return Err(super::places::contradiction("url", "the address is that of gRPC alone"));
        };
        let transport = std::sync::Arc::new(rest.clone());
        Ok((transport, Wires::default().with_rest(rest)))
    }

    #[cfg(not(feature = "rest"))]
    pub(crate) fn rest(&self, _: &QdrantBuilder) -> Result<(SharedTransport, Wires), Error> {
        Err(disabled("rest", "this address"))
    }

    #[cfg(feature = "grpc")]
    pub(crate) fn grpc(&self, builder: &QdrantBuilder) -> Result<(SharedTransport, Wires), Error> {
        let mut config = builder.http_config(&self.grpc)?;
        config.headers.extend_from_slice(&builder.config.metadata);
        let stack = HttpStack::new(config, Protocol::Http2).map_err(about_urls)?;
        let grpc = qdrant_grpc::GrpcTransport::new(stack);
        #[cfg(feature = "gzip")]
        let grpc = grpc.gzip(builder.config.compression);
        let shared: SharedTransport = std::sync::Arc::new(grpc.clone());
        #[cfg(feature = "rest")]
        if let Some(rest) = self.rest_transport(builder, Some(grpc.stack()))? {
            let route = qdrant_core::layer::Route::new([shared, std::sync::Arc::new(rest.clone())])?;
            let wires = Wires::default().with_rest(rest).with_grpc(grpc);
            return Ok((std::sync::Arc::new(route), wires));
        }
        Ok((shared, Wires::default().with_grpc(grpc)))
    }

    #[cfg(not(feature = "grpc"))]
    pub(crate) fn grpc(&self, _: &QdrantBuilder) -> Result<(SharedTransport, Wires), Error> {
        let wanted = self.grpc.first().map_or_else(String::new, |endpoint| format!("gRPC to {endpoint}"));
        Err(disabled("grpc", &wanted))
    }
}

/// Gives a setting of the stack the name that it has here.
fn about_urls(error: Error) -> Error {
    if error.field() == Some("endpoints") { error.with_field("urls") } else { error }
}

#[cfg(test)]
#[cfg(all(feature = "rest", feature = "grpc"))]
mod tests {
    use crate::{ErrorKind, Qdrant};

    #[test]
    fn metadata_is_for_grpc_alone() {
        // What no metadata may be called is found when the wire is built, and over REST alone never.
        let reserved = || Qdrant::from_url("h").metadata("grpc-timeout", "1S");
        assert!(reserved().build().is_ok());
        assert_eq!(reserved().prefer_grpc(true).build().unwrap_err().kind(), ErrorKind::Config);
    }
}

#[cfg(test)]
#[cfg(all(feature = "grpc", not(feature = "rest")))]
mod grpc_alone {
    use crate::{ErrorKind, HealthzRequest, Operation, Qdrant};

    #[tokio::test]
    async fn what_grpc_lacks_is_unsupported_and_names_operation_and_transport() {
        let client = Qdrant::from_url("http://localhost").prefer_grpc(true).build().unwrap();
        let error = client.healthz().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!((error.operation(), error.transport()), (Some(HealthzRequest::KIND), Some("grpc")));
        assert!(error.to_string().contains("`healthz`") && error.to_string().contains("grpc"), "{error}");
    }

    #[test]
    fn rest_names_the_feature_that_it_needs() {
        let error = Qdrant::from_url("http://localhost").build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::FeatureDisabled);
        assert!(error.to_string().contains("`rest`"), "{error}");
    }
}

#[cfg(test)]
#[cfg(all(feature = "rest", not(feature = "grpc")))]
mod rest_alone {
    use crate::{ErrorKind, Qdrant};

    #[test]
    fn grpc_names_the_feature_that_it_needs() {
        for builder in [Qdrant::from_url("grpc://localhost"), Qdrant::from_url("h").prefer_grpc(true)] {
            let error = builder.build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::FeatureDisabled);
            assert!(error.to_string().contains("`grpc`"), "{error}");
        }
    }
}
