//! How a search trades speed for accuracy.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::Error;
use crate::macros::setters;
use crate::model::filter::{Filter, serialize_finite};
use crate::validate::{at_least_one, finite, part};

/// Parameters of a search.
///
/// # Examples
///
/// ```
/// use qdrant_core::{QuantizationSearchParams, SearchParams};
///
/// let params = SearchParams::default()
///     .hnsw_ef(128_u64)
///     .quantization(QuantizationSearchParams::default().rescore(true).oversampling(2.0));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchParams {
    /// Size of the beam in the HNSW graph; at least 1, the index's own by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hnsw_ef: Option<u64>,
    /// Whether every point is compared, without the index; default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<bool>,
    /// How quantized vectors are used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantization: Option<QuantizationSearchParams>,
    /// Whether segments without an index are left out; default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indexed_only: Option<bool>,
    /// How filtered searches walk the graph (server 1.16).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acorn: Option<AcornSearchParams>,
    /// Which points statistics of sparse vectors are taken from (server 1.19).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idf: Option<IdfParams>,
}

/// How a search uses quantized vectors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuantizationSearchParams {
    /// Whether quantized vectors are left aside; default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignore: Option<bool>,
    /// Whether the best are scored again with the original vectors; the server decides by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rescore: Option<bool>,
    /// How many times the limit is fetched before scoring again; at least 1.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_finite")]
    pub oversampling: Option<f64>,
}

/// How a filtered search walks the graph.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcornSearchParams {
    /// Whether ACORN is used; slower and more accurate, default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable: Option<bool>,
    /// It is used if the filters match at most this share of points; from 0 to 1, default 0.4.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_finite")]
    pub max_selectivity: Option<f64>,
}

/// Which points the frequencies of sparse vectors are counted over.
///
/// The default counts the whole collection.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IdfParams {
    /// Counts the points that match; the whole collection without it.
    pub corpus: Option<Filter>,
}

setters! {
    impl SearchParams {
        hnsw_ef: Option<u64>,
        exact: Option<bool>,
        quantization: Option<QuantizationSearchParams>,
        indexed_only: Option<bool>,
        acorn: Option<AcornSearchParams>,
        idf: Option<IdfParams>
    }
}
setters! {
    impl QuantizationSearchParams { ignore: Option<bool>, rescore: Option<bool>, oversampling: Option<f64> }
}
setters! { impl AcornSearchParams { enable: Option<bool>, max_selectivity: Option<f64> } }
setters! { impl IdfParams { corpus: Option<Filter> } }

impl AcornSearchParams {
    /// Creates the parameters; `enable` turns ACORN on.
    pub fn new(enable: bool) -> Self {
        Self::default().enable(enable)
    }
}

impl SearchParams {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let Self { hnsw_ef, exact: _, quantization, indexed_only: _, acorn, idf } = self;
        at_least_one("hnsw_ef", *hnsw_ef)?;
        finite("quantization.oversampling", quantization.and_then(|params| params.oversampling))?;
        finite("acorn.max_selectivity", acorn.and_then(|params| params.max_selectivity))?;
        part("idf.corpus", idf.as_ref().and_then(|params| params.corpus.as_ref()), Filter::check)
    }
}

impl Serialize for IdfParams {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.corpus {
            None => serializer.serialize_str("global"),
            Some(filter) => {
                let mut object = serializer.serialize_struct("IdfParams", 1)?;
                object.serialize_field("corpus", filter)?;
                object.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for IdfParams {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdfVisitor)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IdfObject {
    corpus: Filter,
}

struct IdfVisitor;

impl<'de> Visitor<'de> for IdfVisitor {
    type Value = IdfParams;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`global`, or an object with `corpus`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<IdfParams, E> {
        match text {
            "global" => Ok(IdfParams { corpus: None }),
            other => Err(E::invalid_value(de::Unexpected::Str(other), &self)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<IdfParams, A::Error> {
        let IdfObject { corpus } = IdfObject::deserialize(MapAccessDeserializer::new(map))?;
        Ok(IdfParams { corpus: Some(corpus) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::filter::Condition;

    #[test]
    fn all_parameters_have_their_key() {
        let params = SearchParams::default()
            .hnsw_ef(128_u64)
            .exact(true)
            .quantization(QuantizationSearchParams::default().ignore(false).rescore(true).oversampling(2.4))
            .indexed_only(false)
            .acorn(AcornSearchParams::default().enable(true).max_selectivity(0.4))
            .idf(IdfParams::default());
        let json = concat!(
            r#"{"hnsw_ef":128,"exact":true,"quantization":{"ignore":false,"rescore":true,"oversampling":2.4},"#,
            r#""indexed_only":false,"acorn":{"enable":true,"max_selectivity":0.4},"idf":"global"}"#
        );
        assert_eq!(serde_json::to_string(&params).unwrap(), json);
        assert_eq!(serde_json::from_str::<SearchParams>(json).unwrap(), params);
        assert_eq!(serde_json::to_string(&SearchParams::default()).unwrap(), "{}");
        let nulls = r#"{"hnsw_ef":null,"exact":null,"quantization":null,"acorn":null,"idf":null}"#;
        assert_eq!(serde_json::from_str::<SearchParams>(nulls).unwrap(), SearchParams::default());
    }

    #[test]
    fn statistics_come_from_the_collection_or_a_corpus() {
        let corpus = IdfParams::default().corpus(Condition::is_null("a"));
        let json = r#"{"corpus":{"must":[{"is_null":{"key":"a"}}]}}"#;
        assert_eq!(serde_json::to_string(&corpus).unwrap(), json);
        assert_eq!(serde_json::from_str::<IdfParams>(json).unwrap(), corpus);
        for json in [r#""local""#, "{}", "null", r#"{"corpus":null}"#, r#"{"corpus":[]}"#] {
            assert!(serde_json::from_str::<IdfParams>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn faults_name_their_place() {
        let place = |params: SearchParams| params.check().unwrap_err().field().unwrap_or_default().to_owned();
        let quantization = QuantizationSearchParams::default().oversampling(f64::NAN);
        assert_eq!(place(SearchParams::default().quantization(quantization)), "quantization.oversampling");
        assert_eq!(place(SearchParams::default().hnsw_ef(0_u64)), "hnsw_ef");
        let idf = IdfParams::default().corpus(Condition::slice(0, 0));
        assert_eq!(place(SearchParams::default().idf(idf)), "idf.corpus.must[0].slice.total");
        let error = serde_json::from_str::<SearchParams>(r#"{"hnsw_efs":1}"#).unwrap_err().to_string();
        assert!(error.contains("unknown field `hnsw_efs`"), "{error}");
    }
}
