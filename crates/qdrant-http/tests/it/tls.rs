//! Encrypted connections with certificates of the tests' own.

use std::sync::Arc;
use std::time::Duration;

use qdrant_core::{Error, ErrorKind};
use qdrant_http::{Endpoint, HttpConfig, HttpStack, Identity, Protocol, RetryPolicy, Roots, TlsConfig};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::RootCertStore;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use tokio_rustls::TlsAcceptor;

use crate::server::{Server, get, reply, serve};

/// An authority that signs certificates.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn sign(&self, name: &str) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        (params.signed_by(&key, &self.0).unwrap(), key)
    }

    pub(crate) fn trusted(&self) -> TlsConfig {
        TlsConfig::default().root(Roots::Pem(self.0.pem().into_bytes()))
    }
}

/// A server with a certificate for a name; with `clients` it wants one from them, too.
pub(crate) async fn secure(
    authority: &Authority,
    name: &str,
    clients: bool,
    alpn: &[&str],
    protocol: Protocol,
) -> Server {
    let acceptor = acceptor(authority, authority.sign(name), clients, alpn);
    Server::raw(move |_, stream| {
        let acceptor = acceptor.clone();
        async move {
            if let Ok(stream) = acceptor.accept(stream).await {
                serve(protocol, stream, |_| async { reply(200, "secret") }).await;
            }
        }
    })
    .await
}

/// Answers the handshakes of a server.
pub(crate) fn acceptor(
    authority: &Authority,
    (certificate, key): (rcgen::Certificate, KeyPair),
    clients: bool,
    alpn: &[&str],
) -> TlsAcceptor {
    let provider = Arc::new(ring::default_provider());
    let builder = rustls::ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = if clients {
        let mut roots = RootCertStore::empty();
        roots.add(authority.0.der().clone()).unwrap();
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
        builder.with_client_cert_verifier(verifier)
    } else {
        builder.with_no_client_auth()
    };
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let mut config = builder.with_single_cert(vec![certificate.der().clone()], key).unwrap();
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    TlsAcceptor::from(Arc::new(config))
}

async fn send(server: &Server, host: &str, tls: TlsConfig, protocol: Protocol) -> Result<(), Error> {
    let config =
        HttpConfig::new(Endpoint::https(host, server.address.port())).tls(tls).retry(RetryPolicy::none());
    let response = HttpStack::new(config, protocol)?.send(get("/")).await?;
    assert_eq!(response.body().data(), "secret");
    Ok(())
}

#[tokio::test]
async fn a_trusted_server_is_talked_to_in_both_protocols() {
    let authority = Authority::new("ours");
    for (protocol, alpn) in [
        (Protocol::Http1, &["h2", "http/1.1"][..]),
        (Protocol::Http1, &[]),
        (Protocol::Http2, &["h2", "http/1.1"]),
        (Protocol::Http2, &[]),
    ] {
        let server = secure(&authority, "localhost", false, alpn, protocol).await;
        send(&server, "localhost", authority.trusted(), protocol).await.unwrap();
        let server = secure(&authority, "127.0.0.1", false, alpn, protocol).await;
        send(&server, "127.0.0.1", authority.trusted(), protocol).await.unwrap();
    }
}

#[tokio::test]
async fn an_unknown_authority_is_refused_with_the_cause() {
    let (authority, other) = (Authority::new("ours"), Authority::new("theirs"));
    let server = secure(&authority, "localhost", false, &["h2"], Protocol::Http2).await;
    let error = send(&server, "localhost", other.trusted(), Protocol::Http2).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls);
    assert!(error.is_not_sent() && !error.is_retryable());
    assert!(error.message().contains("issuer that is not trusted"), "{error}");
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(source, "invalid peer certificate: UnknownIssuer");
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused_unless_that_name_is_given() {
    let authority = Authority::new("ours");
    let server = secure(&authority, "db.internal", false, &[], Protocol::Http1).await;
    let error = send(&server, "localhost", authority.trusted(), Protocol::Http1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls);
    assert!(error.message().ends_with("is for another name"), "{error}");
    send(&server, "localhost", authority.trusted().server_name("db.internal"), Protocol::Http1)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_server_that_wants_a_certificate_gets_it() {
    let authority = Authority::new("ours");
    let server = secure(&authority, "localhost", true, &["h2"], Protocol::Http2).await;
    let (certificate, key) = authority.sign("client");
    let identity = Identity::new(certificate.pem(), key.serialize_pem());
    send(&server, "localhost", authority.trusted().identity(identity), Protocol::Http2).await.unwrap();
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let server = secure(&authority, "localhost", true, &[], protocol).await;
        let error = send(&server, "localhost", authority.trusted(), protocol).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Tls, "{error:?}");
    }
}

#[tokio::test]
async fn a_handshake_that_takes_too_long_is_given_up() {
    let server = Server::raw(|_, stream| async move {
        let _kept = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let config = HttpConfig::new(Endpoint::https("127.0.0.1", server.address.port()))
        .tls(Authority::new("ours").trusted())
        .connect_timeout(Duration::from_millis(50))
        .retry(RetryPolicy::none());
    let error = HttpStack::new(config, Protocol::Http1).unwrap().send(get("/")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.is_not_sent() && error.message().ends_with("within 50ms"), "{error}");
}

#[tokio::test]
async fn https_on_a_plain_port_gets_a_hint() {
    let server = Server::http(Protocol::Http1, |_| async { reply(200, "plain") }).await;
    let error =
        send(&server, "localhost", Authority::new("ours").trusted(), Protocol::Http1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls);
    assert!(error.message().ends_with("does not speak TLS: is it a port for plain http?"), "{error}");
}

#[tokio::test]
async fn plain_http_on_an_encrypted_port_gets_a_hint() {
    let authority = Authority::new("ours");
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let server = secure(&authority, "localhost", false, &[], protocol).await;
        let error = server.stack(protocol).send(get("/")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongProtocol, "{error:?}");
        assert!(error.message().ends_with("wants an encrypted connection: use https"), "{error}");
    }
}
