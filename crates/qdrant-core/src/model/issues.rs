//! What a server thinks should be done about its use.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a server noticed and suggests, such as an index that is missing.
///
/// The shape is the server's own and not documented, so it is kept as JSON.
///
/// # Examples
///
/// ```
/// use qdrant_core::IssuesReport;
///
/// let report: IssuesReport = serde_json::from_str(r#"{"issues":[{"code":"MISSING_INDEX"}]}"#)?;
/// assert_eq!(report.issues()[0]["code"], "MISSING_INDEX");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IssuesReport(pub Map<String, Value>);

impl IssuesReport {
    /// Returns the list under `issues`; empty when there is none.
    pub fn issues(&self) -> &[Value] {
        self.0.get("issues").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

impl From<Map<String, Value>> for IssuesReport {
    fn from(report: Map<String, Value>) -> Self {
        Self(report)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn a_report_is_the_json_of_the_server() {
        let report = golden::<IssuesReport>(r#"{"issues":[{"id":"a"},{"id":"b"}],"new":1}"#);
        assert_eq!(report.issues(), [json!({"id": "a"}), json!({"id": "b"})]);
        assert_eq!(report.0["new"], 1);
        assert!(golden::<IssuesReport>(r#"{"issues":"none"}"#).issues().is_empty());
        assert!(IssuesReport::default().issues().is_empty());
    }
}
