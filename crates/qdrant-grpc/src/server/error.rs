//! Errors as the status at the end of a reply.

use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName, HeaderValue};
use qdrant_core::{Error, ErrorKind};

use crate::status::{INSUFFICIENT_STORAGE, code};

/// Kinds that have a status to themselves, which the message need not repeat.
const STATUS_SAYS: [ErrorKind; 3] =
    [ErrorKind::InvalidRequest, ErrorKind::NotFound, ErrorKind::AlreadyExists];

/// The status of a call that failed.
#[derive(Debug, Clone, PartialEq)]
pub struct RpcStatus {
    /// The code of gRPC, such as 5 for `NOT_FOUND`; never 0.
    pub code: i32,
    /// The message, not yet percent-encoded.
    pub message: String,
    /// What else goes into the trailers.
    pub metadata: HeaderMap,
}

/// Turns an error into the status that Qdrant would answer with.
///
/// The code is that of the gRPC server that answered, if one did.
pub fn encode_error(error: &Error) -> RpcStatus {
    let answered = error.server().and_then(|server| server.grpc_code);
    let code = answered.filter(|code| *code != code::OK).unwrap_or_else(|| of_kind(error.kind()));
    let message = match error.server() {
        Some(server) => server.message.clone(),
        None if STATUS_SAYS.contains(&error.kind()) => error.details(),
        None => error.to_string(),
    };
    let mut metadata = HeaderMap::new();
    if error.kind() == ErrorKind::InsufficientStorage {
        metadata.insert(HeaderName::from_static(INSUFFICIENT_STORAGE), HeaderValue::from_static("1"));
    }
    if let Some(wait) = error.retry_after() {
        let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
        metadata.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    RpcStatus { code, message, metadata }
}

/// The code that Qdrant uses for this kind of error.
#[deny(clippy::wildcard_enum_match_arm)]
fn of_kind(kind: ErrorKind) -> i32 {
    match kind {
        ErrorKind::InvalidRequest | ErrorKind::Encode => code::INVALID_ARGUMENT,
        ErrorKind::Unauthenticated => code::UNAUTHENTICATED,
        ErrorKind::PermissionDenied => code::PERMISSION_DENIED,
        ErrorKind::NotFound => code::NOT_FOUND,
        ErrorKind::AlreadyExists => code::ALREADY_EXISTS,
        ErrorKind::Timeout => code::DEADLINE_EXCEEDED,
        ErrorKind::RateLimited | ErrorKind::InsufficientStorage => code::RESOURCE_EXHAUSTED,
        ErrorKind::Unsupported | ErrorKind::FeatureDisabled => code::UNIMPLEMENTED,
        ErrorKind::Unavailable
        | ErrorKind::Closed
        | ErrorKind::Cancelled
        | ErrorKind::Connect
        | ErrorKind::Tls
        | ErrorKind::WrongProtocol
        | ErrorKind::Decode => code::UNAVAILABLE,
        ErrorKind::Server | ErrorKind::Config | ErrorKind::Io | _ => code::INTERNAL,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use http::Response;
    use qdrant_core::ServerError;

    use super::*;
    use crate::status::check;

    /// The error as a client reads it.
    fn through(error: &Error) -> Error {
        let RpcStatus { code, message, metadata } = encode_error(error);
        let mut trailers = metadata;
        trailers.insert("grpc-status", HeaderValue::from(code));
        let message =
            percent_encoding::utf8_percent_encode(&message, percent_encoding::NON_ALPHANUMERIC).to_string();
        trailers.insert("grpc-message", HeaderValue::from_str(&message).unwrap());
        check(&Response::new(()).into_parts().0, &Bytes::new(), Some(&trailers)).unwrap_err()
    }

    #[test]
    fn what_the_client_side_reads_is_what_the_server_side_meant() {
        for kind in ErrorKind::ALL {
            let lost = [
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
            let expected = lost.iter().find(|(from, _)| from == kind).map_or(*kind, |(_, to)| *to);
            assert_eq!(through(&Error::new(*kind, "x")).kind(), expected, "{kind:?}");
        }
    }

    #[test]
    fn the_words_and_the_code_of_a_server_are_passed_on() {
        let error = Error::new(ErrorKind::Server, "short").with_server(ServerError::grpc(9, "long ä"));
        let RpcStatus { code, message, .. } = encode_error(&error);
        assert_eq!((code, message.as_str()), (9, "long ä"));
        let of_rest =
            Error::new(ErrorKind::NotFound, "").with_server(ServerError::http(404, "no such thing"));
        assert_eq!(through(&of_rest).to_string(), "not found: no such thing");
    }

    #[test]
    fn waiting_is_asked_for_in_whole_seconds() {
        let error =
            Error::new(ErrorKind::RateLimited, "slow down").with_retry_after(Duration::from_millis(1_200));
        assert_eq!(through(&error).retry_after(), Some(Duration::from_secs(2)));
    }
}
