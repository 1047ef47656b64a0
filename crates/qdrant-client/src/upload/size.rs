//! How large points are on the wire, roughly.

use qdrant_core::{Payload, PointStruct, Value, Vector, Vectors};

/// A component of a vector in JSON: sign, point, nine digits and a comma.
const FLOAT: usize = 12;
/// The index of a sparse vector's component.
const INDEX: usize = 11;
/// A number in a payload.
const NUMBER: usize = 20;
/// Id and field names of a point.
const FRAME: usize = 80;

/// Returns about how many bytes a point has in JSON, without writing it.
///
/// Characters that need an escape count as one.
pub(super) fn estimate(point: &PointStruct) -> usize {
    let PointStruct { id: _, vectors, payload } = point;
    let vectors = match vectors {
        Vectors::Single(one) => vector(one),
        Vectors::Named(named) => named.iter().map(|(name, each)| name.len() + 4 + vector(each)).sum(),
    };
    FRAME + vectors + object(payload)
}

fn vector(vector: &Vector) -> usize {
    match vector {
        Vector::Dense(dense) => 2 + FLOAT * dense.data.len(),
        Vector::Sparse(sparse) => 25 + INDEX * sparse.indices.len() + FLOAT * sparse.values.len(),
        Vector::MultiDense(multi) => multi.vectors.iter().map(|each| 3 + FLOAT * each.data.len()).sum(),
        Vector::Document(document) => inference(document.text.len(), &document.model, &document.options),
        Vector::Image(image) => inference(value(&image.image), &image.model, &image.options),
        Vector::Object(other) => inference(value(&other.object), &other.model, &other.options),
    }
}

fn inference(input: usize, model: &str, options: &Payload) -> usize {
    40 + input + model.len() + object(options)
}

fn object(payload: &Payload) -> usize {
    2 + payload.iter().map(|(key, each)| key.len() + 4 + value(each)).sum::<usize>()
}

fn value(json: &Value) -> usize {
    match json {
        Value::Null | Value::Bool(_) => 5,
        Value::Number(_) => NUMBER,
        Value::String(text) => 2 + text.len(),
        Value::Array(items) => 2 + items.iter().map(|item| 1 + value(item)).sum::<usize>(),
        Value::Object(fields) => {
            2 + fields.iter().map(|(key, each)| key.len() + 4 + value(each)).sum::<usize>()
        }
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{Document, Image, InferenceObject, json};

    use super::*;

    /// Real vectors, as normalised embeddings are: of all signs, most of nine digits.
    fn floats(count: u16) -> Vec<f32> {
        (0..count).map(|index| (f32::from(index) * 0.618).sin() / 20.0).collect()
    }

    #[test]
    fn an_estimate_is_near_the_json_and_never_far_below() {
        let payload = || {
            let text = "text of some length, with a \"quotation\"\n".repeat(50);
            Payload::try_from(json!({
                "text": text, "tags": ["a", "b", null, true], "at": {"lat": 52.520_008, "lon": -13.404_954},
                "count": 18_446_744_073_709_551_615_u64,
            }))
            .unwrap()
        };
        let indices: Vec<u32> = (0..500).map(|index| index * 1_000_000).collect();
        let vectors = [
            Vectors::from(floats(1536)),
            Vectors::from(Vector::new_multi((0..128).map(|_| floats(128)))),
            Vectors::from([
                ("words", Vector::new_sparse(indices, floats(500))),
                ("image", floats(512).into()),
            ]),
            Vectors::from(Document::new("a text to embed ".repeat(1_000), "qdrant/bm25")),
            Vectors::from(Image::new_from_base64("aGVsbG8=".repeat(1_000), "qdrant/clip")),
            Vectors::from(InferenceObject::new(json!({"a": "b".repeat(1_000)}), "model")),
            Vectors::none(),
        ];
        for vectors in vectors {
            let point = PointStruct::new(u64::MAX, vectors, payload());
            let (guess, real) = (estimate(&point), serde_json::to_vec(&point).unwrap().len());
            assert!(guess * 10 >= real * 9 && guess * 2 <= real * 3, "{guess} for {real} of {point:?}");
        }
    }
}
