//! Settings of TLS turned into those of rustls.

use std::sync::Arc;

use qdrant_core::{Error, ErrorKind};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};

use super::config::{Identity, Roots, TlsConfig};
use crate::config::Protocol;

/// Builds what rustls needs to connect.
///
/// The crypto provider is given by hand: a library neither installs nor uses that of the process.
///
/// # Errors
///
/// `Config` for certificates and keys that cannot be read, `FeatureDisabled` for roots that were not compiled in.
pub(crate) fn client_config(config: &TlsConfig, protocol: Protocol) -> Result<ClientConfig, Error> {
    let TlsConfig { roots, identity, server_name: _ } = config;
    let builder = versions()?.with_root_certificates(store(roots)?);
    let mut config = match identity {
        None => builder.with_no_client_auth(),
        Some(Identity { certificates, key }) => {
            let chain = certificates_of(certificates, "tls.identity.certificates")?;
            // The reader's own error would not show the key either, but it says no more.
            let key = PrivateKeyDer::from_pem_slice(key.expose().as_bytes())
                .map_err(|_| bad("tls.identity.key", "holds no private key in PEM"))?;
            builder.with_client_auth_cert(chain, key).map_err(|error| {
                bad("tls.identity", "certificate and key do not go together").with_source(error)
            })?
        }
    };
    config.alpn_protocols = match protocol {
        Protocol::Http1 => vec![b"http/1.1".to_vec()],
        Protocol::Http2 => vec![b"h2".to_vec()],
    };
    Ok(config)
}

/// Builds settings for an endpoint in plain text, which nobody trusts anybody with.
///
/// # Errors
///
/// `Config` if the crypto provider has no version of TLS.
pub(crate) fn unused_config() -> Result<ClientConfig, Error> {
    Ok(versions()?.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

fn versions() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, Error> {
    ClientConfig::builder_with_provider(Arc::new(provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| bad("tls", "no version of TLS is possible").with_source(error))
}

/// Returns the name that the server's certificate must have.
///
/// # Errors
///
/// `Config` for what is no name.
pub(crate) fn server_name(config: &TlsConfig, host: &str) -> Result<ServerName<'static>, Error> {
    let name = config.server_name.clone().unwrap_or_else(|| host.to_owned());
    ServerName::try_from(name)
        .map_err(|error| bad("tls.server_name", "is no name of a server").with_source(error))
}

#[cfg(feature = "ring")]
fn provider() -> CryptoProvider {
    rustls::crypto::ring::default_provider()
}

#[cfg(all(feature = "aws-lc-rs", not(feature = "ring")))]
fn provider() -> CryptoProvider {
    rustls::crypto::aws_lc_rs::default_provider()
}

fn store(roots: &[Roots]) -> Result<RootCertStore, Error> {
    const DEFAULT: Roots = if cfg!(all(feature = "webpki-roots", not(feature = "native-roots"))) {
        Roots::Webpki
    } else {
        Roots::Native
    };
    let mut store = RootCertStore::empty();
    if roots.is_empty() {
        add(&mut store, &DEFAULT, "tls.roots")?;
    }
    for (index, roots) in roots.iter().enumerate() {
        add(&mut store, roots, &format!("tls.roots[{index}]"))?;
    }
    Ok(store)
}

fn add(store: &mut RootCertStore, roots: &Roots, field: &str) -> Result<(), Error> {
    match roots {
        Roots::Native => add_native(store, field),
        Roots::Webpki => add_webpki(store, field),
        Roots::Pem(pem) => certificates_of(pem, field)?.into_iter().try_for_each(|certificate| {
            store
                .add(certificate)
                .map_err(|error| bad(field, "holds a certificate that cannot be a root").with_source(error))
        }),
    }
}

#[cfg(feature = "native-roots")]
fn add_native(store: &mut RootCertStore, field: &str) -> Result<(), Error> {
    store.extend(native(field)?.roots.iter().cloned());
    Ok(())
}

/// Returns the roots of the system. They are some hundred files, which are read once in a process.
#[cfg(feature = "native-roots")]
fn native(field: &str) -> Result<&'static RootCertStore, Error> {
    static ROOTS: std::sync::OnceLock<RootCertStore> = std::sync::OnceLock::new();
    if let Some(roots) = ROOTS.get() {
        return Ok(roots);
    }
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added > 0 {
        return Ok(ROOTS.get_or_init(|| roots));
    }
    let error = bad(field, "the system has no root certificates");
    Err(match found.errors.into_iter().next() {
        Some(cause) => error.with_source(cause),
        None => error,
    })
}

#[cfg(not(feature = "native-roots"))]
fn add_native(_: &mut RootCertStore, field: &str) -> Result<(), Error> {
    Err(disabled(field, "root certificates of the system need the cargo feature `native-roots`"))
}

#[cfg(feature = "webpki-roots")]
fn add_webpki(store: &mut RootCertStore, _: &str) -> Result<(), Error> {
    store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    Ok(())
}

#[cfg(not(feature = "webpki-roots"))]
fn add_webpki(_: &mut RootCertStore, field: &str) -> Result<(), Error> {
    Err(disabled(field, "Mozilla's root certificates need the cargo feature `webpki-roots`"))
}

fn certificates_of(pem: &[u8], field: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| bad(field, "is no PEM").with_source(error))?;
    if certificates.is_empty() {
        return Err(bad(field, "holds no certificate in PEM"));
    }
    Ok(certificates)
}

fn bad(field: &str, message: &'static str) -> Error {
    Error::new(ErrorKind::Config, message).with_field(field)
}

#[cfg(not(all(feature = "native-roots", feature = "webpki-roots")))]
fn disabled(field: &str, message: &'static str) -> Error {
    Error::new(ErrorKind::FeatureDisabled, message).with_field(field)
}

#[cfg(test)]
mod tests {
    use rcgen::{CertifiedKey, generate_simple_self_signed};

    use super::*;

    fn build(config: &TlsConfig) -> Result<ClientConfig, Error> {
        client_config(config, Protocol::Http2)
    }

    #[test]
    fn own_roots_and_an_identity_are_taken_without_a_default_of_the_process() {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["db".to_owned()]).unwrap();
        let config = TlsConfig::default()
            .root(Roots::Pem([cert.pem(), cert.pem()].concat().into_bytes()))
            .identity(Identity::new(cert.pem(), signing_key.serialize_pem()));
        assert_eq!(build(&config).unwrap().alpn_protocols, [b"h2"]);
        assert!(CryptoProvider::get_default().is_none());
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["db".to_owned()]).unwrap();
        let root = || TlsConfig::default().root(Roots::Pem(cert.pem().into_bytes()));
        for (config, field) in [
            (root().root(Roots::Pem(b"hush".to_vec())), "tls.roots[1]"),
            (root().identity(Identity::new("x", signing_key.serialize_pem())), "tls.identity.certificates"),
            (root().identity(Identity::new(cert.pem(), "hush")), "tls.identity.key"),
        ] {
            let error = build(&config).unwrap_err();
            assert_eq!((error.kind(), error.field()), (ErrorKind::Config, Some(field)));
            assert!(!format!("{error:?}").contains("hush"));
        }
    }

    #[test]
    fn the_name_is_that_of_the_host_unless_another_is_given() {
        let name =
            |config: &TlsConfig, host: &str| server_name(config, host).map(|name| name.to_str().into_owned());
        assert_eq!(name(&TlsConfig::default(), "db.example").unwrap(), "db.example");
        assert_eq!(name(&TlsConfig::default(), "::1").unwrap(), "::1");
        assert_eq!(name(&TlsConfig::default().server_name("other"), "db.example").unwrap(), "other");
        let error = name(&TlsConfig::default().server_name("no name"), "db.example").unwrap_err();
        assert_eq!(error.field(), Some("tls.server_name"));
    }
}
