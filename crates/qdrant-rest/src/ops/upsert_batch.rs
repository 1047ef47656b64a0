//! The two bodies that the server takes for an upsert: a list of points, or columns.

use std::collections::BTreeMap;
use std::fmt;

use qdrant_core::{
    Batch, Error, Filter, Payload, PointId, PointStruct, ShardKeySelector, UpdateMode, Vector, Vectors,
};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::server::{format_error, validation_error};

/// The body of an upsert, as a server reads it.
#[derive(Deserialize)]
pub(super) struct UpsertInput {
    pub(super) points: Option<Batch<PointStruct>>,
    pub(super) batch: Option<Columns>,
    pub(super) shard_key: Option<ShardKeySelector>,
    pub(super) update_filter: Option<Filter>,
    pub(super) update_mode: Option<UpdateMode>,
}

/// Returns the points of a body; like the server, it takes the columns when a body has both.
pub(super) fn rows(
    points: Option<Batch<PointStruct>>,
    columns: Option<Columns>,
) -> Result<Batch<PointStruct>, Error> {
    match (columns, points) {
        (Some(columns), _) => columns.into_rows(),
        (None, Some(points)) => Ok(points),
        (None, None) => Err(format_error("expected `points` or `batch`")),
    }
}

/// Points as columns of one length.
#[derive(Deserialize)]
pub(super) struct Columns {
    ids: Vec<PointId>,
    vectors: VectorColumns,
    payloads: Option<Vec<Option<Payload>>>,
}

enum VectorColumns {
    Unnamed(Vec<Vector>),
    Named(BTreeMap<String, Vec<Vector>>),
}

impl Columns {
    fn into_rows(self) -> Result<Batch<PointStruct>, Error> {
        let Self { ids, vectors, payloads } = self;
        let count = ids.len();
        let payloads = payloads.map(|payloads| same_length("payloads", count, payloads)).transpose()?;
        let mut payloads = payloads.unwrap_or_default().into_iter();
        let mut vectors = match vectors {
            VectorColumns::Unnamed(column) => {
                if let Some(index) = column.iter().position(|vector| matches!(vector, Vector::Sparse(_))) {
                    return Err(format_error(&format!(
                        "batch.vectors[{index}]: a sparse vector needs a name"
                    )));
                }
                Rows::Unnamed(same_length("vectors", count, column)?.into_iter())
            }
            VectorColumns::Named(columns) => {
                let column = |(name, column): (String, Vec<Vector>)| {
                    let column = same_length(&format!("vectors.{name}"), count, column)?;
                    Ok((name, column.into_iter()))
                };
                Rows::Named(columns.into_iter().map(column).collect::<Result<_, Error>>()?)
            }
        };
        let row = |id| {
            let payload = payloads.next().flatten().unwrap_or_default();
            PointStruct { id, vectors: vectors.next(), payload }
        };
        Ok(ids.into_iter().map(row).collect())
    }
}

fn same_length<T>(name: &str, ids: usize, column: Vec<T>) -> Result<Vec<T>, Error> {
    if column.len() == ids {
        return Ok(column);
    }
    let message = format!("expected as many as ids, got {ids} ids and {} here", column.len());
    Err(validation_error(Error::invalid(format!("batch.{name}"), message)))
}

/// The vectors of the points that are still to come.
enum Rows {
    Unnamed(std::vec::IntoIter<Vector>),
    Named(Vec<(String, std::vec::IntoIter<Vector>)>),
}

impl Rows {
    fn next(&mut self) -> Vectors {
        match self {
            Self::Unnamed(column) => column.next().map_or_else(Vectors::none, Vectors::Single),
            Self::Named(columns) => {
                let of_point = |(name, column): &mut (String, std::vec::IntoIter<Vector>)| {
                    column.next().map(|vector| (name.clone(), vector))
                };
                Vectors::Named(columns.iter_mut().filter_map(of_point).collect())
            }
        }
    }
}

impl<'de> Deserialize<'de> for VectorColumns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(VectorColumnsVisitor)
    }
}

struct VectorColumnsVisitor;

impl<'de> Visitor<'de> for VectorColumnsVisitor {
    type Value = VectorColumns;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of vectors, or lists of vectors by name")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<VectorColumns, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(items)).map(VectorColumns::Unnamed)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<VectorColumns, A::Error> {
        BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(VectorColumns::Named)
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{Document, SparseVector};
    use serde_json::{Value, json};

    use super::*;

    fn read(body: Value) -> Result<Vec<PointStruct>, Error> {
        let UpsertInput { points, batch, .. } = serde_json::from_value(body).unwrap();
        rows(points, batch).map(Batch::into_vec)
    }

    #[test]
    fn columns_become_points() {
        let points = read(json!({"batch": {
            "ids": [1, 2], "vectors": [[0.5, 1], [1, 0.5]], "payloads": [null, {"a": 1}]
        }}));
        let expected = [
            PointStruct::new(1, vec![0.5, 1.0], Payload::new()),
            PointStruct::new(2, vec![1.0, 0.5], [("a", 1)]),
        ];
        assert_eq!(points.unwrap(), expected);
    }

    #[test]
    fn named_columns_hold_every_kind_of_vector() {
        let points = read(json!({"batch": {"ids": [1], "vectors": {
            "d": [[0.5]], "s": [{"indices": [3], "values": [1]}], "m": [[[0.5], [1]]], "t": [{"text": "x", "model": "m"}]
        }}}));
        let vectors = [
            ("d", Vector::from(vec![0.5])),
            ("s", SparseVector::from([(3, 1.0)]).into()),
            ("m", vec![vec![0.5], vec![1.0]].into()),
            ("t", Document::new("x", "m").into()),
        ];
        assert_eq!(points.unwrap(), [PointStruct::new(1, vectors, Payload::new())]);
        let multi = read(json!({"batch": {"ids": [1], "vectors": [[[0.5], [1]]]}})).unwrap();
        assert_eq!(multi, [PointStruct::new(1, vec![vec![0.5], vec![1.0]], Payload::new())]);
        let none = read(json!({"batch": {"ids": [1], "vectors": {}}})).unwrap();
        assert_eq!(none, [PointStruct::new(1, Vectors::none(), Payload::new())]);
    }

    #[test]
    fn columns_of_several_lengths_are_refused_by_name() {
        for (batch, field) in [
            (json!({"ids": [1], "vectors": []}), "batch.vectors"),
            (json!({"ids": [1], "vectors": {"a": [[1]], "b": [[1], [2]]}}), "batch.vectors.b"),
            (json!({"ids": [1], "vectors": [[1]], "payloads": []}), "batch.payloads"),
        ] {
            let error = read(json!({"batch": batch})).unwrap_err();
            assert_eq!(error.field(), Some(field));
            assert_eq!(error.server().unwrap().http_status, Some(422));
        }
    }

    #[test]
    fn a_body_without_points_or_with_unnamed_sparse_vectors_is_refused() {
        let status = |body| read(body).unwrap_err().server().unwrap().http_status;
        assert_eq!(status(json!({"shard_key": "a"})), Some(400));
        let sparse = json!({"batch": {"ids": [1], "vectors": [{"indices": [1], "values": [1]}]}});
        assert_eq!(status(sparse), Some(400));
    }
}
