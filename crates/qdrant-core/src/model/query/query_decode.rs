//! Reads a query from JSON: a bare vector or point id, or an object by its key.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::model::query::input_decode::{InputParts, from_array, id_from_signed, id_from_text};
use crate::model::query::text::TextJson;
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

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Query, E> {
        id_from_signed(number).map(Query::Nearest)
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
    text: Option<TextJson>,
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
            "relevance_feedback" => {
                self.put("relevance_feedback", Query::RelevanceFeedback(map.next_value()?))?
            }
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
            (Some(TextJson::Object(query)), None) => Ok(Query::Text(query)),
            (Some(TextJson::Object(_)), Some(other)) => Err(both("text", other)),
            (Some(TextJson::Bare(text)), None) => Ok(Query::Text(TextQuery::new(text))),
            // With a model beside it, the text is a document to embed.
            (Some(TextJson::Bare(text)), Some(_)) => {
                input.put_text(text);
                input.finish().map(Query::Nearest)
            }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::id::PointId;
    use crate::model::inference::{Document, Image, InferenceObject};
    use crate::model::query::{
        Bm25Params, ContextInput, DiscoverInput, Expression, FeedbackItem, Fusion, NaiveFeedbackStrategy,
        OrderBy, RecommendInput, RecommendStrategy, RelevanceFeedbackInput, Rrf, Sample, VectorInput,
    };

    const UUID: &str = "936da01f-9abd-4d9d-80c7-02af85c822a8";

    fn read(json: &str) -> Result<Query, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn each_kind_has_its_json() {
        let pairs = || ContextInput::default().add_pair(1, [0.5]);
        for (json, query) in [
            (r#"{"nearest":[0.1,-2.0]}"#, Query::from([0.1, -2.0])),
            (r#"{"nearest":{"indices":[7,1],"values":[0.5,1.0]}}"#, Query::from(vec![(7, 0.5), (1, 1.0)])),
            (r#"{"nearest":[[0.1],[0.2]]}"#, Query::from(vec![vec![0.1], vec![0.2]])),
            (r#"{"nearest":42}"#, Query::from(42)),
            (&format!(r#"{{"nearest":"{UUID}"}}"#), Query::from(UUID.parse::<PointId>().unwrap())),
            (r#"{"nearest":{"text":"a","model":"m"}}"#, Query::from(Document::new("a", "m"))),
            (r#"{"nearest":{"image":"u","model":"m"}}"#, Query::from(Image::new("u", "m"))),
            (r#"{"nearest":{"object":{"a":1},"model":"m"}}"#, {
                Query::from(InferenceObject::new(json!({"a": 1}), "m"))
            }),
            (
                r#"{"recommend":{"positive":[1,[0.5]],"negative":[2],"strategy":"best_score"}}"#,
                RecommendInput::new([VectorInput::from(1), [0.5].into()], [2])
                    .strategy(RecommendStrategy::BestScore)
                    .into(),
            ),
            (r#"{"recommend":{}}"#, RecommendInput::default().into()),
            (
                r#"{"discover":{"target":3,"context":[{"positive":1,"negative":[0.5]}]}}"#,
                DiscoverInput::new(3, pairs()).into(),
            ),
            (
                r#"{"discover":{"target":3,"context":[]}}"#,
                DiscoverInput::new(3, ContextInput::default()).into(),
            ),
            (r#"{"context":[{"positive":1,"negative":[0.5]}]}"#, pairs().into()),
            (r#"{"context":[]}"#, ContextInput::default().into()),
            (r#"{"order_by":{"key":"a"}}"#, OrderBy::new("a").into()),
            (r#"{"fusion":"rrf"}"#, Fusion::Rrf.into()),
            (r#"{"fusion":"dbsf"}"#, Fusion::Dbsf.into()),
            (
                r#"{"rrf":{"k":60,"weights":[0.1,3.0]}}"#,
                Rrf::default().k(60_u32).weights(vec![0.1, 3.0]).into(),
            ),
            (r#"{"rrf":{}}"#, Rrf::default().into()),
            (r#"{"formula":"$score"}"#, Formula::new(Expression::score()).into()),
            (
                r#"{"formula":2.5,"defaults":{"a":1,"b":"x"}}"#,
                Formula::new(2.5).add_default("a", 1).add_default("b", "x").into(),
            ),
            (r#"{"sample":"random"}"#, Sample::Random.into()),
            (r#"{"nearest":[0.5],"mmr":{}}"#, Query::new_nearest_with_mmr([0.5], Mmr::default())),
            (
                r#"{"nearest":1,"mmr":{"diversity":0.1,"candidates_limit":100}}"#,
                Query::new_nearest_with_mmr(1, Mmr::default().diversity(0.1).candidates_limit(100_u32)),
            ),
            (
                r#"{"relevance_feedback":{"target":1,"feedback":[{"example":[0.5],"score":0.9}],"strategy":{"naive":{"a":0.1,"b":0.2,"c":0.3}}}}"#,
                RelevanceFeedbackInput::new(
                    1,
                    [FeedbackItem::new([0.5], 0.9)],
                    NaiveFeedbackStrategy::new(0.1, 0.2, 0.3),
                )
                .into(),
            ),
            (r#"{"text":"a b"}"#, TextQuery::new("a b").into()),
            (
                r#"{"text":{"query":"a","scoring":{"bm25":{"k":1.2}}}}"#,
                TextQuery::new("a").bm25(Bm25Params::default().k(1.2)).into(),
            ),
        ] {
            assert_eq!(read(json).unwrap(), query, "{json}");
            assert_eq!(serde_json::to_string(&query).unwrap(), json);
            let tree: Value = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::from_value::<Query>(tree).unwrap(), query, "{json}");
        }
    }

    #[test]
    fn a_bare_vector_is_a_search() {
        for json in [
            "[0.5,1]",
            "[[1],[2]]",
            "[]",
            "7",
            &format!("{UUID:?}"),
            r#"{"values":[1],"indices":[2]}"#,
            r#"{"model":"m","text":"a"}"#,
            r#"{"text":"a","options":{"k":1.5},"model":"m"}"#,
            r#"{"image":{"url":"u"},"model":"m"}"#,
            r#"{"model":"m","object":[1]}"#,
        ] {
            let wrapped = read(&format!(r#"{{"nearest":{json}}}"#)).unwrap();
            assert!(matches!(wrapped, Query::Nearest(_)));
            assert_eq!(read(json).unwrap(), wrapped, "{json}");
            assert_eq!(Query::Nearest(serde_json::from_str(json).unwrap()), wrapped, "{json}");
        }
    }

    #[test]
    fn other_spellings_are_read() {
        let pair = || ContextInput::default().add_pair(1, 2);
        for (json, query) in [
            (r#"{"nearest":1,"mmr":null}"#, Query::from(1)),
            (r#"{"mmr":{},"nearest":1}"#, Query::new_nearest_with_mmr(1, Mmr::default())),
            (r#"{"defaults":null,"formula":1}"#, Formula::new(1.0).into()),
            (r#"{"defaults":{"a":2},"formula":1}"#, Formula::new(1.0).add_default("a", 2).into()),
            (
                r#"{"recommend":{"positive":null,"negative":null,"strategy":null}}"#,
                RecommendInput::default().into(),
            ),
            (r#"{"context":null}"#, ContextInput::default().into()),
            (r#"{"context":{"positive":1,"negative":2}}"#, pair().into()),
            (
                r#"{"discover":{"target":3,"context":null}}"#,
                DiscoverInput::new(3, ContextInput::default()).into(),
            ),
            (
                r#"{"discover":{"target":3,"context":{"positive":1,"negative":2}}}"#,
                DiscoverInput::new(3, pair()).into(),
            ),
            (r#"{"order_by":"a"}"#, OrderBy::new("a").into()),
            (r#"{"rrf":{"k":null,"weights":null}}"#, Rrf::default().into()),
            (r#"{"text":{"query":"a"}}"#, TextQuery::new("a").into()),
            (r#"{"text":{"query":"a","scoring":null}}"#, TextQuery::new("a").into()),
        ] {
            assert_eq!(read(json).unwrap(), query, "{json}");
        }
    }

    #[test]
    fn wrong_queries_are_refused() {
        for (json, message) in [
            ("{}", "an empty object is no query"),
            ("null", "a query: a vector"),
            ("true", "a query: a vector"),
            ("1.5", "a query: a vector"),
            ("-1", "an unsigned integer as point id"),
            (r#"{"nearest":-1}"#, "an unsigned integer as point id"),
            (r#""5""#, "a UUID as point id"),
            (r#""abc""#, "a UUID as point id"),
            ("[1,[2]]", "invalid type"),
            ("[[1],2]", "invalid type"),
            ("[null]", "a number or an array of numbers"),
            (r#"{"nearst":[1]}"#, "unknown field `nearst`"),
            (r#"{"nearest":[1],"fusion":"rrf"}"#, "both `nearest` and `fusion`"),
            (r#"{"nearest":[1],"nearest":[2]}"#, "duplicate field `nearest`"),
            (r#"{"fusion":"rrf","mmr":{}}"#, "`mmr` needs `nearest`"),
            (r#"{"mmr":{}}"#, "`mmr` needs `nearest`"),
            (r#"{"defaults":{}}"#, "`defaults` needs `formula`"),
            (r#"{"nearest":[1],"model":"m"}"#, "both `nearest` and `model`"),
            (r#"{"nearest":[1],"text":"a"}"#, "both `nearest` and `text`"),
            (r#"{"text":{"query":"a"},"model":"m"}"#, "both `text` and `model`"),
            (r#"{"text":"a","options":{}}"#, "missing field `model`"),
            (r#"{"indices":[1]}"#, "missing field `values`"),
            (r#"{"indices":[1],"values":[1],"model":"m"}"#, "a sparse vector has no `model`"),
            (r#"{"text":"a","image":"b","model":"m"}"#, "both `text` and `image`"),
            (r#"{"model":"m"}"#, "needs `indices` and `values`"),
            (r#"{"nearest":{"model":"m"}}"#, "needs `indices` and `values`"),
            (r#"{"nearest":{"a":[1]}}"#, "unknown field `a`"),
            (r#"{"fusion":"RRF"}"#, "unknown variant `RRF`"),
            (r#"{"discover":{"target":1}}"#, "missing field `context`"),
            (r#"{"context":[1]}"#, "invalid type"),
            (r#"{"rrf":{"k":-1}}"#, "expected u32"),
            (r#"{"sample":"all"}"#, "unknown variant `all`"),
            (
                r#"{"relevance_feedback":{"target":1,"feedback":[],"strategy":{"wise":{}}}}"#,
                "unknown variant `wise`",
            ),
            (r#"{"text":{"query":"a","scoring":{"tfidf":{}}}}"#, "unknown variant `tfidf`"),
            (r#"{"recommend":{"positve":[1]}}"#, "unknown field `positve`"),
        ] {
            let error = read(json).unwrap_err().to_string();
            assert!(error.contains(message), "{json}: {error}");
        }
    }
}
