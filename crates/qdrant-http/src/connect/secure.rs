//! TLS around a connection: that of the server, and that of a proxy below it.

use hyper_util::rt::TokioIo;
use qdrant_core::Error;
use tokio::net::TcpStream;

use super::route::Route;
use super::tcp::Tcp;
use crate::config::{HttpConfig, Protocol};
use crate::endpoint::Endpoint;
use crate::proxy::Proxy;

#[cfg(feature = "_tls")]
mod types {
    use super::{Route, Tcp, TcpStream, TokioIo};

    /// Makes the connection to a server.
    pub(crate) type Inner = hyper_rustls::HttpsConnector<Route>;
    /// Makes the connection to a proxy.
    pub(crate) type Hop = hyper_rustls::HttpsConnector<Tcp>;
    pub(crate) type HopIo = hyper_rustls::MaybeHttpsStream<TokioIo<TcpStream>>;
}

#[cfg(not(feature = "_tls"))]
mod types {
    use super::{Route, Tcp, TcpStream, TokioIo};

    pub(crate) type Inner = Route;
    pub(crate) type Hop = Tcp;
    pub(crate) type HopIo = TokioIo<TcpStream>;
}

pub(super) use self::types::{Hop, HopIo, Inner};

/// What the encrypted connections of a stack have in common.
#[cfg(feature = "_tls")]
pub(crate) struct Secure {
    settings: std::sync::Arc<rustls::ClientConfig>,
    config: crate::tls::TlsConfig,
    proxy: crate::tls::TlsConfig,
}

#[cfg(feature = "_tls")]
impl Secure {
    /// Reads certificates and keys, if any endpoint needs them.
    ///
    /// # Errors
    ///
    /// `Config` for settings that cannot be used, `FeatureDisabled` for what was not compiled in.
    pub(crate) fn new(config: &HttpConfig, protocol: Protocol) -> Result<Self, Error> {
        let settings = if config.endpoints.iter().any(|endpoint| endpoint.https) {
            crate::tls::client_config(&config.tls, protocol)?
        } else {
            crate::tls::unused_config()?
        };
        let proxy = config.proxy.as_ref().map(|proxy| proxy.tls.clone()).unwrap_or_default();
        Ok(Self { settings: settings.into(), config: config.tls.clone(), proxy })
    }

    pub(super) fn server(&self, route: Route, endpoint: &Endpoint) -> Result<Inner, Error> {
        let settings = std::sync::Arc::clone(&self.settings);
        if !endpoint.https {
            // Never used: the scheme of every request is that of the endpoint.
            return Ok((route, settings).into());
        }
        let name = crate::tls::server_name(&self.config, &endpoint.host)?;
        Ok(fixed(route, settings, name))
    }

    pub(super) fn hop(&self, tcp: Tcp, proxy: &Proxy) -> Result<Hop, Error> {
        if !proxy.is_secure() {
            return Ok((tcp, std::sync::Arc::clone(&self.settings)).into());
        }
        let within = |error: Error| error.within("proxy");
        let settings = crate::tls::client_config(&self.proxy, Protocol::Http1).map_err(within)?;
        let host = proxy.uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let name = crate::tls::server_name(&self.proxy, host).map_err(within)?;
        Ok(fixed(tcp, settings.into(), name))
    }
}

#[cfg(feature = "_tls")]
fn fixed<T>(
    inner: T,
    settings: std::sync::Arc<rustls::ClientConfig>,
    name: rustls::pki_types::ServerName<'static>,
) -> hyper_rustls::HttpsConnector<T> {
    let name = std::sync::Arc::new(hyper_rustls::FixedServerNameResolver::new(name));
    hyper_rustls::HttpsConnector::new(inner, settings, true, name)
}

/// Nothing: TLS was not compiled in.
#[cfg(not(feature = "_tls"))]
pub(crate) struct Secure;

#[cfg(not(feature = "_tls"))]
impl Secure {
    /// Checks that no endpoint wants TLS.
    ///
    /// # Errors
    ///
    /// `FeatureDisabled` if one does.
    pub(crate) fn new(config: &HttpConfig, _: Protocol) -> Result<Self, Error> {
        if config.endpoints.iter().any(|endpoint| endpoint.https) {
            return Err(disabled("https needs the cargo feature `ring` or `aws-lc-rs`"));
        }
        Ok(Self)
    }

    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same shape as with TLS")]
    pub(super) fn server(&self, route: Route, _: &Endpoint) -> Result<Inner, Error> {
        Ok(route)
    }

    #[expect(clippy::unused_self, reason = "the same shape as with TLS")]
    pub(super) fn hop(&self, tcp: Tcp, proxy: &Proxy) -> Result<Hop, Error> {
        if proxy.is_secure() {
            return Err(disabled("a proxy with https needs the cargo feature `ring` or `aws-lc-rs`"));
        }
        Ok(tcp)
    }
}

#[cfg(not(feature = "_tls"))]
fn disabled(message: &'static str) -> Error {
    Error::new(qdrant_core::ErrorKind::FeatureDisabled, message)
}
