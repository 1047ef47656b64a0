//! What a server says about itself.

use serde::{Deserialize, Serialize};

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
