//! Optimizations: what the optimizers of a collection do.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::OptimizationPart;
use crate::validate;

/// Returns what the optimizers of a collection do, did and will do.
///
/// # Examples
///
/// ```
/// use qdrant_core::{GetOptimizations, OptimizationPart};
///
/// let running = GetOptimizations::new("cities");
/// assert_eq!(running, "cities".into());
/// let history = running.with([OptimizationPart::Queued, OptimizationPart::Completed]).completed_limit(5);
/// # assert_eq!(history.with.len(), 2);
/// ```
///
/// # Support
///
/// REST `GET /collections/{collection_name}/optimizations`; no rpc. Since 1.17.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GetOptimizations {
    /// The collection.
    pub collection_name: String,
    /// Parts to tell beside the summary and what is under way. Default none.
    pub with: Vec<OptimizationPart>,
    /// The most optimizations that have ended to tell. Default 16.
    pub completed_limit: Option<u64>,
}

impl GetOptimizations {
    /// Creates the request for the summary and what is under way.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into(), with: Vec::new(), completed_limit: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)
    }
}

setters! {
    impl GetOptimizations {
        collection_name: String,
        with: Vec<OptimizationPart>,
        completed_limit: Option<u64>,
    }
}

impl<S: Into<String>> From<S> for GetOptimizations {
    fn from(collection_name: S) -> Self {
        Self::new(collection_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn the_record_names_the_parts() {
        let request = golden::<GetOptimizations>(
            r#"{"collection_name":"docs","with":["queued","completed","idle_segments"],"completed_limit":0}"#,
        );
        let expected = GetOptimizations::new("docs").with(OptimizationPart::ALL).completed_limit(0);
        assert_eq!(request, expected);
    }

    #[test]
    fn a_collection_without_a_name_is_refused() {
        let error = GetOptimizations::from("".to_owned()).check().unwrap_err();
        assert_eq!(error.field(), Some("collection_name"));
        GetOptimizations::new("docs").check().unwrap();
    }
}
