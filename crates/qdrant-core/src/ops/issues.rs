//! Issues: what the server says should be mended.

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Returns what the server noticed about its use and suggests, such as an index that is missing.
///
/// # Examples
///
/// ```
/// use qdrant_core::GetIssuesRequest;
///
/// let issues = GetIssuesRequest::new();
/// # assert_eq!(issues, GetIssuesRequest {});
/// ```
///
/// # Support
///
/// REST `GET /issues`; no rpc. The server calls it experimental. Since 1.10.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GetIssuesRequest {}

impl GetIssuesRequest {
    /// Creates the request.
    pub const fn new() -> Self {
        Self {}
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// Forgets all issues; the answer is `true`.
///
/// # Examples
///
/// ```
/// use qdrant_core::ClearIssuesRequest;
///
/// let clear = ClearIssuesRequest::new();
/// # assert_eq!(clear, ClearIssuesRequest {});
/// ```
///
/// # Support
///
/// REST `DELETE /issues`; no rpc. The server calls it experimental. Since 1.10.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ClearIssuesRequest {}

impl ClearIssuesRequest {
    /// Creates the request.
    pub const fn new() -> Self {
        Self {}
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn requests_without_parameters_are_empty_records() {
        assert_eq!(golden::<GetIssuesRequest>("{}"), GetIssuesRequest::new());
        assert_eq!(golden::<ClearIssuesRequest>("{}"), ClearIssuesRequest::new());
        GetIssuesRequest::new().check().unwrap();
        ClearIssuesRequest::new().check().unwrap();
    }
}
