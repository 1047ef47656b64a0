//! Arbitrary models of collections and indexes for property tests.
//!
//! Every struct is written out in full, so that a new field cannot be forgotten. Strategies are boxed, because nested
//! ones would overflow the stack of a test.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::Duration;

use proptest::bool::ANY as flag;
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::{
    BinaryQuantization, BinaryQuantizationEncoding, BinaryQuantizationQueryEncoding, CollectionConfig,
    CollectionInfo, CollectionParams, CollectionParamsDiff, CollectionStatus, CollectionWarning,
    CompressionRatio, Datatype, Distance, HnswConfigDiff, IdTrackerParams, MaxOptimizationThreads,
    MaxOptimizationThreadsSetting, Memory, Modifier, MultiVectorComparator, MultiVectorConfig,
    OptimizerStatus, OptimizersConfigDiff, PayloadSchemaInfo, PayloadStorageParams, ProductQuantization,
    QuantizationConfig, QuantizationConfigDiff, QuantizationType, ScalarQuantization, ShardingMethod,
    SparseIndexConfig, SparseVectorConfig, SparseVectorParams, StrictModeConfig, StrictModeMultivector,
    StrictModeSparse, TurboQuantBitSize, TurboQuantization, UpdateQueueInfo, VectorParams, VectorParamsDiff,
    VectorsConfig, VectorsConfigDiff, WalConfigDiff,
};
use crate::model::consistency::WriteOrdering;
use crate::model::index::strategies::index_params;
use crate::model::index::{PayloadFieldSchema, PayloadSchemaType};
use crate::model::payload::Payload;
use crate::model::timestamp::Timestamp;
use crate::ops::{CreateCollection, CreateFieldIndexCollection, UpdateCollection};

/// A known value, or one that a newer server may send.
pub(crate) fn wire<T: Clone + Debug + for<'a> From<&'a str>>(
    known: &'static [T],
) -> impl Strategy<Value = T> {
    prop_oneof![4 => select(known), 1 => "novel_[a-z]{0,4}".prop_map(|name: String| T::from(&name))]
}

pub(crate) fn memory() -> impl Strategy<Value = Option<Memory>> {
    of(wire(Memory::ALL))
}

pub(crate) fn name() -> impl Strategy<Value = String> {
    select(vec!["", "a", "text", "size", "distance", "scalar", "Grüße", "with space", "q\"uote"])
        .prop_map(String::from)
}

fn named<T: Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = BTreeMap<String, T>> {
    btree_map(name(), value, 0..3)
}

/// Thousandths, which keep their value through JSON in either precision.
fn thousandths() -> impl Strategy<Value = f64> {
    (0_u32..=10_000).prop_map(|thousandths| f64::from(thousandths) / 1000.0)
}

fn hnsw() -> BoxedStrategy<HnswConfigDiff> {
    let n = || of(any::<u64>());
    (n(), n(), n(), n(), of(flag), n(), of(flag), memory())
        .prop_map(
            |(
                m,
                ef_construct,
                full_scan_threshold,
                max_indexing_threads,
                on_disk,
                payload_m,
                inline_storage,
                memory,
            )| {
                HnswConfigDiff {
                    m,
                    ef_construct,
                    full_scan_threshold,
                    max_indexing_threads,
                    on_disk,
                    payload_m,
                    inline_storage,
                    memory,
                }
            },
        )
        .boxed()
}

fn optimizers() -> BoxedStrategy<OptimizersConfigDiff> {
    let threads = prop_oneof![
        any::<u64>().prop_map(MaxOptimizationThreads::Value),
        wire(MaxOptimizationThreadsSetting::ALL).prop_map(MaxOptimizationThreads::Setting),
    ];
    (of(thousandths()), vec(of(any::<u64>()), 6), of(threads), of(flag))
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

fn wal() -> BoxedStrategy<WalConfigDiff> {
    vec(of(any::<u64>()), 3)
        .prop_map(|numbers| WalConfigDiff {
            wal_capacity_mb: numbers[0],
            wal_segments_ahead: numbers[1],
            wal_retain_closed: numbers[2],
        })
        .boxed()
}

fn scalar() -> BoxedStrategy<ScalarQuantization> {
    let quantile = (500_u16..=1000).prop_map(|thousandths| f32::from(thousandths) / 1000.0);
    (wire(QuantizationType::ALL), of(quantile), of(flag), memory())
        .prop_map(|(r#type, quantile, always_ram, memory)| ScalarQuantization {
            r#type,
            quantile,
            always_ram,
            memory,
        })
        .boxed()
}

fn product() -> BoxedStrategy<ProductQuantization> {
    (wire(CompressionRatio::ALL), of(flag), memory())
        .prop_map(|(compression, always_ram, memory)| ProductQuantization { compression, always_ram, memory })
        .boxed()
}

fn binary() -> BoxedStrategy<BinaryQuantization> {
    let query_encoding = of(wire(BinaryQuantizationQueryEncoding::ALL));
    (of(flag), of(wire(BinaryQuantizationEncoding::ALL)), query_encoding, memory())
        .prop_map(|(always_ram, encoding, query_encoding, memory)| BinaryQuantization {
            always_ram,
            encoding,
            query_encoding,
            memory,
        })
        .boxed()
}

fn turbo() -> BoxedStrategy<TurboQuantization> {
    (of(flag), of(wire(TurboQuantBitSize::ALL)), memory())
        .prop_map(|(always_ram, bits, memory)| TurboQuantization { always_ram, bits, memory })
        .boxed()
}

fn quantization() -> BoxedStrategy<QuantizationConfig> {
    prop_oneof![
        scalar().prop_map(QuantizationConfig::from),
        product().prop_map(QuantizationConfig::from),
        binary().prop_map(QuantizationConfig::from),
        turbo().prop_map(QuantizationConfig::from),
    ]
    .boxed()
}

fn quantization_diff() -> BoxedStrategy<QuantizationConfigDiff> {
    prop_oneof![
        scalar().prop_map(QuantizationConfigDiff::from),
        product().prop_map(QuantizationConfigDiff::from),
        binary().prop_map(QuantizationConfigDiff::from),
        turbo().prop_map(QuantizationConfigDiff::from),
        Just(QuantizationConfigDiff::Disabled),
    ]
    .boxed()
}

fn vector_params() -> BoxedStrategy<VectorParams> {
    let multivector =
        wire(MultiVectorComparator::ALL).prop_map(|comparator| MultiVectorConfig { comparator });
    let extras = (of(flag), of(wire(Datatype::ALL)), of(multivector), memory());
    (any::<u64>(), wire(Distance::ALL), of(hnsw()), of(quantization()), extras)
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
        .boxed()
}

pub(crate) fn vectors_config() -> BoxedStrategy<VectorsConfig> {
    prop_oneof![
        vector_params().prop_map(VectorsConfig::Single),
        named(vector_params()).prop_map(VectorsConfig::Named),
    ]
    .boxed()
}

fn vectors_config_diff() -> BoxedStrategy<VectorsConfigDiff> {
    let diff = (of(hnsw()), of(quantization_diff()), of(flag), memory()).prop_map(
        |(hnsw_config, quantization_config, on_disk, memory)| VectorParamsDiff {
            hnsw_config,
            quantization_config,
            on_disk,
            memory,
        },
    );
    named(diff).prop_map(|map| VectorsConfigDiff { map }).boxed()
}

fn sparse_vectors() -> BoxedStrategy<SparseVectorConfig> {
    let index = (of(any::<u64>()), of(flag), of(wire(Datatype::ALL)), memory()).prop_map(
        |(full_scan_threshold, on_disk, datatype, memory)| SparseIndexConfig {
            full_scan_threshold,
            on_disk,
            datatype,
            memory,
        },
    );
    let params = (of(index), of(wire(Modifier::ALL)))
        .prop_map(|(index, modifier)| SparseVectorParams { index, modifier });
    named(params).prop_map(|map| SparseVectorConfig { map }).boxed()
}

fn strict_mode() -> BoxedStrategy<StrictModeConfig> {
    let multivectors = named(of(any::<u64>()).prop_map(|max_vectors| StrictModeMultivector { max_vectors }));
    let sparse = named(of(any::<u64>()).prop_map(|max_length| StrictModeSparse { max_length }));
    let maps = (of(multivectors), of(sparse));
    (vec(of(flag), 4), vec(of(any::<u32>()), 6), vec(of(any::<u64>()), 8), of(thousandths()), maps)
        .prop_map(|(flags, small, large, search_max_oversampling, (multivectors, sparse))| StrictModeConfig {
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

fn metadata() -> BoxedStrategy<Payload> {
    let value = prop_oneof![
        Just(Value::Null),
        flag.prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        name().prop_map(Value::from),
        vec(any::<i64>(), 0..2).prop_map(Value::from),
    ];
    named(value).prop_map(|map| map.into_iter().collect()).boxed()
}

fn storage() -> BoxedStrategy<(Option<PayloadStorageParams>, Option<IdTrackerParams>)> {
    let payload = memory().prop_map(|memory| PayloadStorageParams { memory });
    (of(payload), of(memory().prop_map(|memory| IdTrackerParams { memory }))).boxed()
}

fn collection_params() -> BoxedStrategy<CollectionParams> {
    let vectors = (of(vectors_config()), of(sparse_vectors()));
    let method = of(wire(ShardingMethod::ALL));
    (vec(of(any::<u32>()), 4), of(flag), vectors, method, of(any::<u64>()), storage())
        .prop_map(|(numbers, on_disk_payload, vectors, sharding_method, read_fan_out_delay_ms, storage)| {
            CollectionParams {
                shard_number: numbers[0],
                on_disk_payload,
                vectors_config: vectors.0,
                replication_factor: numbers[1],
                write_consistency_factor: numbers[2],
                read_fan_out_factor: numbers[3],
                sharding_method,
                sparse_vectors_config: vectors.1,
                read_fan_out_delay_ms,
                payload: storage.0,
                id_tracker: storage.1,
            }
        })
        .boxed()
}

fn collection_params_diff() -> BoxedStrategy<CollectionParamsDiff> {
    (vec(of(any::<u32>()), 3), of(flag), of(any::<u64>()), storage())
        .prop_map(|(numbers, on_disk_payload, read_fan_out_delay_ms, (payload, id_tracker))| {
            CollectionParamsDiff {
                replication_factor: numbers[0],
                write_consistency_factor: numbers[1],
                on_disk_payload,
                read_fan_out_factor: numbers[2],
                read_fan_out_delay_ms,
                payload,
                id_tracker,
            }
        })
        .boxed()
}

fn collection_config() -> BoxedStrategy<CollectionConfig> {
    let optional = (of(wal()), of(quantization()), of(strict_mode()));
    (collection_params(), hnsw(), optimizers(), optional, metadata())
        .prop_map(|(params, hnsw_config, optimizer_config, optional, metadata)| CollectionConfig {
            params,
            hnsw_config,
            optimizer_config,
            wal_config: optional.0,
            quantization_config: optional.1,
            strict_mode_config: optional.2,
            metadata,
        })
        .boxed()
}

pub(crate) fn collection_info() -> BoxedStrategy<CollectionInfo> {
    let status = prop_oneof![Just(OptimizerStatus::Ok), name().prop_map(OptimizerStatus::Error)];
    let schema = (wire(PayloadSchemaType::ALL), of(index_params()), of(any::<u64>()))
        .prop_map(|(data_type, params, points)| PayloadSchemaInfo { data_type, params, points });
    let queue = (any::<u64>(), of(any::<u64>()))
        .prop_map(|(length, deferred_points)| UpdateQueueInfo { length, deferred_points });
    let warnings = vec(name().prop_map(|message| CollectionWarning { message }), 0..2);
    let created_at = (0_i64..4_000_000_000, 0..1_000_000)
        .prop_map(|(s, micros)| Timestamp::from_unix(s, micros * 1000).unwrap());
    let counts = (any::<u64>(), of(any::<u64>()), of(any::<u64>()));
    let rest = (counts, warnings, of(queue), of(created_at));
    (wire(CollectionStatus::ALL), status, collection_config(), named(schema), rest)
        .prop_map(
            |(
                status,
                optimizer_status,
                config,
                payload_schema,
                (counts, warnings, update_queue, created_at),
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

pub(crate) fn timeout() -> impl Strategy<Value = Option<Duration>> {
    of((1_u64..100_000).prop_map(Duration::from_millis))
}

pub(crate) fn create_collection() -> BoxedStrategy<CreateCollection> {
    let configs = (of(hnsw()), of(wal()), of(optimizers()), of(quantization()), of(strict_mode()));
    let vectors = (of(vectors_config()), of(sparse_vectors()));
    let sharding = (vec(of(any::<u32>()), 3), of(wire(ShardingMethod::ALL)));
    (name(), configs, vectors, sharding, of(flag), timeout(), metadata(), storage())
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

pub(crate) fn update_collection() -> BoxedStrategy<UpdateCollection> {
    let configs = (of(optimizers()), of(collection_params_diff()), of(hnsw()), of(quantization_diff()));
    let vectors = (of(vectors_config_diff()), of(sparse_vectors()));
    (name(), configs, vectors, of(strict_mode()), timeout(), metadata())
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

pub(crate) fn field_schema() -> BoxedStrategy<PayloadFieldSchema> {
    prop_oneof![
        wire(PayloadSchemaType::ALL).prop_map(PayloadFieldSchema::Type),
        index_params().prop_map(PayloadFieldSchema::Params),
    ]
    .boxed()
}

pub(crate) fn create_field_index() -> BoxedStrategy<CreateFieldIndexCollection> {
    let options = (of(flag), of(select(WriteOrdering::ALL)), timeout());
    (name(), name(), field_schema(), options)
        .prop_map(|(collection_name, field_name, field_schema, (wait, ordering, timeout))| {
            CreateFieldIndexCollection { collection_name, wait, field_name, field_schema, ordering, timeout }
        })
        .boxed()
}
