//! Which dense vectors a collection has.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::named_map::named_map;
use super::{VectorParams, VectorParamsDiff};
use crate::error::Error;

/// The dense vectors of a collection.
///
/// # Examples
///
/// ```
/// use qdrant_core::{Distance, VectorParams, VectorsConfig};
///
/// let single = VectorsConfig::from(VectorParams::new(64, Distance::Cosine));
/// let named = VectorsConfig::from([
///     ("text", VectorParams::new(768, Distance::Cosine)),
///     ("image", VectorParams::new(512, Distance::Dot)),
/// ]);
/// # assert_ne!(single, named);
///
/// let mut by_and_by = VectorsConfig::default();
/// by_and_by.add_named_vector_params("text", VectorParams::new(768, Distance::Cosine));
/// by_and_by.add_named_vector_params("image", VectorParams::new(512, Distance::Dot));
/// assert_eq!(by_and_by, named);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[expect(
    clippy::large_enum_variant,
    reason = "a collection has one of them, and the single one is the common case"
)]
pub enum VectorsConfig {
    /// One vector without a name.
    Single(VectorParams),
    /// Vectors by name; none if empty.
    Named(BTreeMap<String, VectorParams>),
}

impl VectorsConfig {
    /// Returns the settings of a vector; the name of an unnamed vector is empty.
    pub fn get(&self, name: &str) -> Option<&VectorParams> {
        match self {
            Self::Single(params) => name.is_empty().then_some(params),
            Self::Named(map) => map.get(name),
        }
    }

    /// Adds a vector, or replaces the one of that name; the name of the unnamed vector is empty.
    pub fn add_named_vector_params(
        &mut self,
        name: impl Into<String>,
        params: impl Into<VectorParams>,
    ) -> &mut Self {
        let mut map = match std::mem::take(self) {
            Self::Single(unnamed) => BTreeMap::from([(String::new(), unnamed)]),
            Self::Named(map) => map,
        };
        map.insert(name.into(), params.into());
        // The unnamed vector alone is equal to one that was made without a name.
        *self = match (map.len(), map.remove("")) {
            (1, Some(unnamed)) => Self::Single(unnamed),
            (_, unnamed) => {
                map.extend(unnamed.map(|unnamed| (String::new(), unnamed)));
                Self::Named(map)
            }
        };
        self
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Single(params) => params.check(),
            Self::Named(map) => map.iter().try_for_each(|(name, params)| {
                params.check().map_err(|error| error.within(&format!("[{name:?}]")))
            }),
        }
    }
}

impl Default for VectorsConfig {
    fn default() -> Self {
        Self::Named(BTreeMap::new())
    }
}

impl<'de> Deserialize<'de> for VectorsConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = Map::<String, Value>::deserialize(deserializer)?;
        if is_single(&map) {
            return decode(Value::Object(map)).map(Self::Single).map_err(D::Error::custom);
        }
        let params = |(name, value): (String, Value)| match decode(value) {
            Ok(params) => Ok((name, params)),
            Err(error) => Err(D::Error::custom(format_args!("vector {name:?}: {error}"))),
        };
        map.into_iter().map(params).collect::<Result<_, _>>().map(Self::Named)
    }
}

/// Tells `{"size": 4, "distance": "Dot"}` from vectors that are named `size` and `distance`, which are objects.
fn is_single(map: &Map<String, Value>) -> bool {
    map.get("size").is_some_and(Value::is_number)
}

fn decode(value: Value) -> Result<VectorParams, serde_json::Error> {
    serde_json::from_value(value)
}

impl From<VectorParams> for VectorsConfig {
    fn from(params: VectorParams) -> Self {
        Self::Single(params)
    }
}

named_map!(VectorsConfig, VectorParams, VectorsConfig::Named);

/// Changes of the dense vectors of a collection by name.
///
/// The name of an unnamed vector is empty, which `From<VectorParamsDiff>` fills in.
///
/// # Examples
///
/// ```
/// use qdrant_core::{HnswConfigDiff, VectorParamsDiff, VectorsConfigDiff};
///
/// let denser = VectorParamsDiff::default().hnsw_config(HnswConfigDiff::default().m(32));
/// let unnamed = VectorsConfigDiff::from(denser.clone());
/// assert_eq!(unnamed, VectorsConfigDiff::from([("", denser)]));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VectorsConfigDiff {
    /// The change of each vector.
    pub map: BTreeMap<String, VectorParamsDiff>,
}

impl VectorsConfigDiff {
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.map
            .iter()
            .try_for_each(|(name, diff)| diff.check().map_err(|error| error.within(&format!("[{name:?}]"))))
    }
}

impl From<VectorParamsDiff> for VectorsConfigDiff {
    fn from(diff: VectorParamsDiff) -> Self {
        Self { map: BTreeMap::from([(String::new(), diff)]) }
    }
}

named_map!(VectorsConfigDiff, VectorParamsDiff, |map| Self { map });

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::collection::strategies::vectors_config;
    use crate::model::collection::testing::{golden, through_json};
    use crate::model::collection::{Distance, Memory};

    fn params(size: u64) -> VectorParams {
        VectorParams::new(size, Distance::Dot)
    }

    #[test]
    fn a_single_vector_is_bare() {
        let config = golden::<VectorsConfig>(r#"{"size":4,"distance":"Dot"}"#);
        assert_eq!(config, params(4).into());
        assert_eq!(config.get(""), Some(&params(4)));
        assert_eq!(config.get("text"), None);
    }

    #[test]
    fn the_unnamed_vector_is_bare_until_there_is_another() {
        let mut config = VectorsConfig::default();
        config.add_named_vector_params("", params(2)).add_named_vector_params("", params(4));
        assert_eq!(config, params(4).into());
        config.add_named_vector_params("a", params(8));
        assert_eq!(config, [("", params(4)), ("a", params(8))].into());
    }

    #[test]
    fn named_vectors_are_a_map() {
        let config =
            golden::<VectorsConfig>(r#"{"a":{"size":4,"distance":"Dot"},"b":{"size":8,"distance":"Dot"}}"#);
        assert_eq!(config, [("a", params(4)), ("b", params(8))].into());
        assert_eq!(config.get("b"), Some(&params(8)));
    }

    #[test]
    fn no_vectors_are_an_empty_map() {
        assert_eq!(golden::<VectorsConfig>("{}"), VectorsConfig::default());
    }

    #[test]
    fn vectors_may_be_named_size_and_distance() {
        let config = golden::<VectorsConfig>(
            r#"{"size":{"size":4,"distance":"Dot"},"distance":{"size":8,"distance":"Dot"}}"#,
        );
        assert_eq!(config, [("size", params(4)), ("distance", params(8))].into());
    }

    #[test]
    fn a_faulty_vector_is_named() {
        let error = serde_json::from_str::<VectorsConfig>(r#"{"a":{"size":4}}"#).unwrap_err();
        assert!(error.to_string().contains("vector \"a\": missing field `distance`"), "{error}");
    }

    #[test]
    fn diffs_are_a_map() {
        let cold = VectorParamsDiff::default().memory(Memory::Cold);
        assert_eq!(golden::<VectorsConfigDiff>(r#"{"":{"memory":"cold"}}"#), cold.clone().into());
        assert_eq!(
            golden::<VectorsConfigDiff>(r#"{"a":{"memory":"cold"},"b":{}}"#),
            [("a", cold), ("b", VectorParamsDiff::default())].into()
        );
    }

    #[test]
    fn a_check_names_the_vector() {
        let error = VectorsConfig::from([("a", params(0))]).check().unwrap_err().within("vectors_config");
        assert_eq!(error.field(), Some(r#"vectors_config["a"].size"#));
        let pinned = VectorParamsDiff::default().memory(Memory::Pinned);
        let error = VectorsConfigDiff::from([("a", pinned)]).check().unwrap_err();
        assert_eq!(error.field(), Some(r#"["a"].memory"#));
    }

    proptest! {
        #[test]
        fn configs_survive_json(config in vectors_config()) {
            prop_assert_eq!(&through_json(&config), &config);
        }
    }
}
