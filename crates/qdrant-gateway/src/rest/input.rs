//! What operations read from the body of a request.

use http::Method;
use qdrant_core::OperationKind;

/// What is in the body of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    /// Nothing that matters.
    Nothing,
    Json,
    /// A file in a form.
    File,
}

impl Input {
    /// Returns what an operation reads.
    pub(crate) fn of(operation: OperationKind, method: &Method) -> Self {
        if matches!(*method, Method::GET | Method::HEAD | Method::DELETE) {
            return Self::Nothing;
        }
        if operation.streams() {
            return Self::File;
        }
        let says_all_in_its_path = matches!(
            operation,
            OperationKind::CreateSnapshot
                | OperationKind::CreateFullSnapshot
                | OperationKind::CreateShardSnapshot
                | OperationKind::RecoverCurrentPeer
        );
        if says_all_in_its_path { Self::Nothing } else { Self::Json }
    }
}

#[cfg(test)]
mod tests {
    use qdrant_rest::ROUTES;

    use super::*;

    #[test]
    fn uploads_are_files_and_downloads_have_no_body() {
        let reading = |wanted: Input| {
            let routes =
                ROUTES.iter().filter(|(method, _, operation)| Input::of(*operation, method) == wanted);
            routes.map(|(_, _, operation)| *operation).collect::<Vec<_>>()
        };
        assert_eq!(reading(Input::File), [OperationKind::UploadSnapshot, OperationKind::UploadShardSnapshot]);
        assert!(reading(Input::Nothing).contains(&OperationKind::StreamShardSnapshot));
        assert!(reading(Input::Json).contains(&OperationKind::RecoverSnapshot));
    }
}
