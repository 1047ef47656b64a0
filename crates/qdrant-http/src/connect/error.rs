//! Why there is no connection.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;

use qdrant_core::{Error, ErrorKind};

use super::tcp::LookupError;
use crate::failure::causes;

pub(super) type BoxError = Box<dyn StdError + Send + Sync>;

/// Why there is no connection; found again in the chain of hyper's error.
#[derive(Debug, Clone)]
pub(crate) struct DialError {
    kind: ErrorKind,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl DialError {
    pub(super) fn new(kind: ErrorKind, message: String) -> Self {
        Self { kind, message, source: None }
    }

    pub(super) fn connect(message: String) -> Self {
        Self::new(ErrorKind::Connect, message)
    }

    pub(super) fn because(self, cause: io::Error) -> Self {
        Self { source: Some(Arc::new(cause)), ..self }
    }

    /// The error of a proxy that does not know the client.
    pub(crate) fn of_proxy_credentials(proxy: &str) -> Self {
        Self::new(ErrorKind::Unauthenticated, format!("{proxy} wants other credentials (HTTP 407)"))
    }

    pub(super) fn tcp(error: BoxError, address: &str) -> Self {
        let error: Arc<dyn StdError + Send + Sync> = error.into();
        let lookup = causes(error.as_ref()).any(|cause| cause.is::<LookupError>());
        let io =
            causes(error.as_ref()).find_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
        let message = if lookup {
            format!("the host of {address} is not known")
        } else {
            match io {
                Some(io::ErrorKind::ConnectionRefused) => {
                    format!("{address} refused the connection: is the server up?")
                }
                Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => {
                    format!("there is no way to {address}")
                }
                Some(_) | None => format!("no connection to {address}"),
            }
        };
        Self { source: Some(error), ..Self::connect(message) }
    }

    #[cfg(feature = "_tls")]
    pub(super) fn from_inner(error: BoxError, address: &str) -> Self {
        match error.downcast::<Self>() {
            Ok(own) => *own,
            // What is not of TCP is of TLS.
            Err(error) => Self::tls(error, address),
        }
    }

    #[cfg(not(feature = "_tls"))]
    pub(super) fn from_inner(error: Self, _: &str) -> Self {
        error
    }

    #[cfg(feature = "_tls")]
    fn tls(error: BoxError, address: &str) -> Self {
        use rustls::{AlertDescription, CertificateError, Error as TlsError, InvalidMessage};

        let mut kind = ErrorKind::Tls;
        let mut error: Arc<dyn StdError + Send + Sync> = error.into();
        let cause = causes(error.as_ref()).find_map(|cause| cause.downcast_ref::<TlsError>()).cloned();
        let message = match &cause {
            Some(TlsError::InvalidMessage(InvalidMessage::InvalidContentType)) => {
                format!("{address} does not speak TLS: is it a port for plain http?")
            }
            Some(TlsError::InvalidCertificate(CertificateError::UnknownIssuer)) => {
                format!(
                    "the certificate of {address} comes from an issuer that is not trusted (see `tls.roots`)"
                )
            }
            Some(TlsError::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => format!("the certificate of {address} is for another name"),
            Some(TlsError::InvalidCertificate(
                CertificateError::Expired | CertificateError::ExpiredContext { .. },
            )) => format!("the certificate of {address} has expired"),
            Some(TlsError::InvalidCertificate(
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
            )) => format!("the certificate of {address} is not valid yet"),
            Some(TlsError::InvalidCertificate(_)) => format!("the certificate of {address} is not valid"),
            Some(TlsError::AlertReceived(AlertDescription::NoApplicationProtocol)) => {
                kind = ErrorKind::WrongProtocol;
                format!(
                    "{address} speaks another version of HTTP: is it the port of the other API? REST is usually 6333, \
                     gRPC 6334"
                )
            }
            Some(TlsError::AlertReceived(_)) => format!("{address} broke off the handshake"),
            None if is_cut(error.as_ref()) => {
                format!("{address} hung up in the handshake: is it a port for plain http?")
            }
            Some(_) | None => format!("the handshake with {address} failed"),
        };
        if let Some(cause) = cause {
            error = Arc::new(cause);
        }
        Self { kind, message, source: Some(error) }
    }

    /// Makes the error of a call. Nothing was sent, as there was no connection.
    pub(crate) fn to_error(&self) -> Error {
        let error = Error::new(self.kind, self.message.clone()).with_not_sent();
        match &self.source {
            Some(source) => error.with_source(Arc::clone(source)),
            None => error,
        }
    }
}

/// Returns whether the peer hung up.
#[cfg(feature = "_tls")]
fn is_cut(error: &(dyn StdError + 'static)) -> bool {
    causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|io| {
        matches!(
            io.kind(),
            io::ErrorKind::UnexpectedEof
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe
        )
    })
}

impl fmt::Display for DialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for DialError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
