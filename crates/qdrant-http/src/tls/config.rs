//! Settings of TLS.

use std::fmt;
use std::path::Path;

use qdrant_core::{Error, ErrorKind, Secret};
use serde::{Deserialize, Serialize};

/// Settings of TLS.
///
/// # Examples
///
/// ```
/// use qdrant_http::{Identity, Roots, TlsConfig};
///
/// let tls = TlsConfig::default()
///     .root(Roots::Native)
///     .root(Roots::Pem(b"-----BEGIN CERTIFICATE-----...".to_vec()))
///     .identity(Identity::new("-----BEGIN CERTIFICATE-----...", "-----BEGIN PRIVATE KEY-----..."))
///     .server_name("db.internal");
/// assert_eq!(tls.roots.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TlsConfig {
    /// Whom to trust, all of them together; empty means those of the system, or else Mozilla's; default empty.
    pub roots: Vec<Roots>,
    /// Who the client is, for servers that want a certificate; default nobody.
    #[serde(skip_serializing)]
    pub identity: Option<Identity>,
    /// Name that the server's certificate must have; default the host of the endpoint.
    pub server_name: Option<String>,
}

impl TlsConfig {
    /// Adds certificates to trust.
    #[must_use]
    pub fn root(mut self, roots: Roots) -> Self {
        self.roots.push(roots);
        self
    }

    /// Sets who the client is.
    #[must_use]
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// Sets the name that the server's certificate must have.
    #[must_use]
    pub fn server_name(mut self, name: impl Into<String>) -> Self {
        self.server_name = Some(name.into());
        self
    }
}

/// A set of root certificates.
#[derive(Clone, PartialEq, Eq)]
pub enum Roots {
    /// Those of the operating system; needs the cargo feature `native-roots`.
    ///
    /// They are read from files when the first stack with TLS is made, and kept for the rest of the process: it takes some
    /// milliseconds, and what changes later is not seen.
    Native,
    /// Mozilla's, compiled in; needs the cargo feature `webpki-roots`.
    Webpki,
    /// One's own, as PEM text with one or more certificates.
    Pem(Vec<u8>),
}

impl Roots {
    /// Reads certificates in PEM from a file.
    ///
    /// # Errors
    ///
    /// `Config` that names the file; whether it holds certificates is seen later.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        read(path.as_ref()).map(Self::Pem)
    }
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Native => f.write_str("Native"),
            Self::Webpki => f.write_str("Webpki"),
            Self::Pem(pem) => write!(f, "Pem({} bytes)", pem.len()),
        }
    }
}

/// A client certificate with its key.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The certificate and those between it and the root, as PEM text.
    pub certificates: Vec<u8>,
    /// The private key of the certificate, as PEM text.
    pub key: Secret,
}

impl Identity {
    /// Creates an identity from PEM texts.
    pub fn new(certificates: impl Into<Vec<u8>>, key: impl Into<Secret>) -> Self {
        Self { certificates: certificates.into(), key: key.into() }
    }

    /// Reads an identity from two files in PEM.
    ///
    /// # Errors
    ///
    /// `Config` that names the file.
    pub fn from_files(certificates: impl AsRef<Path>, key: impl AsRef<Path>) -> Result<Self, Error> {
        Ok(Self { certificates: read(certificates.as_ref())?, key: read_key(key.as_ref())? })
    }
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|error| unreadable(path, error))
}

pub(super) fn read_key(path: &Path) -> Result<Secret, Error> {
    std::fs::read_to_string(path).map(Secret::from).map_err(|error| unreadable(path, error))
}

fn unreadable(path: &Path, error: std::io::Error) -> Error {
    let message = format!("cannot read {}: {}", path.display(), error.kind());
    Error::new(ErrorKind::Config, message).with_source(error)
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { certificates, key } = self;
        f.debug_struct("Identity")
            .field("certificates", &format_args!("{} bytes", certificates.len()))
            .field("key", key)
            .finish()
    }
}
