//! What a server said when it refused a call.

use std::fmt;

use super::text;

/// The server's own words about a failed call.
///
/// The texts are kept as sent, cut to 4 KiB.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerError {
    /// HTTP status, such as 404, when the call went over REST.
    pub http_status: Option<u16>,
    /// gRPC status code, such as 5 for `NOT_FOUND`, when the call went over gRPC.
    pub grpc_code: Option<i32>,
    /// The message as sent.
    pub message: String,
}

impl ServerError {
    /// Creates the words of a REST server.
    pub fn http(status: u16, message: impl Into<String>) -> Self {
        Self { http_status: Some(status), grpc_code: None, message: text::words(message.into()) }
    }

    /// Creates the words of a gRPC server.
    pub fn grpc(code: i32, message: impl Into<String>) -> Self {
        Self { http_status: None, grpc_code: Some(code), message: text::words(message.into()) }
    }
}

impl fmt::Debug for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.http_status, self.grpc_code) {
            (Some(status), _) => write!(f, "HTTP {status}: {:?}", self.message),
            (None, Some(code)) => write!(f, "gRPC {code}: {:?}", self.message),
            (None, None) => write!(f, "{:?}", self.message),
        }
    }
}
