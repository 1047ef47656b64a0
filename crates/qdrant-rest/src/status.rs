//! What a reply that is no success means.

use http::header::LOCATION;
use http::{HeaderMap, StatusCode};
use qdrant_core::{Error, ErrorKind, Family, OperationKind, ServerError};
use qdrant_http::text;
use serde::Deserialize;

use crate::excerpt::excerpt;

/// How `qdrant-gateway` begins its 404 for a route that it does not have, which a Qdrant answers without a body.
const UNKNOWN_ROUTE: &str = "Unknown route: ";

/// `{"status": {"error": ".."}, "time": 0.0}`.
#[derive(Deserialize)]
struct ErrorEnvelope {
    status: Status,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Status {
    Error {
        error: String,
    },
    /// Such as `already_in_progress`.
    Word(String),
}

/// Makes an error out of a reply.
pub(crate) fn error(operation: OperationKind, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Error {
    let error = match serde_json::from_slice::<ErrorEnvelope>(body) {
        Ok(ErrorEnvelope { status: Status::Error { error: message } })
            if status == StatusCode::NOT_FOUND && message.starts_with(UNKNOWN_ROUTE) =>
        {
            let server = ServerError::http(status.as_u16(), text::bounded(&message));
            foreign(operation, status, headers, text::one_line(&message)).with_server(server)
        }
        Ok(ErrorEnvelope { status: Status::Error { error: message } | Status::Word(message) }) => {
            told(kind(status), &message)
                .with_server(ServerError::http(status.as_u16(), text::bounded(&message)))
        }
        // Not the words of a Qdrant, or those of its authentication, which are plain text.
        Err(_) => {
            let excerpt = excerpt(body);
            let server = ServerError::http(status.as_u16(), excerpt.as_str());
            foreign(operation, status, headers, excerpt).with_server(server)
        }
    };
    let error = error.with_operation(operation);
    match qdrant_http::retry_after(headers) {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    }
}

/// Makes an error out of the words of a Qdrant.
fn told(kind: ErrorKind, message: &str) -> Error {
    if kind == ErrorKind::InvalidRequest {
        if let Some((field, reason)) = text::rejected_field(message) {
            return Error::new(kind, text::one_line(reason)).with_field(text::one_line(field));
        }
        if text::is_about_size(message) {
            return Error::new(kind, format!("{}; {}", text::one_line(message), text::TOO_LARGE));
        }
    }
    Error::new(kind, text::one_line(message))
}

/// Makes an error out of a reply that is not the JSON of Qdrant.
fn foreign(operation: OperationKind, status: StatusCode, headers: &HeaderMap, excerpt: String) -> Error {
    let said = if excerpt.is_empty() { String::new() } else { format!(": {excerpt}") };
    match status {
        // For a thing that does not exist, Qdrant answers 404 with JSON; for a route that does not exist, without.
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Error::new(
            ErrorKind::Unsupported,
            format!(
                "no route for `{operation}` at this address (HTTP {}): the server is too {} for it, or it is no \
                 Qdrant{said}",
                status.as_u16(),
                // What a query replaces is answered by servers up to 1.19.
                if operation.family() == Family::Legacy { "new" } else { "old" }
            ),
        ),
        status if status.is_redirection() && headers.contains_key(LOCATION) => Error::new(
            ErrorKind::WrongProtocol,
            format!("the server redirects (HTTP {}) to {}", status.as_u16(), destination(headers)),
        ),
        StatusCode::PAYLOAD_TOO_LARGE => {
            let message = format!("the request is too large (HTTP 413){said}; {}", text::TOO_LARGE);
            Error::new(kind(status), message)
        }
        _ if excerpt.is_empty() => Error::new(kind(status), format!("HTTP {status}")),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Error::new(kind(status), excerpt),
        _ => Error::new(kind(status), format!("HTTP {}{said}", status.as_u16())),
    }
}

/// Returns where a redirection leads, without a query, which may hold secrets.
fn destination(headers: &HeaderMap) -> String {
    let location =
        headers.get(LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes())).unwrap_or_default();
    text::one_line(location.split(['?', '#']).next().unwrap_or_default())
}

/// The kind of error that a status stands for, when the words are those of a Qdrant.
fn kind(status: StatusCode) -> ErrorKind {
    match status.as_u16() {
        401 => ErrorKind::Unauthenticated,
        403 => ErrorKind::PermissionDenied,
        404 => ErrorKind::NotFound,
        // A single node was asked to do what a cluster does, or a method that the route does not have.
        405 | 501 => ErrorKind::Unsupported,
        408 => ErrorKind::Timeout,
        409 => ErrorKind::AlreadyExists,
        429 => ErrorKind::RateLimited,
        502..=504 => ErrorKind::Unavailable,
        // Another version of HTTP is spoken there: it is a port for gRPC.
        505 => ErrorKind::WrongProtocol,
        507 => ErrorKind::InsufficientStorage,
        400..=499 => ErrorKind::InvalidRequest,
        _ => ErrorKind::Server,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderValue;
    use http::header::RETRY_AFTER;

    use super::*;

    const OPERATION: OperationKind = OperationKind::UpsertPoints;

    fn reply(status: u16, body: &str) -> Error {
        error(OPERATION, StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), body.as_bytes())
    }

    fn json(message: &str) -> String {
        serde_json::json!({"status": {"error": message}, "time": 0.0}).to_string()
    }

    #[test]
    fn every_status_of_the_server_has_its_kind() {
        for (status, expected) in [
            (304, ErrorKind::Server),
            (400, ErrorKind::InvalidRequest),
            (401, ErrorKind::Unauthenticated),
            (403, ErrorKind::PermissionDenied),
            (404, ErrorKind::NotFound),
            (405, ErrorKind::Unsupported),
            (408, ErrorKind::Timeout),
            (409, ErrorKind::AlreadyExists),
            (413, ErrorKind::InvalidRequest),
            (422, ErrorKind::InvalidRequest),
            (429, ErrorKind::RateLimited),
            (500, ErrorKind::Server),
            (501, ErrorKind::Unsupported),
            (502, ErrorKind::Unavailable),
            (503, ErrorKind::Unavailable),
            (504, ErrorKind::Unavailable),
            (505, ErrorKind::WrongProtocol),
            (507, ErrorKind::InsufficientStorage),
            (599, ErrorKind::Server),
        ] {
            let error = reply(status, &json("Service: it is so"));
            assert_eq!(error.kind(), expected, "{status}");
            assert_eq!(error.message(), "Service: it is so");
            let server = error.server().unwrap();
            assert_eq!((server.http_status, server.message.as_str()), (Some(status), "Service: it is so"));
            assert_eq!(error.operation(), Some(OPERATION));
        }
    }

    #[test]
    fn the_field_that_the_server_names_is_that_of_the_error() {
        let error = reply(422, &json("Validation error in JSON body: [points[0].id: must not be empty]"));
        assert_eq!(error.field(), Some("points[0].id"));
        assert_eq!(error.to_string(), "invalid request: points[0].id: must not be empty");
        assert!(error.server().unwrap().message.starts_with("Validation error in JSON body"));
        assert_eq!(reply(422, &json("Validation error in JSON body")).field(), None);
    }

    #[test]
    fn a_request_that_is_too_large_says_what_to_do() {
        let answers = [
            (413, "<html><title>413 Request Entity Too Large</title></html>".to_owned()),
            (413, String::new()),
            (400, json("JSON payload (33554433 bytes) is larger than allowed (limit: 33554432 bytes).")),
        ];
        for (status, body) in answers {
            let error = reply(status, &body);
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(error.message().contains("max_request_size_mb"), "{error}");
        }
        assert!(!reply(400, &json("Wrong input: no")).message().contains("max_request_size_mb"));
    }

    #[test]
    fn a_route_of_old_is_missing_in_what_is_new() {
        let answer = |operation| error(operation, StatusCode::NOT_FOUND, &HeaderMap::new(), b"");
        let legacy = answer(OperationKind::SearchPoints);
        assert!(legacy.is_unsupported() && legacy.message().contains("too new for it"), "{legacy}");
        assert!(answer(OperationKind::QueryPointsGroups).message().contains("too old for it"));
    }

    #[test]
    fn a_missing_thing_and_a_missing_route_differ() {
        let thing = reply(404, &json("Not found: Collection `c` doesn't exist!"));
        assert!(thing.is_not_found());
        for body in
            ["", "404 page not found", r#"{"message":"no Route matched"}"#, "<html><title>404</title>"]
        {
            let route = reply(404, body);
            assert!(route.is_unsupported(), "{body}");
            assert!(route.message().contains("`upsert_points`"), "{route}");
        }
        assert!(reply(405, "").is_unsupported());
        assert!(reply(404, &json("Unknown route: GET /nowhere")).is_unsupported());
    }

    #[test]
    fn the_plain_text_of_authentication_is_the_message() {
        let error = reply(401, "Must provide an API key or an Authorization bearer token");
        assert_eq!(error.kind(), ErrorKind::Unauthenticated);
        assert_eq!(error.message(), "Must provide an API key or an Authorization bearer token");
        assert_eq!(reply(403, "Forbidden").to_string(), "permission denied: Forbidden");
    }

    #[test]
    fn the_page_of_a_proxy_is_told_in_short() {
        let page =
            format!("<html><head><title>502 Bad Gateway</title></head>{}</html>", "<p>x</p>".repeat(9999));
        let error = reply(502, &page);
        assert_eq!(error.to_string(), "unavailable: HTTP 502: 502 Bad Gateway");
        assert!(error.server().unwrap().message.len() < 300);
        assert_eq!(reply(500, "").to_string(), "server error: HTTP 500 Internal Server Error");
    }

    #[test]
    fn a_long_message_is_cut_and_put_on_one_line() {
        let error = reply(400, &json(&"line\n".repeat(5_000)));
        assert!(error.message().len() < 1100 && !error.message().contains('\n'));
        let kept = &error.server().unwrap().message;
        assert!(kept.len() < 5_000 && kept.starts_with("line\nline"));
    }

    #[test]
    fn a_word_is_a_message_too() {
        let error = reply(503, r#"{"status":"already_in_progress","time":0.1}"#);
        assert_eq!((error.kind(), error.message()), (ErrorKind::Unavailable, "already_in_progress"));
    }

    #[test]
    fn a_redirection_tells_where_to_without_secrets() {
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, HeaderValue::from_static("https://db.example/?token=hush"));
        let error = error(OPERATION, StatusCode::MOVED_PERMANENTLY, &headers, b"");
        assert_eq!(error.kind(), ErrorKind::WrongProtocol);
        assert!(
            error.message().contains("https://db.example/") && !error.message().contains("hush"),
            "{error}"
        );
    }

    #[test]
    fn retry_after_is_kept_in_both_forms() {
        let after = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, value.parse().unwrap());
            error(OPERATION, StatusCode::TOO_MANY_REQUESTS, &headers, json("slow down").as_bytes())
                .retry_after()
        };
        assert_eq!(after("7"), Some(Duration::from_secs(7)));
        let soon = httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(60));
        assert!(after(&soon).is_some_and(|wait| (50..=60).contains(&wait.as_secs())));
        assert_eq!(after("soon"), None);
    }
}
