//! Errors as a Qdrant server words them.

use bytes::Bytes;
use http::header::{HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode};
use qdrant_core::{Error, ErrorKind, ServerError};

use crate::server::outgoing::{json, plain_text};

/// Kinds that have a status to themselves, which the message need not repeat.
const STATUS_SAYS: [ErrorKind; 3] =
    [ErrorKind::InvalidRequest, ErrorKind::NotFound, ErrorKind::AlreadyExists];

/// Turns an error into an HTTP reply, in the envelope and with the status that Qdrant uses.
///
/// The status is that of the REST server that answered, if one did. A 401 is plain text, as Qdrant sends it.
pub fn encode_error(error: &Error) -> Response<Bytes> {
    let status = status(error);
    let message = match error.server() {
        Some(server) => server.message.clone(),
        None if STATUS_SAYS.contains(&error.kind()) => error.details(),
        None => error.to_string(),
    };
    let mut reply = if status == StatusCode::UNAUTHORIZED {
        plain_text(status, message)
    } else {
        json(status, serde_json::json!({"status": {"error": message}, "time": 0.0}).to_string())
    };
    if let Some(wait) = error.retry_after() {
        let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
        reply.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    reply
}

/// An error for a request whose JSON has the wrong shape.
pub(crate) fn format_error(message: &str) -> Error {
    refused(400, format!("Format error in JSON body: {message}"))
}

/// An error for a request whose JSON has the right shape and wrong values.
pub(crate) fn validation_error(error: Error) -> Error {
    let place = error.field().map(|field| format!("{field}: ")).unwrap_or_default();
    let message = format!("Validation error in JSON body: [{place}{}]", error.message());
    error.with_server(ServerError::http(422, message))
}

/// An error for a request whose JSON is right and that cannot be done.
pub(crate) fn wrong_input(message: &str) -> Error {
    refused(400, format!("Wrong input: {message}"))
}

/// An error for a request that is not acceptable, with the status and text of the reply.
pub(super) fn refused(status: u16, message: String) -> Error {
    Error::new(ErrorKind::InvalidRequest, message.clone()).with_server(ServerError::http(status, message))
}

fn status(error: &Error) -> StatusCode {
    let answered = error.server().and_then(|server| server.http_status);
    let of_server = answered.and_then(|status| StatusCode::from_u16(status).ok());
    of_server
        .filter(|status| status.is_client_error() || status.is_server_error())
        .unwrap_or_else(|| of_kind(error.kind()))
}

/// The status that Qdrant uses for this kind of error.
#[deny(clippy::wildcard_enum_match_arm)]
fn of_kind(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::InvalidRequest | ErrorKind::Encode => StatusCode::BAD_REQUEST,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::PermissionDenied => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::AlreadyExists => StatusCode::CONFLICT,
        ErrorKind::Timeout => StatusCode::REQUEST_TIMEOUT,
        ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::InsufficientStorage => StatusCode::INSUFFICIENT_STORAGE,
        ErrorKind::Unsupported | ErrorKind::FeatureDisabled => StatusCode::NOT_IMPLEMENTED,
        ErrorKind::Connect | ErrorKind::Tls | ErrorKind::WrongProtocol | ErrorKind::Decode => {
            StatusCode::BAD_GATEWAY
        }
        ErrorKind::Unavailable | ErrorKind::Closed | ErrorKind::Cancelled => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Server | ErrorKind::Config | ErrorKind::Io => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::header::CONTENT_TYPE;
    use qdrant_core::OperationKind;

    use super::*;

    #[test]
    fn an_error_has_the_envelope_of_the_server() {
        let reply = encode_error(&Error::new(ErrorKind::NotFound, "no collection \"c\""));
        assert_eq!(reply.status(), 404);
        assert_eq!(reply.headers()[CONTENT_TYPE], "application/json");
        assert_eq!(reply.body(), r#"{"status":{"error":"no collection \"c\""},"time":0.0}"#);
    }

    #[test]
    fn missing_credentials_are_plain_text() {
        let error = Error::new(ErrorKind::Unauthenticated, "")
            .with_server(ServerError::grpc(16, "Invalid API key or JWT"));
        let reply = encode_error(&error);
        assert_eq!((reply.status().as_u16(), reply.body().as_ref()), (401, &b"Invalid API key or JWT"[..]));
        assert_eq!(reply.headers()[CONTENT_TYPE], "text/plain; charset=utf-8");
    }

    #[test]
    fn the_words_and_the_status_of_a_server_are_passed_on() {
        let error =
            Error::new(ErrorKind::InvalidRequest, "short").with_server(ServerError::http(422, "long"));
        let reply = encode_error(&error);
        assert_eq!(
            (reply.status().as_u16(), reply.body().as_ref()),
            (422, &br#"{"status":{"error":"long"},"time":0.0}"#[..])
        );
        let strange = Error::new(ErrorKind::Server, "").with_server(ServerError::http(200, "disk full"));
        assert_eq!(encode_error(&strange).status(), 500);
    }

    #[test]
    fn waiting_is_asked_for_in_whole_seconds() {
        let error =
            Error::new(ErrorKind::RateLimited, "slow down").with_retry_after(Duration::from_millis(1_200));
        let reply = encode_error(&error);
        assert_eq!((reply.status().as_u16(), reply.headers()[RETRY_AFTER].to_str().unwrap()), (429, "2"));
    }

    #[test]
    fn what_the_client_side_reads_is_what_the_server_side_meant() {
        let others = [
            (ErrorKind::Encode, ErrorKind::InvalidRequest),
            (ErrorKind::FeatureDisabled, ErrorKind::Unsupported),
            (ErrorKind::Config, ErrorKind::Server),
            (ErrorKind::Io, ErrorKind::Server),
            (ErrorKind::Connect, ErrorKind::Unavailable),
            (ErrorKind::Tls, ErrorKind::Unavailable),
            (ErrorKind::WrongProtocol, ErrorKind::Unavailable),
            (ErrorKind::Decode, ErrorKind::Unavailable),
            (ErrorKind::Closed, ErrorKind::Unavailable),
            (ErrorKind::Cancelled, ErrorKind::Unavailable),
        ];
        for kind in ErrorKind::ALL {
            let reply = encode_error(&Error::new(*kind, "x"));
            let back = crate::decode(OperationKind::Facet, reply.status(), reply.headers(), reply.body())
                .unwrap_err();
            let expected = others.iter().find(|(sent, _)| sent == kind).map_or(*kind, |(_, read)| *read);
            assert_eq!(back.kind(), expected, "{kind:?}");
        }
    }
}
