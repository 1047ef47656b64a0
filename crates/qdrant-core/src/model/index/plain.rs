//! Parameters of indexes that have nothing of their own: geographical points and booleans.

use serde::{Deserialize, Serialize};

use crate::macros::setters;
use crate::model::collection::Memory;

/// Parameters of an index over geographical points.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GeoIndexParams {
    /// Keeps the index on disk. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_disk: Option<bool>,
    /// Adds links for this field to the vector graph. Default true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_hnsw: Option<bool>,
    /// Where the index is held. Default pinned. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
    /// Array whose elements are indexed one by one, such as `offers` for `offers[].price`. Since 1.20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nested: Option<String>,
}

impl GeoIndexParams {
    /// Creates the parameters with every default.
    pub fn new() -> Self {
        Self::default()
    }
}

setters! {
    impl GeoIndexParams {
        on_disk: Option<bool>,
        enable_hnsw: Option<bool>,
        memory: Option<Memory>,
        nested: Option<String>,
    }
}

/// Parameters of an index over booleans.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BoolIndexParams {
    /// Keeps the index on disk. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_disk: Option<bool>,
    /// Adds links for this field to the vector graph. Default true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_hnsw: Option<bool>,
    /// Where the index is held. Default pinned. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
    /// Array whose elements are indexed one by one, such as `offers` for `offers[].price`. Since 1.20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nested: Option<String>,
}

impl BoolIndexParams {
    /// Creates the parameters with every default.
    pub fn new() -> Self {
        Self::default()
    }
}

setters! {
    impl BoolIndexParams {
        on_disk: Option<bool>,
        enable_hnsw: Option<bool>,
        memory: Option<Memory>,
        nested: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn full_geo_params_are_the_rest_json() {
        let params = golden::<GeoIndexParams>(
            r#"{"on_disk":true,"enable_hnsw":true,"memory":"cold","nested":"offers"}"#,
        );
        assert_eq!(
            params,
            GeoIndexParams::default().on_disk(true).enable_hnsw(true).memory(Memory::Cold).nested("offers")
        );
        assert_eq!(golden::<GeoIndexParams>("{}"), GeoIndexParams::default());
    }

    #[test]
    fn full_bool_params_are_the_rest_json() {
        let params = golden::<BoolIndexParams>(
            r#"{"on_disk":true,"enable_hnsw":true,"memory":"cold","nested":"offers"}"#,
        );
        assert_eq!(
            params,
            BoolIndexParams::default().on_disk(true).enable_hnsw(true).memory(Memory::Cold).nested("offers")
        );
        assert_eq!(golden::<BoolIndexParams>("{}"), BoolIndexParams::default());
    }
}
