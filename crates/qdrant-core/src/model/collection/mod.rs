//! Collections: what they are made of, how they are built and what they say about themselves.

mod hnsw;
mod info;
mod named_map;
mod optimizers;
mod params;
mod quantization;
mod quantization_config;
mod sparse;
mod storage;
#[cfg(test)]
pub(crate) mod strategies;
mod strict_mode;
#[cfg(test)]
pub(crate) mod testing;
mod variant;
mod vectors;
mod vectors_config;
mod wal;

pub use self::hnsw::HnswConfigDiff;
pub use self::info::{
    CollectionConfig, CollectionDescription, CollectionInfo, CollectionStatus, CollectionWarning,
    OptimizerStatus, PayloadSchemaInfo, UpdateQueueInfo,
};
pub use self::optimizers::{MaxOptimizationThreads, MaxOptimizationThreadsSetting, OptimizersConfigDiff};
pub use self::params::{
    CollectionParams, CollectionParamsDiff, IdTrackerParams, PayloadStorageParams, ShardingMethod,
};
pub use self::quantization::{
    BinaryQuantization, BinaryQuantizationEncoding, BinaryQuantizationQueryEncoding, CompressionRatio,
    ProductQuantization, QuantizationType, ScalarQuantization, TurboQuantBitSize, TurboQuantization,
};
pub use self::quantization_config::{QuantizationConfig, QuantizationConfigDiff};
pub use self::sparse::{Modifier, SparseIndexConfig, SparseVectorConfig, SparseVectorParams};
pub use self::storage::{Datatype, Distance, Memory};
pub use self::strict_mode::{
    StrictModeConfig, StrictModeMultivector, StrictModeMultivectorConfig, StrictModeSparse,
    StrictModeSparseConfig,
};
pub(crate) use self::variant::RawVariant;
pub use self::variant::UnknownVariant;
pub use self::vectors::{MultiVectorComparator, MultiVectorConfig, VectorParams, VectorParamsDiff};
pub use self::vectors_config::{VectorsConfig, VectorsConfigDiff};
pub use self::wal::WalConfigDiff;
