//! Parameters of indexes over what is matched as a whole: strings and UUIDs.

use serde::{Deserialize, Serialize};

use crate::macros::setters;
use crate::model::collection::Memory;

/// Parameters of an index over strings that are matched as a whole.
///
/// # Examples
///
/// ```
/// use qdrant_core::{KeywordIndexParams, Memory};
///
/// let index = KeywordIndexParams::default().is_tenant(true).memory(Memory::Cold);
/// assert_eq!(serde_json::to_string(&index)?, r#"{"is_tenant":true,"memory":"cold"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeywordIndexParams {
    /// Stores points of the same value together, for fields that tell tenants apart. Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_tenant: Option<bool>,
    /// Keeps the index on disk. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_disk: Option<bool>,
    /// Adds links for this field to the vector graph. Default true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_hnsw: Option<bool>,
    /// Allows matches by prefix. Default false. Since 1.19; gRPC cannot tell `false` from absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<bool>,
    /// Where the index is held. Default pinned. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
    /// Array whose elements are indexed one by one, such as `offers` for `offers[].price`. Since 1.20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nested: Option<String>,
}

impl KeywordIndexParams {
    /// Creates the parameters with every default.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`prefix`](field@Self::prefix) from a boolean or from [`KeywordPrefixParams`].
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<bool>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }
}

setters! {
    impl KeywordIndexParams {
        is_tenant: Option<bool>,
        on_disk: Option<bool>,
        enable_hnsw: Option<bool>,
        memory: Option<Memory>,
        nested: Option<String>,
    }
}

/// Turns prefix matching of a keyword index on; it has no parameters yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct KeywordPrefixParams;

impl From<KeywordPrefixParams> for bool {
    fn from(_: KeywordPrefixParams) -> Self {
        true
    }
}

/// Parameters of an index over UUIDs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UuidIndexParams {
    /// Stores points of the same value together, for fields that tell tenants apart. Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_tenant: Option<bool>,
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

impl UuidIndexParams {
    /// Creates the parameters with every default.
    pub fn new() -> Self {
        Self::default()
    }
}

setters! {
    impl UuidIndexParams {
        is_tenant: Option<bool>,
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
    fn full_keyword_params_are_the_rest_json() {
        let params = golden::<KeywordIndexParams>(
            r#"{"is_tenant":true,"on_disk":true,"enable_hnsw":true,"prefix":true,"memory":"cold","nested":"offers"}"#,
        );
        assert_eq!(
            params,
            KeywordIndexParams::default()
                .is_tenant(true)
                .on_disk(true)
                .enable_hnsw(true)
                .prefix(true)
                .memory(Memory::Cold)
                .nested("offers")
        );
        assert_eq!(golden::<KeywordIndexParams>("{}"), KeywordIndexParams::default());
    }

    #[test]
    fn prefix_matching_can_be_written_as_its_params() {
        let params = KeywordIndexParams::default().prefix(KeywordPrefixParams);
        assert_eq!(params, golden(r#"{"prefix":true}"#));
    }

    #[test]
    fn full_uuid_params_are_the_rest_json() {
        let params = golden::<UuidIndexParams>(
            r#"{"is_tenant":true,"on_disk":true,"enable_hnsw":true,"memory":"cold","nested":"offers"}"#,
        );
        assert_eq!(
            params,
            UuidIndexParams::default()
                .is_tenant(true)
                .on_disk(true)
                .enable_hnsw(true)
                .memory(Memory::Cold)
                .nested("offers")
        );
        assert_eq!(golden::<UuidIndexParams>("{}"), UuidIndexParams::default());
    }
}
