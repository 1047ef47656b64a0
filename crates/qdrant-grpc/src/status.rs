//! The status at the end of a reply, and what it means.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::response::Parts;
use http::{HeaderMap, StatusCode};
use percent_encoding::percent_decode;
use qdrant_core::{Error, ErrorKind, OperationKind, ServerError};
use qdrant_http::{Verdict, classify_status, retry_after, text};

/// Trailer that tells a lack of room from a rate limit, which have one code.
pub(crate) const INSUFFICIENT_STORAGE: &str = "qdrant-insufficient-storage";

const GRPC_STATUS: &str = "grpc-status";
const GRPC_MESSAGE: &str = "grpc-message";

/// What tonic's server says when the time that it was told is over.
const TIMEOUT_EXPIRED: &str = "Timeout expired";

/// How the server opens the message about storage that is locked against writes.
const LOCKED: &str = "Storage locked";

/// The codes of gRPC.
pub(crate) mod code {
    pub(crate) const OK: i32 = 0;
    pub(crate) const CANCELLED: i32 = 1;
    pub(crate) const INVALID_ARGUMENT: i32 = 3;
    pub(crate) const DEADLINE_EXCEEDED: i32 = 4;
    pub(crate) const NOT_FOUND: i32 = 5;
    pub(crate) const ALREADY_EXISTS: i32 = 6;
    pub(crate) const PERMISSION_DENIED: i32 = 7;
    pub(crate) const RESOURCE_EXHAUSTED: i32 = 8;
    pub(crate) const FAILED_PRECONDITION: i32 = 9;
    pub(crate) const OUT_OF_RANGE: i32 = 11;
    pub(crate) const UNIMPLEMENTED: i32 = 12;
    #[cfg(feature = "server")]
    pub(crate) const INTERNAL: i32 = 13;
    pub(crate) const UNAVAILABLE: i32 = 14;
    pub(crate) const DATA_LOSS: i32 = 15;
    pub(crate) const UNAUTHENTICATED: i32 = 16;
}

/// The status of a reply.
struct Status<'a> {
    code: i32,
    /// Where the status stands, with all that belongs to it: the trailers, or the head of a reply without a body.
    metadata: &'a HeaderMap,
}

impl<'a> Status<'a> {
    fn find(head: &'a HeaderMap, trailers: Option<&'a HeaderMap>) -> Option<Self> {
        let of = |metadata: &'a HeaderMap| {
            let code = metadata.get(GRPC_STATUS)?.to_str().ok()?.parse().ok()?;
            Some(Self { code, metadata })
        };
        trailers.and_then(of).or_else(|| of(head))
    }

    fn message(&self) -> String {
        let encoded = self.metadata.get(GRPC_MESSAGE).map(|value| value.as_bytes()).unwrap_or_default();
        percent_decode(encoded).decode_utf8_lossy().into_owned()
    }

    fn kind(&self, message: &str) -> ErrorKind {
        match self.code {
            code::CANCELLED if message == TIMEOUT_EXPIRED => ErrorKind::Timeout,
            code::CANCELLED => ErrorKind::Cancelled,
            // A checksum that does not match, and a message over the limit: the request's own faults.
            code::INVALID_ARGUMENT | code::DATA_LOSS | code::OUT_OF_RANGE => ErrorKind::InvalidRequest,
            code::DEADLINE_EXCEEDED => ErrorKind::Timeout,
            code::NOT_FOUND => ErrorKind::NotFound,
            code::ALREADY_EXISTS => ErrorKind::AlreadyExists,
            code::PERMISSION_DENIED => ErrorKind::PermissionDenied,
            code::FAILED_PRECONDITION if message.starts_with(LOCKED) => ErrorKind::PermissionDenied,
            code::RESOURCE_EXHAUSTED if self.metadata.contains_key(INSUFFICIENT_STORAGE) => {
                ErrorKind::InsufficientStorage
            }
            code::RESOURCE_EXHAUSTED if text::is_about_size(message) => ErrorKind::InvalidRequest,
            code::RESOURCE_EXHAUSTED => ErrorKind::RateLimited,
            code::UNIMPLEMENTED => ErrorKind::Unsupported,
            code::UNAVAILABLE => ErrorKind::Unavailable,
            code::UNAUTHENTICATED => ErrorKind::Unauthenticated,
            _ => ErrorKind::Server,
        }
    }
}

/// Makes an error out of the words of a server.
fn told(kind: ErrorKind, message: &str) -> Error {
    if kind == ErrorKind::InvalidRequest {
        if let Some((field, reason)) = text::rejected_field(message) {
            return Error::new(kind, text::one_line(reason)).with_field(text::one_line(field));
        }
        if text::is_about_size(message) {
            return Error::new(kind, format!("{}; send less at once", text::one_line(message)));
        }
    }
    Error::new(kind, text::one_line(message))
}

/// Judges a reply for the layer that repeats.
pub(crate) fn classify(parts: &Parts, body: &Bytes, trailers: Option<&HeaderMap>) -> Verdict {
    let Some(status) = Status::find(&parts.headers, trailers) else {
        return classify_status(parts, body, trailers);
    };
    match status.code {
        code::UNAUTHENTICATED => Verdict::Unauthenticated,
        code::DEADLINE_EXCEEDED => Verdict::TimedOut,
        code::UNAVAILABLE => Verdict::Retry { after: retry_after(status.metadata) },
        code::RESOURCE_EXHAUSTED if status.kind(&status.message()) == ErrorKind::RateLimited => {
            Verdict::Limited { after: retry_after(status.metadata) }
        }
        _ => Verdict::Done,
    }
}

/// Returns the error that a reply reports, if it reports any.
pub(crate) fn check(parts: &Parts, body: &Bytes, trailers: Option<&HeaderMap>) -> Result<(), Error> {
    let Some(status) = Status::find(&parts.headers, trailers) else {
        return Err(foreign(parts, body));
    };
    if status.code == code::OK {
        return Ok(());
    }
    let message = status.message();
    let error = told(status.kind(&message), &message)
        .with_server(ServerError::grpc(status.code, text::bounded(&message)));
    Err(match retry_after(status.metadata) {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    })
}

/// Names the operation that a server does not have; most servers only say "unimplemented", if they say anything.
pub(crate) fn name_missing(error: Error, operation: OperationKind) -> Error {
    if error.server().and_then(|server| server.grpc_code) != Some(code::UNIMPLEMENTED) {
        return error;
    }
    let said = if error.message().is_empty() { String::new() } else { format!(": {}", error.message()) };
    error.with_message(format!("the server does not support operation `{operation}`{said}"))
}

/// The error of a reply that is not gRPC, or not to its end.
fn foreign(parts: &Parts, body: &[u8]) -> Error {
    let content_type = parts.headers.get(CONTENT_TYPE).map(|value| value.as_bytes()).unwrap_or_default();
    if parts.status == StatusCode::OK && content_type.starts_with(b"application/grpc") {
        return Error::new(
            ErrorKind::Decode,
            "the reply ends without a gRPC status: a proxy on the way may have dropped the trailers",
        );
    }
    let excerpt = text::short_line(&text::beginning(body));
    let said = if excerpt.is_empty() { String::new() } else { format!(": {excerpt}") };
    let code = parts.status.as_u16();
    let kind = match code {
        401 => ErrorKind::Unauthenticated,
        403 => ErrorKind::PermissionDenied,
        413 => ErrorKind::InvalidRequest,
        429 => ErrorKind::RateLimited,
        408 | 502..=504 => ErrorKind::Unavailable,
        _ => ErrorKind::WrongProtocol,
    };
    let message = if code == 413 {
        format!("the request is too large for a proxy on the way (HTTP 413){said}; send less at once")
    } else if kind == ErrorKind::WrongProtocol {
        let content_type = String::from_utf8_lossy(content_type);
        let what = if content_type.is_empty() { "no content type" } else { &content_type };
        format!(
            "the server answers, but not in gRPC (HTTP {code}, {what}): Qdrant's gRPC has a port of its own, 6334 \
             unless configured{said}"
        )
    } else {
        format!("HTTP {code} from something that is not gRPC, such as a proxy{said}")
    };
    let error = Error::new(kind, message).with_server(ServerError::http(code, excerpt));
    match retry_after(&parts.headers) {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderName, HeaderValue, Response};

    use super::*;

    fn map(entries: &[(&'static str, &str)]) -> HeaderMap {
        let entry = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())
        };
        entries.iter().map(entry).collect()
    }

    fn head(status: u16, entries: &[(&'static str, &str)]) -> Parts {
        let mut response = Response::new(());
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        *response.headers_mut() = map(entries);
        response.into_parts().0
    }

    fn grpc() -> Parts {
        head(200, &[("content-type", "application/grpc")])
    }

    fn outcome(trailers: &[(&'static str, &str)]) -> (Result<(), Error>, Verdict) {
        let trailers = map(trailers);
        let body = Bytes::new();
        (check(&grpc(), &body, Some(&trailers)), classify(&grpc(), &body, Some(&trailers)))
    }

    fn error(trailers: &[(&'static str, &str)]) -> Error {
        outcome(trailers).0.unwrap_err()
    }

    #[test]
    fn every_code_has_its_kind() {
        use ErrorKind::*;
        let kinds = [
            Cancelled,
            Server,
            InvalidRequest,
            Timeout,
            NotFound,
            AlreadyExists,
            PermissionDenied,
            RateLimited,
            Server,
            Server,
            InvalidRequest,
            Unsupported,
            Server,
            Unavailable,
            InvalidRequest,
            Unauthenticated,
            Server,
        ];
        for (code, kind) in (1..).zip(kinds) {
            let error = error(&[("grpc-status", &code.to_string()), ("grpc-message", "it is so")]);
            assert_eq!((error.kind(), error.message()), (kind, "it is so"), "{code}");
            let server = error.server().unwrap();
            assert_eq!((server.grpc_code, server.message.as_str()), (Some(code), "it is so"));
        }
        outcome(&[("grpc-status", "0")]).0.unwrap();
    }

    #[test]
    fn one_code_may_mean_several_things() {
        for (trailers, kind) in [
            (
                &[("grpc-status", "8"), ("qdrant-insufficient-storage", "1")][..],
                ErrorKind::InsufficientStorage,
            ),
            (
                &[("grpc-status", "8"), ("grpc-message", "message larger than max (9 vs. 4)")],
                ErrorKind::InvalidRequest,
            ),
            (&[("grpc-status", "1"), ("grpc-message", "Timeout expired")], ErrorKind::Timeout),
            (
                &[("grpc-status", "9"), ("grpc-message", "Storage locked: no room")],
                ErrorKind::PermissionDenied,
            ),
        ] {
            assert_eq!(error(trailers).kind(), kind, "{trailers:?}");
        }
    }

    #[test]
    fn what_may_pass_is_repeated_and_nothing_else() {
        let verdict = |trailers: &[(&'static str, &str)]| outcome(trailers).1;
        assert_eq!(verdict(&[("grpc-status", "0")]), Verdict::Done);
        assert_eq!(verdict(&[("grpc-status", "14")]), Verdict::Retry { after: None });
        assert_eq!(verdict(&[("grpc-status", "4")]), Verdict::TimedOut);
        let limited = Verdict::Limited { after: Some(Duration::from_secs(7)) };
        assert_eq!(verdict(&[("grpc-status", "8"), ("retry-after", "7")]), limited);
        let full = [("grpc-status", "8"), ("retry-after", "7"), ("qdrant-insufficient-storage", "1")];
        assert_eq!(verdict(&full), Verdict::Done);
        assert_eq!(verdict(&[("grpc-status", "8"), ("grpc-message", "size limit")]), Verdict::Done);
        assert_eq!(verdict(&[("grpc-status", "16")]), Verdict::Unauthenticated);
        for code in ["1", "2", "3", "5", "6", "7", "9", "13"] {
            assert_eq!(verdict(&[("grpc-status", code)]), Verdict::Done, "{code}");
        }
    }

    #[test]
    fn the_time_to_wait_is_kept() {
        let error = error(&[("grpc-status", "8"), ("retry-after", "7")]);
        assert_eq!(
            (error.kind(), error.retry_after()),
            (ErrorKind::RateLimited, Some(Duration::from_secs(7)))
        );
    }

    #[test]
    fn the_field_that_the_server_names_is_that_of_the_error() {
        let message = "Validation error in body: [limit: value 0 invalid, must be 1 or larger]";
        let error = error(&[("grpc-status", "3"), ("grpc-message", message)]);
        assert_eq!(error.field(), Some("limit"));
        assert_eq!(error.to_string(), "invalid request: limit: value 0 invalid, must be 1 or larger");
        assert_eq!(error.server().unwrap().message, message);
    }

    #[test]
    fn a_request_that_is_too_large_says_what_to_do() {
        let message = "Error, decoded message length too large: found 9 bytes, the limit is: 4 bytes";
        for code in ["8", "11"] {
            let error = error(&[("grpc-status", code), ("grpc-message", message)]);
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(error.message().ends_with("; send less at once"), "{error}");
        }
        let proxy = check(&head(413, &[]), &Bytes::new(), None).unwrap_err();
        assert_eq!(proxy.kind(), ErrorKind::InvalidRequest);
        assert!(proxy.message().contains("send less at once"), "{proxy}");
    }

    #[test]
    fn what_an_old_server_lacks_is_named() {
        for (message, expected) in [
            ("", "the server does not support operation `query_points_groups`"),
            ("no such method", "the server does not support operation `query_points_groups`: no such method"),
        ] {
            let error = error(&[("grpc-status", "12"), ("grpc-message", message)])
                .with_attempts(2)
                .with_request_id("id");
            let error = name_missing(error, OperationKind::QueryPointsGroups);
            assert!(error.is_unsupported() && !error.is_not_sent());
            assert_eq!((error.message(), error.attempts()), (expected, Some(2)));
            assert_eq!((error.server().unwrap().message.as_str(), error.request_id()), (message, Some("id")));
        }
        let other = name_missing(error(&[("grpc-status", "5")]), OperationKind::QueryPointsGroups);
        assert_eq!((other.kind(), other.message()), (ErrorKind::NotFound, ""));
    }

    #[test]
    fn a_status_may_stand_in_the_head() {
        let parts = head(200, &[("content-type", "application/grpc"), ("grpc-status", "5")]);
        assert!(check(&parts, &Bytes::new(), None).unwrap_err().is_not_found());
        let parts = head(200, &[("grpc-status", "14"), ("retry-after", "3")]);
        let verdict = classify(&parts, &Bytes::new(), None);
        assert_eq!(verdict, Verdict::Retry { after: Some(Duration::from_secs(3)) });
        // The trailers have the last word.
        let trailers = map(&[("grpc-status", "0")]);
        check(&head(200, &[("grpc-status", "13")]), &Bytes::new(), Some(&trailers)).unwrap();
    }

    #[test]
    fn messages_are_decoded_and_bounded() {
        let error = error(&[("grpc-status", "5"), ("grpc-message", "no%20%C3%A4%0A%22c%22 100% %zz %ff")]);
        assert_eq!(error.message(), "no ä \"c\" 100% %zz \u{fffd}");
        assert_eq!(error.server().unwrap().message, "no ä\n\"c\" 100% %zz \u{fffd}");
        let long = self::error(&[("grpc-status", "3"), ("grpc-message", &"%0Ax".repeat(9_000))]);
        assert!(long.message().len() < 1100 && long.server().unwrap().message.len() < 5000);
    }

    #[test]
    fn a_reply_in_another_language_is_told_apart() {
        let reply = |status, content_type, body: &'static str| {
            check(&head(status, &[("content-type", content_type)]), &Bytes::from(body), None).unwrap_err()
        };
        let rest = reply(404, "application/json", r#"{"status":{"error":"Not found"}}"#);
        assert_eq!(rest.kind(), ErrorKind::WrongProtocol);
        assert!(rest.message().contains("6334") && rest.message().contains("Not found"), "{rest}");
        assert_eq!(rest.server().unwrap().http_status, Some(404));
        let page = reply(200, "text/html", "<html>\n<title>Hello</title></html>");
        assert_eq!(page.kind(), ErrorKind::WrongProtocol);
        assert!(!page.to_string().contains('\n'), "{page}");
        for (status, kind) in [
            (401, ErrorKind::Unauthenticated),
            (403, ErrorKind::PermissionDenied),
            (413, ErrorKind::InvalidRequest),
            (429, ErrorKind::RateLimited),
            (502, ErrorKind::Unavailable),
            (503, ErrorKind::Unavailable),
            (504, ErrorKind::Unavailable),
            (500, ErrorKind::WrongProtocol),
        ] {
            assert_eq!(reply(status, "text/plain", "x").kind(), kind, "{status}");
        }
        let verdict = classify(&head(503, &[]), &Bytes::new(), None);
        assert_eq!(verdict, Verdict::Retry { after: None });
    }

    #[test]
    fn a_reply_without_status_is_not_taken_for_a_good_one() {
        for trailers in [None, Some(HeaderMap::new()), Some(map(&[("grpc-status", "ok")]))] {
            let error = check(&grpc(), &Bytes::new(), trailers.as_ref()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert!(error.message().contains("trailers"), "{error}");
        }
    }
}
