//! Reading vectors from JSON: one pass, no intermediate tree for numbers.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::{DenseVector, MultiDenseVector, SparseVector, Vector, VectorOutput, Vectors, VectorsOutput};

/// A JSON array that is a dense or a multi-vector, told apart by its first item.
pub(crate) enum Array {
    Dense(DenseVector),
    Multi(MultiDenseVector),
}

impl Array {
    pub(crate) fn read<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        match items.next_element::<Item>()? {
            // Without any item it is a dense vector without values, as the server reads it.
            None => Ok(Self::Dense(DenseVector::default())),
            Some(Item::Value(first)) => {
                let mut data = Vec::with_capacity(items.size_hint().map_or(64, |rest| rest.min(1 << 16) + 1));
                data.push(first);
                while let Some(value) = items.next_element()? {
                    data.push(value);
                }
                Ok(Self::Dense(DenseVector { data }))
            }
            Some(Item::Row(first)) => {
                let mut vectors = vec![DenseVector { data: first }];
                while let Some(row) = items.next_element()? {
                    vectors.push(row);
                }
                Ok(Self::Multi(MultiDenseVector { vectors }))
            }
        }
    }
}

enum Item {
    Value(f32),
    Row(Vec<f32>),
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ItemVisitor;

        impl<'de> Visitor<'de> for ItemVisitor {
            type Value = Item;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or an array of numbers")
            }

            #[expect(clippy::cast_possible_truncation, reason = "vectors are f32 on every wire")]
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Item, E> {
                Ok(Item::Value(value as f32))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Item, E> {
                Ok(Item::Value(value as f32))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Item, E> {
                Ok(Item::Value(value as f32))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Item, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(items)).map(Item::Row)
            }
        }

        deserializer.deserialize_any(ItemVisitor)
    }
}

impl<'de> Deserialize<'de> for VectorOutput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct VectorOutputVisitor;

        impl<'de> Visitor<'de> for VectorOutputVisitor {
            type Value = VectorOutput;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a dense, sparse or multi vector")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<VectorOutput, A::Error> {
                Ok(match Array::read(items)? {
                    Array::Dense(vector) => VectorOutput::Dense(vector),
                    Array::Multi(vector) => VectorOutput::MultiDense(vector),
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<VectorOutput, A::Error> {
                SparseVector::deserialize(MapAccessDeserializer::new(map)).map(VectorOutput::Sparse)
            }
        }

        deserializer.deserialize_any(VectorOutputVisitor)
    }
}

impl<'de> Deserialize<'de> for VectorsOutput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct VectorsOutputVisitor;

        impl<'de> Visitor<'de> for VectorsOutputVisitor {
            type Value = VectorsOutput;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a vector or vectors by name")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<VectorsOutput, A::Error> {
                Ok(VectorsOutput::Single(match Array::read(items)? {
                    Array::Dense(vector) => VectorOutput::Dense(vector),
                    Array::Multi(vector) => VectorOutput::MultiDense(vector),
                }))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<VectorsOutput, A::Error> {
                BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(VectorsOutput::Named)
            }
        }

        deserializer.deserialize_any(VectorsOutputVisitor)
    }
}

impl<'de> Deserialize<'de> for Vector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct VectorVisitor;

        impl<'de> Visitor<'de> for VectorVisitor {
            type Value = Vector;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a dense, sparse or multi vector, a document, an image or an inference object")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Vector, A::Error> {
                Ok(match Array::read(items)? {
                    Array::Dense(vector) => Vector::Dense(vector),
                    Array::Multi(vector) => Vector::MultiDense(vector),
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vector, A::Error> {
                let fields = Value::deserialize(MapAccessDeserializer::new(map))?;
                vector_from_object(fields).map_err(de::Error::custom)
            }
        }

        deserializer.deserialize_any(VectorVisitor)
    }
}

/// Reads a vector from a JSON object by the key that tells its kind.
fn vector_from_object(object: Value) -> Result<Vector, serde_json::Error> {
    if object.get("indices").is_some() || object.get("values").is_some() {
        serde_json::from_value(object).map(Vector::Sparse)
    } else if object.get("text").is_some() {
        serde_json::from_value(object).map(Vector::Document)
    } else if object.get("image").is_some() {
        serde_json::from_value(object).map(Vector::Image)
    } else if object.get("object").is_some() {
        serde_json::from_value(object).map(Vector::Object)
    } else {
        Err(de::Error::custom("a vector object needs `indices` and `values`, `text`, `image` or `object`"))
    }
}

impl<'de> Deserialize<'de> for Vectors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct VectorsVisitor;

        impl<'de> Visitor<'de> for VectorsVisitor {
            type Value = Vectors;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a vector, vectors by name, a document, an image or an inference object")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Vectors, A::Error> {
                Ok(Vectors::Single(match Array::read(items)? {
                    Array::Dense(vector) => Vector::Dense(vector),
                    Array::Multi(vector) => Vector::MultiDense(vector),
                }))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vectors, A::Error> {
                // As on the server, a map of vectors wins over an object that is to be embedded: only a value that
                // is no vector (the `text` and `model` of a document) makes it the latter.
                let mut vectors = BTreeMap::new();
                let mut raw = Map::new();
                while let Some(name) = map.next_key::<String>()? {
                    if ANY_JSON.contains(&name.as_str()) {
                        raw.insert(name, map.next_value()?);
                        continue;
                    }
                    match map.next_value::<NamedValue>()? {
                        NamedValue::Vector(vector) => {
                            vectors.insert(name, vector);
                        }
                        NamedValue::Other(value) => return inference(vectors, raw, name, value, map),
                    }
                }
                for (name, value) in raw {
                    let vector = serde_json::from_value(value)
                        .map_err(|error| de::Error::custom(format_args!("`{name}` is no vector: {error}")))?;
                    vectors.insert(name, vector);
                }
                Ok(Vectors::Named(vectors))
            }
        }

        deserializer.deserialize_any(VectorsVisitor)
    }
}

/// Keys of objects that are to be embedded whose values are any JSON, so that they may look like vectors.
const ANY_JSON: [&str; 3] = ["image", "object", "options"];

/// Reads the rest of an object of which one value was found to be no vector.
fn inference<'de, A: MapAccess<'de>>(
    before: BTreeMap<String, Vector>,
    raw: Map<String, Value>,
    name: String,
    value: Value,
    mut map: A,
) -> Result<Vectors, A::Error> {
    let mut object = raw;
    for (name, vector) in before {
        object.insert(name, serde_json::to_value(vector).map_err(de::Error::custom)?);
    }
    let culprit = name.clone();
    object.insert(name, value);
    while let Some((name, value)) = map.next_entry()? {
        object.insert(name, value);
    }
    let is_inference = object.contains_key("model")
        && ["text", "image", "object"].iter().any(|key| object.contains_key(*key));
    if !is_inference {
        return Err(de::Error::custom(format_args!("`{culprit}` is no vector")));
    }
    vector_from_object(Value::Object(object)).map(Vectors::Single).map_err(de::Error::custom)
}

/// A value in a map of named vectors.
enum NamedValue {
    Vector(Vector),
    Other(Value),
}

impl<'de> Deserialize<'de> for NamedValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamedValueVisitor;

        impl<'de> Visitor<'de> for NamedValueVisitor {
            type Value = NamedValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a vector")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<NamedValue, A::Error> {
                Ok(NamedValue::Vector(match Array::read(items)? {
                    Array::Dense(vector) => Vector::Dense(vector),
                    Array::Multi(vector) => Vector::MultiDense(vector),
                }))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<NamedValue, A::Error> {
                let object = Value::deserialize(MapAccessDeserializer::new(map))?;
                Ok(match vector_from_object(object.clone()) {
                    Ok(vector) => NamedValue::Vector(vector),
                    Err(_) => NamedValue::Other(object),
                })
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<NamedValue, E> {
                Ok(NamedValue::Other(text.into()))
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<NamedValue, E> {
                Ok(NamedValue::Other(value.into()))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<NamedValue, E> {
                Ok(NamedValue::Other(value.into()))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<NamedValue, E> {
                Ok(NamedValue::Other(value.into()))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<NamedValue, E> {
                Ok(NamedValue::Other(value.into()))
            }

            fn visit_unit<E: de::Error>(self) -> Result<NamedValue, E> {
                Ok(NamedValue::Other(Value::Null))
            }
        }

        deserializer.deserialize_any(NamedValueVisitor)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::inference::{Document, Image, InferenceObject};

    fn vectors(json: Value) -> Vectors {
        serde_json::from_str(&json.to_string()).unwrap()
    }

    #[test]
    fn the_first_item_tells_dense_from_multi() {
        assert_eq!(vectors(json!([1, 2.5, -3])), vec![1.0, 2.5, -3.0].into());
        assert_eq!(vectors(json!([[1, 2], [3, 4]])), vec![vec![1.0, 2.0], vec![3.0, 4.0]].into());
        assert_eq!(vectors(json!([])), Vec::<f32>::new().into());
        assert!(serde_json::from_str::<Vectors>("[[1.0], 2.0]").is_err());
        assert!(serde_json::from_str::<Vectors>("[1.0, [2.0]]").is_err());
    }

    #[test]
    fn an_empty_object_means_no_vectors() {
        assert_eq!(vectors(json!({})), Vectors::none());
    }

    #[test]
    fn named_vectors_may_have_the_names_of_a_document() {
        let named = vectors(json!({"text": [1.0], "model": [[2.0]], "s": {"indices": [3], "values": [0.5]}}));
        let expected = Vectors::from([
            ("text", Vector::from(vec![1.0])),
            ("model", vec![vec![2.0]].into()),
            ("s", SparseVector::from([(3, 0.5)]).into()),
        ]);
        assert_eq!(named, expected);
        assert_eq!(vectors(json!({"text": "hi", "model": "m"})), Document::new("hi", "m").into());
        assert_eq!(vectors(json!({"model": "m", "text": "hi", "options": {"a": 1}})), {
            let mut document = Document::new("hi", "m");
            document.options.insert("a", json!(1));
            document.into()
        });
    }

    #[test]
    fn what_is_to_be_embedded_may_look_like_a_vector() {
        for value in
            [json!([null]), json!([1, 2.000_000_001]), json!({"indices": [1], "values": [2], "x": 3})]
        {
            let object = InferenceObject::new(value.clone(), "m").options([("values", value.clone())]);
            assert_eq!(vectors(serde_json::to_value(&object).unwrap()), Vector::from(object).into());
            let image = json!({"image": value, "model": "m"});
            assert_eq!(vectors(image), Vector::from(Image::new(value, "m")).into());
        }
        let named = vectors(
            json!({"image": [0.5], "object": [[1], [2]], "options": {"indices": [3], "values": [4]}}),
        );
        let expected = Vectors::from([
            ("image", Vector::from(vec![0.5])),
            ("object", vec![vec![1.0], vec![2.0]].into()),
            ("options", SparseVector::from([(3, 4.0)]).into()),
        ]);
        assert_eq!(named, expected);
    }

    #[test]
    fn a_map_with_a_value_that_is_no_vector_names_it() {
        for (json, message) in [
            (r#"{"a": [1.0], "b": 7}"#, "`b` is no vector"),
            (r#"{"a": [1.0], "image": [null]}"#, "`image` is no vector"),
        ] {
            let error = serde_json::from_str::<Vectors>(json).unwrap_err();
            assert!(error.to_string().contains(message), "{error}");
        }
    }

    #[test]
    fn floats_come_back_bit_for_bit() {
        let values = vec![0.1_f32, 1.0e-40, f32::MAX, f32::MIN_POSITIVE, -0.0, 16_777_217.0];
        let json = serde_json::to_string(&DenseVector::from(values.clone())).unwrap();
        let VectorOutput::Dense(back) = serde_json::from_str(&json).unwrap() else { panic!("dense") };
        let bits = |values: &[f32]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&back.data), bits(&values));
    }

    #[test]
    fn outputs_are_told_apart() {
        let read = |json: Value| serde_json::from_value::<VectorsOutput>(json).unwrap();
        assert_eq!(read(json!([1.0])).get("").unwrap().as_dense(), Some(&[1.0_f32][..]));
        let named = read(json!({"s": {"indices": [1], "values": [2.0]}, "m": [[1.0]]}));
        assert_eq!(named.get("s"), Some(&VectorOutput::Sparse(SparseVector::from([(1, 2.0)]))));
        assert_eq!(named.get("m"), Some(&VectorOutput::MultiDense(vec![vec![1.0]].into())));
    }
}
