//! The one error type of the workspace.

mod kind;
mod server;
mod text;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use self::kind::ErrorKind;
pub use self::server::ServerError;
use crate::operation::OperationKind;

/// Why a call failed.
///
/// One word wide. `Display` is one line without the cause, which [`source`](StdError::source) returns; `Debug`
/// shows every part. No secret ever gets in: transports pass texts of the server and of the operating system,
/// never headers or bodies of requests.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Error, ErrorKind};
///
/// let error = Error::new(ErrorKind::InvalidRequest, "expected 64 values, got 3").with_field("points[7].vector");
/// assert!(error.is_invalid_request());
/// assert_eq!(error.to_string(), "invalid request: points[7].vector: expected 64 values, got 3");
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    field: Option<String>,
    operation: Option<OperationKind>,
    transport: Option<Cow<'static, str>>,
    server: Option<ServerError>,
    retry_after: Option<Duration>,
    /// Set when no byte of the request reached the network, so that repeating it is always safe.
    not_sent: bool,
    attempts: Option<u32>,
    may_be_done: bool,
    address: Option<Arc<str>>,
    request_id: Option<Arc<str>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// Creates an error from its kind and a text of one line.
    ///
    /// Line breaks become spaces, and a text above 4 KiB is cut: it may quote what others sent.
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: text::message(message.into()),
            field: None,
            operation: None,
            transport: None,
            server: None,
            retry_after: None,
            not_sent: false,
            attempts: None,
            may_be_done: false,
            address: None,
            request_id: None,
            source: None,
        }))
    }

    /// Creates an [`ErrorKind::InvalidRequest`] that names the field at fault.
    pub fn invalid(field: impl Into<String>, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message).with_field(field)
    }

    /// Creates an [`ErrorKind::Unsupported`] for an operation that a transport lacks.
    pub fn unsupported(operation: OperationKind, transport: impl Into<Cow<'static, str>>) -> Self {
        let transport = transport.into();
        Self::new(
            ErrorKind::Unsupported,
            format!("operation `{operation}` is not available over the {transport} transport"),
        )
        .with_operation(operation)
        .with_transport(transport)
    }

    /// Names the field of the request or reply that is at fault, as a path such as `points[3].vector`.
    #[must_use]
    pub fn with_field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(text::field(field.into()));
        self
    }

    /// Puts a parent in front of the field path: `vector` in `points[3]` becomes `points[3].vector`.
    #[must_use]
    pub fn within(mut self, parent: &str) -> Self {
        self.0.field = Some(text::field(match self.0.field.take() {
            None => parent.to_owned(),
            Some(field) if field.is_empty() => parent.to_owned(),
            Some(field) if field.starts_with('[') => format!("{parent}{field}"),
            Some(field) => format!("{parent}.{field}"),
        }));
        self
    }

    /// Names the operation that failed.
    #[must_use]
    pub fn with_operation(mut self, operation: OperationKind) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// Names the transport that the call went through.
    #[must_use]
    pub fn with_transport(mut self, transport: impl Into<Cow<'static, str>>) -> Self {
        self.0.transport = Some(transport.into());
        self
    }

    /// Keeps what the server said.
    #[must_use]
    pub fn with_server(mut self, server: ServerError) -> Self {
        self.0.server = Some(server);
        self
    }

    /// Keeps how long the server asks to wait.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Marks that nothing of the request reached the network, or that the server did not look at it.
    #[must_use]
    pub fn with_not_sent(mut self) -> Self {
        self.0.not_sent = true;
        self
    }

    /// Keeps how many attempts were made.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = Some(attempts);
        self
    }

    /// Marks that an earlier attempt of the call may have done what was asked; see [`may_be_done`](Self::may_be_done).
    #[must_use]
    pub fn with_may_be_done(mut self) -> Self {
        self.0.may_be_done = true;
        self
    }

    /// Keeps the address that the last attempt went to, without secrets.
    #[must_use]
    pub fn with_address(mut self, address: impl Into<Arc<str>>) -> Self {
        self.0.address = Some(address.into());
        self
    }

    /// Keeps the name that the client gave the call.
    #[must_use]
    pub fn with_request_id(mut self, id: impl Into<Arc<str>>) -> Self {
        self.0.request_id = Some(id.into());
        self
    }

    /// Replaces the text, made fit as in [`new`](Self::new); everything else stays.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.0.message = text::message(message.into());
        self
    }

    /// Keeps the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Returns the class of the failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the text without kind and field.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns field and message, for a place where something else says the kind.
    pub fn details(&self) -> String {
        match (self.field(), self.message()) {
            (Some(field), "") => field.to_owned(),
            (Some(field), message) => format!("{field}: {message}"),
            (None, message) => message.to_owned(),
        }
    }

    /// Returns the path of the field at fault, such as `points[3].vector`.
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// Returns the operation that failed.
    pub fn operation(&self) -> Option<OperationKind> {
        self.0.operation
    }

    /// Returns the name of the transport that the call went through.
    pub fn transport(&self) -> Option<&str> {
        self.0.transport.as_deref()
    }

    /// Returns what the server said, if it said anything.
    pub fn server(&self) -> Option<&ServerError> {
        self.0.server.as_ref()
    }

    /// Returns how long the server asks to wait before the next try.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns how many attempts were made, if the transport counts them.
    pub fn attempts(&self) -> Option<u32> {
        self.0.attempts
    }

    /// Returns whether it is certain that no server looked at the request.
    ///
    /// Nothing of it reached the network, or the server said so itself, as HTTP/2 can. Any call may be repeated then.
    /// It holds for all attempts of the call: a write that [may be done](Self::may_be_done) was sent.
    pub fn is_not_sent(&self) -> bool {
        self.0.not_sent && !self.0.may_be_done
    }

    /// Returns whether an earlier attempt of the same call may have done what was asked.
    ///
    /// That attempt ended without an answer, or with one that leaves it open, and the write was repeated because it is
    /// [idempotent](crate::Effect::Idempotent). The error is about the last attempt, and may be the consequence of the
    /// first: a deletion that took effect and whose answer was lost is [`NotFound`](ErrorKind::NotFound) when it is
    /// repeated. Nothing is wrong with the state then; to be sure, read it. Reads never say so.
    pub fn may_be_done(&self) -> bool {
        self.0.may_be_done
    }

    /// Returns the address that the last attempt went to, such as `https://db.example:6333`, if the transport says it.
    pub fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// Returns the name that the client gave the call, by which it is found in the server's log.
    ///
    /// Only clients that are told to give names have one. A name that came as a header of the call is not repeated
    /// here.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns whether the same call may succeed later.
    ///
    /// It says nothing about whether repeating is safe: see [`Effect`](crate::Effect).
    pub fn is_retryable(&self) -> bool {
        self.0.kind.is_retryable()
    }

    /// Returns whether the thing asked for does not exist.
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Returns whether the thing to create exists already.
    pub fn is_already_exists(&self) -> bool {
        self.0.kind == ErrorKind::AlreadyExists
    }

    /// Returns whether the request itself is not acceptable.
    pub fn is_invalid_request(&self) -> bool {
        self.0.kind == ErrorKind::InvalidRequest
    }

    /// Returns whether a deadline passed.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Returns whether the transport or server lacks the operation.
    pub fn is_unsupported(&self) -> bool {
        self.0.kind == ErrorKind::Unsupported
    }

    /// Returns whether no connection could be made or it broke.
    pub fn is_connect(&self) -> bool {
        self.0.kind == ErrorKind::Connect
    }

    /// Returns whether the credentials are missing or wrong.
    pub fn is_unauthenticated(&self) -> bool {
        self.0.kind == ErrorKind::Unauthenticated
    }

    /// Returns whether the credentials do not allow the operation.
    pub fn is_permission_denied(&self) -> bool {
        self.0.kind == ErrorKind::PermissionDenied
    }

    /// Returns whether a rate limit was hit; [`retry_after`](Self::retry_after) may say how long to wait.
    pub fn is_rate_limited(&self) -> bool {
        self.0.kind == ErrorKind::RateLimited
    }

    /// Returns whether the server has no room left.
    pub fn is_insufficient_storage(&self) -> bool {
        self.0.kind == ErrorKind::InsufficientStorage
    }

    /// Returns whether the server cannot answer just now.
    pub fn is_unavailable(&self) -> bool {
        self.0.kind == ErrorKind::Unavailable
    }

    /// Returns whether the client was closed.
    pub fn is_closed(&self) -> bool {
        self.0.kind == ErrorKind::Closed
    }

    /// Returns whether the call was given up before it ended.
    pub fn is_cancelled(&self) -> bool {
        self.0.kind == ErrorKind::Cancelled
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.kind.as_str())?;
        if let Some(field) = &self.0.field {
            write!(f, ": {field}")?;
        }
        if !self.0.message.is_empty() {
            write!(f, ": {}", self.0.message)?;
        }
        if self.0.may_be_done {
            f.write_str("; an earlier attempt of this call may have done it")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            kind,
            message,
            field,
            operation,
            transport,
            server,
            retry_after,
            not_sent,
            attempts,
            may_be_done,
            address,
            request_id,
            source,
        } = &*self.0;
        f.debug_struct("Error")
            .field("kind", kind)
            .field("message", message)
            .field("field", field)
            .field("operation", operation)
            .field("transport", transport)
            .field("server", server)
            .field("retry_after", retry_after)
            .field("not_sent", not_sent)
            .field("attempts", attempts)
            .field("may_be_done", may_be_done)
            .field("address", address)
            .field("request_id", request_id)
            .field("source", source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_word_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }

    #[test]
    fn display_is_one_line_without_the_source() {
        let error = Error::new(ErrorKind::Connect, "no route to db:6333").with_source("socket says no");
        assert_eq!(error.to_string(), "connection failed: no route to db:6333");
        assert_eq!(error.source().unwrap().to_string(), "socket says no");
    }

    #[test]
    fn details_are_field_and_message() {
        let error = Error::invalid("points[0].id", "expected a number or a UUID");
        assert_eq!(error.details(), "points[0].id: expected a number or a UUID");
        assert_eq!(Error::new(ErrorKind::NotFound, "no such point").details(), "no such point");
        assert_eq!(Error::invalid("limit", "").details(), "limit");
    }

    #[test]
    fn what_others_sent_neither_breaks_the_line_nor_fills_the_memory() {
        let hostile = format!("unknown field `{}\nGET /", "x".repeat(1 << 20));
        let error = Error::invalid(hostile.clone(), hostile.clone()).within("points[0]");
        let error = error.with_server(ServerError::http(400, hostile));
        let shown = format!("{error} {error:?}");
        assert!(shown.len() < 20_000 && !shown.contains('\n'));
        assert!(error.field().unwrap().starts_with("points[0].unknown"));
        assert_eq!(
            Error::new(ErrorKind::Decode, "bad\r\nuuid").to_string(),
            "reply not understood: bad  uuid"
        );
    }

    #[test]
    fn what_an_earlier_attempt_may_have_done_was_sent() {
        let error = Error::new(ErrorKind::NotFound, "no snapshot `s`").with_not_sent();
        assert!(error.is_not_sent() && !error.may_be_done());
        let error = error.with_may_be_done();
        assert!(!error.is_not_sent() && error.may_be_done());
        assert_eq!(
            error.to_string(),
            "not found: no snapshot `s`; an earlier attempt of this call may have done it"
        );
    }

    #[test]
    fn every_predicate_is_about_one_kind() {
        type Predicate = fn(&Error) -> bool;
        let predicates: [(Predicate, ErrorKind); 13] = [
            (Error::is_not_found, ErrorKind::NotFound),
            (Error::is_already_exists, ErrorKind::AlreadyExists),
            (Error::is_invalid_request, ErrorKind::InvalidRequest),
            (Error::is_timeout, ErrorKind::Timeout),
            (Error::is_unsupported, ErrorKind::Unsupported),
            (Error::is_connect, ErrorKind::Connect),
            (Error::is_unauthenticated, ErrorKind::Unauthenticated),
            (Error::is_permission_denied, ErrorKind::PermissionDenied),
            (Error::is_rate_limited, ErrorKind::RateLimited),
            (Error::is_insufficient_storage, ErrorKind::InsufficientStorage),
            (Error::is_unavailable, ErrorKind::Unavailable),
            (Error::is_closed, ErrorKind::Closed),
            (Error::is_cancelled, ErrorKind::Cancelled),
        ];
        for (predicate, about) in predicates {
            for kind in ErrorKind::ALL {
                assert_eq!(predicate(&Error::new(*kind, "x")), *kind == about, "{about:?} of {kind:?}");
            }
        }
    }

    #[test]
    fn field_paths_nest() {
        let error = Error::invalid("vector", "is empty").within("points[3]").within("operations[0]");
        assert_eq!(error.field(), Some("operations[0].points[3].vector"));
        assert_eq!(Error::invalid("[2]", "x").within("points").field(), Some("points[2]"));
    }
}
