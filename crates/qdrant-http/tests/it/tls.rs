//! Encrypted connections with certificates of the tests' own.

use std::sync::Arc;
use std::time::Duration;

use qdrant_core::{Error, ErrorKind};
use qdrant_http::{Endpoint, HttpConfig, HttpStack, Identity, Protocol, RetryPolicy, Roots, TlsConfig};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
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

    /// Signs a certificate for `localhost` that is valid from the one year to the other.
    fn sign_for_years(&self, from: i32, to: i32) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        (params.not_before, params.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(to, 1, 1));
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
    accepting(acceptor(authority, authority.sign(name), clients, alpn), protocol).await
}

async fn accepting(acceptor: TlsAcceptor, protocol: Protocol) -> Server {
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
    let roots = Authority::new("ours").trusted();
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let server = Server::http(protocol, |_| async { reply(200, "plain") }).await;
        let error = send(&server, "localhost", roots.clone(), protocol).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Tls);
        assert!(error.message().ends_with("does not speak TLS: is it a port for plain http?"), "{error}");

        let mute = Server::raw(|_, stream| async { drop(stream) }).await;
        let error = send(&mute, "localhost", roots.clone(), protocol).await.unwrap_err();
        assert!(error.is_not_sent() && error.kind() == ErrorKind::Tls, "{error:?}");
        assert!(error.message().contains("is it a port for plain http?"), "{error}");
    }
}

#[tokio::test]
async fn the_port_of_the_other_api_gets_a_hint_when_it_is_encrypted() {
    let authority = Authority::new("ours");
    for (ours, theirs, alpn) in
        [(Protocol::Http1, Protocol::Http2, "h2"), (Protocol::Http2, Protocol::Http1, "http/1.1")]
    {
        let server = secure(&authority, "localhost", false, &[alpn], theirs).await;
        let error = send(&server, "localhost", authority.trusted(), ours).await.unwrap_err();
        assert!(error.kind() == ErrorKind::WrongProtocol && error.is_not_sent(), "{error:?}");
        assert!(error.message().contains("REST is usually 6333, gRPC 6334"), "{error}");
    }
}

#[cfg(feature = "webpki-roots")]
#[tokio::test]
async fn the_roots_of_mozilla_do_not_know_an_authority_of_ours() {
    let authority = Authority::new("ours");
    let mozilla = TlsConfig::default().root(Roots::Webpki);
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let server = secure(&authority, "localhost", false, &[], protocol).await;
        let error = send(&server, "localhost", mozilla.clone(), protocol).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Tls);
        assert!(error.message().contains("issuer that is not trusted"), "{error}");
        // They are trusted besides others.
        let mut both = authority.trusted();
        both.roots.push(Roots::Webpki);
        send(&server, "localhost", both, protocol).await.unwrap();
    }
}

/// Where rustls itself cannot choose, and would panic.
#[cfg(all(feature = "ring", feature = "aws-lc-rs"))]
#[tokio::test]
async fn two_crypto_providers_in_one_program_are_no_panic() {
    use rustls::crypto::CryptoProvider;

    let authority = Authority::new("ours");
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let server = secure(&authority, "localhost", false, &[], protocol).await;
        send(&server, "localhost", authority.trusted(), protocol).await.unwrap();
    }
    assert!(CryptoProvider::get_default().is_none(), "a library leaves that to the program");
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

#[tokio::test]
async fn a_certificate_outside_of_its_time_is_refused() {
    let authority = Authority::new("ours");
    for protocol in [Protocol::Http1, Protocol::Http2] {
        for (from, to, expected) in [(2001, 2002, "has expired"), (4000, 4001, "is not valid yet")] {
            let certificate = authority.sign_for_years(from, to);
            let server = accepting(acceptor(&authority, certificate, false, &[]), protocol).await;
            let error = send(&server, "localhost", authority.trusted(), protocol).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Tls);
            assert!(error.is_not_sent() && !error.is_retryable());
            let expected = format!("the certificate of localhost:{} {expected}", server.address.port());
            assert_eq!(error.message(), expected);
        }
    }
}

#[tokio::test]
async fn a_client_with_a_certificate_of_somebody_else_is_turned_away() {
    let (authority, other) = (Authority::new("ours"), Authority::new("theirs"));
    let (certificate, key) = other.sign("client");
    let stranger = authority.trusted().identity(Identity::new(certificate.pem(), key.serialize_pem()));
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let server = secure(&authority, "localhost", true, &[], protocol).await;
        let error = send(&server, "localhost", stranger.clone(), protocol).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Tls, "{error:?}");
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn each_of_several_endpoints_has_to_show_its_own_name() {
    let authority = Authority::new("ours");
    let right = secure(&authority, "localhost", false, &[], Protocol::Http1).await;
    let wrong = secure(&authority, "db.internal", false, &[], Protocol::Http1).await;
    let mut config = HttpConfig::default().tls(authority.trusted()).retry(RetryPolicy::none());
    config.endpoints =
        [&wrong, &right].map(|server| Endpoint::https("localhost", server.address.port())).to_vec();
    let stack = HttpStack::new(config.clone(), Protocol::Http1).unwrap();
    for _ in 0..6 {
        // The one with the wrong name is never talked to, and the calls go on.
        assert_eq!(stack.send(get("/")).await.unwrap().body().data(), "secret");
    }
    config.endpoints.pop();
    let error = HttpStack::new(config, Protocol::Http1).unwrap().send(get("/")).await.unwrap_err();
    assert!(error.message().ends_with("is for another name"), "{error}");
}

#[tokio::test]
async fn certificates_and_keys_are_read_from_files() {
    let authority = Authority::new("ours");
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let (certificate, key) = authority.sign("client");
    let paths = (
        file("ca.pem", authority.0.pem()),
        file("client.pem", certificate.pem()),
        file("client.key", key.serialize_pem()),
    );
    let server = secure(&authority, "localhost", true, &["h2"], Protocol::Http2).await;
    let by_hand = TlsConfig::default()
        .root(Roots::from_file(&paths.0).unwrap())
        .identity(Identity::from_files(&paths.1, &paths.2).unwrap());
    send(&server, "localhost", by_hand, Protocol::Http2).await.unwrap();
    let text = serde_json::json!({
        "roots": [{ "pem_file": paths.0 }],
        "identity": { "certificates_file": paths.1, "key_file": paths.2 },
    });
    let read: TlsConfig = serde_json::from_value(text).unwrap();
    send(&server, "localhost", read, Protocol::Http2).await.unwrap();

    let missing = folder.path().join("missing.pem");
    let error = Roots::from_file(&missing).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert_eq!(error.message(), format!("cannot read {}: entity not found", missing.display()));
    let text = serde_json::json!({ "roots": [{ "pem_file": missing }] });
    let error = serde_json::from_value::<TlsConfig>(text).unwrap_err().to_string();
    assert!(error.contains("missing.pem"), "{error}");
}

/// Where a test that runs in a process of its own finds what it needs.
#[cfg(feature = "native-roots")]
const PORT: &str = "QDRANT_TEST_PORT";

/// Runs in a process whose system roots are the tests' own; see the test below.
#[cfg(feature = "native-roots")]
#[tokio::test]
async fn within_a_process_with_its_own_system_roots() {
    let Ok(port) = std::env::var(PORT) else { return };
    let config = HttpConfig::new(Endpoint::https("localhost", port.parse().unwrap()));
    for tls in [TlsConfig::default(), TlsConfig::default().root(Roots::Native)] {
        let stack = HttpStack::new(config.clone().tls(tls), Protocol::Http2).unwrap();
        assert_eq!(stack.send(get("/")).await.unwrap().body().data(), "secret");
        // The first stack has read them for all.
        let _ = std::fs::remove_file(std::env::var("SSL_CERT_FILE").unwrap());
    }
    assert!(rustls::crypto::CryptoProvider::get_default().is_none(), "a library installs no default");
}

#[cfg(feature = "native-roots")]
#[tokio::test]
async fn the_roots_of_the_system_are_used_by_default() {
    let (authority, other) = (Authority::new("ours"), Authority::new("theirs"));
    let server = secure(&authority, "localhost", false, &["h2"], Protocol::Http2).await;
    let folder = tempfile::tempdir().unwrap();
    for (trusted, expected) in [(&authority, true), (&other, false)] {
        let roots = folder.path().join("roots.pem");
        std::fs::write(&roots, trusted.0.pem()).unwrap();
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "tls::within_a_process_with_its_own_system_roots"])
            .env("SSL_CERT_FILE", &roots)
            .env_remove("SSL_CERT_DIR")
            .env(PORT, server.address.port().to_string());
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("running 1 test"), "{text}");
        assert_eq!(output.status.success(), expected, "{text}");
        assert_eq!(text.contains("issuer that is not trusted"), !expected, "{text}");
    }
}
