//! Sparse vectors.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::named_map::named_map;
use super::{Datatype, Memory};
use crate::macros::{setters, wire_enum};

wire_enum! {
    /// What the server does to the values of a sparse vector when it searches.
    pub enum Modifier {
        /// Nothing.
        None = "none",
        /// Weighs them by inverse document frequency, as BM25 needs it.
        Idf = "idf",
    }
}

/// Settings of the inverted index of a sparse vector.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SparseIndexConfig {
    /// Number of vectors below which all of them are compared instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_scan_threshold: Option<u64>,
    /// Keeps the index on disk. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_disk: Option<bool>,
    /// How values are stored in the index. Default [`Datatype::Float32`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datatype: Option<Datatype>,
    /// Where the index is held. Default pinned. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
}

setters! {
    impl SparseIndexConfig {
        full_scan_threshold: Option<u64>,
        on_disk: Option<bool>,
        datatype: Option<Datatype>,
        memory: Option<Memory>,
    }
}

/// Settings of one sparse vector.
///
/// # Examples
///
/// ```
/// use qdrant_core::{CreateCollection, Modifier, SparseVectorParams};
///
/// let create = CreateCollection::new("docs")
///     .sparse_vectors_config([("words", SparseVectorParams::default().modifier(Modifier::Idf))]);
/// # assert!(create.sparse_vectors_config.is_some());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SparseVectorParams {
    /// Settings of its index.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<SparseIndexConfig>,
    /// What is done to its values in a search. Default nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modifier: Option<Modifier>,
}

setters! {
    impl SparseVectorParams { index: Option<SparseIndexConfig>, modifier: Option<Modifier> }
}

impl From<SparseIndexConfig> for SparseVectorParams {
    fn from(index: SparseIndexConfig) -> Self {
        Self::default().index(index)
    }
}

/// The sparse vectors of a collection by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SparseVectorConfig {
    /// Settings of each vector.
    pub map: BTreeMap<String, SparseVectorParams>,
}

named_map!(SparseVectorConfig, SparseVectorParams, |map| Self { map });

impl SparseVectorConfig {
    /// Adds a vector, or replaces the one of that name.
    pub fn add_named_vector_params(
        &mut self,
        name: impl Into<String>,
        params: impl Into<SparseVectorParams>,
    ) -> &mut Self {
        self.map.insert(name.into(), params.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn full_config_is_the_rest_json() {
        let config = golden::<SparseVectorConfig>(
            r#"{"words":{"index":{"full_scan_threshold":5000,"on_disk":true,"datatype":"float16","memory":"cold"},
                "modifier":"idf"},"plain":{}}"#,
        );
        let index = SparseIndexConfig::default()
            .full_scan_threshold(5000)
            .on_disk(true)
            .datatype(Datatype::Float16)
            .memory(Memory::Cold);
        let words = SparseVectorParams::from(index).modifier(Modifier::Idf);
        assert_eq!(
            config,
            SparseVectorConfig::from([("words", words), ("plain", SparseVectorParams::default())])
        );
    }

    #[test]
    fn every_kind_of_map_becomes_a_config() {
        let params = SparseVectorParams::default().modifier(Modifier::None);
        let expected = SparseVectorConfig { map: BTreeMap::from([("a".to_owned(), params.clone())]) };
        assert_eq!(SparseVectorConfig::from([("a", params.clone())]), expected);
        assert_eq!(SparseVectorConfig::from(vec![("a".to_owned(), params.clone())]), expected);
        assert_eq!(SparseVectorConfig::from(HashMap::from([("a".to_owned(), params.clone())])), expected);
        assert_eq!(SparseVectorConfig::from(expected.map.clone()), expected);
        assert_eq!(std::iter::once(("a", params)).collect::<SparseVectorConfig>(), expected);
    }
}
