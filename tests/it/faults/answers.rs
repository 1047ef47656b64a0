//! Errors that a server reports.

use std::time::{Duration, SystemTime};

use qdrant_client::ErrorKind;
use qdrant_client::ErrorKind::{
    AlreadyExists, InsufficientStorage, InvalidRequest, NotFound, PermissionDenied, RateLimited, Server,
    Timeout, Unauthenticated, Unavailable, Unsupported, WrongProtocol,
};

use super::expect::Class::{Final, Overdue, Passing};
use super::expect::{Class, Expect};
use super::stage::Stage;
use super::table::{Fault, Strike, strike};
use super::{http1, http2};

const CLOSE: &str = "connection: close\r\n";

/// A reply of HTTP/1.1 with an error in Qdrant's words.
fn rest(status: &str, headers: &str, message: &str) -> Stage {
    plain(status, headers, &format!(r#"{{"status":{{"error":"{message}"}},"time":0.001}}"#))
}

/// A reply of HTTP/1.1 with this body.
fn plain(status: &str, headers: &str, body: &str) -> Stage {
    Stage::Http1(http1::reply(status, &format!("{CLOSE}{headers}"), body))
}

/// A status of gRPC in trailers.
fn grpc(trailers: &str) -> Stage {
    let trailers = http2::headers(trailers);
    Stage::Http2(http2::Answer::Reply(http2::Reply {
        status: 200,
        headers: http2::headers("content-type: application/grpc"),
        trailers: Some(trailers),
        ..http2::Reply::default()
    }))
}

/// A head of HTTP/2 and a body.
fn head(status: u16, headers: &str, body: &'static str) -> Stage {
    Stage::Http2(http2::Answer::Reply(http2::Reply {
        status,
        headers: http2::headers(headers),
        body: body.into(),
        trailers: None,
    }))
}

fn said(stage: Stage, class: Class, kind: ErrorKind) -> Strike {
    strike(stage, Expect::arrived(class, kind))
}

fn hinting(stage: Stage, class: Class, kind: ErrorKind, hint: &'static str) -> Strike {
    strike(stage, Expect::arrived(class, kind).hinting(hint))
}

fn timed(stage: Stage, class: Class, kind: ErrorKind) -> Strike {
    strike(stage, Expect::arrived(class, kind).with_retry_after())
}

pub(crate) fn faults() -> Vec<Fault> {
    let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2));
    let soon = format!("retry-after: {soon}");
    let key = "Must provide an API key or an Authorization bearer token";
    let mut faults = refusals(key);
    faults.extend(limits(&soon));
    faults.extend([
        Fault::pair(
            "500, INTERNAL",
            said(rest("500 Internal Server Error", "", "Service internal error: no"), Final, Server),
            said(grpc("grpc-status: 13\ngrpc-message: Service internal error"), Final, Server),
        ),
        Fault::pair(
            "502 with a page of a proxy",
            said(
                plain("502 Bad Gateway", "", "<html><title>Bad Gateway</title></html>"),
                Passing,
                Unavailable,
            ),
            said(head(502, "content-type: text/html", "<html></html>"), Passing, Unavailable),
        ),
        Fault::pair(
            "503, UNAVAILABLE",
            said(rest("503 Service Unavailable", "", "Shard is not available"), Passing, Unavailable),
            said(grpc("grpc-status: 14\ngrpc-message: Shard is not available"), Passing, Unavailable),
        ),
        Fault::grpc(
            "UNAVAILABLE in the head",
            said(head(200, "content-type: application/grpc\ngrpc-status: 14", ""), Passing, Unavailable),
        ),
        Fault::pair(
            "503, UNAVAILABLE, `Retry-After` in seconds",
            timed(rest("503 Service Unavailable", "retry-after: 1\r\n", "busy"), Passing, Unavailable),
            timed(grpc("grpc-status: 14\nretry-after: 1"), Passing, Unavailable),
        ),
        Fault::pair(
            "408, DEADLINE_EXCEEDED",
            said(rest("408 Request Timeout", "", "Operation timed out"), Overdue, Timeout),
            said(grpc("grpc-status: 4\ngrpc-message: Operation timed out"), Overdue, Timeout),
        ),
        Fault::pair(
            "504 of a proxy",
            said(plain("504 Gateway Timeout", "", "upstream request timeout"), Overdue, Unavailable),
            said(head(504, "content-type: text/plain", "upstream request timeout"), Overdue, Unavailable),
        ),
        Fault::pair(
            "507, RESOURCE_EXHAUSTED for want of room",
            said(rest("507 Insufficient Storage", "", "No space left on disk"), Final, InsufficientStorage),
            said(grpc("grpc-status: 8\nqdrant-insufficient-storage: 1"), Final, InsufficientStorage),
        ),
        Fault::rest(
            "a redirection",
            hinting(
                plain("307 Temporary Redirect", "location: https://db.example/\r\n", ""),
                Final,
                WrongProtocol,
                "to https://db.example/",
            ),
        ),
    ]);
    faults
}

/// Answers that stay as they are, however often the call is repeated.
fn refusals(key: &'static str) -> Vec<Fault> {
    vec![
        Fault::pair(
            "401 in plain text, UNAUTHENTICATED",
            hinting(plain("401 Unauthorized", "", key), Final, Unauthenticated, key),
            said(grpc("grpc-status: 16\ngrpc-message: Invalid API key or JWT"), Final, Unauthenticated),
        ),
        Fault::grpc(
            "401 of a proxy in plain text",
            hinting(head(401, "content-type: text/plain", key), Final, Unauthenticated, key),
        ),
        Fault::grpc(
            "403 of a proxy in plain text",
            hinting(head(403, "content-type: text/plain", "Forbidden"), Final, PermissionDenied, "Forbidden"),
        ),
        Fault::pair(
            "403 in plain text, PERMISSION_DENIED",
            said(plain("403 Forbidden", "", "Forbidden"), Final, PermissionDenied),
            said(grpc("grpc-status: 7\ngrpc-message: Forbidden"), Final, PermissionDenied),
        ),
        Fault::pair(
            "404, NOT_FOUND",
            said(rest("404 Not Found", "", "Not found: Collection `c` doesn't exist!"), Final, NotFound),
            said(grpc("grpc-status: 5\ngrpc-message: Not found"), Final, NotFound),
        ),
        Fault::pair(
            "404 without JSON, UNIMPLEMENTED",
            hinting(plain("404 Not Found", "", ""), Final, Unsupported, "the server is too old for it"),
            hinting(grpc("grpc-status: 12"), Final, Unsupported, "does not support operation `"),
        ),
        Fault::pair(
            "409, ALREADY_EXISTS",
            said(rest("409 Conflict", "", "Collection `c` already exists!"), Final, AlreadyExists),
            said(grpc("grpc-status: 6\ngrpc-message: exists"), Final, AlreadyExists),
        ),
        Fault::pair(
            "422 with a path, INVALID_ARGUMENT",
            hinting(
                rest("422 Unprocessable Entity", "", "Validation error in JSON body: [points[0].id: no]"),
                Final,
                InvalidRequest,
                "invalid request: points[0].id: no",
            ),
            hinting(
                grpc("grpc-status: 3\ngrpc-message: Validation error in body: [points[0].id: no]"),
                Final,
                InvalidRequest,
                "invalid request: points[0].id: no",
            ),
        ),
        Fault::pair(
            "400, OUT_OF_RANGE: larger than the server takes",
            hinting(
                rest(
                    "400 Bad Request",
                    "",
                    "JSON payload (9 bytes) is larger than allowed (limit: 4 bytes).",
                ),
                Final,
                InvalidRequest,
                "max_request_size_mb",
            ),
            hinting(
                grpc("grpc-status: 11\ngrpc-message: Error, decoded message length too large: found 9 bytes"),
                Final,
                InvalidRequest,
                "send less at once",
            ),
        ),
        Fault::pair(
            "413 of a proxy",
            hinting(
                plain("413 Payload Too Large", "", "<html></html>"),
                Final,
                InvalidRequest,
                "max_request_size_mb",
            ),
            hinting(head(413, "content-type: text/html", ""), Final, InvalidRequest, "send less at once"),
        ),
    ]
}

/// Limits of the rate, with all that a server may say about the time.
fn limits(soon: &str) -> Vec<Fault> {
    const FULL: &str = "429 Too Many Requests";
    let limited = |headers: &str| rest(FULL, headers, "Rate limit exceeded");
    let exhausted = |trailer: &str| grpc(&format!("grpc-status: 8\n{trailer}"));
    vec![
        Fault::pair(
            "429, RESOURCE_EXHAUSTED",
            said(limited(""), Passing, RateLimited),
            said(exhausted(""), Passing, RateLimited),
        ),
        Fault::pair(
            "429, RESOURCE_EXHAUSTED, `Retry-After` in seconds",
            timed(limited("retry-after: 1\r\n"), Passing, RateLimited),
            timed(exhausted("retry-after: 1"), Passing, RateLimited),
        ),
        Fault::pair(
            "429, RESOURCE_EXHAUSTED, `Retry-After` as a date",
            timed(limited(&format!("{soon}\r\n")), Passing, RateLimited),
            timed(exhausted(soon), Passing, RateLimited),
        ),
        Fault::pair(
            "429, RESOURCE_EXHAUSTED, `Retry-After` that makes no sense",
            said(limited("retry-after: soon\r\n"), Passing, RateLimited),
            said(exhausted("retry-after: soon"), Passing, RateLimited),
        ),
        Fault::pair(
            "429, RESOURCE_EXHAUSTED, `Retry-After` beyond the limit of the policy",
            timed(limited("retry-after: 3600\r\n"), Final, RateLimited),
            timed(exhausted("retry-after: 3600"), Final, RateLimited),
        ),
    ]
}
