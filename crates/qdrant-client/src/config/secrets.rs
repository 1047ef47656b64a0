//! Secrets in files: they are read and never written, and no error shows one.

use std::collections::BTreeMap;

use qdrant_core::Secret;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// What texts show instead of a secret.
const PLACEHOLDER: &str = "***";

/// A secret as it is written.
struct Written(Secret);

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let secret = Secret::new(quiet::<D, String>(deserializer, "a secret must be a text")?);
        match secret.expose() {
            "" => Err(D::Error::custom("a secret is empty")),
            PLACEHOLDER => Err(D::Error::custom("`***` only stands for a secret")),
            _ => Ok(Self(secret)),
        }
    }
}

/// Reads what holds secrets; errors say what is expected, and not what is there.
fn quiet<'de, D, T>(deserializer: D, expected: &'static str) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map_err(|_| D::Error::custom(expected))
}

/// Reads a secret or nothing.
pub(super) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    Ok(Option::<Written>::deserialize(deserializer)?.map(|Written(secret)| secret))
}

/// Reads a map of names and secrets; a name may have several of them.
pub(super) fn map<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, Secret)>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Values {
        One(Written),
        Many(Vec<Written>),
    }

    let expected = "expected a map of names and texts, or lists of texts";
    let map: BTreeMap<String, Values> = quiet(deserializer, expected)?;
    let pairs = map.into_iter().flat_map(|(name, values)| {
        let values = match values {
            Values::One(value) => vec![value],
            Values::Many(values) => values,
        };
        values.into_iter().map(move |Written(value)| (name.clone(), value))
    });
    Ok(pairs.collect())
}
