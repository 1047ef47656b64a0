//! Errors as tonic sends them.

use qdrant_core::Error;
use qdrant_grpc::RpcStatus;
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};

/// Turns an error into the status that the server would answer with.
pub(crate) fn status(error: &Error) -> Status {
    let RpcStatus { code, message, metadata } = qdrant_grpc::encode_error(error);
    Status::with_metadata(Code::from_i32(code), message, MetadataMap::from_headers(metadata))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use qdrant_core::ErrorKind;

    use super::*;

    #[test]
    fn code_message_and_metadata_are_kept() {
        let error = Error::new(ErrorKind::RateLimited, "slow down").with_retry_after(Duration::from_secs(3));
        let status = status(&error);
        assert_eq!((status.code(), status.message()), (Code::ResourceExhausted, "rate limited: slow down"));
        assert_eq!(status.metadata().get("retry-after").unwrap(), "3");
    }
}
