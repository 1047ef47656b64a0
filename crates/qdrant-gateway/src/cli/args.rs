//! What the program can be told.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Parser;
use qdrant_core::Secret;

/// Serves Qdrant's REST and gRPC protocols for development: an engine in memory, one on disk, or another server.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Args {
    /// Keep the data in this folder instead of in memory.
    #[arg(long, value_name = "DIR", conflicts_with = "upstream")]
    pub(crate) path: Option<PathBuf>,

    /// Address to listen at; only this machine unless set.
    #[arg(long, default_value = "127.0.0.1")]
    pub(crate) host: String,

    /// Port for REST; 0 means any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 6333)]
    pub(crate) rest_port: u16,

    /// Port for gRPC; 0 means any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 6334)]
    pub(crate) grpc_port: u16,

    /// Key that clients have to send.
    #[arg(long, value_name = "KEY", env = "QDRANT_GATEWAY_API_KEY", hide_env_values = true)]
    pub(crate) api_key: Option<Key>,

    /// Serve the Qdrant at this address; `grpc://` or port 6334 reaches it over gRPC, everything else over REST.
    #[arg(long, value_name = "URL")]
    pub(crate) upstream: Option<String>,

    /// Key for the server at `--upstream`.
    #[arg(long, value_name = "KEY", env = "QDRANT_GATEWAY_UPSTREAM_API_KEY", hide_env_values = true)]
    pub(crate) upstream_api_key: Option<Key>,
}

/// A key from the command line or the environment, which is never shown.
#[derive(Clone)]
pub(crate) struct Key(pub(crate) Secret);

impl FromStr for Key {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Most likely a variable that was meant to have a value; an open server is not what it stands for.
        if text.is_empty() { Err("the key is empty") } else { Ok(Self(text.into())) }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(args: &[&str]) -> Result<Args, clap::Error> {
        Args::try_parse_from([&["qdrant-gateway"], args].concat())
    }

    #[test]
    fn the_definition_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn nothing_is_needed() {
        let args = parse(&[]).unwrap();
        assert_eq!((args.host.as_str(), args.rest_port, args.grpc_port), ("127.0.0.1", 6333, 6334));
        assert!(args.path.is_none() && args.upstream.is_none());
    }

    #[test]
    fn there_is_one_source() {
        assert!(parse(&["--path", "data", "--upstream", "http://db"]).is_err());
        assert!(parse(&["--upstream", "http://db", "--upstream-api-key", "k"]).is_ok());
    }

    #[test]
    fn keys_are_not_empty_and_not_shown() {
        assert!(parse(&["--api-key", ""]).is_err());
        let args = parse(&["--api-key", "hush"]).unwrap();
        assert!(!format!("{args:?}").contains("hush"));
    }
}
