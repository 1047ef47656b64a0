//! A configuration as a value: what can be read, what is refused, and what is never shown.

use std::collections::BTreeSet;
use std::time::Duration;

use qdrant_client::{ErrorKind, Qdrant, QdrantConfig, Roots};

fn read(text: &str) -> Result<QdrantConfig, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

const EVERY_NAME: &str = r#"{
    "url": "https://db.example/p", "urls": null, "host": null, "port": 443, "grpc_port": 7, "prefer_grpc": true,
    "https": true, "prefix": "/p", "api_key": "hush-key", "bearer_token": null,
    "headers": { "x-one": "hush-1", "x-two": ["hush-2", "hush-3"] }, "metadata": { "x-inner": "hush-4" },
    "user_agent": "shop/2", "compression": true, "pool_size": 4, "concurrency_limit": 16,
    "check_compatibility": false, "warn_insecure": false, "in_memory": false, "path": null,
    "timeout": "1m 30s", "attempt_timeout": 2.5, "connect_timeout": 3, "download_idle_timeout": "none",
    "upload_idle_timeout": null, "idle_timeout": "3s", "endpoint_pause": "250ms",
    "http2_keep_alive_interval": "15s", "http2_keep_alive_timeout": "5s", "tcp_keep_alive": "none",
    "retry": { "max_attempts": 7, "budget": { "burst": 5 } },
    "tls": { "roots": ["native", "webpki"], "server_name": "db" },
    "proxy": "http://me:hush-proxy@proxy:3128",
    "request_ids": true, "max_response_bytes": 1000, "max_request_bytes": 2000
}"#;

#[test]
fn every_name_can_be_read_and_has_a_method_of_the_builder() {
    let config = read(EVERY_NAME).unwrap();
    assert_eq!(config.url.as_ref().map(|url| url.as_str()), Some("https://db.example/p"));
    assert_eq!(
        (config.timeout, config.attempt_timeout),
        (Some(Duration::from_secs(90)), Some(Duration::from_millis(2500)))
    );
    assert_eq!(
        (config.download_idle_timeout, config.upload_idle_timeout, config.tcp_keep_alive),
        (None, None, None)
    );
    assert_eq!(config.headers.len(), 3);
    assert_eq!(config.headers[2].1.expose(), "hush-3");
    assert_eq!(config.retry.budget.map(|budget| budget.burst), Some(5));
    assert_eq!(config.tls.roots, [Roots::Native, Roots::Webpki]);
    assert!(config.proxy.is_some() && config.request_ids && config.prefer_grpc);

    let builder =
        concat!(include_str!("../../src/builder/base.rs"), include_str!("../../src/builder/http.rs"));
    let names: serde_json::Map<String, serde_json::Value> = serde_json::from_str(EVERY_NAME).unwrap();
    for name in names.keys() {
        // The builder adds headers one by one.
        let method = if name == "headers" { "header" } else { name };
        assert!(
            builder.contains(&format!("pub fn {method}(")) || builder.contains(&format!("pub fn {method}<")),
            "{name}"
        );
    }
    // The list above is whole: nothing is shown by `Debug` that it does not have.
    let shown = format!("{:#?}", QdrantConfig::default());
    let fields: BTreeSet<_> = shown
        .lines()
        .filter_map(|line| line.strip_prefix("    ").filter(|line| !line.starts_with([' ', '}', ']', ')'])))
        .filter_map(|line| line.split_once(':').map(|(name, _)| name))
        .collect();
    assert_eq!(fields, names.keys().map(String::as_str).collect());
}

#[test]
fn a_configuration_becomes_a_client() {
    let config =
        read(r#"{ "urls": ["http://a:7000", "b"], "prefer_grpc": true, "headers": { "x": "1" } }"#).unwrap();
    let client = Qdrant::from_config(config).build().unwrap();
    let all = |stack: &qdrant_http::HttpStack| stack.endpoints().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(all(client.rest().unwrap().stack()), ["http://a:7000", "http://b:6333"]);
    assert_eq!(all(client.grpc().unwrap().stack()), ["http://a:6334", "http://b:6334"]);
    // What contradicts itself is found when it is built, as with the methods.
    let error =
        Qdrant::from_config(read(r#"{ "url": "http://h", "https": true }"#).unwrap()).build().unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Config, Some("https")));
}

#[test]
fn what_does_not_exist_is_refused_by_its_name() {
    let error = read(r#"{ "time_out": 5 }"#).unwrap_err();
    assert!(error.contains("`time_out`"), "{error}");
    for text in [
        r#"{ "timeout": "soon" }"#,
        r#"{ "timeout": -1 }"#,
        r#"{ "port": 70000 }"#,
        r#"{ "tls": { "root": 1 } }"#,
    ] {
        read(text).unwrap_err();
    }
}

#[test]
fn no_secret_is_written_shown_or_told_by_an_error() {
    let config = read(EVERY_NAME).unwrap();
    let written = serde_json::to_string(&config).unwrap();
    let shown = format!("{config:?} {config:#?} {:?} {written}", Qdrant::from_config(config.clone()));
    assert!(!shown.contains("hush"), "{shown}");
    // What was written can be read, and differs in nothing but the secrets.
    let again = read(&written).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), written);
    assert!(again.api_key.is_none() && again.headers.is_empty() && again.timeout == config.timeout);

    for text in [
        r#"{ "api_key": ["hush"] }"#,
        r#"{ "api_key": { "hush": "hush" } }"#,
        r#"{ "api_key": "***" }"#,
        r#"{ "api_key": "" }"#,
        r#"{ "bearer_token": [1, "hush"] }"#,
        r#"{ "headers": "hush" }"#,
        r#"{ "headers": ["hush"] }"#,
        r#"{ "headers": { "x": { "hush": 1 } } }"#,
        r#"{ "metadata": { "x": ["a", 1, "hush"] } }"#,
        r#"{ "proxy": { "http": "hush", "other": "hush" } }"#,
        r#"{ "proxy": { "http": ["hush"] } }"#,
        r#"{ "tls": { "identity": "hush" } }"#,
        r#"{ "tls": { "identity": { "certificates": "c", "key": ["hush"] } } }"#,
        r#"{ "tls": { "identity": { "certificates": "c", "key": "hush", "other": 1 } } }"#,
    ] {
        let error = read(text).unwrap_err();
        assert!(!error.contains("hush"), "{error}");
    }
    for url in ["http://me:hush@h", "http://h?key=hush"] {
        let config = read(&format!(r#"{{ "url": "{url}", "urls": ["{url}"] }}"#)).unwrap();
        let shown = format!("{config:?} {}", serde_json::to_string(&config).unwrap());
        assert!(!shown.contains("hush"), "{shown}");
    }
}

#[test]
fn defaults_are_those_of_an_empty_file() {
    let (empty, default) = (read("{}").unwrap(), QdrantConfig::default());
    assert_eq!(format!("{empty:?}"), format!("{default:?}"));
    assert_eq!(format!("{:?}", Qdrant::from_config(empty)), format!("{:?}", Qdrant::builder()));
}
