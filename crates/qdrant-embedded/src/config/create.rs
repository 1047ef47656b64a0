//! From a request to create a collection to its whole configuration, as a server reports it.

use qdrant_core::{
    CollectionConfig, CollectionParams, CreateCollection, Error, ErrorKind, HnswConfigDiff,
    MaxOptimizationThreads, MaxOptimizationThreadsSetting, OptimizersConfigDiff, QuantizationConfig,
    ShardingMethod, VectorsConfig, WalConfigDiff,
};

use super::change::overlay;
use crate::failure::unsupported;

/// Most dimensions that a vector may have, as on the server.
const MAX_SIZE: u64 = 65_536;

/// Most bytes of a vector's name, so that the names of its files are not too long.
const MAX_NAME: usize = 200;

/// Most edges that a node of the graph may have; more would only exhaust memory.
const MAX_EDGES: u64 = 65_536;

/// Fills in every default and checks what the engine would not.
pub(crate) fn new_config(create: CreateCollection) -> Result<CollectionConfig, Error> {
    let CreateCollection {
        collection_name: _,
        hnsw_config,
        wal_config,
        optimizers_config,
        shard_number,
        on_disk_payload,
        timeout: _,
        vectors_config,
        replication_factor,
        write_consistency_factor,
        quantization_config,
        sharding_method,
        sparse_vectors_config,
        strict_mode_config,
        metadata,
        payload,
        id_tracker,
    } = create;
    match &sharding_method {
        None | Some(ShardingMethod::Auto) => {}
        Some(method @ (ShardingMethod::Custom | ShardingMethod::Unknown(_))) => {
            let text = format!("sharding method `{method}` is not available in the embedded engine");
            return Err(Error::new(ErrorKind::Unsupported, text).with_field("sharding_method"));
        }
    }
    let config = CollectionConfig {
        params: CollectionParams {
            shard_number: Some(shard_number.unwrap_or(1)),
            on_disk_payload: Some(on_disk_payload.unwrap_or(true)),
            vectors_config: Some(vectors_config.unwrap_or_default()),
            replication_factor: Some(replication_factor.unwrap_or(1)),
            write_consistency_factor: Some(write_consistency_factor.unwrap_or(1)),
            read_fan_out_factor: None,
            sharding_method,
            sparse_vectors_config,
            read_fan_out_delay_ms: None,
            payload,
            id_tracker,
        },
        hnsw_config: overlay(&default_graph(), &hnsw_config.unwrap_or_default())?,
        optimizer_config: overlay(&default_optimizers(), &normal(optimizers_config.unwrap_or_default())?)?,
        wal_config: Some(overlay(&default_log(), &wal_config.unwrap_or_default())?),
        quantization_config,
        strict_mode_config,
        metadata: metadata.into_iter().filter(|(_, value)| !value.is_null()).collect(),
    };
    check(&config)?;
    Ok(config)
}

fn default_graph() -> HnswConfigDiff {
    HnswConfigDiff::default()
        .m(16)
        .ef_construct(100)
        .full_scan_threshold(10_000)
        .max_indexing_threads(0)
        .on_disk(false)
}

fn default_optimizers() -> OptimizersConfigDiff {
    OptimizersConfigDiff::default()
        .deleted_threshold(0.2)
        .vacuum_min_vector_number(1_000)
        .default_segment_number(0)
        .indexing_threshold(10_000)
        .flush_interval_sec(5)
}

fn default_log() -> WalConfigDiff {
    WalConfigDiff::default().wal_capacity_mb(32).wal_segments_ahead(0).wal_retain_closed(1)
}

/// A rule for the number of threads is reported as absent; one that is not known is refused.
pub(super) fn normal(mut optimizers: OptimizersConfigDiff) -> Result<OptimizersConfigDiff, Error> {
    match &optimizers.max_optimization_threads {
        None | Some(MaxOptimizationThreads::Value(_)) => {}
        Some(MaxOptimizationThreads::Setting(MaxOptimizationThreadsSetting::Auto)) => {
            optimizers.max_optimization_threads = None;
        }
        Some(MaxOptimizationThreads::Setting(rule @ MaxOptimizationThreadsSetting::Unknown(_))) => {
            let what = format_args!("rule `{rule}` for the number of threads");
            return Err(unsupported("optimizers_config.max_optimization_threads", what));
        }
    }
    Ok(optimizers)
}

/// Checks what a server checks and the engine does not.
pub(crate) fn check(config: &CollectionConfig) -> Result<(), Error> {
    let CollectionConfig {
        params,
        hnsw_config,
        optimizer_config,
        wal_config,
        quantization_config,
        strict_mode_config: _,
        metadata: _,
    } = config;
    check_graph(hnsw_config).map_err(|error| error.within("hnsw_config"))?;
    check_optimizers(optimizer_config).map_err(|error| error.within("optimizers_config"))?;
    at_least("wal_config.wal_capacity_mb", wal_config.and_then(|wal| wal.wal_capacity_mb), 1)?;
    check_quantization(quantization_config.as_ref())?;
    let vectors = params.vectors_config.as_ref().map(by_name).unwrap_or_default();
    for (name, params) in &vectors {
        let within = |error: Error| error.within(&format!("vectors_config[{name:?}]"));
        check_name(name).map_err(within)?;
        if params.size > MAX_SIZE {
            let text = format!("value {} invalid, must be from 1 to {MAX_SIZE}", params.size);
            return Err(within(Error::invalid("size", text)));
        }
        params
            .hnsw_config
            .as_ref()
            .map_or(Ok(()), check_graph)
            .map_err(|error| within(error.within("hnsw_config")))?;
        check_quantization(params.quantization_config.as_ref()).map_err(within)?;
    }
    let sparse = params.sparse_vectors_config.iter().flat_map(|config| config.map.keys());
    for name in sparse {
        if vectors.iter().any(|(dense, _)| *dense == name) {
            let text = format!("a dense vector has the name {name:?} too");
            return Err(Error::invalid(format!("sparse_vectors_config[{name:?}]"), text));
        }
        if name.is_empty() {
            return Err(Error::invalid("sparse_vectors_config", "a sparse vector needs a name"));
        }
        check_name(name).map_err(|error| error.within(&format!("sparse_vectors_config[{name:?}]")))?;
    }
    Ok(())
}

/// The engine makes names of files from those of vectors.
fn check_name(name: &str) -> Result<(), Error> {
    let leaves = name.split(['/', '\\']).any(|part| part == "..");
    if leaves || name.contains('\0') || name.len() > MAX_NAME {
        let text = format!("the embedded engine cannot store a vector of the name {name:?}");
        return Err(Error::new(ErrorKind::InvalidRequest, text));
    }
    Ok(())
}

fn by_name(vectors: &VectorsConfig) -> Vec<(&str, &qdrant_core::VectorParams)> {
    match vectors {
        VectorsConfig::Single(params) => vec![("", params)],
        VectorsConfig::Named(map) => map.iter().map(|(name, params)| (name.as_str(), params)).collect(),
    }
}

fn check_graph(graph: &HnswConfigDiff) -> Result<(), Error> {
    at_least("ef_construct", graph.ef_construct, 4)?;
    for (field, edges) in
        [("m", graph.m), ("payload_m", graph.payload_m), ("ef_construct", graph.ef_construct)]
    {
        if let Some(edges) = edges.filter(|edges| *edges > MAX_EDGES) {
            return Err(Error::invalid(field, format!("value {edges} invalid, must be at most {MAX_EDGES}")));
        }
    }
    Ok(())
}

fn check_optimizers(optimizers: &OptimizersConfigDiff) -> Result<(), Error> {
    at_least("vacuum_min_vector_number", optimizers.vacuum_min_vector_number, 100)?;
    match optimizers.deleted_threshold {
        // Written so that NaN is outside.
        Some(share) if !(0.0..=1.0).contains(&share) => Err(Error::invalid(
            "deleted_threshold",
            format!("value {share} invalid, must be from 0.0 to 1.0"),
        )),
        Some(_) | None => Ok(()),
    }
}

fn check_quantization(quantization: Option<&QuantizationConfig>) -> Result<(), Error> {
    match quantization {
        Some(QuantizationConfig::Scalar(scalar)) => match scalar.quantile {
            Some(share) if !(0.5..=1.0).contains(&share) => {
                let text = format!("value {share} invalid, must be from 0.5 to 1.0");
                Err(Error::invalid("quantization_config.scalar.quantile", text))
            }
            Some(_) | None => Ok(()),
        },
        Some(
            QuantizationConfig::Product(_)
            | QuantizationConfig::Binary(_)
            | QuantizationConfig::Turboquant(_)
            | QuantizationConfig::Unknown(_),
        )
        | None => Ok(()),
    }
}

fn at_least(field: &str, value: Option<u64>, least: u64) -> Result<(), Error> {
    match value {
        Some(value) if value < least => {
            Err(Error::invalid(field, format!("value {value} invalid, must be {least} or larger")))
        }
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{Distance, SparseVectorParams, VectorParams};

    use super::*;

    #[test]
    fn a_bare_request_gets_every_default() {
        let config = new_config(CreateCollection::new("c")).unwrap();
        assert_eq!(config.params.shard_number, Some(1));
        assert_eq!(config.params.on_disk_payload, Some(true));
        assert_eq!(config.params.vectors_config, Some(VectorsConfig::default()));
        let graph = &config.hnsw_config;
        assert_eq!(
            (graph.m, graph.ef_construct, graph.full_scan_threshold),
            (Some(16), Some(100), Some(10_000))
        );
        assert_eq!(config.wal_config.unwrap().wal_capacity_mb, Some(32));
        assert_eq!(config.optimizer_config.deleted_threshold, Some(0.2));
    }

    #[test]
    fn a_setting_wins_over_its_default_and_leaves_the_others() {
        let create = CreateCollection::new("c")
            .hnsw_config(HnswConfigDiff::default().m(32))
            .shard_number(3)
            .optimizers_config(
                OptimizersConfigDiff::default().max_optimization_threads(MaxOptimizationThreads::auto()),
            );
        let config = new_config(create).unwrap();
        assert_eq!((config.hnsw_config.m, config.hnsw_config.ef_construct), (Some(32), Some(100)));
        assert_eq!(config.params.shard_number, Some(3));
        assert_eq!(config.optimizer_config.max_optimization_threads, None);
    }

    #[test]
    fn what_the_engine_could_not_bear_is_refused_by_field() {
        let field = |create: CreateCollection| new_config(create).unwrap_err().field().unwrap().to_owned();
        let base = || CreateCollection::new("c");
        let large = VectorParams::new(70_000, Distance::Dot);
        assert_eq!(field(base().vectors_config([("a", large)])), r#"vectors_config["a"].size"#);
        let graph = HnswConfigDiff::default().ef_construct(1);
        assert_eq!(field(base().hnsw_config(graph)), "hnsw_config.ef_construct");
        let clash = base()
            .vectors_config([("a", VectorParams::new(4, Distance::Dot))])
            .sparse_vectors_config([("a", SparseVectorParams::default())]);
        assert_eq!(field(clash), r#"sparse_vectors_config["a"]"#);
        let custom = new_config(base().sharding_method(ShardingMethod::Custom)).unwrap_err();
        assert!(custom.is_unsupported());
        let rule = MaxOptimizationThreadsSetting::from("most");
        let threads =
            base().optimizers_config(OptimizersConfigDiff::default().max_optimization_threads(rule));
        let error = new_config(threads).unwrap_err();
        let named = Some("optimizers_config.max_optimization_threads");
        assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, named));
    }
}
