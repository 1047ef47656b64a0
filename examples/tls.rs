//! Speaks TLS to a server with a certificate of its own, and shows a client certificate where the server wants one.
//!
//! `--url https://db.example:6333 --roots ca.pem --certificate client.pem --key client.key`; without an address it only
//! says what it would do.

#![expect(clippy::print_stdout, reason = "a program talks to its user")]

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use qdrant_client::{Error, Identity, Qdrant, Roots, TlsConfig};

/// Asks a server for its version over TLS.
#[derive(Parser)]
struct Arguments {
    /// Address of the server: `https://` for REST, `grpcs://` for gRPC.
    #[arg(long)]
    url: Option<String>,
    /// Certificates to trust, in PEM; without it those of the operating system.
    #[arg(long)]
    roots: Option<PathBuf>,
    /// Certificate of the client with its chain, in PEM.
    #[arg(long, requires = "key")]
    certificate: Option<PathBuf>,
    /// Private key of the client, in PEM.
    #[arg(long, requires = "certificate")]
    key: Option<PathBuf>,
    /// The name in the server's certificate, if it is not the one in the address.
    #[arg(long)]
    server_name: Option<String>,
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let arguments = Arguments::parse();
    let tls = tls(&arguments)?;
    let Some(url) = arguments.url else {
        println!("{tls:?}");
        return Ok(());
    };
    let client = Qdrant::from_url(url).tls(tls).connect_timeout(Duration::from_secs(5)).build()?;
    // A certificate that is not trusted, or that has another name, is an error of kind `Tls`.
    println!("Qdrant {}", client.check().await?.version);
    client.close().await
}

fn tls(arguments: &Arguments) -> Result<TlsConfig, Error> {
    let mut tls = TlsConfig::default();
    if let Some(path) = &arguments.roots {
        // `Roots` may be added up: these, those of the system, Mozilla's.
        tls = tls.root(Roots::from_file(path)?);
    }
    if let (Some(certificate), Some(key)) = (&arguments.certificate, &arguments.key) {
        tls = tls.identity(Identity::from_files(certificate, key)?);
    }
    if let Some(name) = &arguments.server_name {
        tls = tls.server_name(name);
    }
    Ok(tls)
}
