//! Collections: what they are made of, their indexes and their shards.

use qdrant_core::{
    AbortShardTransfer, AliasOperations, BinaryQuantization, BinaryQuantizationEncoding,
    BinaryQuantizationQueryEncoding, BoolIndexParams, ClusterOperation, CollectionParamsDiff,
    CompressionRatio, CreateAlias, CreateShardKey, Datatype, DatetimeIndexParams, DeleteAlias,
    DeleteShardKey, DenseVectorCreationConfig, Distance, FloatIndexParams, GeoIndexParams, HnswConfigDiff,
    IdTrackerParams, IntegerIndexParams, KeywordIndexParams, Language, MaxOptimizationThreads,
    MaxOptimizationThreadsSetting, Memory, Modifier, MoveShard, MultiVectorComparator, MultiVectorConfig,
    OptimizationPart, OptimizersConfigDiff, PayloadFieldSchema, PayloadIndexParams, PayloadSchemaType,
    PayloadStorageParams, ProductQuantization, QuantizationConfig, QuantizationConfigDiff, QuantizationType,
    QuotaConfig, RenameAlias, Replica, ReplicaState, ReplicatePoints, ReplicateShard, ReshardingDirection,
    RestartTransfer, ScalarQuantization, ShardKey, ShardTransferMethod, ShardingMethod, SnapshotPriority,
    SnowballLanguage, SnowballParams, SparseIndexConfig, SparseVectorConfig, SparseVectorCreationConfig,
    SparseVectorParams, StartResharding, StemmingAlgorithm, StopwordsInterface, StopwordsSet,
    StrictModeConfig, StrictModeMultivector, StrictModeMultivectorConfig, StrictModeSparse,
    StrictModeSparseConfig, TextIndexParams, TextScoringInterface, TextScoringParams, TextScoringType,
    TokenizerType, TurboQuantBitSize, TurboQuantization, UuidIndexParams, VectorNameConfig, VectorParams,
    VectorParamsDiff, VectorsConfig, VectorsConfigDiff, WalConfigDiff,
};

use crate::generate::{Any, Source, fill, known, variants};

known! {
    BinaryQuantizationEncoding BinaryQuantizationQueryEncoding CompressionRatio Datatype Distance Language
    MaxOptimizationThreadsSetting Memory Modifier MultiVectorComparator OptimizationPart PayloadSchemaType
    QuantizationType ReplicaState ReshardingDirection ShardTransferMethod ShardingMethod SnapshotPriority
    SnowballLanguage TextScoringType TokenizerType TurboQuantBitSize
}

fill! {
    HnswConfigDiff { m, ef_construct, full_scan_threshold, max_indexing_threads, on_disk, payload_m, inline_storage, memory }
    OptimizersConfigDiff {
        deleted_threshold: |source: &mut Source| Some(f64::from(source.share())),
        vacuum_min_vector_number, default_segment_number, max_segment_size, memmap_threshold, indexing_threshold,
        flush_interval_sec, max_optimization_threads, prevent_unoptimized,
    }
    WalConfigDiff { wal_capacity_mb, wal_segments_ahead, wal_retain_closed }
    PayloadStorageParams { memory }
    IdTrackerParams { memory }
    CollectionParamsDiff {
        replication_factor, write_consistency_factor, on_disk_payload, read_fan_out_factor, read_fan_out_delay_ms,
        payload, id_tracker,
    }
    ScalarQuantization { r#type, quantile: |source: &mut Source| Some(source.share()), always_ram, memory }
    ProductQuantization { compression, always_ram, memory }
    BinaryQuantization { always_ram, encoding, query_encoding, memory }
    TurboQuantization { always_ram, bits, memory }
    SparseIndexConfig { full_scan_threshold, on_disk, datatype, memory }
    SparseVectorParams { index, modifier }
    SparseVectorConfig { map }
    StrictModeConfig {
        enabled, max_query_limit, max_timeout, unindexed_filtering_retrieve, unindexed_filtering_update,
        search_max_hnsw_ef, search_allow_exact, search_max_oversampling, upsert_max_batchsize, search_max_batchsize,
        max_collection_vector_size_bytes, read_rate_limit, write_rate_limit, max_collection_payload_size_bytes,
        filter_max_conditions, condition_max_size, multivector_config, sparse_config, max_points_count,
        max_payload_index_count,
        max_resident_memory_percent: |source: &mut Source| Some(source.pick(&[1, 50, 100])),
    }
    StrictModeMultivector { max_vectors }
    StrictModeMultivectorConfig { multivector_config }
    StrictModeSparse { max_length }
    StrictModeSparseConfig { sparse_config }
    VectorParams { size, distance, hnsw_config, quantization_config, on_disk, datatype, multivector_config, memory }
    VectorParamsDiff { hnsw_config, quantization_config, on_disk, memory }
    MultiVectorConfig { comparator }
    VectorsConfigDiff { map }
    DenseVectorCreationConfig { size, distance, multivector_config, datatype }
    SparseVectorCreationConfig { modifier, datatype }
    CreateAlias { collection_name: Source::name, alias_name: Source::name }
    RenameAlias { old_alias_name: Source::name, new_alias_name: Source::name }
    DeleteAlias { alias_name: Source::name }
    KeywordIndexParams { is_tenant, on_disk, enable_hnsw, prefix, memory, nested }
    IntegerIndexParams { lookup, range, is_principal, on_disk, enable_hnsw, memory, nested }
    FloatIndexParams { on_disk, is_principal, enable_hnsw, memory, nested }
    GeoIndexParams { on_disk, enable_hnsw, memory, nested }
    BoolIndexParams { on_disk, enable_hnsw, memory, nested }
    DatetimeIndexParams { on_disk, is_principal, enable_hnsw, memory, nested }
    UuidIndexParams { is_tenant, on_disk, enable_hnsw, memory, nested }
    TextIndexParams {
        tokenizer, lowercase, min_token_len, max_token_len, on_disk, stopwords, phrase_matching, stemmer,
        ascii_folding, enable_hnsw, memory, scoring, nested,
    }
    TextScoringParams { r#type }
    SnowballParams { language }
    StopwordsSet { languages, custom }
    CreateShardKey { shard_key, shards_number, replication_factor, placement, initial_state }
    DeleteShardKey { shard_key }
    MoveShard { shard_id, to_peer_id, from_peer_id, method, to_shard_id }
    ReplicateShard { shard_id, to_peer_id, from_peer_id, method, to_shard_id }
    AbortShardTransfer { shard_id, to_peer_id, from_peer_id, to_shard_id }
    RestartTransfer { shard_id, from_peer_id, to_peer_id, method, to_shard_id }
    Replica { shard_id, peer_id }
    ReplicatePoints { filter, from_shard_key, to_shard_key }
    StartResharding { direction, peer_id, shard_key }
    QuotaConfig {
        enabled,
        max_resident_memory_percent: percent,
        max_disk_usage_percent: percent,
        release_margin_percent: percent,
    }
}

fn percent(source: &mut Source) -> Option<u8> {
    let percent = source.pick(&[1, 2, 50, 99, 100]);
    bool::any(source).then_some(percent)
}

variants! {
    MaxOptimizationThreads { Value Setting;; }
    QuantizationConfig { Scalar Product Binary Turboquant;; Unknown }
    QuantizationConfigDiff { Scalar Product Binary Turboquant; Disabled; }
    VectorsConfig { Single Named;; }
    VectorNameConfig { Dense Sparse;; }
    AliasOperations { Create Rename Delete;; }
    PayloadIndexParams { Keyword Integer Float Geo Text Bool Datetime Uuid;; Unknown }
    PayloadFieldSchema { Type Params;; }
    StemmingAlgorithm { Snowball; Disabled; Unknown }
    StopwordsInterface { Language Set;; }
    TextScoringInterface { Enabled Params;; }
    ShardKey { Keyword Number;; }
    ClusterOperation {
        MoveShard ReplicateShard AbortTransfer DropReplica CreateShardKey DeleteShardKey RestartTransfer
        ReplicatePoints StartResharding;
        AbortResharding;
    }
}
