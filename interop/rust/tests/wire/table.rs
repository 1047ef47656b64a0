//! Every message of the API, once as our type and once as the official one.

use std::fmt::Debug;

use prost::Message;

/// Our messages; four of them are written by hand.
mod ours {
    pub use qdrant_grpc::proto::qdrant::*;
    pub use qdrant_grpc::proto::{DenseVector, MultiDenseVector, SparseVector, Usage};
}

/// What one side makes of bytes.
pub struct Side {
    /// Reads a message and writes it again.
    pub rewrite: fn(&[u8]) -> Result<Vec<u8>, String>,
    /// The lines of a message as text, which has the names of its fields; sorted, as structs have their own orders.
    pub lines: fn(&[u8]) -> Vec<String>,
}

/// A message that both sides have.
pub struct Entry {
    /// Its name without the package.
    pub name: &'static str,
    /// Our type.
    pub ours: Side,
    /// The official type.
    pub official: Side,
}

const fn side<M: Message + Default + Debug>() -> Side {
    Side { rewrite: rewrite::<M>, lines: lines::<M> }
}

fn rewrite<M: Message + Default>(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let message = M::decode(bytes).map_err(|error| format!("is not read: {error}"))?;
    let written = message.encode_to_vec();
    match message.encoded_len() {
        length if length == written.len() => Ok(written),
        length => Err(format!("says that it has {length} bytes and has {}", written.len())),
    }
}

/// What our messages that are written by hand have more around them.
const WRAPPERS: [&str; 4] = ["DenseVector(", "SparseVector(", "MultiDenseVector(", ")"];

fn lines<M: Message + Default + Debug>(bytes: &[u8]) -> Vec<String> {
    let text = format!("{:#?}", M::decode(bytes).expect("a message that was read already"));
    let lines = text.lines().map(|line| line.trim_start().trim_end_matches(','));
    let mut lines: Vec<_> = lines.filter(|line| !WRAPPERS.contains(line)).map(str::to_owned).collect();
    lines.sort_unstable();
    lines
}

macro_rules! table {
    ($($name:ident,)+; in $outer:ident = $module:ident: $($inner:ident,)+) => {
        &[
            $(Entry {
                name: stringify!($name),
                ours: side::<ours::$name>(),
                official: side::<official::qdrant::$name>(),
            },)+
            $(Entry {
                name: concat!(stringify!($outer), ".", stringify!($inner)),
                ours: side::<ours::$module::$inner>(),
                official: side::<official::qdrant::$module::$inner>(),
            },)+
        ]
    };
}

/// The messages, in the order of the proto files.
pub const MESSAGES: &[Entry] = table! {
    // json_with_int.proto
    Struct, Value, ListValue,
    // qdrant_common.proto
    PointId, GeoPoint, Filter, MinShould, Condition, IsEmptyCondition, IsNullCondition, HasIdCondition,
    HasVectorCondition, SliceCondition, NestedCondition, FieldCondition, Match, RepeatedStrings,
    RepeatedIntegers, Range, DatetimeRange, GeoBoundingBox, GeoRadius, GeoLineString, GeoPolygon,
    ValuesCount,
    // collections.proto
    VectorParams, VectorParamsDiff, VectorParamsMap, VectorParamsDiffMap, VectorsConfig, VectorsConfigDiff,
    SparseVectorParams, SparseVectorConfig, MultiVectorConfig, GetCollectionInfoRequest,
    CollectionExistsRequest, CollectionExists, CollectionExistsResponse, ListCollectionsRequest,
    CollectionDescription, GetCollectionInfoResponse, ListCollectionsResponse, MaxOptimizationThreads,
    OptimizerStatus, CollectionWarning, HnswConfigDiff, SparseIndexConfig, WalConfigDiff,
    OptimizersConfigDiff, ScalarQuantization, ProductQuantization, BinaryQuantizationQueryEncoding,
    BinaryQuantization, TurboQuantization, QuantizationConfig, Disabled, QuantizationConfigDiff,
    StrictModeConfig, StrictModeSparseConfig, StrictModeSparse, StrictModeMultivectorConfig,
    StrictModeMultivector, PayloadStorageParams, IdTrackerParams, CreateCollection, UpdateCollection,
    DeleteCollection, CollectionOperationResponse, CollectionParams, CollectionParamsDiff, CollectionConfig,
    KeywordIndexParams, KeywordPrefixParams, IntegerIndexParams, FloatIndexParams, GeoIndexParams,
    StopwordsSet, TextIndexParams, TextScoringParams, StemmingAlgorithm, SnowballParams, DisabledStemmer,
    BoolIndexParams, DatetimeIndexParams, UuidIndexParams, PayloadIndexParams, PayloadSchemaInfo,
    UpdateQueueInfo, CollectionInfo, ChangeAliases, AliasOperations, CreateAlias, RenameAlias, DeleteAlias,
    ListAliasesRequest, ListCollectionAliasesRequest, AliasDescription, ListAliasesResponse,
    CollectionClusterInfoRequest, ShardKey, LocalShardInfo, RemoteShardInfo, ShardTransferInfo,
    ReshardingInfo, CollectionClusterInfoResponse, MoveShard, ReplicateShard, AbortShardTransfer,
    RestartTransfer, ReplicatePoints, Replica, CreateShardKey, DeleteShardKey,
    UpdateCollectionClusterSetupRequest, UpdateCollectionClusterSetupResponse, CreateShardKeyRequest,
    DeleteShardKeyRequest, ListShardKeysRequest, CreateShardKeyResponse, DeleteShardKeyResponse,
    ShardKeyDescription, ListShardKeysResponse,
    // points.proto
    WriteOrdering, ReadConsistency, SparseIndices, Document, Image, InferenceObject, Vector, VectorOutput,
    DenseVector, SparseVector, MultiDenseVector, VectorInput, ShardKeySelector, UpsertPoints, DeletePoints,
    GetPoints, UpdatePointVectors, PointVectors, DeletePointVectors, SetPayloadPoints, DeletePayloadPoints,
    ClearPayloadPoints, CreateFieldIndexCollection, DeleteFieldIndexCollection, DenseVectorCreationConfig,
    SparseVectorCreationConfig, CreateVectorNameRequest, DeleteVectorNameRequest, PayloadIncludeSelector,
    PayloadExcludeSelector, WithPayloadSelector, NamedVectors, NamedVectorsOutput, Vectors, VectorsOutput,
    VectorsSelector, WithVectorsSelector, QuantizationSearchParams, AcornSearchParams, IdfParams,
    SearchParams, SearchPoints, SearchBatchPoints, WithLookup, SearchPointGroups, StartFrom, OrderBy,
    ScrollPoints, LookupLocation, RecommendPoints, RecommendBatchPoints, RecommendPointGroups, TargetVector,
    VectorExample, ContextExamplePair, DiscoverPoints, DiscoverBatchPoints, CountPoints, RecommendInput,
    ContextInputPair, DiscoverInput, ContextInput, RelevanceFeedbackInput, FeedbackItem, FeedbackStrategy,
    NaiveFeedbackStrategy, Formula, Expression, GeoDistance, MultExpression, SumExpression, MaxExpression,
    MinExpression, DivExpression, PowExpression, DecayParamsExpression, NearestInputWithMmr, Mmr, Rrf, Query,
    TextQuery, Bm25Params, PrefetchQuery, QueryPoints, QueryBatchPoints, QueryPointGroups, FacetCounts,
    FacetValue, FacetHit, SearchMatrixPoints, SearchMatrixPairs, SearchMatrixPair, SearchMatrixOffsets,
    PointsUpdateOperation, UpdateBatchPoints, PointsOperationResponse, UpdateResult, OrderValue, ScoredPoint,
    GroupId, PointGroup, GroupsResult, SearchResponse, QueryResponse, QueryBatchResponse,
    QueryGroupsResponse, BatchResult, SearchBatchResponse, SearchGroupsResponse, CountResponse,
    ScrollResponse, CountResult, RetrievedPoint, GetResponse, RecommendResponse, RecommendBatchResponse,
    DiscoverResponse, DiscoverBatchResponse, RecommendGroupsResponse, UpdateBatchResponse, FacetResponse,
    SearchMatrixPairsResponse, SearchMatrixOffsetsResponse, PointsSelector, PointsIdsList, PointStruct,
    Usage, InferenceUsage, ModelUsage, HardwareUsage,
    // snapshots_service.proto
    CreateFullSnapshotRequest, ListFullSnapshotsRequest, DeleteFullSnapshotRequest, CreateSnapshotRequest,
    ListSnapshotsRequest, DeleteSnapshotRequest, SnapshotDescription, CreateSnapshotResponse,
    ListSnapshotsResponse, DeleteSnapshotResponse,
    // qdrant.proto
    HealthCheckRequest, HealthCheckReply,
    ; in PointsUpdateOperation = points_update_operation:
    PointStructList, SetPayload, OverwritePayload, DeletePayload, UpdateVectors, DeleteVectors, DeletePoints,
    ClearPayload,
};
