//! Dense vectors.

use serde::{Deserialize, Serialize};

use super::{Datatype, Distance, HnswConfigDiff, Memory, QuantizationConfig, QuantizationConfigDiff};
use crate::error::Error;
use crate::macros::{setters, wire_enum};
use crate::model::inference::null_as_default;
use crate::validate;

/// Settings of one dense vector.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Datatype, Distance, HnswConfigDiff, VectorParams};
///
/// let params = VectorParams::new(768, Distance::Cosine)
///     .datatype(Datatype::Float16)
///     .hnsw_config(HnswConfigDiff::default().m(32));
/// assert_eq!(
///     serde_json::to_string(&params)?,
///     r#"{"size":768,"distance":"Cosine","hnsw_config":{"m":32},"datatype":"float16"}"#,
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VectorParams {
    /// Number of dimensions, at least 1.
    pub size: u64,
    /// How closeness is measured.
    pub distance: Distance,
    /// Settings of its graph. Default those of the collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hnsw_config: Option<HnswConfigDiff>,
    /// Its quantization. Default that of the collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantization_config: Option<QuantizationConfig>,
    /// Serves the vectors from disk. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_disk: Option<bool>,
    /// How numbers are stored. Default [`Datatype::Float32`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datatype: Option<Datatype>,
    /// Makes it a multi-vector, several vectors for one point. Default a single vector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multivector_config: Option<MultiVectorConfig>,
    /// Where the vectors are held; never pinned. Default cached. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
}

impl VectorParams {
    /// Creates the settings of a vector with `size` dimensions.
    pub fn new(size: u64, distance: impl Into<Distance>) -> Self {
        Self {
            size,
            distance: distance.into(),
            hnsw_config: None,
            quantization_config: None,
            on_disk: None,
            datatype: None,
            multivector_config: None,
            memory: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.size == 0 {
            return Err(Error::invalid("size", "a vector has at least 1 dimension"));
        }
        check_memory(self.memory.as_ref())?;
        validate::part("quantization_config", self.quantization_config.as_ref(), QuantizationConfig::check)
    }
}

setters! {
    impl VectorParams {
        size: u64,
        distance: Distance,
        hnsw_config: Option<HnswConfigDiff>,
        quantization_config: Option<QuantizationConfig>,
        on_disk: Option<bool>,
        datatype: Option<Datatype>,
        multivector_config: Option<MultiVectorConfig>,
        memory: Option<Memory>,
    }
}

/// A change of one dense vector; what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct VectorParamsDiff {
    /// New settings of its graph; an empty value takes back its own settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hnsw_config: Option<HnswConfigDiff>,
    /// Its new quantization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantization_config: Option<QuantizationConfigDiff>,
    /// Serves the vectors from disk. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_disk: Option<bool>,
    /// Where the vectors are held; never pinned. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
}

impl VectorParamsDiff {
    pub(crate) fn check(&self) -> Result<(), Error> {
        check_memory(self.memory.as_ref())
    }
}

setters! {
    impl VectorParamsDiff {
        hnsw_config: Option<HnswConfigDiff>,
        quantization_config: Option<QuantizationConfigDiff>,
        on_disk: Option<bool>,
        memory: Option<Memory>,
    }
}

fn check_memory(memory: Option<&Memory>) -> Result<(), Error> {
    match memory {
        Some(Memory::Pinned) => Err(Error::invalid("memory", "dense vectors cannot be pinned")),
        Some(Memory::Cold | Memory::Cached | Memory::Unknown(_)) | None => Ok(()),
    }
}

wire_enum! {
    /// How two multi-vectors are compared.
    #[derive(Default)]
    pub enum MultiVectorComparator {
        /// Sum over the vectors of one of the best similarity with any vector of the other.
        #[default]
        MaxSim = "max_sim",
    }
}

/// Settings of a multi-vector.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MultiVectorConfig {
    /// How two of them are compared. Default [`MultiVectorComparator::MaxSim`].
    #[serde(default, deserialize_with = "null_as_default")]
    pub comparator: MultiVectorComparator,
}

impl MultiVectorConfig {
    /// Creates the settings of a multi-vector with the given comparator.
    pub fn new(comparator: impl Into<MultiVectorComparator>) -> Self {
        Self { comparator: comparator.into() }
    }
}

impl From<MultiVectorComparator> for MultiVectorConfig {
    fn from(comparator: MultiVectorComparator) -> Self {
        Self { comparator }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::collection::testing::golden;
    use crate::model::collection::{BinaryQuantization, ScalarQuantization, UnknownVariant};

    #[test]
    fn full_params_are_the_rest_json() {
        let params = golden::<VectorParams>(
            r#"{"size":128,"distance":"Dot","hnsw_config":{"m":0,"payload_m":16},
                "quantization_config":{"scalar":{"type":"int8"}},"on_disk":true,"datatype":"turbo16",
                "multivector_config":{"comparator":"max_sim"},"memory":"cold"}"#,
        );
        let built = VectorParams::new(128, Distance::Dot)
            .hnsw_config(HnswConfigDiff::default().m(0).payload_m(16))
            .quantization_config(ScalarQuantization::default())
            .on_disk(true)
            .datatype(Datatype::Turbo16)
            .multivector_config(MultiVectorComparator::MaxSim)
            .memory(Memory::Cold);
        assert_eq!(params, built);
    }

    #[test]
    fn full_diff_is_the_rest_json() {
        let diff = golden::<VectorParamsDiff>(
            r#"{"hnsw_config":{},"quantization_config":"Disabled","on_disk":false,"memory":"cached"}"#,
        );
        let built = VectorParamsDiff::default()
            .hnsw_config(HnswConfigDiff::default())
            .quantization_config(QuantizationConfigDiff::Disabled)
            .on_disk(false)
            .memory(Memory::Cached);
        assert_eq!(diff, built);
        assert_eq!(
            golden::<VectorParamsDiff>(r#"{"quantization_config":{"binary":{}}}"#),
            VectorParamsDiff::default().quantization_config(BinaryQuantization::default())
        );
    }

    #[test]
    fn a_size_is_required() {
        serde_json::from_value::<VectorParams>(json!({"distance": "Dot"})).unwrap_err();
    }

    #[test]
    fn a_check_names_the_field() {
        let field = |params: VectorParams| params.check().unwrap_err().field().unwrap().to_owned();
        assert_eq!(field(VectorParams::new(0, Distance::Dot)), "size");
        assert_eq!(field(VectorParams::new(1, Distance::Dot).memory(Memory::Pinned)), "memory");
        let unknown = QuantizationConfig::Unknown(UnknownVariant::new("rabitq", json!({"rabitq": {}})));
        assert_eq!(
            field(VectorParams::new(1, Distance::Dot).quantization_config(unknown)),
            "quantization_config"
        );
        VectorParams::new(1, Distance::Dot).memory(Memory::Cold).check().unwrap();
        VectorParamsDiff::default().memory(Memory::Pinned).check().unwrap_err();
    }
}
