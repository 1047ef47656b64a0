//! Making connections: name lookup, TCP, TLS.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use hyper_util::rt::TokioIo;
use qdrant_core::{Error, ErrorKind};
use tokio::net::TcpStream;
use tower_service::Service;

use crate::config::{HttpConfig, Protocol};
use crate::failure::causes;
use crate::sniff::{Latest, Sniffed};

type BoxError = Box<dyn StdError + Send + Sync>;
type Connecting<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

#[cfg(feature = "_tls")]
type Inner = hyper_rustls::HttpsConnector<Tcp>;
#[cfg(not(feature = "_tls"))]
type Inner = Tcp;

/// Makes the connections of a stack.
#[derive(Clone)]
pub(crate) struct Dialer {
    inner: Inner,
    address: Arc<str>,
    timeout: Option<Duration>,
    protocol: Protocol,
    latest: Latest,
}

impl Dialer {
    /// Creates a dialer.
    ///
    /// # Errors
    ///
    /// `Config` for TLS settings that cannot be used, `FeatureDisabled` for what was not compiled in.
    pub(crate) fn new(config: &HttpConfig, protocol: Protocol) -> Result<Self, Error> {
        let address: Arc<str> = config.endpoint.authority().into();
        let mut http = HttpConnector::new_with_resolver(Resolver(GaiResolver::new()));
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_keepalive(config.tcp_keep_alive);
        let inner = secure(Tcp { http, address: Arc::clone(&address) }, config, protocol)?;
        Ok(Self { inner, address, timeout: config.connect_timeout, protocol, latest: Latest::default() })
    }

    /// Returns a dialer that tells of its latest connection there.
    pub(crate) fn with_latest(&self, latest: Latest) -> Self {
        Self { latest, ..self.clone() }
    }
}

#[cfg(feature = "_tls")]
fn secure(tcp: Tcp, config: &HttpConfig, protocol: Protocol) -> Result<Inner, Error> {
    use hyper_rustls::{FixedServerNameResolver, HttpsConnector};

    if !config.endpoint.https {
        // Never used: the scheme of every request is that of the endpoint.
        return Ok(HttpsConnector::from((tcp, crate::tls::unused_config()?)));
    }
    let settings = crate::tls::client_config(&config.tls, protocol)?;
    let name = FixedServerNameResolver::new(crate::tls::server_name(&config.tls, &config.endpoint)?);
    Ok(HttpsConnector::new(tcp, settings, true, Arc::new(name)))
}

#[cfg(not(feature = "_tls"))]
fn secure(tcp: Tcp, config: &HttpConfig, _: Protocol) -> Result<Inner, Error> {
    if config.endpoint.https {
        return Err(Error::new(
            ErrorKind::FeatureDisabled,
            "https needs the cargo feature `ring` or `aws-lc-rs`",
        ));
    }
    Ok(tcp)
}

impl fmt::Debug for Dialer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialer").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Service<Uri> for Dialer {
    type Response = Sniffed<<Inner as Service<Uri>>::Response>;
    type Error = DialError;
    type Future = Connecting<Self::Response, DialError>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), DialError>> {
        // Neither the connectors nor the resolver inside are ever busy.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let connecting = self.inner.call(target);
        let Self { address, timeout, protocol, latest, .. } = self.clone();
        Box::pin(async move {
            let connected = match timeout {
                None => connecting.await,
                Some(limit) => tokio::time::timeout(limit, connecting).await.map_err(|_| {
                    DialError::connect(format!("no connection to {address} within {limit:?}"))
                })?,
            };
            match connected {
                Ok(io) => {
                    let io = Sniffed::new(io, latest.replace());
                    Ok(match protocol {
                        Protocol::Http1 => io.patient(),
                        Protocol::Http2 => io,
                    })
                }
                Err(error) => Err(DialError::from_inner(error, &address)),
            }
        })
    }
}

/// Connects over TCP, and says in our words why it could not.
#[derive(Clone)]
pub(crate) struct Tcp {
    http: HttpConnector<Resolver>,
    address: Arc<str>,
}

impl Service<Uri> for Tcp {
    type Response = TokioIo<TcpStream>;
    type Error = DialError;
    type Future = Connecting<Self::Response, DialError>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), DialError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let connecting = self.http.call(target);
        let address = Arc::clone(&self.address);
        Box::pin(async move { connecting.await.map_err(|error| DialError::tcp(error.into(), &address)) })
    }
}

/// Looks names up as the system does; its errors can be told from those of TCP.
#[derive(Clone)]
struct Resolver(GaiResolver);

impl Service<Name> for Resolver {
    type Response = <GaiResolver as Service<Name>>::Response;
    type Error = LookupError;
    type Future = Connecting<Self::Response, LookupError>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), LookupError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let lookup = self.0.call(name);
        Box::pin(async move { lookup.await.map_err(LookupError) })
    }
}

/// A name could not be looked up.
#[derive(Debug)]
struct LookupError(io::Error);

impl fmt::Display for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for LookupError {}

/// Why there is no connection; found again in the chain of hyper's error.
#[derive(Debug, Clone)]
pub(crate) struct DialError {
    kind: ErrorKind,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl DialError {
    fn connect(message: String) -> Self {
        Self { kind: ErrorKind::Connect, message, source: None }
    }

    fn tcp(error: BoxError, address: &str) -> Self {
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
    fn from_inner(error: BoxError, address: &str) -> Self {
        match error.downcast::<Self>() {
            Ok(own) => *own,
            // What is not of TCP is of TLS.
            Err(error) => Self::tls(error, address),
        }
    }

    #[cfg(not(feature = "_tls"))]
    fn from_inner(error: Self, _: &str) -> Self {
        error
    }

    #[cfg(feature = "_tls")]
    fn tls(error: BoxError, address: &str) -> Self {
        use rustls::{CertificateError, Error as TlsError, InvalidMessage};

        let mut error: Arc<dyn StdError + Send + Sync> = error.into();
        let cause = causes(error.as_ref()).find_map(|cause| cause.downcast_ref::<TlsError>()).cloned();
        let message = match &cause {
            Some(TlsError::InvalidMessage(InvalidMessage::InvalidContentType)) => {
                format!("{address} does not speak TLS: is it a port for plain http?")
            }
            Some(TlsError::InvalidCertificate(CertificateError::UnknownIssuer)) => {
                format!("the certificate of {address} comes from an issuer that is not trusted")
            }
            Some(TlsError::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => format!("the certificate of {address} is for another name"),
            Some(TlsError::InvalidCertificate(
                CertificateError::Expired | CertificateError::ExpiredContext { .. },
            )) => format!("the certificate of {address} has expired"),
            Some(TlsError::InvalidCertificate(_)) => format!("the certificate of {address} is not valid"),
            Some(TlsError::AlertReceived(_)) => format!("{address} broke off the handshake"),
            Some(_) | None => format!("the handshake with {address} failed"),
        };
        if let Some(cause) = cause {
            error = Arc::new(cause);
        }
        Self { kind: ErrorKind::Tls, message, source: Some(error) }
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
