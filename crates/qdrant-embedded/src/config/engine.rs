//! From the API's configuration to the engine's.

use qdrant_core::{
    CollectionConfig, CollectionParams, Datatype, Error, ErrorKind, HnswConfigDiff, Memory,
    OptimizersConfigDiff, QuantizationConfig, SparseVectorParams, Value, VectorParams, VectorsConfig,
    WalConfigDiff,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::change::overlay;
use crate::engine::{
    EdgeConfig, EdgeOptimizersConfig, EdgeSparseVectorParams, EdgeVectorParams, HnswIndexConfig, WalOptions,
};
use crate::failure::unsupported;

/// Size of the log's parts when nothing of it is to be kept, in bytes.
const EPHEMERAL_LOG: usize = 1 << 20;

/// Translates a configuration; `ephemeral` chooses what suits a folder in memory.
pub(crate) fn engine_config(config: &CollectionConfig, ephemeral: bool) -> Result<EdgeConfig, Error> {
    let params = &config.params;
    let mut vectors = std::collections::HashMap::new();
    match &params.vectors_config {
        None => {}
        Some(VectorsConfig::Single(vector)) => {
            vectors.insert(
                String::new(),
                dense(vector, config).map_err(|error| error.within("vectors_config"))?,
            );
        }
        Some(VectorsConfig::Named(map)) => {
            for (name, vector) in map {
                let within = |error: Error| error.within(&format!("vectors_config[{name:?}]"));
                vectors.insert(name.clone(), dense(vector, config).map_err(within)?);
            }
        }
    }
    let mut sparse_vectors = std::collections::HashMap::new();
    for (name, vector) in params.sparse_vectors_config.iter().flat_map(|config| &config.map) {
        let within = |error: Error| error.within(&format!("sparse_vectors_config[{name:?}]"));
        sparse_vectors.insert(name.clone(), sparse(vector).map_err(within)?);
    }
    let tracker = params.id_tracker.as_ref().and_then(|tracker| tracker.memory.as_ref());
    // The engine has no choice for it.
    on_disk(tracker, None).map_err(|error| error.within("id_tracker"))?;
    Ok(EdgeConfig {
        // Payload of an ephemeral collection is in memory anyway, by way of its folder.
        on_disk_payload: payload_on_disk(params)? || ephemeral,
        vectors,
        sparse_vectors,
        hnsw_config: graph(&config.hnsw_config)?,
        quantization_config: config.quantization_config.as_ref().map(quantization).transpose()?,
        optimizers: optimizers(&config.optimizer_config),
        wal_options: Some(log(config.wal_config.unwrap_or_default(), ephemeral)),
    })
}

fn payload_on_disk(params: &CollectionParams) -> Result<bool, Error> {
    let memory = params.payload.as_ref().and_then(|payload| payload.memory.as_ref());
    let on_disk = on_disk(memory, params.on_disk_payload).map_err(|error| error.within("payload"))?;
    Ok(on_disk.unwrap_or(true))
}

/// Tells whether a component is to be read from disk; the newer setting wins over the older.
fn on_disk(memory: Option<&Memory>, older: Option<bool>) -> Result<Option<bool>, Error> {
    memory.map_or(Ok(older), |memory| is_cold(memory).map(Some))
}

/// Tells whether what is kept so is to be read from disk.
pub(crate) fn is_cold(memory: &Memory) -> Result<bool, Error> {
    match memory {
        Memory::Cold => Ok(true),
        Memory::Cached | Memory::Pinned => Ok(false),
        Memory::Unknown(_) => Err(unsupported("memory", format_args!("memory `{memory}`"))),
    }
}

fn dense(vector: &VectorParams, config: &CollectionConfig) -> Result<EdgeVectorParams, Error> {
    let VectorParams {
        size,
        distance,
        hnsw_config,
        quantization_config,
        on_disk: older,
        datatype,
        multivector_config,
        memory,
    } = vector;
    let hnsw_config = match hnsw_config {
        Some(diff) => Some(graph(&overlay(&config.hnsw_config, diff)?)?),
        None => None,
    };
    Ok(EdgeVectorParams {
        size: usize::try_from(*size).map_err(|_| Error::invalid("size", "too large for this machine"))?,
        distance: same("distance", distance)?,
        on_disk: on_disk(memory.as_ref(), *older)?,
        multivector_config: multivector_config
            .as_ref()
            .map(|config| same("multivector_config", config))
            .transpose()?,
        datatype: datatype.as_ref().map(number_type).transpose()?,
        quantization_config: quantization_config.as_ref().map(quantization).transpose()?,
        hnsw_config,
    })
}

fn sparse(vector: &SparseVectorParams) -> Result<EdgeSparseVectorParams, Error> {
    let SparseVectorParams { index, modifier } = vector;
    let index = index.clone().unwrap_or_default();
    Ok(EdgeSparseVectorParams {
        full_scan_threshold: index.full_scan_threshold.map(clamp),
        on_disk: on_disk(index.memory.as_ref(), index.on_disk).map_err(|error| error.within("index"))?,
        modifier: modifier.as_ref().map(|modifier| same("modifier", modifier)).transpose()?,
        datatype: index
            .datatype
            .as_ref()
            .map(number_type)
            .transpose()
            .map_err(|error| error.within("index"))?,
    })
}

fn number_type<T: DeserializeOwned>(datatype: &Datatype) -> Result<T, Error> {
    match datatype {
        Datatype::Float32 | Datatype::Uint8 | Datatype::Float16 => same("datatype", datatype),
        // The engine has a name for `turbo4`, but panics when it is to store such vectors.
        Datatype::Turbo4 | Datatype::Turbo8 | Datatype::Turbo16 | Datatype::Unknown(_) => {
            Err(unsupported("datatype", format_args!("datatype `{datatype}`")))
        }
    }
}

fn graph(config: &HnswConfigDiff) -> Result<HnswIndexConfig, Error> {
    let mut config = config.clone();
    config.on_disk = on_disk(config.memory.take().as_ref(), config.on_disk)
        .map_err(|error| error.within("hnsw_config"))?;
    same("hnsw_config", &config)
}

fn quantization<T: DeserializeOwned>(config: &QuantizationConfig) -> Result<T, Error> {
    let failed = |error: serde_json::Error| {
        Error::new(ErrorKind::Unsupported, format!("the embedded engine has no such quantization: {error}"))
            .with_field("quantization_config")
    };
    let (kind, memory) = match config {
        QuantizationConfig::Scalar(scalar) => ("scalar", scalar.memory.as_ref()),
        QuantizationConfig::Product(product) => ("product", product.memory.as_ref()),
        QuantizationConfig::Binary(binary) => ("binary", binary.memory.as_ref()),
        QuantizationConfig::Turboquant(turbo) => ("turbo", turbo.memory.as_ref()),
        QuantizationConfig::Unknown(_) => ("", None),
    };
    let cold = on_disk(memory, None).map_err(|error| error.within(kind).within("quantization_config"))?;
    let mut config = serde_json::to_value(config).map_err(failed)?;
    if let (Some(cold), Some(settings)) = (cold, config.get_mut(kind).and_then(Value::as_object_mut)) {
        settings.remove("memory");
        settings.insert("always_ram".to_owned(), Value::Bool(!cold));
    }
    serde_json::from_value(config).map_err(failed)
}

fn optimizers(config: &OptimizersConfigDiff) -> EdgeOptimizersConfig {
    EdgeOptimizersConfig {
        deleted_threshold: config.deleted_threshold,
        vacuum_min_vector_number: config.vacuum_min_vector_number.map(clamp),
        default_segment_number: config.default_segment_number.map(clamp),
        max_segment_size: config.max_segment_size.map(clamp),
        indexing_threshold: config.indexing_threshold.map(clamp),
        // Hiding points needs optimizers that run all the time.
        prevent_unoptimized: None,
    }
}

fn log(config: WalConfigDiff, ephemeral: bool) -> WalOptions {
    let defaults = WalOptions::default();
    if ephemeral {
        return WalOptions { segment_capacity: EPHEMERAL_LOG, ..defaults };
    }
    let capacity = config.wal_capacity_mb.map(|mebibytes| clamp(mebibytes).saturating_mul(1 << 20));
    WalOptions {
        segment_capacity: capacity.unwrap_or(defaults.segment_capacity),
        segment_queue_len: config
            .wal_segments_ahead
            .map_or(defaults.segment_queue_len, |ahead| clamp(ahead.min(16))),
        retain_closed: defaults.retain_closed,
    }
}

fn clamp(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Translates what has the same JSON on both sides.
pub(super) fn same<T: DeserializeOwned>(field: &str, value: &impl Serialize) -> Result<T, Error> {
    serde_json::to_value(value).and_then(serde_json::from_value).map_err(|error| {
        Error::new(ErrorKind::Unsupported, format!("the embedded engine does not have it: {error}"))
            .with_field(field)
            .with_source(error)
    })
}

#[cfg(test)]
mod tests {
    use qdrant_core::{
        BinaryQuantization, CompressionRatio, CreateCollection, Distance, IdTrackerParams,
        MultiVectorComparator, PayloadStorageParams, ProductQuantization, ScalarQuantization,
        SparseIndexConfig, TurboQuantBitSize, TurboQuantization,
    };

    use super::*;
    use crate::config::new_config;

    fn translate(create: CreateCollection) -> Result<EdgeConfig, Error> {
        engine_config(&new_config(create)?, false)
    }

    #[test]
    fn a_whole_configuration_reaches_the_engine() {
        let create = CreateCollection::new("c")
            .vectors_config([(
                "a",
                VectorParams::new(8, Distance::Cosine)
                    .datatype(Datatype::Float16)
                    .hnsw_config(HnswConfigDiff::default().m(4).memory(Memory::Cold))
                    .quantization_config(ScalarQuantization::default().memory(Memory::Pinned))
                    .multivector_config(MultiVectorComparator::MaxSim)
                    .memory(Memory::Cold),
            )])
            .sparse_vectors_config([("s", SparseIndexConfig::default().memory(Memory::Cold))]);
        let config = translate(create).unwrap();
        let vector = &config.vectors["a"];
        assert_eq!((vector.size, vector.on_disk), (8, Some(true)));
        let graph = vector.hnsw_config.unwrap();
        assert_eq!((graph.m, graph.ef_construct, graph.on_disk), (4, 100, Some(true)));
        assert!(vector.quantization_config.as_ref().unwrap().always_ram());
        assert!(vector.multivector_config.is_some());
        assert_eq!(config.sparse_vectors["s"].on_disk, Some(true));
        assert_eq!(config.wal_options.unwrap().segment_capacity, 32 << 20);
    }

    #[test]
    fn what_the_engine_lacks_is_unsupported_by_field() {
        let vector = |params: VectorParams| CreateCollection::new("c").vectors_config(params);
        let params = || VectorParams::new(8, Distance::Dot);
        for datatype in [Datatype::Turbo4, Datatype::Turbo8, Datatype::Turbo16] {
            let error = translate(vector(params().datatype(datatype))).unwrap_err();
            assert_eq!(
                (error.kind(), error.field()),
                (ErrorKind::Unsupported, Some("vectors_config.datatype"))
            );
        }
        let turbo = TurboQuantization::default().bits(TurboQuantBitSize::Bits8);
        let error = translate(vector(params().quantization_config(turbo))).unwrap_err();
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::Unsupported, Some("vectors_config.quantization_config"))
        );
        let unknown = translate(vector(VectorParams::new(8, "Hamming"))).unwrap_err();
        assert_eq!(unknown.field(), Some("vectors_config.distance"));
    }

    #[test]
    fn an_unknown_memory_is_unsupported_wherever_it_is_asked_for() {
        let base = || CreateCollection::new("c");
        let params = || VectorParams::new(8, Distance::Dot);
        let in_all = |memory: Memory| {
            let vector = |params: VectorParams| base().vectors_config(params);
            let graph = HnswConfigDiff::default().memory(memory.clone());
            let scalar = ScalarQuantization::default().memory(memory.clone());
            let product = ProductQuantization::new(CompressionRatio::X4).memory(memory.clone());
            let binary = BinaryQuantization::default().memory(memory.clone());
            let turbo = TurboQuantization::default().memory(memory.clone());
            let sparse = SparseIndexConfig::default().memory(memory.clone());
            [
                (base().payload(PayloadStorageParams::default().memory(memory.clone())), "payload.memory"),
                (base().id_tracker(IdTrackerParams::default().memory(memory.clone())), "id_tracker.memory"),
                (base().hnsw_config(graph.clone()), "hnsw_config.memory"),
                (vector(params().memory(memory)), "vectors_config.memory"),
                (vector(params().hnsw_config(graph)), "vectors_config.hnsw_config.memory"),
                (
                    vector(params().quantization_config(scalar)),
                    "vectors_config.quantization_config.scalar.memory",
                ),
                (base().quantization_config(product), "quantization_config.product.memory"),
                (base().quantization_config(binary), "quantization_config.binary.memory"),
                (base().quantization_config(turbo), "quantization_config.turbo.memory"),
                (base().sparse_vectors_config([("s", sparse)]), r#"sparse_vectors_config["s"].index.memory"#),
            ]
        };
        for (create, field) in in_all("mauve".into()) {
            let error = translate(create).unwrap_err();
            assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some(field)));
        }
        for known in Memory::ALL {
            for (create, field) in in_all(known.clone()) {
                assert!(translate(create).is_ok(), "{field}: {known}");
            }
        }
    }
}
