//! Maps by a number that JSON writes as a text.
//!
//! The identifiers of peers are whole `u64`s. Serde reads such keys only straight from JSON text; behind a flattened or
//! an untagged part it has buffered them as texts, and fails. These functions read and write the texts themselves.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) fn serialize<K, V, S>(map: &BTreeMap<K, V>, serializer: S) -> Result<S::Ok, S::Error>
where
    K: Display,
    V: Serialize,
    S: Serializer,
{
    serializer.collect_map(map.iter().map(|(id, value)| (id.to_string(), value)))
}

pub(crate) fn deserialize<'de, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    K: FromStr + Ord,
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    optional::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// The same where `null` is not the same as an empty map.
pub(crate) mod optional {
    use super::*;

    pub(crate) fn serialize<K, V, S>(map: &Option<BTreeMap<K, V>>, serializer: S) -> Result<S::Ok, S::Error>
    where
        K: Display,
        V: Serialize,
        S: Serializer,
    {
        match map {
            Some(map) => super::serialize(map, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, K, V, D>(deserializer: D) -> Result<Option<BTreeMap<K, V>>, D::Error>
    where
        K: FromStr + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        let Some(map) = Option::<BTreeMap<String, V>>::deserialize(deserializer)? else { return Ok(None) };
        let number = |id: String| {
            id.parse().map_err(|_| D::Error::custom(format_args!("{id:?} is no number, which a key must be")))
        };
        map.into_iter().map(|(id, value)| Ok((number(id)?, value))).collect::<Result<_, _>>().map(Some)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Holder {
        #[serde(with = "super")]
        peers: BTreeMap<u64, u8>,
        #[serde(default, with = "super::optional", skip_serializing_if = "Option::is_none")]
        shards: Option<BTreeMap<u32, u8>>,
        // Flattening is what buffers the fields before it.
        #[serde(flatten)]
        other: Map<String, Value>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Buffered {
        Holder(Holder),
    }

    #[test]
    fn keys_above_the_precision_of_a_double_survive_buffering() {
        let json = r#"{"peers":{"9007199254740993":1,"18446744073709551615":2},"shards":{"3":4},"new":true}"#;
        let Buffered::Holder(holder) = serde_json::from_str(json).unwrap();
        assert_eq!(holder.peers, BTreeMap::from([(9_007_199_254_740_993, 1), (u64::MAX, 2)]));
        assert_eq!(holder.shards, Some(BTreeMap::from([(3, 4)])));
        assert_eq!(serde_json::to_string(&Buffered::Holder(holder)).unwrap(), json);
    }

    #[test]
    fn null_is_empty_or_absent() {
        let holder: Holder = serde_json::from_value(json!({"peers": null, "shards": null})).unwrap();
        assert!(holder.peers.is_empty() && holder.shards.is_none());
    }

    #[test]
    fn a_key_that_is_no_number_is_named() {
        for key in ["x", "-1", "18446744073709551616", "1.0"] {
            let error = serde_json::from_value::<Holder>(json!({"peers": {key: 1}})).unwrap_err();
            assert!(error.to_string().contains(key), "{error}");
        }
    }
}
