//! TLS around a connection.

use qdrant_core::Error;

use super::tcp::Tcp;
use crate::config::{HttpConfig, Protocol};
use crate::endpoint::Endpoint;

#[cfg(feature = "_tls")]
pub(super) type Inner = hyper_rustls::HttpsConnector<Tcp>;
#[cfg(not(feature = "_tls"))]
pub(super) type Inner = Tcp;

/// What the encrypted connections of a stack have in common.
#[cfg(feature = "_tls")]
pub(crate) struct Secure {
    settings: std::sync::Arc<rustls::ClientConfig>,
    config: crate::tls::TlsConfig,
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
        Ok(Self { settings: settings.into(), config: config.tls.clone() })
    }

    pub(super) fn wrap(&self, tcp: Tcp, endpoint: &Endpoint) -> Result<Inner, Error> {
        use std::sync::Arc;

        use hyper_rustls::{FixedServerNameResolver, HttpsConnector};

        let settings = Arc::clone(&self.settings);
        if !endpoint.https {
            // Never used: the scheme of every request is that of the endpoint.
            return Ok(HttpsConnector::from((tcp, settings)));
        }
        let name = FixedServerNameResolver::new(crate::tls::server_name(&self.config, endpoint)?);
        Ok(HttpsConnector::new(tcp, settings, true, Arc::new(name)))
    }
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
            return Err(Error::new(
                qdrant_core::ErrorKind::FeatureDisabled,
                "https needs the cargo feature `ring` or `aws-lc-rs`",
            ));
        }
        Ok(Self)
    }

    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same shape as with TLS")]
    pub(super) fn wrap(&self, tcp: Tcp, _: &Endpoint) -> Result<Inner, Error> {
        Ok(tcp)
    }
}
