//! Named vectors that are added to and removed from a collection.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::{Datatype, Distance, Modifier, MultiVectorConfig};

/// What a new named vector is.
///
/// # Examples
///
/// ```
/// use qdrant_core::{DenseVectorCreationConfig, Distance, Modifier, SparseVectorCreationConfig, VectorNameConfig};
///
/// let dense = VectorNameConfig::from(DenseVectorCreationConfig::new(512, Distance::Cosine));
/// let sparse = VectorNameConfig::from(SparseVectorCreationConfig::new().modifier(Modifier::Idf));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VectorNameConfig {
    /// A dense vector.
    Dense(DenseVectorCreationConfig),
    /// A sparse vector.
    Sparse(SparseVectorCreationConfig),
}

impl VectorNameConfig {
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Dense(DenseVectorCreationConfig { size: 0, .. }) => {
                Err(Error::invalid("dense.size", "must be at least 1"))
            }
            Self::Dense(_) | Self::Sparse(_) => Ok(()),
        }
    }
}

impl From<DenseVectorCreationConfig> for VectorNameConfig {
    fn from(config: DenseVectorCreationConfig) -> Self {
        Self::Dense(config)
    }
}

impl From<SparseVectorCreationConfig> for VectorNameConfig {
    fn from(config: SparseVectorCreationConfig) -> Self {
        Self::Sparse(config)
    }
}

/// A dense vector that is added to a collection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DenseVectorCreationConfig {
    /// Dimensions, at least 1.
    pub size: u64,
    /// How vectors are compared.
    pub distance: Distance,
    /// Whether a point has several vectors under this name; one unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multivector_config: Option<MultiVectorConfig>,
    /// How numbers are stored; `float32` unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datatype: Option<Datatype>,
}

impl DenseVectorCreationConfig {
    /// Creates a vector of `size` dimensions.
    pub fn new(size: u64, distance: impl Into<Distance>) -> Self {
        Self { size, distance: distance.into(), multivector_config: None, datatype: None }
    }
}

setters! {
    impl DenseVectorCreationConfig {
        multivector_config: Option<MultiVectorConfig>,
        datatype: Option<Datatype>,
    }
}

/// A sparse vector that is added to a collection.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SparseVectorCreationConfig {
    /// How scores are weighted; not at all unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modifier: Option<Modifier>,
    /// How numbers are stored in the index; `float32` unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datatype: Option<Datatype>,
}

impl SparseVectorCreationConfig {
    /// Creates a sparse vector with the server's defaults.
    pub fn new() -> Self {
        Self::default()
    }
}

setters! {
    impl SparseVectorCreationConfig {
        modifier: Option<Modifier>,
        datatype: Option<Datatype>,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_kind_is_the_key_of_the_json() {
        let dense = VectorNameConfig::from(
            DenseVectorCreationConfig::new(4, Distance::Dot).datatype(Datatype::Float16),
        );
        let sparse = VectorNameConfig::from(SparseVectorCreationConfig::new().modifier(Modifier::Idf));
        for (config, json) in [
            (dense, json!({"dense": {"size": 4, "distance": "Dot", "datatype": "float16"}})),
            (sparse, json!({"sparse": {"modifier": "idf"}})),
        ] {
            assert_eq!(serde_json::to_value(&config).unwrap(), json);
            assert_eq!(serde_json::from_value::<VectorNameConfig>(json).unwrap(), config);
        }
    }

    #[test]
    fn a_vector_without_dimensions_is_refused() {
        let config = VectorNameConfig::from(DenseVectorCreationConfig::new(0, Distance::Dot));
        assert_eq!(config.check().unwrap_err().field(), Some("dense.size"));
    }
}
