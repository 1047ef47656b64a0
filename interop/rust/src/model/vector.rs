//! Vectors, sent and received.

use std::collections::HashMap;

use official::qdrant as q;
use q::value::Kind;
use qdrant_core as core;
use serde_json::{Value, json};

use super::map;
use super::value::{small, value};
use crate::Pair;

/// Official dense vector.
pub fn dense(data: &[f32]) -> q::DenseVector {
    q::DenseVector { data: data.to_vec() }
}

/// Official sparse vector.
pub fn sparse() -> q::SparseVector {
    q::SparseVector { values: vec![0.5, -2.0], indices: vec![3, u32::MAX] }
}

/// Official multivector.
pub fn multi() -> q::MultiDenseVector {
    q::MultiDenseVector { vectors: vec![dense(&[1.0, 2.0]), dense(&[3.0, 4.0])] }
}

/// A text for a model.
pub fn document() -> Pair<core::Document, q::Document> {
    let (options, official) = small("max");
    let mut core = core::Document::new("some text", "a/model");
    core.options = options;
    (core, q::Document { text: "some text".into(), model: "a/model".into(), options: official })
}

/// An image for a model.
pub fn image() -> Pair<core::Image, q::Image> {
    let (options, official) = small("size");
    let mut core = core::Image::new("https://example.org/i.png", "an/image");
    core.options = options;
    let image = value(Kind::StringValue("https://example.org/i.png".into()));
    (core, q::Image { image: Some(image), model: "an/image".into(), options: official })
}

/// Any object for a model.
pub fn object() -> Pair<core::InferenceObject, q::InferenceObject> {
    let (options, official) = small("depth");
    let mut core = core::InferenceObject::new(json!({"any": [true, null]}), "an/object");
    core.options = options;
    let list = vec![value(Kind::BoolValue(true)), value(Kind::NullValue(0))];
    let fields = map([("any", value(Kind::ListValue(q::ListValue { values: list })))]);
    let object = value(Kind::StructValue(q::Struct { fields }));
    (core, q::InferenceObject { object: Some(object), model: "an/object".into(), options: official })
}

/// Every kind of vector that can be sent.
pub fn kinds() -> Vec<Pair<core::Vector, q::vector::Vector>> {
    use q::vector::Vector as Official;
    let (document, image, object) = (document(), image(), object());
    vec![
        (core::Vector::Dense(from(json!([0.1, -1e-30]))), Official::Dense(dense(&[0.1, -1e-30]))),
        (
            core::Vector::Sparse(from(json!({"indices": [3, u32::MAX], "values": [0.5, -2.0]}))),
            Official::Sparse(sparse()),
        ),
        (core::Vector::MultiDense(from(json!([[1.0, 2.0], [3.0, 4.0]]))), Official::MultiDense(multi())),
        (core::Vector::Document(document.0), Official::Document(document.1)),
        (core::Vector::Image(image.0), Official::Image(image.1)),
        (core::Vector::Object(object.0), Official::Object(object.1)),
    ]
}

/// Official vector as it is sent now.
pub fn vector(kind: q::vector::Vector) -> q::Vector {
    q::Vector { data: vec![], indices: None, vectors_count: None, vector: Some(kind) }
}

/// Every form of a point's vectors that can be sent.
pub fn inputs() -> Vec<Pair<core::Vectors, q::Vectors>> {
    let official = |options| q::Vectors { vectors_options: Some(options) };
    let mut pairs: Vec<_> = kinds()
        .into_iter()
        .map(|(core, kind)| {
            (core::Vectors::Single(core), official(q::vectors::VectorsOptions::Vector(vector(kind))))
        })
        .collect();
    let named = |(number, (core, kind))| {
        let name = format!("v{number}");
        ((name.clone(), core), (name, vector(kind)))
    };
    let (core, vectors): (_, HashMap<_, _>) = kinds().into_iter().enumerate().map(named).unzip();
    let vectors = official(q::vectors::VectorsOptions::Vectors(q::NamedVectors { vectors }));
    pairs.push((core::Vectors::Named(core), vectors));
    let none = q::vectors::VectorsOptions::Vectors(q::NamedVectors { vectors: HashMap::new() });
    pairs.push((core::Vectors::Named(Default::default()), official(none)));
    pairs
}

/// Official vector as it is received now.
pub fn output(kind: q::vector_output::Vector) -> q::VectorOutput {
    q::VectorOutput { data: vec![], indices: None, vectors_count: None, vector: Some(kind) }
}

/// Every form of a point's vectors that can be received.
pub fn outputs() -> Vec<Pair<core::VectorsOutput, q::VectorsOutput>> {
    use q::vector_output::Vector as Official;
    let official = |options| q::VectorsOutput { vectors_options: Some(options) };
    let single = |kind| official(q::vectors_output::VectorsOptions::Vector(output(kind)));
    let named = q::NamedVectorsOutput {
        vectors: map([
            ("dense", output(Official::Dense(dense(&[0.1, 2.0])))),
            ("sparse", output(Official::Sparse(sparse()))),
            ("multi", output(Official::MultiDense(multi()))),
        ]),
    };
    let sparse_json = json!({"indices": [3, u32::MAX], "values": [0.5, -2.0]});
    let multi_json = json!([[1.0, 2.0], [3.0, 4.0]]);
    vec![
        (from(json!([0.1, 2.0])), single(Official::Dense(dense(&[0.1, 2.0])))),
        (
            core::VectorsOutput::Single(core::VectorOutput::Sparse(from(sparse_json.clone()))),
            single(Official::Sparse(sparse())),
        ),
        (from(multi_json.clone()), single(Official::MultiDense(multi()))),
        (
            from(json!({"dense": [0.1, 2.0], "sparse": sparse_json, "multi": multi_json})),
            official(q::vectors_output::VectorsOptions::Vectors(named)),
        ),
    ]
}

fn from<T: for<'de> serde::Deserialize<'de>>(json: Value) -> T {
    super::model(json)
}
