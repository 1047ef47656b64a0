//! Replies that are not what they should be, and what is said about them.

use qdrant_core::{CountPoints, DownloadSnapshot, ErrorKind, HealthzRequest, TransportExt};
use qdrant_http::{Endpoint, HttpConfig, HttpStack, Protocol, RetryPolicy};
use qdrant_rest::RestTransport;

use crate::{reply, served};

const PAGE: &str = "<!doctype html>\n<html><head><title>Sign in</title></head></html>";

async fn said(answer: Vec<u8>) -> RestTransport {
    let port = served(move |_| {
        let answer = answer.clone();
        async move { answer }
    })
    .await;
    let config = HttpConfig::new(Endpoint::http("127.0.0.1", port)).retry(RetryPolicy::none());
    RestTransport::new(HttpStack::new(config, Protocol::Http1).unwrap())
}

#[tokio::test]
async fn a_page_with_a_good_status_says_that_a_proxy_may_stand_in_between() {
    let transport = said(reply(200, "content-type: text/html\r\n", PAGE)).await;
    for error in [
        transport.call(CountPoints::new("c")).await.unwrap_err(),
        transport.call(HealthzRequest {}).await.unwrap_err(),
        transport.call(DownloadSnapshot::new("c", "s")).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::WrongProtocol, "{error:?}");
        assert!(error.message().contains("proxy") && error.message().contains("6333"), "{error}");
        assert_eq!((error.attempts(), error.is_not_sent()), (Some(1), false));
    }
    let error = transport.call(CountPoints::new("c")).await.unwrap_err();
    assert!(error.message().ends_with(": Sign in"), "{error}");
}

#[tokio::test]
async fn json_that_breaks_off_is_damaged() {
    let transport = said(reply(200, "content-type: application/json\r\n", "{\"result\":{\"cou")).await;
    assert_eq!(transport.call(CountPoints::new("c")).await.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn a_field_that_the_server_refuses_is_named() {
    let body = r#"{"status":{"error":"Validation error in JSON body: [filter: too long]"},"time":0.0}"#;
    let error = said(reply(422, "", body)).await.call(CountPoints::new("c")).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some("filter")));
}

#[tokio::test]
async fn a_reply_that_is_nested_too_deep_is_refused() {
    let nested = format!(r#"{{"result":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let error = said(reply(200, "", &nested)).await.call(CountPoints::new("c")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
}
