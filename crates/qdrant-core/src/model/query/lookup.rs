//! Vectors and payloads that come from another collection.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::selector::{WithPayloadSelector, WithVectorsSelector};
use crate::model::shard::ShardKeySelector;
use crate::validate;

/// Where the vectors of point ids in a query come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookupLocation {
    /// Name of the collection.
    #[serde(rename = "collection")]
    pub collection_name: String,
    /// Name of the vector; that of the query by default.
    #[serde(rename = "vector", skip_serializing_if = "Option::is_none")]
    pub vector_name: Option<String>,
    /// Shards to look in; all of them by default.
    #[serde(rename = "shard_key", skip_serializing_if = "Option::is_none")]
    pub shard_key_selector: Option<ShardKeySelector>,
}

/// Adds a point of another collection to each group, found by the group's value as id.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WithLookup {
    /// Name of the other collection.
    pub collection: String,
    /// Payload to return; all of it by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_payload: Option<WithPayloadSelector>,
    /// Vectors to return; none by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_vectors: Option<WithVectorsSelector>,
}

impl LookupLocation {
    /// Creates the location of the vector that has the name of the query's.
    pub fn new(collection_name: impl Into<String>) -> Self {
        Self { collection_name: collection_name.into(), vector_name: None, shard_key_selector: None }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::part("shard_key_selector", self.shard_key_selector.as_ref(), ShardKeySelector::check)
    }
}

impl WithLookup {
    /// Creates a lookup in a collection.
    pub fn new(collection: impl Into<String>) -> Self {
        Self { collection: collection.into(), with_payload: None, with_vectors: None }
    }
}

setters! {
    impl LookupLocation {
        collection_name: String, vector_name: Option<String>, shard_key_selector: Option<ShardKeySelector>
    }
}
setters! {
    impl WithLookup {
        collection: String, with_payload: Option<WithPayloadSelector>, with_vectors: Option<WithVectorsSelector>
    }
}

impl From<&str> for WithLookup {
    fn from(collection: &str) -> Self {
        Self::new(collection)
    }
}

impl From<String> for WithLookup {
    fn from(collection: String) -> Self {
        Self::new(collection)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WithLookupObject {
    collection: String,
    with_payload: Option<WithPayloadSelector>,
    with_vectors: Option<WithVectorsSelector>,
}

impl<'de> Deserialize<'de> for WithLookup {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WithLookupVisitor)
    }
}

struct WithLookupVisitor;

impl<'de> Visitor<'de> for WithLookupVisitor {
    type Value = WithLookup;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a collection, or an object with `collection`")
    }

    fn visit_str<E>(self, collection: &str) -> Result<WithLookup, E> {
        Ok(WithLookup::new(collection))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WithLookup, A::Error> {
        let WithLookupObject { collection, with_payload, with_vectors } =
            WithLookupObject::deserialize(MapAccessDeserializer::new(map))?;
        Ok(WithLookup { collection, with_payload, with_vectors })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lookup_of_groups_is_a_name_or_an_object() {
        let full = WithLookup::new("docs").with_payload(["title"]).with_vectors(false);
        let json = r#"{"collection":"docs","with_payload":["title"],"with_vectors":false}"#;
        assert_eq!(serde_json::to_string(&full).unwrap(), json);
        assert_eq!(serde_json::from_str::<WithLookup>(json).unwrap(), full);
        assert_eq!(serde_json::from_str::<WithLookup>("\"docs\"").unwrap(), WithLookup::from("docs"));
        assert_eq!(serde_json::to_string(&WithLookup::new("docs")).unwrap(), r#"{"collection":"docs"}"#);
        for json in ["{}", "1", r#"{"collection":"a","with_vector":true}"#] {
            assert!(serde_json::from_str::<WithLookup>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn rest_has_short_names_for_a_location() {
        let location = LookupLocation::new("a");
        assert_eq!(serde_json::to_string(&location).unwrap(), r#"{"collection":"a"}"#);
        let nulls = r#"{"collection":"a","vector":null,"shard_key":null}"#;
        assert_eq!(serde_json::from_str::<LookupLocation>(nulls).unwrap(), location);
        let error =
            serde_json::from_str::<LookupLocation>(r#"{"collection_name":"a"}"#).unwrap_err().to_string();
        assert!(error.contains("unknown field `collection_name`"), "{error}");
    }
}
