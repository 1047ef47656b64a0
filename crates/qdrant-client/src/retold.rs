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
    if let Some(transport) = error.transport() {
        retold = retold.with_transport(transport.to_owned());
    }
    if let Some(wait) = error.retry_after() {
        retold = retold.with_retry_after(wait);
    }
    if error.is_not_sent() {
        retold = retold.with_not_sent();
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
        let error = Error::new(ErrorKind::RateLimited, "slow down")
            .with_operation(OperationKind::Healthz)
            .with_field("points")
            .with_server(ServerError::http(429, "slow down"))
            .with_attempts(3)
            .with_transport("rest")
            .with_retry_after(Duration::from_secs(1))
            .with_not_sent();
        let (before, after) = (format!("{error:?}"), retold(error, "other".to_owned()));
        let source = after.source().unwrap();
        assert_eq!(format!("{source:?}"), before);
        let parts = |text: &str| text.split_once(", source:").unwrap().0.to_owned();
        assert_eq!(parts(&format!("{after:?}")), parts(&before.replacen("slow down", "other", 1)));
    }
}
