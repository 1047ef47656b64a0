//! Credentials on their way to a server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use qdrant_core::{Effect, Error, ErrorKind};
use qdrant_http::{Attempts, Auth, Endpoint, HttpConfig, HttpStack, Protocol, Token, TokenSource};

use crate::server::{Server, context, get, reply, request};

/// Issues `t1`, `t2`, … after a while.
#[derive(Debug, Default, Clone)]
struct Vault(Arc<AtomicUsize>);

#[async_trait]
impl TokenSource for Vault {
    async fn token(&self) -> Result<Token, Error> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok(Token::new(format!("t{}", self.0.fetch_add(1, Ordering::SeqCst) + 1)))
    }
}

/// Lets only one token in.
async fn guard(protocol: Protocol, allowed: &'static str) -> Server {
    Server::http(protocol, move |request| async move {
        let known = request.headers().get("authorization").is_some_and(|value| value == allowed);
        reply(if known { 200 } else { 401 }, "")
    })
    .await
}

#[tokio::test]
async fn calls_at_the_same_time_share_one_token() {
    let server = guard(Protocol::Http1, "Bearer t1").await;
    let vault = Vault::default();
    let stack =
        HttpStack::new(server.config().auth(Auth::bearer_source(vault.clone())), Protocol::Http1).unwrap();
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let stack = stack.clone();
            tokio::spawn(async move { stack.send(get("/c")).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap().status(), 200);
    }
    assert_eq!(vault.0.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_even_for_a_write() {
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let server = guard(protocol, "Bearer t2").await;
        let vault = Vault::default();
        let stack =
            HttpStack::new(server.config().auth(Auth::bearer_source(vault.clone())), protocol).unwrap();
        let response = stack.send(request("/c", context(Effect::Once))).await.unwrap();
        assert_eq!((response.status().as_u16(), response.extensions().get()), (200, Some(&Attempts(2))));
        assert_eq!(stack.send(get("/c")).await.unwrap().extensions().get(), Some(&Attempts(1)));
        assert_eq!(vault.0.load(Ordering::SeqCst), 2);
    }
}

#[tokio::test]
async fn a_fixed_key_arrives_and_is_never_shown() {
    let server = Server::http(Protocol::Http2, |request| async move {
        reply(if request.headers()["api-key"] == "hush-hush" { 200 } else { 401 }, "")
    })
    .await;
    let stack = HttpStack::new(server.config().auth(Auth::api_key("hush-hush")), Protocol::Http2).unwrap();
    assert_eq!(stack.send(get("/")).await.unwrap().status(), 200);
    assert!(!format!("{stack:?} {stack:#?}").contains("hush"));
}

#[tokio::test]
async fn errors_never_show_headers() {
    let server = Server::raw(|_, stream| async move { drop(stream) }).await;
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let config = server.config().auth(Auth::api_key("hush")).header("x-secret", "hush");
        let mut call = context(Effect::Once);
        call.headers = vec![("x-other".to_owned(), "hush".into())];
        let error = HttpStack::new(config, protocol).unwrap().send(request("/", call)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect);
        let mut shown = format!("{error} {error:?} {error:#?}");
        let mut cause = std::error::Error::source(&error);
        while let Some(error) = cause {
            shown += &format!(" {error} {error:?}");
            cause = error.source();
        }
        assert!(!shown.contains("hush"), "{shown}");
    }
}

#[test]
fn bad_settings_are_refused_when_the_stack_is_made_and_without_a_runtime() {
    let config = || HttpConfig::new(Endpoint::http("127.0.0.1", 6333));
    let refused = |config: HttpConfig| {
        let error = HttpStack::new(config, Protocol::Http1).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(!format!("{error:?} {error}").contains("hush"));
        error.field().unwrap().to_owned()
    };
    assert_eq!(refused(config().auth(Auth::api_key("hush\n"))), "api_key");
    assert_eq!(refused(config().auth(Auth::bearer("hush\r"))), "token");
    assert_eq!(refused(config().header("x-a", "hush\u{0}")), "header `x-a`");
    assert_eq!(refused(config().user_agent("a\nb".to_owned())), "user_agent");
    assert_eq!(refused(config().auth(Auth::api_key("hush")).header("Api-Key", "hush")), "auth");
    assert_eq!(refused(config().pool_size(0)), "pool_size");
    assert_eq!(refused(config().concurrency_limit(0)), "concurrency_limit");
    assert_eq!(refused(HttpConfig::new(Endpoint::http("a b", 1))), "host");
    assert!(HttpStack::new(config(), Protocol::Http2).is_ok());
}

mod insecure {
    use std::sync::Mutex;

    use tracing::span::{Attributes, Id, Record};
    use tracing::subscriber::with_default;
    use tracing::{Event, Level, Metadata, Subscriber};

    use super::*;

    #[derive(Clone, Default)]
    struct Warnings(Arc<Mutex<usize>>);

    impl Subscriber for Warnings {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.target().starts_with("qdrant_http") && *metadata.level() == Level::WARN
        }
        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }
        fn record(&self, _: &Id, _: &Record<'_>) {}
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn event(&self, _: &Event<'_>) {
            *self.0.lock().unwrap() += 1;
        }
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    fn warnings(config: HttpConfig) -> usize {
        let warnings = Warnings::default();
        with_default(warnings.clone(), || HttpStack::new(config, Protocol::Http1).map(drop).unwrap());
        *warnings.0.lock().unwrap()
    }

    #[test]
    fn a_key_over_plain_http_to_another_machine_is_warned_about_once() {
        let config = |host: &str| HttpConfig::new(Endpoint::http(host, 6333)).auth(Auth::api_key("key"));
        assert_eq!(warnings(config("db.example")), 1);
        assert_eq!(warnings(config("db.example").warn_insecure(false)), 0);
        assert_eq!(warnings(config("localhost")), 0);
        assert_eq!(warnings(config("::1")), 0);
        let without = || HttpConfig::new(Endpoint::http("db.example", 6333));
        assert_eq!(warnings(without()), 0);
        assert_eq!(warnings(without().header("Api-Key", "key")), 1);
    }
}
