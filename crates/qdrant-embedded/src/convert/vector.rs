//! Vectors on their way in, checked against the collection.
//!
//! The engine trusts what it is given, down to a panic, so nothing that does not fit may pass.

use std::collections::HashMap;

use qdrant_core::{
    CollectionConfig, DenseVector, Error, MultiDenseVector, PointStruct, PointVectors, SparseVector, Vector,
    VectorInput, Vectors, VectorsConfig,
};

use super::{Embedder, engine_id};
use crate::engine::{
    self, Payload, PointStructPersisted, PointVectorsPersisted, TypedMultiDenseVector, VectorInternal,
    VectorPersisted, VectorStructInternal, VectorStructPersisted,
};
use crate::failure::{unknown_vector, unsupported, wrong_dimension, wrong_multi, wrong_sparse};

/// What a collection wants of a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VectorSchema {
    /// One vector of so many dimensions.
    Dense(u64),
    /// Several vectors of so many dimensions.
    MultiDense(u64),
    /// A sparse vector.
    Sparse,
}

impl VectorSchema {
    /// Finds what a collection wants of the vector of a name.
    pub(crate) fn of(config: &CollectionConfig, name: &str) -> Result<Self, Error> {
        let params = &config.params;
        if let Some(vector) = params.vectors_config.as_ref().and_then(|vectors| vectors.get(name)) {
            return Ok(match vector.multivector_config {
                Some(_) => Self::MultiDense(vector.size),
                None => Self::Dense(vector.size),
            });
        }
        match &params.sparse_vectors_config {
            Some(sparse) if sparse.map.contains_key(name) => Ok(Self::Sparse),
            Some(_) | None => Err(unknown_vector(name)),
        }
    }
}

/// Returns the names of all vectors of a collection.
pub(crate) fn vector_names(config: &CollectionConfig) -> Vec<&str> {
    let dense: Vec<&str> = match &config.params.vectors_config {
        None => Vec::new(),
        Some(VectorsConfig::Single(_)) => vec![""],
        Some(VectorsConfig::Named(map)) => map.keys().map(String::as_str).collect(),
    };
    let sparse = config.params.sparse_vectors_config.iter().flat_map(|sparse| sparse.map.keys());
    dense.into_iter().chain(sparse.map(String::as_str)).collect()
}

/// Translates points to be written.
pub(crate) fn points(
    points: Vec<PointStruct>,
    config: &CollectionConfig,
) -> Result<Vec<PointStructPersisted>, Error> {
    let mut embedder = Embedder::default();
    let mut translate = |PointStruct { id, vectors, payload }| {
        Ok(PointStructPersisted {
            id: engine_id(id),
            vector: persisted(vectors, config, &mut embedder)?,
            // Without a payload the engine would keep the old one of some points and clear that of others.
            payload: Some(Payload(payload.into_inner())),
        })
    };
    let numbered = |(index, point): (usize, PointStruct)| {
        translate(point).map_err(|error: Error| error.within(&format!("points[{index}]")))
    };
    points.into_iter().enumerate().map(numbered).collect()
}

/// Translates vectors that are to replace those of points.
pub(crate) fn point_vectors(
    points: Vec<PointVectors>,
    config: &CollectionConfig,
) -> Result<Vec<PointVectorsPersisted>, Error> {
    let mut embedder = Embedder::default();
    let numbered = |(index, PointVectors { id, vectors }): (usize, PointVectors)| {
        let vector = persisted(vectors, config, &mut embedder)
            .map_err(|error| error.within(&format!("points[{index}]")))?;
        Ok(PointVectorsPersisted { id: engine_id(id), vector })
    };
    points.into_iter().enumerate().map(numbered).collect()
}

fn persisted(
    vectors: Vectors,
    config: &CollectionConfig,
    embedder: &mut Embedder,
) -> Result<VectorStructPersisted, Error> {
    match vectors {
        Vectors::Single(vector) => {
            let vector = VectorSchema::of(config, "").and_then(|schema| fit(vector, schema, embedder));
            Ok(match vector.map_err(|error| error.within("vector"))? {
                VectorPersisted::Dense(vector) => VectorStructPersisted::Single(vector),
                VectorPersisted::MultiDense(vectors) => VectorStructPersisted::MultiDense(vectors),
                sparse @ VectorPersisted::Sparse(_) => {
                    VectorStructPersisted::Named(HashMap::from([(String::new(), sparse)]))
                }
            })
        }
        Vectors::Named(vectors) => {
            let mut named = HashMap::with_capacity(vectors.len());
            for (name, vector) in vectors {
                let vector = VectorSchema::of(config, &name).and_then(|schema| fit(vector, schema, embedder));
                let vector = vector.map_err(|error| error.within(&format!("vector[{name:?}]")))?;
                named.insert(name, vector);
            }
            Ok(VectorStructPersisted::Named(named))
        }
    }
}

/// Translates a vector to be stored if it is what the collection wants.
fn fit(vector: Vector, schema: VectorSchema, embedder: &mut Embedder) -> Result<VectorPersisted, Error> {
    match vector {
        Vector::Dense(vector) => match schema {
            VectorSchema::Dense(size) => Ok(VectorPersisted::Dense(dimensions(vector, size)?)),
            VectorSchema::MultiDense(size) => {
                Ok(VectorPersisted::MultiDense(vec![dimensions(vector, size)?]))
            }
            VectorSchema::Sparse => Err(wrong_sparse()),
        },
        Vector::MultiDense(vectors) => match schema {
            VectorSchema::MultiDense(size) => Ok(VectorPersisted::MultiDense(rows(vectors, size)?)),
            VectorSchema::Dense(_) | VectorSchema::Sparse => Err(wrong_multi()),
        },
        Vector::Sparse(vector) => match schema {
            VectorSchema::Sparse => Ok(VectorPersisted::Sparse(sorted(vector))),
            VectorSchema::Dense(_) | VectorSchema::MultiDense(_) => Err(wrong_sparse()),
        },
        Vector::Document(document) => match schema {
            VectorSchema::Sparse => embedder.stored(document).map(VectorPersisted::Sparse),
            VectorSchema::Dense(_) | VectorSchema::MultiDense(_) => {
                Err(unsupported("model", format_args!("model {:?} for dense vectors", document.model)))
            }
        },
        Vector::Image(_) => Err(unsupported("image", "model for images")),
        Vector::Object(_) => Err(unsupported("object", "model for objects")),
    }
}

/// Translates a vector of a query if it is what the collection wants; ids must have been resolved before.
pub(crate) fn query_vector(
    input: VectorInput,
    schema: VectorSchema,
    embedder: &mut Embedder,
) -> Result<VectorInternal, Error> {
    match input {
        VectorInput::Id(id) => Err(crate::failure::no_point(id)),
        VectorInput::Dense(vector) => match schema {
            VectorSchema::Dense(size) => Ok(VectorInternal::Dense(dimensions(vector, size)?)),
            VectorSchema::MultiDense(size) => multi(vec![vector], size),
            VectorSchema::Sparse => Err(wrong_sparse()),
        },
        VectorInput::MultiDense(vectors) => match schema {
            VectorSchema::MultiDense(size) => multi(vectors.vectors, size),
            VectorSchema::Dense(_) | VectorSchema::Sparse => Err(wrong_multi()),
        },
        VectorInput::Sparse(vector) => match schema {
            VectorSchema::Sparse => Ok(VectorInternal::Sparse(sorted(vector))),
            VectorSchema::Dense(_) | VectorSchema::MultiDense(_) => Err(wrong_sparse()),
        },
        VectorInput::Document(document) => match schema {
            VectorSchema::Sparse => embedder.query(document).map(VectorInternal::Sparse),
            VectorSchema::Dense(_) | VectorSchema::MultiDense(_) => {
                Err(unsupported("model", format_args!("model {:?} for dense vectors", document.model)))
            }
        },
        VectorInput::Image(_) => Err(unsupported("image", "model for images")),
        VectorInput::Object(_) => Err(unsupported("object", "model for objects")),
    }
}

/// Takes a vector out of a stored point if the collection that is searched wants such a one.
pub(crate) fn stored_vector(
    vectors: VectorStructInternal,
    name: &str,
    schema: VectorSchema,
) -> Result<Option<VectorInternal>, Error> {
    let Some(vector) = VectorStructInternal::take_opt(&mut Some(vectors), name) else {
        return Ok(None);
    };
    let fitting = match (vector, schema) {
        (VectorInternal::Dense(data), VectorSchema::Dense(size)) => {
            VectorInternal::Dense(dimensions(DenseVector { data }, size)?)
        }
        (VectorInternal::Dense(data), VectorSchema::MultiDense(size)) => {
            multi(vec![DenseVector { data }], size)?
        }
        (VectorInternal::MultiDense(vectors), VectorSchema::MultiDense(size)) => {
            same_size(vectors.dim, size)?;
            VectorInternal::MultiDense(vectors)
        }
        (VectorInternal::Sparse(vector), VectorSchema::Sparse) => VectorInternal::Sparse(vector),
        (VectorInternal::MultiDense(_), VectorSchema::Dense(_) | VectorSchema::Sparse) => {
            return Err(wrong_multi());
        }
        (VectorInternal::Dense(_), VectorSchema::Sparse)
        | (VectorInternal::Sparse(_), VectorSchema::Dense(_) | VectorSchema::MultiDense(_)) => {
            return Err(wrong_sparse());
        }
    };
    Ok(Some(fitting))
}

fn dimensions(vector: DenseVector, size: u64) -> Result<Vec<f32>, Error> {
    same_size(vector.data.len(), size)?;
    Ok(vector.data)
}

fn same_size(received: usize, expected: u64) -> Result<(), Error> {
    if u64::try_from(received).is_ok_and(|received| received == expected) {
        Ok(())
    } else {
        Err(wrong_dimension(expected, received))
    }
}

fn rows(vectors: MultiDenseVector, size: u64) -> Result<Vec<Vec<f32>>, Error> {
    let row = |(index, row): (usize, DenseVector)| {
        dimensions(row, size).map_err(|error| error.within(&format!("[{index}]")))
    };
    vectors.vectors.into_iter().enumerate().map(row).collect()
}

fn multi(vectors: Vec<DenseVector>, size: u64) -> Result<VectorInternal, Error> {
    let rows = rows(MultiDenseVector { vectors }, size)?;
    let multi = TypedMultiDenseVector::try_from_matrix(rows);
    multi.map(VectorInternal::MultiDense).map_err(|error| engine::Fault::Refused(error).into())
}

/// The engine wants the indices of sparse vectors in order, and does not put them in order.
fn sorted(vector: SparseVector) -> engine::SparseVector {
    let SparseVector { mut indices, mut values } = vector;
    sort(&mut indices, &mut values);
    engine::SparseVector { indices, values }
}

pub(super) fn sort(indices: &mut Vec<u32>, values: &mut Vec<f32>) {
    if indices.is_sorted() {
        return;
    }
    let mut pairs: Vec<(u32, f32)> = indices.iter().copied().zip(values.iter().copied()).collect();
    pairs.sort_unstable_by_key(|(index, _)| *index);
    (*indices, *values) = pairs.into_iter().unzip();
}

#[cfg(test)]
mod tests {
    use qdrant_core::{CreateCollection, Distance, MultiVectorComparator, SparseVectorParams, VectorParams};

    use super::*;
    use crate::config::new_config;

    fn config() -> CollectionConfig {
        let dense = VectorParams::new(2, Distance::Dot);
        let multi = dense.clone().multivector_config(MultiVectorComparator::MaxSim);
        let create = CreateCollection::new("c")
            .vectors_config([("d", dense), ("m", multi)])
            .sparse_vectors_config([("s", SparseVectorParams::default())]);
        new_config(create).unwrap()
    }

    fn write(name: &str, vector: impl Into<Vector>) -> Result<VectorPersisted, Error> {
        let point = PointStruct::new(1, [(name, vector.into())], qdrant_core::Payload::new());
        let mut written = points(vec![point], &config())?;
        let VectorStructPersisted::Named(mut vectors) = written.remove(0).vector else { panic!("named") };
        Ok(vectors.remove(name).unwrap())
    }

    #[test]
    fn what_does_not_fit_is_refused_in_the_words_of_the_server() {
        let refused = |name: &str, vector: Vector| {
            let error = write(name, vector).unwrap_err();
            assert_eq!(error.field(), Some(format!("points[0].vector[{name:?}]").as_str()));
            error.message().to_owned()
        };
        let dimension = "Wrong input: Vector dimension error: expected dim: 2, got 3";
        assert_eq!(refused("d", vec![1.0, 2.0, 3.0].into()), dimension);
        assert_eq!(refused("m", vec![1.0, 2.0, 3.0].into()), dimension);
        assert_eq!(refused("x", vec![1.0].into()), "Wrong input: Not existing vector name error: x");
        let sparse = "Wrong input: Conversion between sparse and regular vectors failed";
        assert_eq!(refused("s", vec![1.0].into()), sparse);
        assert_eq!(refused("d", SparseVector::from([(1, 1.0)]).into()), sparse);
        let multi = "Wrong input: Conversion between multi and regular vectors failed";
        assert_eq!(refused("d", vec![vec![1.0, 2.0]].into()), multi);
        let unnamed = PointStruct::new(1, vec![1.0, 2.0], qdrant_core::Payload::new());
        let error = points(vec![unnamed], &config()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "invalid request: points[0].vector: Wrong input: Not existing vector name error: "
        );
    }

    #[test]
    fn vectors_are_moved_not_copied() {
        let data = vec![1.0_f32, 2.0];
        let address = data.as_ptr();
        let VectorPersisted::Dense(moved) = write("d", data).unwrap() else { panic!("dense") };
        assert_eq!(moved.as_ptr(), address);
    }

    #[test]
    fn sparse_vectors_are_sorted_and_single_rows_become_several() {
        let VectorPersisted::Sparse(sparse) = write("s", SparseVector::from([(9, 0.9), (1, 0.1)])).unwrap()
        else {
            panic!("sparse")
        };
        assert_eq!((sparse.indices, sparse.values), (vec![1, 9], vec![0.1, 0.9]));
        let VectorPersisted::MultiDense(rows) = write("m", vec![1.0, 2.0]).unwrap() else { panic!("multi") };
        assert_eq!(rows, [[1.0, 2.0]]);
    }

    #[test]
    fn all_names_are_listed() {
        assert_eq!(vector_names(&config()), ["d", "m", "s"]);
    }
}
