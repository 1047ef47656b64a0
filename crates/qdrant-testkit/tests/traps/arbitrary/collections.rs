//! Configuration and state of collections.

use proptest::bool::ANY as flag;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use qdrant_core::{
    BinaryQuantization, BinaryQuantizationEncoding, BinaryQuantizationQueryEncoding, CollectionConfig,
    CollectionInfo, CollectionParams, CollectionParamsDiff, CollectionStatus, CollectionWarning,
    CompressionRatio, CreateCollection, Datatype, Distance, HnswConfigDiff, IdTrackerParams,
    MaxOptimizationThreads, MaxOptimizationThreadsSetting, Memory, Modifier, MultiVectorComparator,
    MultiVectorConfig, OptimizerStatus, OptimizersConfigDiff, PayloadSchemaInfo, PayloadSchemaType,
    PayloadStorageParams, ProductQuantization, QuantizationConfig, QuantizationConfigDiff, QuantizationType,
    ScalarQuantization, ShardingMethod, SparseIndexConfig, SparseVectorConfig, SparseVectorParams,
    StrictModeConfig, StrictModeMultivector, StrictModeSparse, TurboQuantBitSize, TurboQuantization,
    UpdateCollection, UpdateQueueInfo, VectorParams, VectorParamsDiff, VectorsConfig, VectorsConfigDiff,
    WalConfigDiff,
};

use super::basics::{double, name, named, new_name, payload, single, text, timeout, timestamp};
use super::indexes::{index_params, memory};

fn numbers(count: usize) -> impl Strategy<Value = Vec<Option<u64>>> {
    vec(of(any::<u64>()), count)
}

fn small_numbers(count: usize) -> impl Strategy<Value = Vec<Option<u32>>> {
    vec(of(any::<u32>()), count)
}

/// Where dense vectors and payload may be kept.
fn unpinned() -> impl Strategy<Value = Option<Memory>> {
    of(select(vec![Memory::Cold, Memory::Cached]))
}

fn hnsw() -> BoxedStrategy<HnswConfigDiff> {
    (numbers(5), of(flag), of(flag), memory())
        .prop_map(|(numbers, on_disk, inline_storage, memory)| HnswConfigDiff {
            m: numbers[0],
            ef_construct: numbers[1],
            full_scan_threshold: numbers[2],
            max_indexing_threads: numbers[3],
            on_disk,
            payload_m: numbers[4],
            inline_storage,
            memory,
        })
        .boxed()
}

pub(super) fn optimizers() -> BoxedStrategy<OptimizersConfigDiff> {
    let threads = prop_oneof![
        any::<u64>().prop_map(MaxOptimizationThreads::Value),
        select(MaxOptimizationThreadsSetting::ALL).prop_map(MaxOptimizationThreads::Setting),
    ];
    (of(double()), numbers(6), of(threads), of(flag))
        .prop_map(|(deleted_threshold, numbers, max_optimization_threads, prevent_unoptimized)| {
            OptimizersConfigDiff {
                deleted_threshold,
                vacuum_min_vector_number: numbers[0],
                default_segment_number: numbers[1],
                max_segment_size: numbers[2],
                memmap_threshold: numbers[3],
                indexing_threshold: numbers[4],
                flush_interval_sec: numbers[5],
                max_optimization_threads,
                prevent_unoptimized,
            }
        })
        .boxed()
}

fn wal() -> impl Strategy<Value = WalConfigDiff> {
    numbers(3).prop_map(|numbers| WalConfigDiff {
        wal_capacity_mb: numbers[0],
        wal_segments_ahead: numbers[1],
        wal_retain_closed: numbers[2],
    })
}

pub(super) fn quantization_diff() -> BoxedStrategy<QuantizationConfigDiff> {
    let scalar = (select(QuantizationType::ALL), of(single()), of(flag), memory()).prop_map(
        |(r#type, quantile, always_ram, memory)| {
            ScalarQuantization { r#type, quantile, always_ram, memory }.into()
        },
    );
    let product =
        (select(CompressionRatio::ALL), of(flag), memory()).prop_map(|(compression, always_ram, memory)| {
            ProductQuantization { compression, always_ram, memory }.into()
        });
    let encoding = select(BinaryQuantizationEncoding::ALL);
    let query_encoding = select(BinaryQuantizationQueryEncoding::ALL);
    let binary = (of(flag), of(encoding), of(query_encoding), memory()).prop_map(
        |(always_ram, encoding, query_encoding, memory)| {
            BinaryQuantization { always_ram, encoding, query_encoding, memory }.into()
        },
    );
    let turbo = (of(flag), of(select(TurboQuantBitSize::ALL)), memory())
        .prop_map(|(always_ram, bits, memory)| TurboQuantization { always_ram, bits, memory }.into());
    prop_oneof![scalar, product, binary, turbo, Just(QuantizationConfigDiff::Disabled)].boxed()
}

pub(super) fn quantization() -> BoxedStrategy<QuantizationConfig> {
    quantization_diff()
        .prop_filter_map("a configuration has no `Disabled`", |diff| match diff {
            QuantizationConfigDiff::Scalar(kind) => Some(kind.into()),
            QuantizationConfigDiff::Product(kind) => Some(kind.into()),
            QuantizationConfigDiff::Binary(kind) => Some(kind.into()),
            QuantizationConfigDiff::Turboquant(kind) => Some(kind.into()),
            QuantizationConfigDiff::Disabled => None,
        })
        .boxed()
}

fn datatype() -> impl Strategy<Value = Option<Datatype>> {
    of(select(Datatype::ALL))
}

pub(super) fn vectors_config() -> BoxedStrategy<VectorsConfig> {
    let multivector =
        select(MultiVectorComparator::ALL).prop_map(|comparator| MultiVectorConfig { comparator });
    let extras = (of(flag), datatype(), of(multivector), unpinned());
    let distance = select(Distance::ALL);
    let params = (1..=u64::MAX, distance, of(hnsw()), of(quantization()), extras)
        .prop_map(|(size, distance, hnsw_config, quantization_config, extras)| {
            let (on_disk, datatype, multivector_config, memory) = extras;
            VectorParams {
                size,
                distance,
                hnsw_config,
                quantization_config,
                on_disk,
                datatype,
                multivector_config,
                memory,
            }
        })
        .boxed();
    prop_oneof![params.clone().prop_map(VectorsConfig::Single), named(params).prop_map(VectorsConfig::Named)]
        .boxed()
}

fn vectors_config_diff() -> impl Strategy<Value = VectorsConfigDiff> {
    let diff = (of(hnsw()), of(quantization_diff()), of(flag), unpinned()).prop_map(
        |(hnsw_config, quantization_config, on_disk, memory)| VectorParamsDiff {
            hnsw_config,
            quantization_config,
            on_disk,
            memory,
        },
    );
    named(diff).prop_map(|map| VectorsConfigDiff { map })
}

fn sparse_vectors() -> impl Strategy<Value = SparseVectorConfig> {
    let index = (of(any::<u64>()), of(flag), datatype(), memory()).prop_map(
        |(full_scan_threshold, on_disk, datatype, memory)| SparseIndexConfig {
            full_scan_threshold,
            on_disk,
            datatype,
            memory,
        },
    );
    let params = (of(index), of(select(Modifier::ALL)))
        .prop_map(|(index, modifier)| SparseVectorParams { index, modifier });
    named(params).prop_map(|map| SparseVectorConfig { map })
}

fn strict_mode() -> BoxedStrategy<StrictModeConfig> {
    let multivectors = named(of(any::<u64>()).prop_map(|max_vectors| StrictModeMultivector { max_vectors }));
    let sparse = named(of(any::<u64>()).prop_map(|max_length| StrictModeSparse { max_length }));
    // Of the precision that gRPC has.
    let oversampling = of(single().prop_map(f64::from));
    (vec(of(flag), 4), small_numbers(6), numbers(8), oversampling, of(multivectors), of(sparse))
        .prop_map(|(flags, small, large, search_max_oversampling, multivectors, sparse)| StrictModeConfig {
            enabled: flags[0],
            max_query_limit: small[0],
            max_timeout: small[1],
            unindexed_filtering_retrieve: flags[1],
            unindexed_filtering_update: flags[2],
            search_max_hnsw_ef: small[2],
            search_allow_exact: flags[3],
            search_max_oversampling,
            upsert_max_batchsize: large[0],
            search_max_batchsize: large[1],
            max_collection_vector_size_bytes: large[2],
            read_rate_limit: small[3],
            write_rate_limit: small[4],
            max_collection_payload_size_bytes: large[3],
            filter_max_conditions: large[4],
            condition_max_size: large[5],
            multivector_config: multivectors.map(Into::into),
            sparse_config: sparse.map(Into::into),
            max_points_count: large[6],
            max_payload_index_count: large[7],
            max_resident_memory_percent: small[5],
        })
        .boxed()
}

fn storage() -> impl Strategy<Value = (Option<PayloadStorageParams>, Option<IdTrackerParams>)> {
    let payload = unpinned().prop_map(|memory| PayloadStorageParams { memory });
    (of(payload), of(memory().prop_map(|memory| IdTrackerParams { memory })))
}

fn params_diff() -> impl Strategy<Value = CollectionParamsDiff> {
    (vec(of(1..=u32::MAX), 3), of(flag), of(any::<u64>()), storage()).prop_map(
        |(numbers, on_disk_payload, read_fan_out_delay_ms, (payload, id_tracker))| CollectionParamsDiff {
            replication_factor: numbers[0],
            write_consistency_factor: numbers[1],
            on_disk_payload,
            read_fan_out_factor: numbers[2],
            read_fan_out_delay_ms,
            payload,
            id_tracker,
        },
    )
}

fn params() -> BoxedStrategy<CollectionParams> {
    let sharding_method = of(select(ShardingMethod::ALL));
    // The two fields that have no absence on gRPC.
    let always = (of(1..u32::MAX), flag);
    (always, params_diff(), of(vectors_config()), of(sparse_vectors()), sharding_method)
        .prop_map(
            |(
                (shard_number, on_disk_payload),
                diff,
                vectors_config,
                sparse_vectors_config,
                sharding_method,
            )| {
                CollectionParams {
                    shard_number,
                    on_disk_payload: Some(on_disk_payload),
                    vectors_config,
                    replication_factor: diff.replication_factor,
                    write_consistency_factor: diff.write_consistency_factor,
                    read_fan_out_factor: diff.read_fan_out_factor,
                    sharding_method,
                    sparse_vectors_config,
                    read_fan_out_delay_ms: diff.read_fan_out_delay_ms,
                    payload: diff.payload,
                    id_tracker: diff.id_tracker,
                }
            },
        )
        .boxed()
}

fn config() -> BoxedStrategy<CollectionConfig> {
    (params(), hnsw(), optimizers(), of(wal()), of(quantization()), of(strict_mode()), payload())
        .prop_map(
            |(
                params,
                hnsw_config,
                optimizer_config,
                wal_config,
                quantization_config,
                strict_mode_config,
                metadata,
            )| {
                CollectionConfig {
                    params,
                    hnsw_config,
                    optimizer_config,
                    wal_config,
                    quantization_config,
                    strict_mode_config,
                    metadata,
                }
            },
        )
        .boxed()
}

pub(super) fn info() -> BoxedStrategy<CollectionInfo> {
    let optimizer_status = prop_oneof![Just(OptimizerStatus::Ok), text().prop_map(OptimizerStatus::Error)];
    let data_type = select(PayloadSchemaType::ALL);
    let schema = (data_type, of(index_params()), of(any::<u64>()))
        .prop_map(|(data_type, params, points)| PayloadSchemaInfo { data_type, params, points });
    let queue = (any::<u64>(), of(any::<u64>()))
        .prop_map(|(length, deferred_points)| UpdateQueueInfo { length, deferred_points });
    let warnings = vec(text().prop_map(|message| CollectionWarning { message }), 0..3);
    let status = select(CollectionStatus::ALL);
    let counts = (any::<u64>(), of(any::<u64>()), of(any::<u64>()));
    (status, optimizer_status, config(), named(schema), counts, warnings, of(queue), of(timestamp()))
        .prop_map(
            |(
                status,
                optimizer_status,
                config,
                payload_schema,
                counts,
                warnings,
                update_queue,
                created_at,
            )| {
                CollectionInfo {
                    status,
                    optimizer_status,
                    segments_count: counts.0,
                    config,
                    payload_schema,
                    points_count: counts.1,
                    indexed_vectors_count: counts.2,
                    warnings,
                    update_queue,
                    created_at,
                }
            },
        )
        .boxed()
}

pub(super) fn create() -> BoxedStrategy<CreateCollection> {
    let configs = (of(hnsw()), of(wal()), of(optimizers()), of(quantization()), of(strict_mode()));
    let vectors = (of(vectors_config()), of(sparse_vectors()));
    let sharding = (vec(of(1..=u32::MAX), 3), of(select(ShardingMethod::ALL)));
    (new_name(), configs, vectors, sharding, of(flag), timeout(), payload(), storage())
        .prop_map(
            |(collection_name, configs, vectors, sharding, on_disk_payload, timeout, metadata, storage)| {
                CreateCollection {
                    collection_name,
                    hnsw_config: configs.0,
                    wal_config: configs.1,
                    optimizers_config: configs.2,
                    shard_number: sharding.0[0],
                    on_disk_payload,
                    timeout,
                    vectors_config: vectors.0,
                    replication_factor: sharding.0[1],
                    write_consistency_factor: sharding.0[2],
                    quantization_config: configs.3,
                    sharding_method: sharding.1,
                    sparse_vectors_config: vectors.1,
                    strict_mode_config: configs.4,
                    metadata,
                    payload: storage.0,
                    id_tracker: storage.1,
                }
            },
        )
        .boxed()
}

pub(super) fn update() -> BoxedStrategy<UpdateCollection> {
    let configs = (of(optimizers()), of(params_diff()), of(hnsw()), of(quantization_diff()));
    let vectors = (of(vectors_config_diff()), of(sparse_vectors()));
    (name(), configs, vectors, of(strict_mode()), timeout(), payload())
        .prop_map(|(collection_name, configs, vectors, strict_mode_config, timeout, metadata)| {
            UpdateCollection {
                collection_name,
                optimizers_config: configs.0,
                timeout,
                params: configs.1,
                hnsw_config: configs.2,
                vectors_config: vectors.0,
                quantization_config: configs.3,
                sparse_vectors_config: vectors.1,
                strict_mode_config,
                metadata,
            }
        })
        .boxed()
}
