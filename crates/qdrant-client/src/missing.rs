//! Words for an operation that the server does not have: since when there is one, and what the server is.

use qdrant_core::{CallOptions, Error, HealthCheckRequest, Operation, OperationKind, ServerError, Transport};

use crate::retold::retold;
use crate::server_version::ServerVersion;

/// The code of gRPC for a method that is not there.
const UNIMPLEMENTED: i32 = 12;

impl ServerVersion {
    /// Adds to an error about a missing operation since when there is one and what the server's version is.
    ///
    /// Every other error comes back as it is, and this one does where the server does not tell its version.
    pub(crate) async fn explain(
        &self,
        error: Error,
        operation: OperationKind,
        options: CallOptions,
        transport: &dyn Transport,
    ) -> Error {
        if !is_missing(&error) || operation == HealthCheckRequest::KIND {
            return error;
        }
        match self.get(options, transport).await {
            Ok(version) => explained(error, operation, version),
            Err(_) => error,
        }
    }
}

/// Returns whether a server said that it does not have the operation; transports that lack it say so without one.
fn is_missing(error: &Error) -> bool {
    let said = |server: &ServerError| {
        matches!(server.http_status, Some(404 | 405)) || server.grpc_code == Some(UNIMPLEMENTED)
    };
    error.is_unsupported() && error.server().is_some_and(said)
}

fn explained(error: Error, operation: OperationKind, version: &str) -> Error {
    let said = error.message();
    let since = operation.since();
    let message =
        format!("{said}; `{operation}` is in Qdrant since {since}, and the server's version is {version}");
    retold(error, message).with_operation(operation)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use qdrant_core::{CountPoints, ErrorKind, GetQuotasRequest, QueryPoints, VersionInfo};
    use qdrant_testkit::MockTransport;

    use super::*;
    use crate::Qdrant;

    fn client() -> (Arc<MockTransport>, Qdrant) {
        let mock = Arc::new(MockTransport::new());
        (Arc::clone(&mock), Qdrant::from_transport(mock))
    }

    fn missing(server: ServerError) -> Error {
        Error::new(ErrorKind::Unsupported, "no route")
            .with_server(server)
            .with_attempts(2)
            .with_transport("rest")
    }

    fn version(version: &str) -> VersionInfo {
        VersionInfo { title: "qdrant".to_owned(), version: version.to_owned(), commit: None }
    }

    #[tokio::test]
    async fn a_missing_operation_names_both_versions_and_asks_once() {
        let (mock, client) = client();
        mock.push::<GetQuotasRequest>(Err(missing(ServerError::http(404, "nothing here"))));
        mock.push::<HealthCheckRequest>(Ok(version("1.9.7")));
        mock.push::<QueryPoints>(Err(missing(ServerError::grpc(12, ""))));

        let client = client.with_timeout(Duration::from_secs(2)).with_header("x-team", "search");
        let error = client.get_quotas().await.unwrap_err();
        assert!(error.is_unsupported());
        let expected = "no route; `get_quotas` is in Qdrant since 1.19, and the server's version is 1.9.7";
        assert_eq!(error.message(), expected);
        assert_eq!((error.attempts(), error.transport()), (Some(2), Some("rest")));
        assert_eq!(error.operation(), Some(OperationKind::GetQuotas));
        assert_eq!(error.server().unwrap().http_status, Some(404));
        assert_eq!(mock.calls()[1].options, mock.calls()[0].options);

        let error = client.query(QueryPoints::new("c")).await.unwrap_err();
        assert!(error.message().ends_with("since 1.10, and the server's version is 1.9.7"), "{error}");
        assert_eq!(mock.calls().len(), 3);
    }

    #[tokio::test]
    async fn the_question_is_not_a_call_of_the_users_decorators() {
        use qdrant_core::layer::MetricsLayer;

        let (seen, mock) = (Arc::new(AtomicUsize::new(0)), Arc::new(MockTransport::new()));
        let counter = Arc::clone(&seen);
        let count = MetricsLayer::new(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        let transport = Arc::clone(&mock);
        let client =
            Qdrant::builder().transport(transport).layer(count).check_compatibility(false).build().unwrap();
        mock.push::<GetQuotasRequest>(Err(missing(ServerError::http(404, ""))));
        mock.push::<HealthCheckRequest>(Ok(version("1.9.7")));
        client.get_quotas().await.unwrap_err();
        assert_eq!((mock.calls().len(), seen.load(Ordering::Relaxed)), (2, 1));
    }

    #[tokio::test]
    async fn a_server_that_does_not_tell_its_version_is_asked_again() {
        let (mock, client) = client();
        for _ in 0..2 {
            mock.push::<GetQuotasRequest>(Err(missing(ServerError::http(404, ""))));
            mock.push::<HealthCheckRequest>(Err(Error::new(ErrorKind::Unauthenticated, "no key")));
            assert_eq!(client.get_quotas().await.unwrap_err().message(), "no route");
        }
        assert_eq!(mock.calls().len(), 4);
    }

    #[tokio::test]
    async fn other_errors_ask_nothing() {
        let (mock, client) = client();
        for error in [
            Error::unsupported(OperationKind::CountPoints, "embedded"),
            missing(ServerError::http(501, "one node is no cluster")),
            Error::new(ErrorKind::NotFound, "no collection").with_server(ServerError::http(404, "")),
        ] {
            let (kind, message) = (error.kind(), error.message().to_owned());
            mock.push::<CountPoints>(Err(error));
            let error = client.count(CountPoints::new("c")).await.unwrap_err();
            assert_eq!((error.kind(), error.message()), (kind, message.as_str()));
        }
        mock.push::<HealthCheckRequest>(Err(missing(ServerError::http(404, ""))));
        client.health_check().await.unwrap_err();
        assert_eq!(mock.calls().len(), 4);
    }
}
