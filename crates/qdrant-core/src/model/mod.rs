//! Models: what operations carry and answer. Their serde shape is the JSON of the REST API.

mod alias;
mod cluster;
pub(crate) mod collection;
mod consistency;
mod datetime;
mod facet;
mod filter;
mod groups;
mod id;
mod id_map;
mod index;
mod inference;
mod issues;
mod legacy;
mod matrix;
mod optimization;
mod payload;
mod point;
mod points_update;
mod query;
mod quota;
mod selector;
mod service;
mod shard;
mod sharding;
mod snapshot;
pub(crate) mod strictness;
mod telemetry;
mod timestamp;
pub(crate) mod unknown;
mod usage;
mod vector;
mod vector_name;

pub use self::alias::{AliasDescription, AliasOperations, CreateAlias, DeleteAlias, RenameAlias};
pub use self::cluster::{
    ClusterDetails, ClusterStatus, ConsensusThreadStatus, MessageSendErrors, PeerInfo, RaftInfo, StateRole,
};
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
pub use self::groups::{GroupId, PointGroup};
pub use self::id::PointId;
pub use self::index::{
    BoolIndexParams, DatetimeIndexParams, FieldType, FloatIndexParams, GeoIndexParams, IntegerIndexParams,
    KeywordIndexParams, KeywordPrefixParams, Language, PayloadFieldSchema, PayloadIndexParams,
    PayloadSchemaType, SnowballLanguage, SnowballParams, StemmingAlgorithm, StopwordsInterface, StopwordsSet,
    TextIndexParams, TextScoringInterface, TextScoringParams, TextScoringType, TokenizerType,
    UuidIndexParams,
};
pub use self::inference::{Document, Image, InferenceObject};
pub use self::issues::IssuesReport;
pub use self::legacy::{ContextExamplePair, SparseIndices, TargetVector, VectorExample};
pub use self::matrix::{SearchMatrixOffsets, SearchMatrixPair, SearchMatrixPairs};
pub use self::optimization::{
    Optimization, OptimizationPart, OptimizationSegmentInfo, OptimizationsReport, OptimizationsSummary,
    PendingOptimization, ProgressTree, TrackerStatus,
};
pub use self::payload::Payload;
pub use self::point::{
    OrderValue, PointStruct, PointVectors, RetrievedPoint, ScoredPoint, ScrollResult, UpdateMode,
    UpdateResult, UpdateStatus,
};
pub use self::points_update::{
    ClearPayloadOperation, DeletePayloadOperation, DeletePointsOperation, DeleteVectorsOperation,
    PointStructList, PointsUpdateOperation, SetPayloadOperation, UpdateVectorsOperation,
};
pub use self::query::{
    AcornSearchParams, Bm25Params, ContextInput, ContextInputPair, DecayParamsExpression, Direction,
    DiscoverInput, DivExpression, Expression, FeedbackItem, FeedbackStrategy, Formula, Fusion, GeoDistance,
    IdfParams, LookupLocation, Mmr, NaiveFeedbackStrategy, NearestInputWithMmr, OrderBy, PowExpression,
    PrefetchQuery, QuantizationSearchParams, Query, RecommendInput, RecommendStrategy,
    RelevanceFeedbackInput, Rrf, Sample, SearchParams, StartFrom, TextQuery, VectorInput, WithLookup,
};
pub use self::quota::{PeerQuotaUsage, QuotaConfig, QuotaStatus, QuotaUsage};
pub use self::selector::{PointsSelector, VectorsSelector, WithPayloadSelector, WithVectorsSelector};
pub use self::service::{ServingStatus, VersionInfo};
pub use self::shard::{ShardKey, ShardKeySelector};
pub use self::sharding::{
    AbortShardTransfer, ClusterOperation, CollectionClusterInfo, CreateShardKey, DeleteShardKey,
    LocalShardInfo, MoveShard, RemoteShardInfo, Replica, ReplicaState, ReplicatePoints, ReplicateShard,
    ReshardingDirection, ReshardingInfo, RestartTransfer, ShardKeyDescription, ShardTransferInfo,
    ShardTransferMethod, StartResharding,
};
pub use self::snapshot::{SnapshotDescription, SnapshotFile, SnapshotPriority};
pub use self::strictness::strictly;
pub use self::telemetry::{
    AppBuildTelemetry, ClusterStatusTelemetry, ClusterTelemetry, CollectionSnapshotTelemetry,
    CollectionTelemetry, CollectionTelemetryEntry, CollectionsAggregatedTelemetry, CollectionsTelemetry,
    DistributedClusterTelemetry, DistributedCollectionTelemetry, DistributedPeerDetails, DistributedPeerInfo,
    DistributedReplicaTelemetry, DistributedShardTelemetry, DistributedTelemetryData, HardwareTelemetry,
    LocalShardTelemetry, MemoryTelemetry, OperationDurationStatistics, PartialSnapshotTelemetry,
    PeerMetadata, QuotaExceeded, QuotaTelemetry, RemoteShardTelemetry, ReplicaSetTelemetry,
    RequestsTelemetry, ResponsesTelemetry, SearchThreadPoolTelemetry, ShardCleanStatus, TelemetryData,
};
pub use self::timestamp::Timestamp;
pub use self::unknown::UnknownValue;
pub use self::usage::{HardwareUsage, InferenceUsage, ModelUsage, Usage};
pub use self::vector::{
    DenseVector, MultiDenseVector, SparseVector, Vector, VectorOutput, Vectors, VectorsOutput,
};
pub use self::vector_name::{DenseVectorCreationConfig, SparseVectorCreationConfig, VectorNameConfig};
