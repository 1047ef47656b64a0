//! Vectors of points, and the named vectors of a collection.

use std::time::Duration;

use qdrant_core::{
    CreateVectorNameRequest, Datatype, DeletePointVectors, DeleteVectorNameRequest,
    DenseVectorCreationConfig, Distance, Document, Modifier, MultiVectorConfig, PointVectors, SparseVector,
    SparseVectorCreationConfig, UpdatePointVectors, Vector, WriteOrdering,
};
use serde_json::{Value, json};

use super::{Sample, UUID, berlin, berlin_json, sample, uuid};

pub(super) fn vectors() -> Vec<Sample> {
    let named = [
        ("", Vector::from(vec![0.5])),
        ("s", SparseVector::from([(7, 0.5), (3, 1.5)]).into()),
        ("m", vec![vec![1.0], vec![2.0]].into()),
        ("t", Document::new("hi", "qdrant/bm25").into()),
    ];
    let dense = DenseVectorCreationConfig::new(4, Distance::Dot)
        .multivector_config(MultiVectorConfig::default())
        .datatype(Datatype::Float16);
    let sparse = SparseVectorCreationConfig::new().modifier(Modifier::Idf).datatype(Datatype::Uint8);
    vec![
        sample(
            CreateVectorNameRequest::new("c", "a/b [ü]", dense)
                .wait(true)
                .ordering(WriteOrdering::Strong)
                .timeout(Duration::from_secs(9)),
            "PUT /collections/c/vectors/a%2Fb%20%5B%C3%BC%5D?wait=true&ordering=strong&timeout=9",
            json!({"dense": {
                "size": 4, "distance": "Dot", "multivector_config": {"comparator": "max_sim"}, "datatype": "float16",
            }}),
        ),
        sample(
            CreateVectorNameRequest::new("c", "words", sparse),
            "PUT /collections/c/vectors/words",
            json!({"sparse": {"modifier": "idf", "datatype": "uint8"}}),
        ),
        sample(
            DeleteVectorNameRequest::new("c", "image.small")
                .wait(false)
                .ordering(WriteOrdering::Weak)
                .timeout(Duration::from_secs(9)),
            "DELETE /collections/c/vectors/image.small?wait=false&ordering=weak&timeout=9",
            Value::Null,
        ),
        sample(
            UpdatePointVectors::new(
                "c",
                [PointVectors::new(1, vec![0.5, -1.0]), PointVectors::new(uuid(), named)],
            )
            .wait(true)
            .ordering(WriteOrdering::Medium)
            .shard_key_selector("k")
            .update_filter(berlin())
            .timeout(Duration::from_secs(30)),
            "PUT /collections/c/points/vectors?wait=true&ordering=medium&timeout=30",
            json!({
                "points": [
                    {"id": 1, "vector": [0.5, -1.0]},
                    {"id": UUID, "vector": {
                        "": [0.5], "s": {"indices": [7, 3], "values": [0.5, 1.5]}, "m": [[1.0], [2.0]],
                        "t": {"text": "hi", "model": "qdrant/bm25"},
                    }},
                ],
                "shard_key": "k", "update_filter": berlin_json(),
            }),
        ),
        sample(
            DeletePointVectors::new("c")
                .points_selector([1_u64, 2])
                .vectors(["a", ""])
                .wait(true)
                .ordering(WriteOrdering::Strong)
                .shard_key_selector(["k", "l"])
                .timeout(Duration::from_secs(3)),
            "POST /collections/c/points/vectors/delete?wait=true&ordering=strong&timeout=3",
            json!({"points": [1, 2], "vector": ["a", ""], "shard_key": ["k", "l"]}),
        ),
        sample(
            DeletePointVectors::new("c").points_selector(berlin()).vectors(["a"]),
            "POST /collections/c/points/vectors/delete",
            json!({"filter": berlin_json(), "vector": ["a"]}),
        ),
    ]
}
