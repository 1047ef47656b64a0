//! What a server says about itself.

use serde::{Deserialize, Serialize};

use crate::macros::wire_enum;

/// Title and version of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionInfo {
    /// What the server is called.
    pub title: String,
    /// Its version, such as `1.20.0`.
    pub version: String,
    /// The commit that it was built from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

wire_enum! {
    /// The health of a server, or of one of its services, by the protocol of gRPC.
    pub enum ServingStatus {
        /// It serves.
        Serving = "SERVING",
        /// It does not serve.
        NotServing = "NOT_SERVING",
        /// It has no service of this name.
        ServiceUnknown = "SERVICE_UNKNOWN",
    }
}

impl ServingStatus {
    /// Returns whether it serves.
    pub fn is_serving(&self) -> bool {
        matches!(self, Self::Serving)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;
    use crate::model::unknown::UnknownValue;

    #[test]
    fn only_serving_serves() {
        let all = golden::<Vec<ServingStatus>>(r#"["SERVING","NOT_SERVING","SERVICE_UNKNOWN"]"#);
        assert_eq!(all, ServingStatus::ALL);
        assert!(all[0].is_serving() && !all[1].is_serving() && !all[2].is_serving());
        assert!(!ServingStatus::Unknown(UnknownValue::Number(0)).is_serving());
    }

    #[test]
    fn a_version_without_a_commit_is_read_and_written() {
        let info = golden::<VersionInfo>(r#"{"title":"qdrant","version":"1.19.0"}"#);
        assert_eq!((info.version.as_str(), info.commit), ("1.19.0", None));
    }
}
