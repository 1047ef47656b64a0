//! What is served.

use qdrant_client::{Error, Qdrant};

use super::Args;

/// Opens the engine or the client of another server, and says in words what it is.
///
/// Opening an engine reads and writes files.
pub(crate) fn open(args: &Args) -> Result<(Qdrant, String), Error> {
    if args.upstream.is_none() && args.upstream_api_key.is_some() {
        tracing::warn!("the key for --upstream is not used, because there is no --upstream");
    }
    match (&args.upstream, &args.path) {
        (Some(url), _) => {
            let mut builder = Qdrant::from_url(url);
            if let Some(key) = &args.upstream_api_key {
                builder = builder.api_key(key.0.clone());
            }
            Ok((builder.build()?, format!("the Qdrant at {url}")))
        }
        (None, Some(path)) => Ok((Qdrant::open(path)?, format!("the engine in {}", path.display()))),
        (None, None) => Ok((Qdrant::in_memory()?, "an engine in memory".to_owned())),
    }
}
