//! Configurations of collections.

use official::qdrant as q;
use q::quantization_config::Quantization;
use q::quantization_config_diff::Quantization as QuantizationDiff;
use qdrant_core as core;
use serde_json::{Value, json};

use super::{map, model};
use crate::Pair;

/// The graph's configuration with every field.
pub fn hnsw() -> Pair<core::HnswConfigDiff, q::HnswConfigDiff> {
    let json = json!({"m": 1, "ef_construct": 20, "full_scan_threshold": 30, "max_indexing_threads": 4,
        "on_disk": true, "payload_m": 5, "inline_storage": false, "memory": "cold"});
    let official = q::HnswConfigDiff {
        m: Some(1),
        ef_construct: Some(20),
        full_scan_threshold: Some(30),
        max_indexing_threads: Some(4),
        on_disk: Some(true),
        payload_m: Some(5),
        inline_storage: Some(false),
        memory: Some(q::Memory::Cold.into()),
    };
    (model(json), official)
}

/// The log's configuration with every field.
pub fn wal() -> Pair<core::WalConfigDiff, q::WalConfigDiff> {
    let json = json!({"wal_capacity_mb": 1, "wal_segments_ahead": 2, "wal_retain_closed": 3});
    let official = q::WalConfigDiff {
        wal_capacity_mb: Some(1),
        wal_segments_ahead: Some(2),
        wal_retain_closed: Some(3),
    };
    (model(json), official)
}

/// The optimizers' configuration with every field, for each kind of limit on threads.
pub fn optimizers() -> Vec<Pair<core::OptimizersConfigDiff, q::OptimizersConfigDiff>> {
    use q::max_optimization_threads::{Setting, Variant};
    [(json!(8), Variant::Value(8)), (json!(0), Variant::Value(0)), (json!("auto"), Variant::Setting(Setting::Auto.into()))]
        .map(|(threads, variant)| {
            let json = json!({"deleted_threshold": 0.25, "vacuum_min_vector_number": 2, "default_segment_number": 3,
                "max_segment_size": 4, "memmap_threshold": 5, "indexing_threshold": 6, "flush_interval_sec": 7,
                "max_optimization_threads": threads, "prevent_unoptimized": true});
            let official = q::OptimizersConfigDiff {
                deleted_threshold: Some(0.25),
                vacuum_min_vector_number: Some(2),
                default_segment_number: Some(3),
                max_segment_size: Some(4),
                memmap_threshold: Some(5),
                indexing_threshold: Some(6),
                flush_interval_sec: Some(7),
                deprecated_max_optimization_threads: None,
                max_optimization_threads: Some(q::MaxOptimizationThreads { variant: Some(variant) }),
                prevent_unoptimized: Some(true),
            };
            (model(json), official)
        })
        .into()
}

/// Every quantization, as JSON and as message.
fn quantization_cases() -> Vec<Pair<Value, Quantization>> {
    use q::binary_quantization_query_encoding::{Setting, Variant};
    let pinned = || Some(q::Memory::Pinned.into());
    let scalar = q::ScalarQuantization {
        r#type: q::QuantizationType::Int8.into(),
        quantile: Some(0.5),
        always_ram: Some(true),
        memory: pinned(),
    };
    let mut cases = vec![(
        json!({"scalar": {"type": "int8", "quantile": 0.5, "always_ram": true, "memory": "pinned"}}),
        Quantization::Scalar(scalar),
    )];
    use q::CompressionRatio as Ratio;
    for (name, ratio) in
        [("x4", Ratio::X4), ("x8", Ratio::X8), ("x16", Ratio::X16), ("x32", Ratio::X32), ("x64", Ratio::X64)]
    {
        let product =
            q::ProductQuantization { compression: ratio.into(), always_ram: Some(false), memory: pinned() };
        let json = json!({"product": {"compression": name, "always_ram": false, "memory": "pinned"}});
        cases.push((json, Quantization::Product(product)));
    }
    use q::BinaryQuantizationEncoding as Encoding;
    for (name, encoding, query_name, query) in [
        ("one_bit", Encoding::OneBit, "default", Setting::Default),
        ("two_bits", Encoding::TwoBits, "binary", Setting::Binary),
        ("one_and_half_bits", Encoding::OneAndHalfBits, "scalar4bits", Setting::Scalar4Bits),
        ("one_bit", Encoding::OneBit, "scalar8bits", Setting::Scalar8Bits),
    ] {
        let binary = q::BinaryQuantization {
            always_ram: Some(true),
            encoding: Some(encoding.into()),
            query_encoding: Some(q::BinaryQuantizationQueryEncoding {
                variant: Some(Variant::Setting(query.into())),
            }),
            memory: pinned(),
        };
        let json = json!({"binary":
            {"always_ram": true, "encoding": name, "query_encoding": query_name, "memory": "pinned"}});
        cases.push((json, Quantization::Binary(binary)));
    }
    use q::TurboQuantBitSize as Bits;
    for (name, bits) in [
        ("bits1", Bits::Bits1),
        ("bits1_5", Bits::Bits15),
        ("bits2", Bits::Bits2),
        ("bits4", Bits::Bits4),
        ("bits8", Bits::Bits8),
    ] {
        let turbo =
            q::TurboQuantization { always_ram: Some(true), bits: Some(bits.into()), memory: pinned() };
        let json = json!({"turbo": {"always_ram": true, "bits": name, "memory": "pinned"}});
        cases.push((json, Quantization::Turboquant(turbo)));
    }
    cases
}

/// Every quantization.
pub fn quantizations() -> Vec<Pair<core::QuantizationConfig, q::QuantizationConfig>> {
    let whole = |(json, kind)| (model(json), q::QuantizationConfig { quantization: Some(kind) });
    quantization_cases().into_iter().map(whole).collect()
}

/// Every change of a quantization.
pub fn quantization_diffs() -> Vec<Pair<core::QuantizationConfigDiff, q::QuantizationConfigDiff>> {
    let mut cases: Vec<_> = quantization_cases()
        .into_iter()
        .map(|(json, kind)| {
            let kind = match kind {
                Quantization::Scalar(scalar) => QuantizationDiff::Scalar(scalar),
                Quantization::Product(product) => QuantizationDiff::Product(product),
                Quantization::Binary(binary) => QuantizationDiff::Binary(binary),
                Quantization::Turboquant(turbo) => QuantizationDiff::Turboquant(turbo),
            };
            (json, kind)
        })
        .collect();
    cases.push((json!("Disabled"), QuantizationDiff::Disabled(q::Disabled {})));
    let whole = |(json, kind)| (model(json), q::QuantizationConfigDiff { quantization: Some(kind) });
    cases.into_iter().map(whole).collect()
}

/// Vectors of every distance, with every field.
pub fn vector_params() -> Vec<Pair<core::VectorParams, q::VectorParams>> {
    use q::{Datatype, Distance, Memory};
    let quantizations = quantizations();
    [
        ("Cosine", Distance::Cosine, "float32", Datatype::Float32, "cold", Memory::Cold),
        ("Euclid", Distance::Euclid, "uint8", Datatype::Uint8, "cached", Memory::Cached),
        ("Dot", Distance::Dot, "float16", Datatype::Float16, "cold", Memory::Cold),
        ("Manhattan", Distance::Manhattan, "turbo4", Datatype::Turbo4, "cached", Memory::Cached),
        ("Dot", Distance::Dot, "turbo8", Datatype::Turbo8, "cold", Memory::Cold),
        ("Dot", Distance::Dot, "turbo16", Datatype::Turbo16, "cold", Memory::Cold),
    ]
    .iter()
    .zip(quantizations)
    .map(|((distance_name, distance, type_name, datatype, memory_name, memory), (quantization, official))| {
        let mut params: core::VectorParams = model(json!({"size": 65536, "distance": distance_name,
            "on_disk": false, "datatype": type_name, "multivector_config": {"comparator": "max_sim"},
            "memory": memory_name}));
        params.hnsw_config = Some(hnsw().0);
        params.quantization_config = Some(quantization);
        let official = q::VectorParams {
            size: 65536,
            distance: (*distance).into(),
            hnsw_config: Some(hnsw().1),
            quantization_config: Some(official),
            on_disk: Some(false),
            datatype: Some((*datatype).into()),
            multivector_config: Some(q::MultiVectorConfig {
                comparator: q::MultiVectorComparator::MaxSim.into(),
            }),
            memory: Some((*memory).into()),
        };
        (params, official)
    })
    .collect()
}

/// One vector, and several by name.
pub fn vectors_configs() -> Vec<Pair<core::VectorsConfig, q::VectorsConfig>> {
    use q::vectors_config::Config;
    let official = |config| q::VectorsConfig { config: Some(config) };
    let names = || ["a", "", "size", "distance", "v4", "v5"];
    let (core, params): (Vec<_>, Vec<_>) = vector_params().into_iter().unzip();
    let (first, official_first) = (core[0].clone(), params[0]);
    vec![
        (core::VectorsConfig::Single(first), official(Config::Params(official_first))),
        (
            core::VectorsConfig::Named(map(names().into_iter().zip(core))),
            official(Config::ParamsMap(q::VectorParamsMap { map: map(names().into_iter().zip(params)) })),
        ),
    ]
}

/// Changes of vectors by name.
pub fn vectors_diff() -> Pair<core::VectorsConfigDiff, q::VectorsConfigDiff> {
    let names: Vec<_> = (0..quantization_diffs().len()).map(|number| format!("v{number}")).collect();
    let (core, official): (Vec<_>, Vec<_>) = quantization_diffs().into_iter().unzip();
    let core = core.into_iter().map(|quantization| core::VectorParamsDiff {
        hnsw_config: Some(hnsw().0),
        quantization_config: Some(quantization),
        on_disk: Some(true),
        memory: Some(core::Memory::Cached),
    });
    let official = official.into_iter().map(|quantization| q::VectorParamsDiff {
        hnsw_config: Some(hnsw().1),
        quantization_config: Some(quantization),
        on_disk: Some(true),
        memory: Some(q::Memory::Cached.into()),
    });
    let official = q::VectorParamsDiffMap { map: map(names.iter().zip(official)) };
    (
        core::VectorsConfigDiff { map: map(names.iter().zip(core)) },
        q::VectorsConfigDiff { config: Some(q::vectors_config_diff::Config::ParamsMap(official)) },
    )
}

/// Sparse vectors with every field.
pub fn sparse_config() -> Pair<core::SparseVectorConfig, q::SparseVectorConfig> {
    let json = json!({
        "full": {"index": {"full_scan_threshold": 1, "on_disk": true, "datatype": "uint8", "memory": "pinned"},
            "modifier": "idf"},
        "none": {"modifier": "none"},
        "": {},
    });
    let index = q::SparseIndexConfig {
        full_scan_threshold: Some(1),
        on_disk: Some(true),
        datatype: Some(q::Datatype::Uint8.into()),
        memory: Some(q::Memory::Pinned.into()),
    };
    let official = [
        ("full", q::SparseVectorParams { index: Some(index), modifier: Some(q::Modifier::Idf.into()) }),
        ("none", q::SparseVectorParams { index: None, modifier: Some(q::Modifier::None.into()) }),
        ("", q::SparseVectorParams { index: None, modifier: None }),
    ];
    (core::SparseVectorConfig { map: model(json) }, q::SparseVectorConfig { map: map(official) })
}

/// Where the payload is kept.
pub fn payload_storage() -> Pair<core::PayloadStorageParams, q::PayloadStorageParams> {
    let official = q::PayloadStorageParams { memory: Some(q::Memory::Cold.into()) };
    (core::PayloadStorageParams { memory: Some(core::Memory::Cold) }, official)
}

/// Where the ids are kept.
pub fn id_tracker() -> Pair<core::IdTrackerParams, q::IdTrackerParams> {
    let official = q::IdTrackerParams { memory: Some(q::Memory::Pinned.into()) };
    (core::IdTrackerParams { memory: Some(core::Memory::Pinned) }, official)
}
