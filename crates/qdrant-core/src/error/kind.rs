//! What went wrong, in one word.

use std::fmt;

/// Classes of failure, the same on every transport.
///
/// # Support
///
/// Each kind says when it arises over REST (HTTP status) and gRPC (status code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No connection could be made, or it broke: refused, unreachable, DNS, reset.
    Connect,
    /// The TLS handshake failed.
    Tls,
    /// A deadline passed, here or on the server (408, `DEADLINE_EXCEEDED`).
    Timeout,
    /// The client was closed.
    Closed,
    /// The peer speaks another protocol, such as HTTP/1.1 where gRPC was expected.
    WrongProtocol,
    /// The credentials are missing or wrong (401, `UNAUTHENTICATED`).
    Unauthenticated,
    /// The credentials do not allow the operation (403, `PERMISSION_DENIED`).
    PermissionDenied,
    /// A collection, point or other thing does not exist (404, `NOT_FOUND`).
    NotFound,
    /// The thing to create exists already (409, `ALREADY_EXISTS`).
    AlreadyExists,
    /// The request is not acceptable, found here or by the server (400, 422, `INVALID_ARGUMENT`).
    InvalidRequest,
    /// A rate limit was hit (429, `RESOURCE_EXHAUSTED`).
    RateLimited,
    /// The server has no room left (507, `RESOURCE_EXHAUSTED` with a marker).
    InsufficientStorage,
    /// The server cannot answer just now (502, 503, 504, `UNAVAILABLE`).
    Unavailable,
    /// The server failed (500 and others, `INTERNAL`).
    Server,
    /// The reply could not be understood.
    Decode,
    /// The request could not be written in the wire's format.
    Encode,
    /// The transport or the server does not have the operation, or not this field of it.
    Unsupported,
    /// A cargo feature that the choice needs was not compiled in.
    FeatureDisabled,
    /// The configuration is wrong.
    Config,
    /// Reading or writing local data failed.
    Io,
    /// The call was given up before it ended (`CANCELLED`).
    Cancelled,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Connect,
        Self::Tls,
        Self::Timeout,
        Self::Closed,
        Self::WrongProtocol,
        Self::Unauthenticated,
        Self::PermissionDenied,
        Self::NotFound,
        Self::AlreadyExists,
        Self::InvalidRequest,
        Self::RateLimited,
        Self::InsufficientStorage,
        Self::Unavailable,
        Self::Server,
        Self::Decode,
        Self::Encode,
        Self::Unsupported,
        Self::FeatureDisabled,
        Self::Config,
        Self::Io,
        Self::Cancelled,
    ];

    /// Returns the kind as a short phrase, as it opens an error's text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connection failed",
            Self::Tls => "TLS failed",
            Self::Timeout => "timed out",
            Self::Closed => "client is closed",
            Self::WrongProtocol => "wrong protocol",
            Self::Unauthenticated => "unauthenticated",
            Self::PermissionDenied => "permission denied",
            Self::NotFound => "not found",
            Self::AlreadyExists => "already exists",
            Self::InvalidRequest => "invalid request",
            Self::RateLimited => "rate limited",
            Self::InsufficientStorage => "insufficient storage",
            Self::Unavailable => "unavailable",
            Self::Server => "server error",
            Self::Decode => "reply not understood",
            Self::Encode => "request not encodable",
            Self::Unsupported => "unsupported",
            Self::FeatureDisabled => "feature disabled",
            Self::Config => "bad configuration",
            Self::Io => "input/output failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Returns whether the same call may succeed later, when repeating it is safe.
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::Connect | Self::Timeout | Self::RateLimited | Self::Unavailable)
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
