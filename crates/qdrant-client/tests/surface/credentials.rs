//! Credentials of single calls, over each wire.

use async_trait::async_trait;
use http::HeaderMap;
use qdrant_client::{CallOptions, CountPoints, Error, Qdrant, QdrantBuilder, Token, TokenSource};

use crate::log::Log;
use crate::server::Server;

#[derive(Debug)]
struct First;

#[async_trait]
impl TokenSource for First {
    async fn token(&self) -> Result<Token, Error> {
        Ok(Token::new("first"))
    }
}

const KEY: (Option<&str>, Option<&str>) = (Some("second"), None);
const TOKEN: (Option<&str>, Option<&str>) = (None, Some("Bearer second"));

/// The key and the token that a request has; more than one of either is too many.
fn credentials(headers: &HeaderMap) -> (Option<&str>, Option<&str>) {
    let one = |name: &str| {
        assert!(headers.get_all(name).iter().count() <= 1, "{name} is there twice");
        headers.get(name).map(|value| value.to_str().unwrap())
    };
    (one("api-key"), one("authorization"))
}

async fn count(server: &Server, client: &Qdrant) -> HeaderMap {
    server.take_seen();
    assert_eq!(client.count(CountPoints::new("c")).await.unwrap(), 7);
    let mut seen = server.take_seen();
    assert_eq!(seen.len(), 1, "{seen:?}");
    seen.remove(0).1
}

/// Clients with the credentials of each kind, without a question for the version in between.
fn clients(server: &Server, with: impl Fn(QdrantBuilder) -> QdrantBuilder) -> Vec<Qdrant> {
    let build = |builder| with(builder).check_compatibility(false).build().unwrap();
    server.clients().into_iter().map(build).collect()
}

#[tokio::test]
async fn a_key_or_a_token_of_a_call_takes_the_place_of_the_clients_own() {
    let server = Server::start();
    let keyed = clients(&server, |builder| builder.api_key("first"));
    let bearing = clients(&server, |builder| builder.bearer_token("first"));
    let mut sourced = clients(&server, |builder| builder.auth_token_provider(First));
    sourced.extend(clients(&server, |builder| builder.auth_token_provider(async || Ok(Token::new("first")))));
    let open = clients(&server, |builder| builder);
    for client in keyed.iter().chain(&open) {
        let before = credentials(&count(&server, client).await).0.map(str::to_owned);
        let second = client.with_api_key("second");
        assert_eq!(credentials(&count(&server, &second).await), KEY);
        assert_eq!(
            credentials(&count(&server, client).await).0,
            before.as_deref(),
            "the client keeps its own"
        );
        let options = CallOptions::default().header("Api-Key", "third");
        server.take_seen();
        second.call_with(CountPoints::new("c"), options).await.unwrap();
        assert_eq!(credentials(&server.take_seen()[0].1), (Some("third"), None));
    }
    for client in bearing.iter().chain(&sourced).chain(&open) {
        let before = credentials(&count(&server, client).await).1.map(str::to_owned);
        assert_eq!(credentials(&count(&server, &client.with_bearer_token("second")).await), TOKEN);
        assert_eq!(
            credentials(&count(&server, client).await).1,
            before.as_deref(),
            "the client keeps its own"
        );
    }
    // The last word has it, whatever the kind.
    for client in &open {
        let both = client.with_api_key("first").with_header("x-a", "1").with_bearer_token("second");
        let seen = count(&server, &both).await;
        assert_eq!((credentials(&seen), &seen["x-a"]), (TOKEN, &"1".parse().unwrap()));
        assert_eq!(credentials(&count(&server, &both.with_api_key("second")).await), KEY);
        let options = CallOptions::default().header("authorization", "Bearer second");
        server.take_seen();
        client.with_api_key("first").call_with(CountPoints::new("c"), options).await.unwrap();
        assert_eq!(credentials(&server.take_seen()[0].1), TOKEN);
    }
}

#[tokio::test]
async fn clients_with_other_credentials_share_the_connections() {
    let server = Server::start();
    for client in clients(&server, |builder| builder.api_key("first")) {
        count(&server, &client).await;
        let before = server.accepted();
        for key in ["a", "b", "c"] {
            count(&server, &client.with_api_key(key)).await;
        }
        assert_eq!(server.accepted(), before);
        assert!(!format!("{:?}", client.with_api_key("hush").with_bearer_token("hush")).contains("hush"));
    }
}

/// Nobody is there; the warning comes before that is known.
#[test]
fn credentials_of_a_call_in_plain_text_are_reported_once_a_client_but_not_on_this_machine() {
    let reports = |builder: QdrantBuilder| {
        let log = Log::default();
        let listening = log.listen();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let client = builder
                .retry(qdrant_client::RetryPolicy::none())
                .timeout(std::time::Duration::from_millis(20))
                .check_compatibility(false)
                .build()
                .unwrap();
            client.count(CountPoints::new("c")).await.unwrap_err();
            for clone in
                [client.with_api_key("k"), client.with_bearer_token("t"), client.with_header("API-KEY", "k")]
            {
                clone.count(CountPoints::new("c")).await.unwrap_err();
            }
            let options = CallOptions::default().header("authorization", "Bearer t");
            client.call_with(CountPoints::new("c"), options).await.unwrap_err();
        });
        drop(listening);
        log.text().matches("over plain http").count()
    };
    let addresses: &[&str] = match (cfg!(feature = "rest"), cfg!(feature = "grpc")) {
        (true, true) => &["http://192.0.2.1", "grpc://192.0.2.1"],
        (true, false) => &["http://192.0.2.1"],
        _ => &["grpc://192.0.2.1"],
    };
    for away in addresses.iter().map(|url| || Qdrant::from_url(*url)) {
        assert_eq!(reports(away()), 1);
        assert_eq!(reports(away().api_key("k")), 1, "reported when it was built, and not again");
        assert_eq!(reports(away().bearer_token("t")), 1);
        assert_eq!(reports(away().auth_token_provider(First)), 1);
        assert_eq!(reports(away().header("Authorization", "Bearer t")), 1);
        assert_eq!(reports(away().warn_insecure(false)), 0);
        assert_eq!(reports(away().warn_insecure(false).api_key("k")), 0);
    }
    for here in ["localhost:1", "127.0.0.1:1", "127.9.9.9:1", "[::1]:1"] {
        let scheme = if cfg!(feature = "rest") { "http" } else { "grpc" };
        assert_eq!(reports(Qdrant::from_url(format!("{scheme}://{here}"))), 0, "{here}");
    }
}

/// What was told to the whole client is another kind than what the call has.
#[tokio::test]
async fn credentials_of_a_call_are_the_only_ones_on_the_wire() {
    let server = Server::start();
    for client in clients(&server, |builder| builder.api_key("first")) {
        assert_eq!(credentials(&count(&server, &client.with_bearer_token("second")).await), TOKEN);
        assert_eq!(credentials(&count(&server, &client).await), (Some("first"), None));
    }
    let bearing = clients(&server, |builder| builder.bearer_token("first"));
    let sourced = clients(&server, |builder| builder.auth_token_provider(First));
    for client in bearing.iter().chain(&sourced) {
        assert_eq!(credentials(&count(&server, &client.with_api_key("second")).await), KEY);
        assert_eq!(credentials(&count(&server, client).await), (None, Some("Bearer first")));
    }
}
