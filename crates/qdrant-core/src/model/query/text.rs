//! Full-text ranking.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;
use crate::macros::setters;
use crate::model::filter::serialize_finite;
use crate::validate::finite;

/// Ranks points by BM25 over the text index of a payload field (server 1.20).
///
/// The field is named by `using` of the query, and its index must have scoring on.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Bm25Params, TextQuery};
///
/// let plain = TextQuery::new("vector database");
/// let tuned = TextQuery::new("vector database").k(1.5);
/// assert_eq!(tuned, TextQuery::new("vector database").bm25(Bm25Params::default().k(1.5)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TextQuery {
    /// The text to look for; the field's tokenizer splits it.
    pub query: String,
    /// Parameters of BM25; the scorer's own by default.
    pub bm25: Option<Bm25Params>,
}

/// Parameters of BM25.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bm25Params {
    /// How soon repeated words stop to count; default 1.2.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_finite")]
    pub k: Option<f32>,
    /// How much the length of a text counts, from 0 to 1; default 0.75.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_finite")]
    pub b: Option<f32>,
}

impl TextQuery {
    /// Creates a query for a text.
    pub fn new(query: impl Into<String>) -> Self {
        Self { query: query.into(), bm25: None }
    }

    /// Sets the parameter [`k`](field@Bm25Params::k) of BM25.
    #[must_use]
    pub fn k(mut self, k: f32) -> Self {
        self.bm25.get_or_insert_default().k = Some(k);
        self
    }

    /// Sets the parameter [`b`](field@Bm25Params::b) of BM25.
    #[must_use]
    pub fn b(mut self, b: f32) -> Self {
        self.bm25.get_or_insert_default().b = Some(b);
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let Bm25Params { k, b } = self.bm25.unwrap_or_default();
        finite("scoring.bm25.k", k.map(f64::from))?;
        finite("scoring.bm25.b", b.map(f64::from))
    }
}

impl From<&str> for TextQuery {
    fn from(query: &str) -> Self {
        Self::new(query)
    }
}

impl From<String> for TextQuery {
    fn from(query: String) -> Self {
        Self::new(query)
    }
}

setters! { impl TextQuery { query: String, bm25: Option<Bm25Params> } }
setters! { impl Bm25Params { k: Option<f32>, b: Option<f32> } }

/// The scorer's parameters under its name.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Scoring {
    Bm25(Bm25Params),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextObject {
    query: String,
    scoring: Option<Scoring>,
}

impl Serialize for TextQuery {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.bm25 {
            None => serializer.serialize_str(&self.query),
            Some(params) => {
                let mut object = serializer.serialize_struct("TextQuery", 2)?;
                object.serialize_field("query", &self.query)?;
                object.serialize_field("scoring", &Scoring::Bm25(params))?;
                object.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for TextQuery {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match TextJson::deserialize(deserializer)? {
            TextJson::Bare(text) => Self::new(text),
            TextJson::Object(query) => query,
        })
    }
}

/// The value of the key `text`, as it was written.
pub(super) enum TextJson {
    Bare(String),
    Object(TextQuery),
}

impl<'de> Deserialize<'de> for TextJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = TextJson;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or an object with `query`")
    }

    fn visit_str<E>(self, text: &str) -> Result<TextJson, E> {
        Ok(TextJson::Bare(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<TextJson, E> {
        Ok(TextJson::Bare(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TextJson, A::Error> {
        let TextObject { query, scoring } = TextObject::deserialize(MapAccessDeserializer::new(map))?;
        Ok(TextJson::Object(TextQuery { query, bm25: scoring.map(|Scoring::Bm25(params)| params) }))
    }
}
