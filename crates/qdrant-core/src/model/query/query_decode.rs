//! Reads a query from JSON: a bare vector or point id, or an object by its key.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::model::query::input_decode::{InputParts, from_array, id_from_text};
use crate::model::query::{Formula, Mmr, NearestInputWithMmr, Query, TextQuery};

impl<'de> Deserialize<'de> for Query {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(QueryVisitor)
    }
}

struct QueryVisitor;

impl<'de> Visitor<'de> for QueryVisitor {
    type Value = Query;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a query: a vector, a point id or a query object")
    }

    fn visit_u64<E>(self, number: u64) -> Result<Query, E> {
        Ok(Query::from(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Query, E> {
        id_from_text(text).map(Query::Nearest)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Query, A::Error> {
        from_array(items).map(Query::Nearest)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Query, A::Error> {
        let mut parts = QueryParts::default();
        while let Some(name) = map.next_key::<String>()? {
            if !parts.accept(&name, &mut map)? {
                return Err(de::Error::unknown_field(&name, QueryParts::KEYS));
            }
        }
        parts.finish()
    }
}

/// The parts of a query while its keys are being read.
#[derive(Default)]
struct QueryParts {
    /// The query and the key that told its kind.
    query: Option<(&'static str, Query)>,
    /// Belongs to `nearest`.
    mmr: Option<Mmr>,
    /// Belongs to `formula`.
    defaults: Option<BTreeMap<String, Value>>,
    /// A text query, or the text of a document.
    text: Option<TextQuery>,
    input: InputParts,
}

impl QueryParts {
    const KEYS: &'static [&'static str] = &[
        "nearest",
        "mmr",
        "recommend",
        "discover",
        "context",
        "order_by",
        "fusion",
        "rrf",
        "formula",
        "defaults",
        "sample",
        "relevance_feedback",
        "text",
        "indices",
        "values",
        "image",
        "object",
        "model",
        "options",
    ];

    fn accept<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        match name {
            "nearest" => self.put("nearest", Query::Nearest(map.next_value()?))?,
            "recommend" => self.put("recommend", Query::Recommend(map.next_value()?))?,
            "discover" => self.put("discover", Query::Discover(map.next_value()?))?,
            "context" => self.put("context", Query::Context(map.next_value()?))?,
            "order_by" => self.put("order_by", Query::OrderBy(map.next_value()?))?,
            "fusion" => self.put("fusion", Query::Fusion(map.next_value()?))?,
            "rrf" => self.put("rrf", Query::Rrf(map.next_value()?))?,
            "formula" => {
                let formula = Formula { expression: map.next_value()?, defaults: BTreeMap::new() };
                self.put("formula", Query::Formula(formula))?;
            }
            "sample" => self.put("sample", Query::Sample(map.next_value()?))?,
            "relevance_feedback" => self.put("relevance_feedback", Query::RelevanceFeedback(map.next_value()?))?,
            "mmr" => self.mmr = map.next_value()?,
            "defaults" => self.defaults = map.next_value()?,
            "text" => {
                if self.text.replace(map.next_value()?).is_some() {
                    return Err(de::Error::duplicate_field("text"));
                }
            }
            _ => return self.input.accept(name, map),
        }
        Ok(true)
    }

    fn put<E: de::Error>(&mut self, name: &'static str, query: Query) -> Result<(), E> {
        match self.query.replace((name, query)) {
            None => Ok(()),
            Some((first, _)) if first == name => Err(E::duplicate_field(name)),
            Some((first, _)) => Err(both(first, name)),
        }
    }

    fn finish<E: de::Error>(self) -> Result<Query, E> {
        let Self { query, mmr, defaults, text, mut input } = self;
        let name = query.as_ref().map(|(name, _)| *name);
        if mmr.is_some() && name != Some("nearest") {
            return Err(E::custom("`mmr` needs `nearest` beside it"));
        }
        if defaults.is_some() && name != Some("formula") {
            return Err(E::custom("`defaults` needs `formula` beside it"));
        }
        if let Some((name, query)) = query {
            if let Some(other) = text.as_ref().map(|_| "text").or(input.seen()) {
                return Err(both(name, other));
            }
            return Ok(complete(query, mmr, defaults.unwrap_or_default()));
        }
        match (text, input.seen()) {
            (Some(text), None) => Ok(Query::Text(text)),
            // With a model beside it, `text` is a document to embed.
            (Some(TextQuery { query, bm25: None }), Some(_)) => {
                input.put_text(query);
                input.finish().map(Query::Nearest)
            }
            (Some(_), Some(other)) => Err(both("text", other)),
            (None, Some(_)) => input.finish().map(Query::Nearest),
            (None, None) => Err(E::custom(format_args!(
                "an empty object is no query: expected one of {}",
                Self::KEYS.join(", ")
            ))),
        }
    }
}

fn complete(query: Query, mmr: Option<Mmr>, defaults: BTreeMap<String, Value>) -> Query {
    match (query, mmr) {
        (Query::Nearest(nearest), Some(mmr)) => Query::NearestWithMmr(NearestInputWithMmr { nearest, mmr }),
        (Query::Formula(formula), _) => Query::Formula(Formula { defaults, ..formula }),
        (query, _) => query,
    }
}

fn both<E: de::Error>(one: &str, other: &str) -> E {
    E::custom(format_args!("a query cannot have both `{one}` and `{other}`"))
}
