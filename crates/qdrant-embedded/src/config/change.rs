//! Changes of a collection's configuration.

use qdrant_core::{
    CollectionConfig, CollectionParams, CollectionParamsDiff, Error, ErrorKind, HnswConfigDiff, Payload,
    QuantizationConfig, QuantizationConfigDiff, SparseVectorConfig, SparseVectorParams, UpdateCollection,
    Value, VectorParams, VectorParamsDiff, VectorsConfig, VectorsConfigDiff,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::create::{check, normal};
use crate::failure::unknown_vector;

/// Returns the configuration with the changes of a request.
pub(crate) fn apply(config: &CollectionConfig, update: UpdateCollection) -> Result<CollectionConfig, Error> {
    let UpdateCollection {
        collection_name: _,
        optimizers_config,
        timeout: _,
        params,
        hnsw_config,
        vectors_config,
        quantization_config,
        sparse_vectors_config,
        strict_mode_config,
        metadata,
    } = update;
    let mut config = config.clone();
    if let Some(diff) = optimizers_config {
        config.optimizer_config = overlay(&config.optimizer_config, &normal(diff)?)?;
    }
    if let Some(diff) = params {
        apply_params(&mut config.params, diff);
    }
    if let Some(diff) = hnsw_config {
        config.hnsw_config = overlay(&config.hnsw_config, &diff)?;
    }
    if let Some(diff) = vectors_config {
        apply_vectors(&mut config.params, diff)?;
    }
    if let Some(diff) = quantization_config {
        config.quantization_config = quantization(diff);
    }
    if let Some(diff) = sparse_vectors_config {
        apply_sparse(&mut config.params, diff)?;
    }
    if let Some(diff) = strict_mode_config {
        config.strict_mode_config = Some(overlay(&config.strict_mode_config.unwrap_or_default(), &diff)?);
    }
    merge_metadata(&mut config.metadata, metadata);
    check(&config)?;
    Ok(config)
}

/// Puts what is present in `diff` over `base`.
pub(super) fn overlay<T: Serialize + DeserializeOwned>(base: &T, diff: &T) -> Result<T, Error> {
    let merge = || {
        let mut merged = serde_json::to_value(base)?;
        if let (Value::Object(merged), Value::Object(diff)) = (&mut merged, serde_json::to_value(diff)?) {
            merged.extend(diff);
        }
        serde_json::from_value(merged)
    };
    merge().map_err(|error| {
        Error::new(ErrorKind::InvalidRequest, format!("the configuration cannot be kept: {error}"))
            .with_source(error)
    })
}

fn apply_params(params: &mut CollectionParams, diff: CollectionParamsDiff) {
    let CollectionParamsDiff {
        replication_factor,
        write_consistency_factor,
        on_disk_payload,
        read_fan_out_factor,
        read_fan_out_delay_ms,
        payload,
        id_tracker,
    } = diff;
    params.replication_factor = replication_factor.or(params.replication_factor);
    params.write_consistency_factor = write_consistency_factor.or(params.write_consistency_factor);
    params.on_disk_payload = on_disk_payload.or(params.on_disk_payload);
    params.read_fan_out_factor = read_fan_out_factor.or(params.read_fan_out_factor);
    params.read_fan_out_delay_ms = read_fan_out_delay_ms.or(params.read_fan_out_delay_ms);
    params.payload = payload.or(params.payload.take());
    params.id_tracker = id_tracker.or(params.id_tracker.take());
}

fn apply_vectors(params: &mut CollectionParams, diff: VectorsConfigDiff) -> Result<(), Error> {
    for (name, diff) in diff.map {
        let vector = match &mut params.vectors_config {
            Some(VectorsConfig::Single(vector)) if name.is_empty() => vector,
            Some(VectorsConfig::Named(map)) if map.contains_key(&name) => {
                map.entry(name).or_insert_with(no_vector)
            }
            Some(VectorsConfig::Single(_) | VectorsConfig::Named(_)) | None => {
                return Err(unknown_vector(&name).within("vectors_config"));
            }
        };
        apply_vector(vector, diff)?;
    }
    Ok(())
}

/// Stands in for an entry that is known to exist.
fn no_vector() -> VectorParams {
    VectorParams::new(1, qdrant_core::Distance::Dot)
}

fn apply_vector(vector: &mut VectorParams, diff: VectorParamsDiff) -> Result<(), Error> {
    let VectorParamsDiff { hnsw_config, quantization_config, on_disk, memory } = diff;
    if let Some(diff) = hnsw_config {
        vector.hnsw_config = if diff == HnswConfigDiff::default() {
            None
        } else {
            Some(overlay(&vector.hnsw_config.take().unwrap_or_default(), &diff)?)
        };
    }
    if let Some(diff) = quantization_config {
        vector.quantization_config = quantization(diff);
    }
    vector.on_disk = on_disk.or(vector.on_disk);
    vector.memory = memory.or(vector.memory.take());
    Ok(())
}

fn quantization(diff: QuantizationConfigDiff) -> Option<QuantizationConfig> {
    match diff {
        QuantizationConfigDiff::Scalar(scalar) => Some(scalar.into()),
        QuantizationConfigDiff::Product(product) => Some(product.into()),
        QuantizationConfigDiff::Binary(binary) => Some(binary.into()),
        QuantizationConfigDiff::Turboquant(turbo) => Some(turbo.into()),
        QuantizationConfigDiff::Disabled => None,
    }
}

fn apply_sparse(params: &mut CollectionParams, diff: SparseVectorConfig) -> Result<(), Error> {
    for (name, diff) in diff.map {
        let vectors = params.sparse_vectors_config.as_mut();
        let Some(vector) = vectors.and_then(|vectors| vectors.map.get_mut(&name)) else {
            return Err(unknown_vector(&name).within("sparse_vectors_config"));
        };
        let SparseVectorParams { index, modifier } = diff;
        if let Some(modifier) = modifier.filter(|modifier| Some(modifier) != vector.modifier.as_ref()) {
            let text = format!("the embedded engine cannot change the modifier of a vector to `{modifier}`");
            let field = format!("sparse_vectors_config[{name:?}].modifier");
            return Err(Error::new(ErrorKind::Unsupported, text).with_field(field));
        }
        if let Some(index) = index {
            vector.index = Some(overlay(&vector.index.take().unwrap_or_default(), &index)?);
        }
    }
    Ok(())
}

/// Merges the top level; a null removes its key.
fn merge_metadata(metadata: &mut Payload, changes: Payload) {
    for (key, value) in changes {
        if value.is_null() {
            metadata.remove(&key);
        } else {
            metadata.insert(key, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{
        BinaryQuantization, CreateCollection, Distance, MaxOptimizationThreadsSetting, Modifier,
        OptimizersConfigDiff, StrictModeConfig, json,
    };

    use super::*;
    use crate::config::new_config;

    fn config() -> CollectionConfig {
        let create = CreateCollection::new("c")
            .vectors_config([("a", VectorParams::new(4, Distance::Dot))])
            .sparse_vectors_config([("s", SparseVectorParams::default().modifier(Modifier::Idf))])
            .metadata([("owner", "search"), ("team", "x")]);
        new_config(create).unwrap()
    }

    #[test]
    fn what_is_absent_stays() {
        let update = UpdateCollection::new("c")
            .hnsw_config(HnswConfigDiff::default().m(8))
            .optimizers_config(OptimizersConfigDiff::default().indexing_threshold(0))
            .strict_mode_config(StrictModeConfig::default().enabled(true))
            .vectors_config([(
                "a",
                VectorParamsDiff::default().on_disk(true).quantization_config(BinaryQuantization::default()),
            )]);
        let changed = apply(&config(), update).unwrap();
        assert_eq!((changed.hnsw_config.m, changed.hnsw_config.ef_construct), (Some(8), Some(100)));
        assert_eq!(changed.optimizer_config.indexing_threshold, Some(0));
        assert_eq!(changed.optimizer_config.deleted_threshold, Some(0.2));
        let vector = changed.params.vectors_config.as_ref().unwrap().get("a").unwrap();
        assert_eq!((vector.size, vector.on_disk), (4, Some(true)));
        assert!(vector.quantization_config.is_some());
        let disabled = VectorParamsDiff::default().quantization_config(QuantizationConfigDiff::Disabled);
        let changed = apply(&changed, UpdateCollection::new("c").vectors_config([("a", disabled)])).unwrap();
        assert!(changed.params.vectors_config.unwrap().get("a").unwrap().quantization_config.is_none());
    }

    #[test]
    fn metadata_is_merged_and_null_removes() {
        let changes = Payload::try_from(json!({"owner": null, "tier": {"a": 1}})).unwrap();
        let changed = apply(&config(), UpdateCollection::new("c").metadata(changes)).unwrap();
        assert_eq!(Value::from(changed.metadata), json!({"team": "x", "tier": {"a": 1}}));
    }

    #[test]
    fn a_rule_that_is_not_known_is_refused() {
        let rule = MaxOptimizationThreadsSetting::from("most");
        let diff = OptimizersConfigDiff::default().max_optimization_threads(rule);
        let error = apply(&config(), UpdateCollection::new("c").optimizers_config(diff)).unwrap_err();
        let named = Some("optimizers_config.max_optimization_threads");
        assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, named));
    }

    #[test]
    fn unknown_vectors_and_other_modifiers_are_refused() {
        let error =
            apply(&config(), UpdateCollection::new("c").vectors_config([("b", VectorParamsDiff::default())]));
        assert_eq!(error.unwrap_err().message(), "Wrong input: Not existing vector name error: b");
        let none = SparseVectorParams::default().modifier(Modifier::None);
        let error =
            apply(&config(), UpdateCollection::new("c").sparse_vectors_config([("s", none)])).unwrap_err();
        assert!(error.is_unsupported());
    }
}
