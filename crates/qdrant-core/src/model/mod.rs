//! Models: what operations carry and answer. Their serde shape is the JSON of the REST API.

mod alias;
pub(crate) mod collection;
mod consistency;
mod facet;
mod filter;
mod id;
mod index;
mod inference;
mod payload;
mod point;
mod query;
mod selector;
mod service;
mod shard;
mod timestamp;
pub(crate) mod unknown;
mod usage;
mod vector;

pub use self::alias::{AliasDescription, AliasOperations, CreateAlias, DeleteAlias, RenameAlias};
pub use self::collection::{
    BinaryQuantization, BinaryQuantizationEncoding, BinaryQuantizationQueryEncoding, CollectionConfig,
    CollectionDescription, CollectionInfo, CollectionParams, CollectionParamsDiff, CollectionStatus,
    CollectionWarning, CompressionRatio, Datatype, Distance, HnswConfigDiff, IdTrackerParams,
    MaxOptimizationThreads, MaxOptimizationThreadsSetting, Memory, Modifier, MultiVectorComparator,
    MultiVectorConfig, OptimizerStatus, OptimizersConfigDiff, PayloadSchemaInfo, PayloadStorageParams,
    ProductQuantization, QuantizationConfig, QuantizationConfigDiff, QuantizationType, ScalarQuantization,
    ShardingMethod, SparseIndexConfig, SparseVectorConfig, SparseVectorParams, StrictModeConfig,
    StrictModeMultivector, StrictModeMultivectorConfig, StrictModeSparse, StrictModeSparseConfig,
    TurboQuantBitSize, TurboQuantization, UnknownVariant, UpdateQueueInfo, VectorParams, VectorParamsDiff,
    VectorsConfig, VectorsConfigDiff, WalConfigDiff,
};
pub use self::consistency::{ReadConsistency, ReadConsistencyType, WriteOrdering};
pub use self::facet::{FacetHit, FacetValue};
pub use self::filter::{
    Condition, DatetimeRange, FieldClause, FieldCondition, Filter, GeoBoundingBox, GeoLineString, GeoPoint,
    GeoPolygon, GeoRadius, HasIdCondition, HasVectorCondition, IsEmptyCondition, IsNullCondition, Match,
    MinShould, NestedCondition, Range, SliceCondition, ValuesCount,
};
pub use self::id::PointId;
pub use self::index::{
    BoolIndexParams, DatetimeIndexParams, FieldType, FloatIndexParams, GeoIndexParams, IntegerIndexParams,
    KeywordIndexParams, KeywordPrefixParams, Language, PayloadFieldSchema, PayloadIndexParams,
    PayloadSchemaType, SnowballLanguage, SnowballParams, StemmingAlgorithm, StopwordsInterface, StopwordsSet,
    TextIndexParams, TextScoringInterface, TextScoringParams, TextScoringType, TokenizerType,
    UuidIndexParams,
};
pub use self::inference::{Document, Image, InferenceObject};
pub use self::payload::Payload;
pub use self::point::{
    OrderValue, PointStruct, RetrievedPoint, ScoredPoint, ScrollResult, UpdateMode, UpdateResult,
    UpdateStatus,
};
pub use self::query::{
    AcornSearchParams, Bm25Params, ContextInput, ContextInputPair, DecayParamsExpression, Direction,
    DiscoverInput, DivExpression, Expression, FeedbackItem, FeedbackStrategy, Formula, Fusion, GeoDistance,
    IdfParams, LookupLocation, Mmr, NaiveFeedbackStrategy, NearestInputWithMmr, OrderBy, PowExpression,
    PrefetchQuery, QuantizationSearchParams, Query, RecommendInput, RecommendStrategy,
    RelevanceFeedbackInput, Rrf, Sample, SearchParams, StartFrom, TextQuery, VectorInput, WithLookup,
};
pub use self::selector::{PointsSelector, WithPayloadSelector, WithVectorsSelector};
pub use self::service::VersionInfo;
pub use self::shard::{ShardKey, ShardKeySelector};
pub use self::timestamp::Timestamp;
pub use self::unknown::UnknownValue;
pub use self::usage::{HardwareUsage, InferenceUsage, ModelUsage, Usage};
pub use self::vector::{
    DenseVector, MultiDenseVector, SparseVector, Vector, VectorOutput, Vectors, VectorsOutput,
};
