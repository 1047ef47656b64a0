//! What is served.

use std::time::Duration;

use qdrant_client::{Error, Qdrant, SharedTransport};

use super::Args;

/// An engine, or the client of another server.
pub(crate) struct Source {
    /// What is closed in the end.
    pub(crate) client: Qdrant,
    pub(crate) transport: SharedTransport,
    /// What it is, in words.
    pub(crate) what: String,
}

impl Source {
    /// Opens what the arguments name; for an engine that means reading and writing files.
    pub(crate) fn open(args: &Args) -> Result<Self, Error> {
        if args.upstream.is_none() && args.upstream_api_key.is_some() {
            tracing::warn!("the key for --upstream is not used, because there is no --upstream");
        }
        let (client, what) = match (&args.upstream, &args.path) {
            (Some(url), _) => {
                let mut builder = Qdrant::from_url(url).timeout(Duration::from_secs(args.upstream_timeout));
                if args.upstream_prefer_grpc {
                    builder = builder.prefer_grpc(true);
                }
                if let Some(port) = args.upstream_grpc_port {
                    builder = builder.grpc_port(port);
                }
                if let Some(key) = &args.upstream_api_key {
                    builder = builder.api_key(key.0.clone());
                }
                (builder.build()?, format!("the Qdrant at {url}"))
            }
            (None, Some(path)) => (Qdrant::open(path)?, format!("the engine in {}", path.display())),
            (None, None) => (Qdrant::in_memory()?, "an engine in memory".to_owned()),
        };
        let transport = client.transport();
        Ok(Self { client, transport, what })
    }
}
