//! The life of the program.

use std::net::IpAddr;

use qdrant_core::{Error, ErrorKind, SharedTransport};
use qdrant_gateway::Gateway;

use super::Args;
use super::signals::Signals;
use super::source::Source;

/// Opens, serves until it is asked to end, closes.
pub(crate) async fn run(args: Args) -> Result<(), Error> {
    let mut signals = Signals::catch()
        .map_err(|error| Error::new(ErrorKind::Io, "signals cannot be caught").with_source(error))?;
    let (Source { client, transport, what }, args) = open(args).await?;
    let running = gateway(transport, &args)
        .bind((args.host.as_str(), args.rest_port), (args.host.as_str(), args.grpc_port))
        .await?;
    tracing::info!("serving {what}: REST at {}, gRPC at {}", running.rest_url(), running.grpc_url());
    tracing::info!("stopping on {}", signals.next().await);
    let stop = async {
        running.shutdown().await;
        client.close().await
    };
    tokio::select! {
        stopped = stop => stopped?,
        name = signals.next() => {
            tracing::error!("ended by another {name}, before everything had stopped");
            // Whatever runs, such as the building of an index, would be waited for.
            std::process::exit(1);
        }
    }
    tracing::info!("stopped");
    Ok(())
}

fn gateway(transport: SharedTransport, args: &Args) -> Gateway {
    let mut gateway = Gateway::new(transport);
    if let Some(key) = &args.api_key {
        gateway = gateway.api_key(key.0.clone());
    }
    if let Some(key) = &args.read_only_api_key {
        gateway = gateway.read_only_api_key(key.0.clone());
    }
    if args.api_key.is_none() && args.read_only_api_key.is_none() && !is_local(&args.host) {
        tracing::warn!(
            "{} is not this machine alone and no key is set: everybody there has full access",
            args.host
        );
    }
    if let Some(bytes) = args.max_body_size {
        gateway = gateway.max_body_size(bytes);
    }
    if let Some(bytes) = args.max_message_size {
        gateway = gateway.max_message_size(bytes);
    }
    if let Some(connections) = args.max_connections {
        gateway = gateway.max_connections(usize::try_from(connections).unwrap_or(usize::MAX));
    }
    if let Some(bytes) = args.max_upload_size {
        gateway = gateway.max_upload_size(bytes);
    }
    gateway
}

/// Opens the source outside of the threads that serve, because it may read files.
async fn open(args: Args) -> Result<(Source, Args), Error> {
    let opened = tokio::task::spawn_blocking(move || Source::open(&args).map(|source| (source, args)));
    opened
        .await
        .map_err(|error| Error::new(ErrorKind::Io, "the engine could not be opened").with_source(error))?
}

fn is_local(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_this_machine_are_known() {
        for host in ["localhost", "127.0.0.1", "127.9.9.9", "::1"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["0.0.0.0", "::", "192.168.0.1", "db.example"] {
            assert!(!is_local(host), "{host}");
        }
    }
}
