//! Vectors that are added to a configuration and taken from it.

use qdrant_core::{
    CollectionConfig, DenseVectorCreationConfig, Error, SparseIndexConfig, SparseVectorConfig,
    SparseVectorCreationConfig, SparseVectorParams, VectorNameConfig, VectorParams, VectorsConfig,
};

use super::create::check;
use super::engine::same;
use crate::engine;
use crate::failure::wrong_input;

/// Returns whether there is a vector of the name.
pub(crate) fn has_vector(config: &CollectionConfig, name: &str) -> bool {
    let params = &config.params;
    params.vectors_config.as_ref().is_some_and(|vectors| vectors.get(name).is_some())
        || params.sparse_vectors_config.as_ref().is_some_and(|vectors| vectors.map.contains_key(name))
}

/// Returns the configuration with one more vector; one that is there already must be the same.
pub(crate) fn with_vector(
    config: &CollectionConfig,
    name: &str,
    vector: &VectorNameConfig,
) -> Result<CollectionConfig, Error> {
    if has_vector(config, name) {
        return if is_same(config, name, vector) {
            Ok(config.clone())
        } else {
            // The engine would keep the old vector and could not open the collection again.
            let text = format_args!("Vector `{name}` already exists with other parameters");
            Err(wrong_input(text).with_field("vector_name"))
        };
    }
    let mut config = config.clone();
    let params = &mut config.params;
    match vector {
        VectorNameConfig::Dense(vector) => {
            let mut vectors = match params.vectors_config.take() {
                None => std::collections::BTreeMap::new(),
                Some(VectorsConfig::Single(unnamed)) => [(String::new(), unnamed)].into(),
                Some(VectorsConfig::Named(vectors)) => vectors,
            };
            vectors.insert(name.to_owned(), dense(vector));
            params.vectors_config = Some(VectorsConfig::Named(vectors));
        }
        VectorNameConfig::Sparse(vector) => {
            let vectors = params.sparse_vectors_config.get_or_insert_with(SparseVectorConfig::default);
            vectors.map.insert(name.to_owned(), sparse(vector));
        }
    }
    check(&config)?;
    Ok(config)
}

/// Compares what a vector is, and not how it is stored and indexed, which may have been changed since.
fn is_same(config: &CollectionConfig, name: &str, vector: &VectorNameConfig) -> bool {
    let params = &config.params;
    match vector {
        VectorNameConfig::Dense(DenseVectorCreationConfig {
            size,
            distance,
            multivector_config,
            datatype,
        }) => params.vectors_config.as_ref().and_then(|vectors| vectors.get(name)).is_some_and(|vector| {
            (&vector.size, &vector.distance, &vector.multivector_config, &vector.datatype)
                == (size, distance, multivector_config, datatype)
        }),
        VectorNameConfig::Sparse(SparseVectorCreationConfig { modifier, datatype }) => {
            let vectors = params.sparse_vectors_config.as_ref();
            vectors.and_then(|vectors| vectors.map.get(name)).is_some_and(|vector| {
                let stored = vector.index.as_ref().and_then(|index| index.datatype.as_ref());
                vector.modifier == *modifier && stored == datatype.as_ref()
            })
        }
    }
}

fn dense(vector: &DenseVectorCreationConfig) -> VectorParams {
    let DenseVectorCreationConfig { size, distance, multivector_config, datatype } = vector.clone();
    VectorParams { multivector_config, datatype, ..VectorParams::new(size, distance) }
}

fn sparse(vector: &SparseVectorCreationConfig) -> SparseVectorParams {
    let SparseVectorCreationConfig { modifier, datatype } = vector.clone();
    let index = datatype.map(|datatype| SparseIndexConfig::default().datatype(datatype));
    SparseVectorParams { index, modifier }
}

/// Returns the configuration with one vector less.
pub(crate) fn without_vector(config: &CollectionConfig, name: &str) -> CollectionConfig {
    let mut config = config.clone();
    let params = &mut config.params;
    match &mut params.vectors_config {
        Some(VectorsConfig::Named(vectors)) => {
            vectors.remove(name);
            // So that a collection is again what it was before a named vector came.
            if vectors.len() == 1
                && let Some(unnamed) = vectors.remove("")
            {
                params.vectors_config = Some(VectorsConfig::Single(unnamed));
            }
        }
        Some(VectorsConfig::Single(_)) | None => {}
    }
    if let Some(vectors) = &mut params.sparse_vectors_config {
        vectors.map.remove(name);
        if vectors.map.is_empty() {
            params.sparse_vectors_config = None;
        }
    }
    config
}

/// Translates a vector that the engine is to add.
pub(crate) fn engine_vector(vector: &VectorNameConfig) -> Result<engine::VectorNameConfig, Error> {
    same("vector_config", vector)
}

#[cfg(test)]
mod tests {
    use qdrant_core::{CreateCollection, Datatype, Distance, Modifier};

    use super::*;
    use crate::config::new_config;

    #[test]
    fn a_vector_comes_and_goes() {
        let create = CreateCollection::new("c").vectors_config(VectorParams::new(4, Distance::Dot));
        let plain = new_config(create).unwrap();
        let dense = DenseVectorCreationConfig::new(8, Distance::Cosine).datatype(Datatype::Float16).into();
        let sparse = SparseVectorCreationConfig::new().modifier(Modifier::Idf).into();
        let both = with_vector(&with_vector(&plain, "d", &dense).unwrap(), "s", &sparse).unwrap();
        assert_eq!(both.params.vectors_config.as_ref().unwrap().get("").unwrap().size, 4);
        assert_eq!(both.params.vectors_config.as_ref().unwrap().get("d").unwrap().size, 8);
        assert!(has_vector(&both, "s") && has_vector(&both, "") && !has_vector(&both, "x"));
        assert_eq!(with_vector(&both, "d", &dense).unwrap(), both);
        assert_eq!(without_vector(&without_vector(&both, "s"), "d"), plain);
    }

    #[test]
    fn a_name_is_taken_once() {
        let create = CreateCollection::new("c").vectors_config([("a", VectorParams::new(4, Distance::Dot))]);
        let config = new_config(create).unwrap();
        for other in [
            DenseVectorCreationConfig::new(5, Distance::Dot).into(),
            DenseVectorCreationConfig::new(4, Distance::Cosine).into(),
            DenseVectorCreationConfig::new(4, Distance::Dot).datatype(Datatype::Uint8).into(),
            SparseVectorCreationConfig::new().into(),
        ] {
            let error = with_vector(&config, "a", &other).unwrap_err();
            assert!(error.message().contains("already exists"), "{error}");
        }
    }

    #[test]
    fn names_stay_inside_of_their_folder() {
        let config = new_config(CreateCollection::new("c")).unwrap();
        let dense = DenseVectorCreationConfig::new(4, Distance::Dot).into();
        let long = "x".repeat(300);
        for name in ["a/../../b", "..\\x", "a/..", "a\0b", long.as_str()] {
            let error = with_vector(&config, name, &dense).unwrap_err();
            assert!(error.is_invalid_request(), "{name}: {error}");
        }
        with_vector(&config, "a..b", &dense).unwrap();
    }
}
