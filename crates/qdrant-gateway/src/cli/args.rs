//! What the program can be told.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Parser, value_parser};
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

    /// Key that clients can send instead, which lets them read and nothing else.
    #[arg(long, value_name = "KEY", env = "QDRANT_GATEWAY_READ_ONLY_API_KEY", hide_env_values = true)]
    pub(crate) read_only_api_key: Option<Key>,

    /// Serve the Qdrant at this address; `grpc://` or port 6334 reaches it over gRPC, everything else over REST.
    ///
    /// What gRPC lacks, such as the bytes of snapshots, goes over REST to port 6333 of the same host, or is declined
    /// when the port for gRPC is unusual, because nobody can tell then where REST is.
    #[arg(long, value_name = "URL")]
    pub(crate) upstream: Option<String>,

    /// Reach the server at `--upstream` over gRPC wherever there is an rpc, and over REST for the rest.
    #[arg(long, requires = "upstream")]
    pub(crate) upstream_prefer_grpc: bool,

    /// Port for gRPC of the server at `--upstream`; 6334 unless set.
    #[arg(long, value_name = "PORT", requires = "upstream_prefer_grpc")]
    pub(crate) upstream_grpc_port: Option<u16>,

    /// Seconds that the server at `--upstream` has for a call; clients may give it less.
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = value_parser!(u64).range(1..))]
    pub(crate) upstream_timeout: u64,

    /// Longest JSON body of a request, in bytes; 32 MiB unless set.
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_body_size: Option<usize>,

    /// Longest message of gRPC, in bytes after decompression; 256 MiB unless set.
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_message_size: Option<usize>,

    /// Connections at once, further ones wait; 512 unless set.
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(u32).range(1..))]
    pub(crate) max_connections: Option<u32>,

    /// Longest upload of a snapshot, in bytes; no limit unless set.
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_upload_size: Option<u64>,

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
        assert_eq!((args.upstream_prefer_grpc, args.upstream_timeout), (false, 300));
        assert!(parse(&["--upstream-timeout", "0"]).is_err());
        assert!(parse(&["--max-connections", "0"]).is_err());
    }

    #[test]
    fn there_is_one_source() {
        assert!(parse(&["--path", "data", "--upstream", "http://db"]).is_err());
        assert!(parse(&["--upstream", "http://db", "--upstream-api-key", "k"]).is_ok());
        assert!(parse(&["--upstream-prefer-grpc"]).is_err());
        assert!(parse(&["--upstream", "http://db", "--upstream-grpc-port", "7"]).is_err());
        let both = ["--upstream", "http://db", "--upstream-prefer-grpc", "--upstream-grpc-port", "7"];
        assert_eq!(parse(&both).unwrap().upstream_grpc_port, Some(7));
    }

    #[test]
    fn keys_are_not_empty_and_not_shown() {
        assert!(parse(&["--api-key", ""]).is_err());
        assert!(parse(&["--read-only-api-key", ""]).is_err());
        let args = parse(&["--api-key", "hush", "--read-only-api-key", "hush"]).unwrap();
        assert!(!format!("{args:?}").contains("hush"));
    }
}
