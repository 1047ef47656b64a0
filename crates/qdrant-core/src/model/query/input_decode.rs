//! Reads a vector of a query from JSON: one pass, no intermediate tree for numbers.

use std::fmt;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::model::id::PointId;
use crate::model::query::VectorInput;
use crate::model::vector::SparseVector;
use crate::model::vector::read::Array;

impl<'de> Deserialize<'de> for VectorInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(InputVisitor)
    }
}

struct InputVisitor;

impl<'de> Visitor<'de> for InputVisitor {
    type Value = VectorInput;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a vector, a point id, a document, an image or an inference object")
    }

    fn visit_u64<E>(self, number: u64) -> Result<VectorInput, E> {
        Ok(VectorInput::Id(PointId::Num(number)))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<VectorInput, E> {
        id_from_signed(number)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<VectorInput, E> {
        id_from_text(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<VectorInput, A::Error> {
        from_array(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<VectorInput, A::Error> {
        let mut parts = InputParts::default();
        while let Some(name) = map.next_key::<String>()? {
            if !parts.accept(&name, &mut map)? {
                return Err(de::Error::unknown_field(&name, InputParts::KEYS));
            }
        }
        parts.finish()
    }
}

pub(super) fn id_from_signed<E: de::Error>(number: i64) -> Result<VectorInput, E> {
    match u64::try_from(number) {
        Ok(number) => Ok(VectorInput::Id(PointId::Num(number))),
        Err(_) => Err(E::invalid_value(de::Unexpected::Signed(number), &"an unsigned integer as point id")),
    }
}

pub(super) fn id_from_text<E: de::Error>(text: &str) -> Result<VectorInput, E> {
    match Uuid::parse_str(text) {
        Ok(uuid) => Ok(VectorInput::Id(PointId::Uuid(uuid))),
        Err(_) => Err(E::invalid_value(de::Unexpected::Str(text), &"a UUID as point id")),
    }
}

pub(super) fn from_array<'de, A: SeqAccess<'de>>(items: A) -> Result<VectorInput, A::Error> {
    Ok(match Array::read(items)? {
        Array::Dense(vector) => VectorInput::Dense(vector),
        Array::Multi(vector) => VectorInput::MultiDense(vector),
    })
}

/// The parts of a vector that is written as an object, while its keys are being read.
#[derive(Default)]
pub(super) struct InputParts {
    indices: Option<Vec<u32>>,
    values: Option<Vec<f32>>,
    /// What the server embeds; small but for an image, which has to become a `Value` anyway.
    inference: Map<String, Value>,
}

impl InputParts {
    const KEYS: &'static [&'static str] =
        &["indices", "values", "text", "image", "object", "model", "options"];

    /// Reads the value of a key; `false` if no vector has such a key.
    pub(super) fn accept<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
    ) -> Result<bool, A::Error> {
        match name {
            "indices" => once("indices", &mut self.indices, map)?,
            "values" => once("values", &mut self.values, map)?,
            "text" | "image" | "object" | "model" | "options" => {
                if self.inference.insert(name.to_owned(), map.next_value()?).is_some() {
                    return Err(de::Error::custom(format_args!("duplicate field `{name}`")));
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Adds the text of a document that was read elsewhere.
    pub(super) fn put_text(&mut self, text: String) {
        self.inference.insert("text".to_owned(), Value::String(text));
    }

    /// Returns a key that was seen.
    pub(super) fn seen(&self) -> Option<&str> {
        let sparse = self.indices.as_ref().map(|_| "indices").or(self.values.as_ref().map(|_| "values"));
        sparse.or_else(|| self.inference.keys().next().map(String::as_str))
    }

    pub(super) fn finish<E: de::Error>(self) -> Result<VectorInput, E> {
        let Self { indices, values, inference } = self;
        if indices.is_some() || values.is_some() {
            if let Some(name) = inference.keys().next() {
                return Err(E::custom(format_args!("a sparse vector has no `{name}`")));
            }
            let indices = indices.ok_or_else(|| E::missing_field("indices"))?;
            let values = values.ok_or_else(|| E::missing_field("values"))?;
            return Ok(VectorInput::Sparse(SparseVector { indices, values }));
        }
        let mut sources =
            ["text", "image", "object"].into_iter().filter(|name| inference.contains_key(*name));
        let source = sources.next();
        if let (Some(one), Some(other)) = (source, sources.next()) {
            return Err(E::custom(format_args!("a vector cannot come from both `{one}` and `{other}`")));
        }
        let object = Value::Object(inference);
        match source {
            Some("text") => serde_json::from_value(object).map(VectorInput::Document),
            Some("image") => serde_json::from_value(object).map(VectorInput::Image),
            Some(_) => serde_json::from_value(object).map(VectorInput::Object),
            None => return Err(E::custom("a vector object needs `indices` and `values`, or one of `text`, `image` and `object` with `model`")),
        }
        .map_err(E::custom)
    }
}

fn once<'de, A, T>(name: &'static str, slot: &mut Option<T>, map: &mut A) -> Result<(), A::Error>
where
    A: MapAccess<'de>,
    T: Deserialize<'de>,
{
    match slot.replace(map.next_value()?) {
        None => Ok(()),
        Some(_) => Err(de::Error::duplicate_field(name)),
    }
}
