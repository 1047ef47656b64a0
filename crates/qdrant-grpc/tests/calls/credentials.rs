//! Who the client says it is, and what a refusal leads to.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use http::HeaderMap;
use hyper::body::Bytes;
use qdrant_core::{
    CallOptions, CountPoints, CreateCollection, Error, ErrorKind, GrpcHealthCheckRequest, HealthCheckRequest,
    TransportExt,
};
use qdrant_grpc::GrpcTransport;
use qdrant_grpc::proto::{health as proto_of_health, qdrant as proto};
use qdrant_http::{Auth, HttpStack, Protocol, Token, TokenSource};

use crate::server::{Answer, headers, start_with};
use crate::{config, counted};

/// Issues `t1`, `t2`, … and says how many it has.
#[derive(Debug, Clone, Default)]
struct Vault {
    issued: Arc<AtomicU32>,
    life: Option<Duration>,
}

impl Vault {
    fn issued(&self) -> u32 {
        self.issued.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl TokenSource for Vault {
    async fn token(&self) -> Result<Token, Error> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let token = Token::new(format!("t{}", self.issued.fetch_add(1, Ordering::SeqCst) + 1));
        Ok(match self.life {
            Some(life) => token.expires_at(SystemTime::now() + life),
            None => token,
        })
    }
}

/// What came as `api-key` and `authorization`.
type Seen = Arc<Mutex<Vec<[Option<String>; 2]>>>;

fn of(headers: &HeaderMap) -> [Option<String>; 2] {
    ["api-key", "authorization"].map(|name| {
        let values: Vec<_> = headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect();
        (!values.is_empty()).then(|| values.join(" and "))
    })
}

/// Lets in who has this value in either header, and answers the others so.
async fn guard(allowed: &'static str, refusal: Answer) -> (u16, Seen) {
    let seen = Seen::default();
    let log = Arc::clone(&seen);
    let port = start_with(move |parts, _| {
        let came = of(&parts.headers);
        let is_known = came.iter().flatten().any(|value| value == allowed);
        log.lock().unwrap().push(came);
        let answer = if is_known { counted(3) } else { refusal.clone() };
        async move { answer }
    });
    (port.await, seen)
}

const REFUSAL: [(&str, &str); 2] = [("grpc-status", "16"), ("grpc-message", "Invalid API key or JWT")];

fn in_trailers() -> Answer {
    Answer::status(&REFUSAL)
}

fn in_the_head() -> Answer {
    let mut head = headers(&REFUSAL);
    head.extend(headers(&[("content-type", "application/grpc")]));
    Answer { status: 200, headers: head, body: Bytes::new(), trailers: None }
}

fn transport(port: u16, auth: Auth) -> GrpcTransport {
    GrpcTransport::new(HttpStack::new(config(port).auth(auth), Protocol::Http2).unwrap())
}

#[tokio::test]
async fn a_refusal_in_head_or_trailers_replaces_the_token_once() {
    for refusal in [in_trailers(), in_the_head()] {
        let vault = Vault::default();
        let (port, _) = guard("Bearer t2", refusal.clone()).await;
        let client = transport(port, Auth::bearer_source(vault.clone()));
        // A refused call was not carried out, so that one that must happen once is sent again as well.
        let error = client.call(CreateCollection::new("c")).await.err();
        assert!(error.is_none_or(|error| error.kind() != ErrorKind::Unauthenticated));
        assert_eq!(vault.issued(), 2);
        let answer = client.call_with(CountPoints::new("c"), CallOptions::default()).await.unwrap();
        assert_eq!((answer.output, answer.meta.attempts, vault.issued()), (3, 1, 2));

        // Nobody is let in: one fresh token, and then the refusal.
        let vault = Vault::default();
        let (port, seen) = guard("nothing", refusal).await;
        let client = transport(port, Auth::bearer_source(vault.clone()));
        let error = client.call(CountPoints::new("c")).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Unauthenticated, "{error:?}");
        assert_eq!((error.attempts(), vault.issued(), seen.lock().unwrap().len()), (Some(2), 2, 2));
    }
}

#[tokio::test]
async fn fifty_calls_at_once_share_each_token() {
    let vault = Vault::default();
    // The first token is refused to all of them.
    let (port, _) = guard("Bearer t2", in_trailers()).await;
    let client = transport(port, Auth::bearer_source(vault.clone()));
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let client = client.clone();
        calls.spawn(async move { client.call(CountPoints::new("c")).await.unwrap() });
    }
    assert_eq!(calls.join_all().await, [3; 50]);
    assert_eq!(vault.issued(), 2);
}

#[test]
fn a_token_is_renewed_before_its_end_and_nobody_waits() {
    crate::clock::run(async {
        let vault = Vault { life: Some(Duration::from_secs(100)), ..Vault::default() };
        let (port, seen) = guard("Bearer t1", in_trailers()).await;
        let client = transport(port, Auth::bearer_source(vault.clone()));
        let call = || client.call(CountPoints::new("c"));
        call().await.unwrap();
        tokio::time::advance(Duration::from_secs(70)).await;
        call().await.unwrap();
        assert_eq!(vault.issued(), 1);
        // The last fifth of its time has begun.
        tokio::time::advance(Duration::from_secs(15)).await;
        call().await.unwrap();
        while vault.issued() < 2 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(seen.lock().unwrap().len(), 3, "no call was refused or repeated");
        call().await.unwrap_err();
        assert_eq!(seen.lock().unwrap()[3][1].as_deref(), Some("Bearer t2"));
    });
}

#[tokio::test]
async fn credentials_of_a_call_replace_those_of_the_client() {
    let (port, seen) = guard("own", in_trailers()).await;
    let vault = Vault::default();
    for auth in [Auth::api_key("hush"), Auth::bearer("hush"), Auth::bearer_source(vault.clone())] {
        let client = transport(port, auth);
        for (name, value, expected) in [
            ("api-key", "own", [Some("own"), None]),
            ("API-KEY", "other", [Some("other"), None]),
            ("Authorization", "Bearer own", [None, Some("Bearer own")]),
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
            let came = seen.lock().unwrap().pop().unwrap();
            assert_eq!(came.each_ref().map(Option::as_deref), expected, "{name}");
            assert!(seen.lock().unwrap().is_empty(), "it was sent once");
        }
    }
    assert_eq!(vault.issued(), 0, "no token was fetched");
}

#[tokio::test]
async fn a_refusal_of_a_raw_call_replaces_the_token_whatever_the_rpc() {
    for path in ["/qdrant.Points/Count", "/own.Service/Do"] {
        for refusal in [in_trailers(), in_the_head()] {
            let vault = Vault::default();
            let (port, _) = guard("Bearer t2", refusal).await;
            let client = transport(port, Auth::bearer_source(vault.clone()));
            client.raw(path, Bytes::new()).await.unwrap();
            assert_eq!(vault.issued(), 2, "{path}");
        }
    }
    let vault = Vault::default();
    let (port, seen) = guard("own", in_trailers()).await;
    let client = transport(port, Auth::bearer_source(vault.clone()));
    let options = CallOptions::default().header("api-key", "own");
    client.raw_with("/own.Service/Do", Bytes::new(), options).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), [[Some("own".to_owned()), None]]);
    assert_eq!(vault.issued(), 0);
}

/// Issues nothing while it is sealed.
#[derive(Debug, Clone, Default)]
struct Sealed(Arc<AtomicBool>, Arc<AtomicU32>);

#[async_trait]
impl TokenSource for Sealed {
    async fn token(&self) -> Result<Token, Error> {
        self.1.fetch_add(1, Ordering::SeqCst);
        match self.0.load(Ordering::SeqCst) {
            true => Err(Error::new(ErrorKind::PermissionDenied, "vault is sealed")),
            false => Ok(Token::new("t")),
        }
    }
}

#[tokio::test]
async fn the_health_of_the_server_is_asked_for_without_the_token_source() {
    let version = proto::HealthCheckReply { title: "q".into(), version: "1.2.3".into(), commit: None };
    let serving = proto_of_health::HealthCheckResponse { status: 1 };
    let seen = Seen::default();
    let log = Arc::clone(&seen);
    let port = start_with(move |parts, _| {
        log.lock().unwrap().push(of(&parts.headers));
        let answer = match parts.uri.path() {
            "/qdrant.Qdrant/HealthCheck" => Answer::message(&version),
            "/grpc.health.v1.Health/Check" => Answer::message(&serving),
            _ => counted(3),
        };
        async move { answer }
    })
    .await;
    let vault = Sealed::default();
    vault.0.store(true, Ordering::SeqCst);
    let client = transport(port, Auth::bearer_source(vault.clone()));
    client.stack().connect().await.unwrap();
    assert_eq!(client.call(HealthCheckRequest {}).await.unwrap().version, "1.2.3");
    client.call(GrpcHealthCheckRequest::new("")).await.unwrap();
    client.raw("/qdrant.Qdrant/HealthCheck", Bytes::new()).await.unwrap();
    assert_eq!(vault.1.load(Ordering::SeqCst), 0);
    assert!(seen.lock().unwrap().drain(..).all(|came| came == [None, None]));
    let error = client.call(CountPoints::new("c")).await.unwrap_err();
    assert_eq!(error.message(), "no token: vault is sealed");

    // A token that is there goes along.
    vault.0.store(false, Ordering::SeqCst);
    client.call(CountPoints::new("c")).await.unwrap();
    client.call(HealthCheckRequest {}).await.unwrap();
    let bearer = [None, Some("Bearer t".to_owned())];
    assert_eq!(*seen.lock().unwrap(), [bearer.clone(), bearer]);

    // Something in front of the server may want one all the same, and say so as if there had been a bad one.
    for refusal in [in_trailers(), in_the_head(), Answer::status(&[("grpc-status", "7")])] {
        let vault = Vault::default();
        let (port, seen) = guard("Bearer t1", refusal).await;
        let client = transport(port, Auth::bearer_source(vault.clone()));
        client.raw("/qdrant.Qdrant/HealthCheck", Bytes::new()).await.unwrap();
        assert_eq!(vault.issued(), 1);
        assert_eq!(*seen.lock().unwrap(), [[None, None], [None, Some("Bearer t1".to_owned())]]);
    }
}
