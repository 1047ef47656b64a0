//! Who the client says it is, and what a refusal leads to.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderValue, Request};
use qdrant_core::{
    CallOptions, CountPoints, CreateCollection, Error, ErrorKind, HealthCheckRequest, HealthzRequest,
    LivezRequest, ReadyzRequest, TelemetryRequest, TransportExt,
};
use qdrant_http::{Auth, Endpoint, HttpConfig, HttpStack, Protocol, Token, TokenSource};
use qdrant_rest::RestTransport;

use crate::{COUNT, reply, served};

/// Issues `t1`, `t2`, … and says how many it has.
#[derive(Debug, Clone, Default)]
struct Vault(Arc<AtomicU32>);

impl Vault {
    fn issued(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl TokenSource for Vault {
    async fn token(&self) -> Result<Token, Error> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok(Token::new(format!("t{}", self.0.fetch_add(1, Ordering::SeqCst) + 1)))
    }
}

/// The lines of credentials that came with each request.
type Seen = Arc<Mutex<Vec<Vec<String>>>>;

/// Lets in who sends this line among the headers, and answers the others as Qdrant does.
async fn guard(allowed: &'static str) -> (u16, Seen) {
    let seen = Seen::default();
    let log = Arc::clone(&seen);
    let port = served(move |request| {
        let is_credential = |line: &&str| line.starts_with("api-key:") || line.starts_with("authorization:");
        let lines: Vec<_> = request.lines().filter(is_credential).map(ToOwned::to_owned).collect();
        let answer = if lines.iter().any(|line| line == allowed) {
            reply(200, "", COUNT)
        } else {
            reply(401, "content-type: text/plain\r\n", "Invalid API key or JWT")
        };
        log.lock().unwrap().push(lines);
        async move { answer }
    });
    (port.await, seen)
}

fn transport(port: u16, auth: Auth) -> RestTransport {
    let config = HttpConfig::new(Endpoint::http("127.0.0.1", port)).auth(auth);
    RestTransport::new(HttpStack::new(config, Protocol::Http1).unwrap())
}

#[tokio::test]
async fn a_refusal_in_plain_text_replaces_the_token_once() {
    let vault = Vault::default();
    let (port, seen) = guard("authorization: bearer t2").await;
    let client = transport(port, Auth::bearer_source(vault.clone()));
    // A refused call was not carried out, so that one that must happen once is sent again as well.
    let error = client.call(CreateCollection::new("c")).await.err();
    assert!(error.is_none_or(|error| error.kind() != ErrorKind::Unauthenticated));
    assert_eq!((vault.issued(), seen.lock().unwrap().len()), (2, 2));
    let answer = client.call_with(CountPoints::new("c"), CallOptions::default()).await.unwrap();
    assert_eq!((answer.output, answer.meta.attempts, vault.issued()), (3, 1, 2));

    // Nobody is let in: one fresh token, and then the refusal.
    let vault = Vault::default();
    let (port, seen) = guard("nothing").await;
    let client = transport(port, Auth::bearer_source(vault.clone()));
    let error = client.call(CountPoints::new("c")).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Unauthenticated, "{error:?}");
    assert_eq!((error.attempts(), vault.issued(), seen.lock().unwrap().len()), (Some(2), 2, 2));
}

#[tokio::test]
async fn fifty_calls_at_once_share_each_token() {
    let vault = Vault::default();
    // The first token is refused to all of them.
    let (port, _) = guard("authorization: bearer t2").await;
    let client = transport(port, Auth::bearer_source(vault.clone()));
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let client = client.clone();
        calls.spawn(async move { client.call(CountPoints::new("c")).await.unwrap() });
    }
    assert_eq!(calls.join_all().await, [3; 50]);
    assert_eq!(vault.issued(), 2);
}

#[tokio::test]
async fn credentials_of_a_call_replace_those_of_the_client() {
    let (port, seen) = guard("api-key: own").await;
    let vault = Vault::default();
    for auth in [Auth::api_key("hush"), Auth::bearer("hush"), Auth::bearer_source(vault.clone())] {
        let client = transport(port, auth);
        for (name, value, expected) in [
            ("api-key", "own", "api-key: own"),
            ("API-KEY", "other", "api-key: other"),
            ("Authorization", "Bearer own", "authorization: bearer own"),
        ] {
            let options = CallOptions::default().header(name, value);
            let result = client.call_with(CountPoints::new("c"), options).await;
            assert_eq!(result.is_ok(), value == "own");
            if let Err(error) = result {
                assert!(
                    error.kind() == ErrorKind::Unauthenticated && error.attempts() == Some(1),
                    "{error:?}"
                );
            }
            assert_eq!(seen.lock().unwrap().drain(..).collect::<Vec<_>>(), [[expected]], "{name}, sent once");
        }
        // A request that is sent raw has its own in the request itself.
        let mut raw = Request::new(Bytes::new());
        raw.headers_mut().insert("api-key", HeaderValue::from_static("own"));
        assert_eq!(client.raw(raw).await.unwrap().status(), 200);
        assert_eq!(seen.lock().unwrap().drain(..).collect::<Vec<_>>(), [["api-key: own"]]);
    }
    assert_eq!(vault.issued(), 0, "no token was fetched");
}

/// Counts how often it is asked, and issues nothing until it is opened.
#[derive(Debug, Clone, Default)]
struct Sealed(Arc<AtomicBool>, Arc<AtomicU32>);

#[async_trait]
impl TokenSource for Sealed {
    async fn token(&self) -> Result<Token, Error> {
        self.1.fetch_add(1, Ordering::SeqCst);
        match self.0.load(Ordering::SeqCst) {
            true => Ok(Token::new("t")),
            false => Err(Error::new(ErrorKind::PermissionDenied, "vault is sealed")),
        }
    }
}

#[tokio::test]
async fn the_health_of_the_server_is_asked_for_without_the_token_source() {
    let seen = Arc::<Mutex<Vec<bool>>>::default();
    let log = Arc::clone(&seen);
    let port = served(move |request| {
        log.lock().unwrap().push(request.contains("authorization: bearer t\r\n"));
        let answer = match request.split(' ').nth(1).unwrap() {
            "/p/" => reply(200, "", r#"{"title":"q","version":"1.2.3"}"#),
            "/p/collections/c/points/count" => reply(200, "", COUNT),
            _ => reply(200, "", "healthz check passed"),
        };
        async move { answer }
    })
    .await;
    let mut endpoint = Endpoint::http("127.0.0.1", port);
    endpoint.prefix = "/p".to_owned();
    let vault = Sealed::default();
    let config = HttpConfig::new(endpoint).auth(Auth::bearer_source(vault.clone()));
    let client = RestTransport::new(HttpStack::new(config, Protocol::Http1).unwrap());
    client.stack().connect().await.unwrap();
    assert_eq!(client.call(HealthCheckRequest {}).await.unwrap().version, "1.2.3");
    client.call(HealthzRequest {}).await.unwrap();
    client.call(LivezRequest {}).await.unwrap();
    client.call(ReadyzRequest {}).await.unwrap();
    client.raw(Request::new(Bytes::new())).await.unwrap();
    assert_eq!((vault.1.load(Ordering::SeqCst), seen.lock().unwrap().as_slice()), (0, &[false; 6][..]));
    for error in [
        client.call(CountPoints::new("c")).await.unwrap_err(),
        client.call(TelemetryRequest::default()).await.unwrap_err(),
    ] {
        assert_eq!(error.message(), "no token: vault is sealed");
    }

    // A token that is there goes along.
    vault.0.store(true, Ordering::SeqCst);
    client.call(CountPoints::new("c")).await.unwrap();
    client.call(ReadyzRequest {}).await.unwrap();
    assert_eq!((vault.1.load(Ordering::SeqCst), seen.lock().unwrap()[6..].to_vec()), (3, vec![true; 2]));

    // Something in front of the server may want one all the same.
    let vault = Vault::default();
    let (port, seen) = guard("authorization: bearer t1").await;
    let client = transport(port, Auth::bearer_source(vault.clone()));
    client.raw(Request::new(Bytes::new())).await.unwrap();
    assert_eq!((vault.issued(), seen.lock().unwrap().len()), (1, 2));
}

#[tokio::test]
async fn who_guards_the_health_of_the_server_is_given_a_token() {
    for refusal in [401, 403] {
        let seen = Arc::<Mutex<Vec<bool>>>::default();
        let log = Arc::clone(&seen);
        let port = served(move |request| {
            let known = request.contains("authorization: bearer t\r\n");
            log.lock().unwrap().push(known);
            let answer = match known {
                true => reply(200, "", "all shards are ready"),
                false => reply(refusal, "", "who are you"),
            };
            async move { answer }
        })
        .await;
        let vault = Sealed::default();
        vault.0.store(true, Ordering::SeqCst);
        let config =
            HttpConfig::new(Endpoint::http("127.0.0.1", port)).auth(Auth::bearer_source(vault.clone()));
        let client = RestTransport::new(HttpStack::new(config, Protocol::Http1).unwrap());
        for _ in 0..2 {
            client.call(ReadyzRequest {}).await.unwrap();
        }
        assert_eq!(*seen.lock().unwrap(), [false, true, true], "{refusal}");
        assert_eq!(vault.1.load(Ordering::SeqCst), 1);
    }
}
