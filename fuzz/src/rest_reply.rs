//! Replies that a client gets over REST: the name of an operation, a status, perhaps a header, and a body.

use http::header::{CONTENT_DISPOSITION, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use qdrant_core::ErrorKind;

use crate::{check, input, wires};

/// A reply that is read is written and read again; any other is an error of one line.
pub fn run(input: &[u8]) {
    let (line, body) = input::line(input);
    let mut words = line.splitn(3, ' ');
    let operation = input::operation(words.next().unwrap_or_default());
    let status = words.next().and_then(|word| word.parse().ok()).unwrap_or(StatusCode::OK);
    let mut headers = HeaderMap::new();
    if let Some(value) = words.next().and_then(|word| HeaderValue::from_str(word).ok()) {
        for name in [CONTENT_DISPOSITION, LOCATION, RETRY_AFTER] {
            headers.insert(name, value.clone());
        }
    }
    match qdrant_rest::decode(operation, status, &headers, body) {
        // Files are streams, which are read once.
        Ok(_) if operation.streams() => {}
        Ok(reply) => {
            assert_eq!(reply.response.kind(), operation);
            wires::reply_from_rest(&reply);
        }
        Err(error) => {
            check::error(&error, ErrorKind::ALL);
            assert_eq!(error.operation(), Some(operation));
        }
    }
}
