//! An error in other words.

use qdrant_core::Error;

/// Returns the error with another message, and itself as the cause; everything else stays.
pub(crate) fn retold(error: Error, message: String) -> Error {
    let mut retold = Error::new(error.kind(), message);
    if let Some(operation) = error.operation() {
        retold = retold.with_operation(operation);
    }
    if let Some(field) = error.field() {
        retold = retold.with_field(field.to_owned());
    }
    if let Some(server) = error.server() {
        retold = retold.with_server(server.clone());
    }
    if let Some(attempts) = error.attempts() {
        retold = retold.with_attempts(attempts);
    }
    if let Some(address) = error.address() {
        retold = retold.with_address(address);
    }
    if let Some(id) = error.request_id() {
        retold = retold.with_request_id(id);
    }
    if let Some(transport) = error.transport() {
        retold = retold.with_transport(transport.to_owned());
    }
    if let Some(wait) = error.retry_after() {
        retold = retold.with_retry_after(wait);
    }
    if error.is_not_sent() {
        retold = retold.with_not_sent();
    }
    if error.may_be_done() {
        retold = retold.with_may_be_done();
    }
    retold.with_source(error)
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::time::Duration;

    use qdrant_core::{ErrorKind, OperationKind, ServerError};

    use super::*;

    #[test]
    fn only_the_words_change() {
        let ends: [fn(Error) -> Error; 2] = [Error::with_not_sent, Error::with_may_be_done];
        for end in ends {
            only_the_words_change_of(end);
        }
    }

    fn only_the_words_change_of(end: fn(Error) -> Error) {
        let error = Error::new(ErrorKind::RateLimited, "slow down")
            .with_operation(OperationKind::Healthz)
            .with_field("points")
            .with_server(ServerError::http(429, "slow down"))
            .with_attempts(3)
            .with_transport("rest")
            .with_retry_after(Duration::from_secs(1))
            .with_address("http://db:6333")
            .with_request_id("id");
        let error = end(error);
        let (before, after) = (format!("{error:?}"), retold(error, "other".to_owned()));
        let source = after.source().unwrap();
        assert_eq!(format!("{source:?}"), before);
        let parts = |text: &str| text.split_once(", source:").unwrap().0.to_owned();
        assert_eq!(parts(&format!("{after:?}")), parts(&before.replacen("slow down", "other", 1)));
    }
}
