//! Shard keys and how a request chooses among them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// The name of a shard in a collection with custom sharding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged, expecting = "a shard key: a string or an unsigned integer")]
pub enum ShardKey {
    /// A text.
    Keyword(String),
    /// An unsigned integer.
    Number(u64),
}

impl From<&str> for ShardKey {
    fn from(key: &str) -> Self {
        Self::Keyword(key.to_owned())
    }
}

impl From<String> for ShardKey {
    fn from(key: String) -> Self {
        Self::Keyword(key)
    }
}

impl From<u64> for ShardKey {
    fn from(key: u64) -> Self {
        Self::Number(key)
    }
}

impl fmt::Display for ShardKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyword(key) => fmt::Display::fmt(key, f),
            Self::Number(key) => fmt::Display::fmt(key, f),
        }
    }
}

/// The shards that a request goes to.
///
/// # Examples
///
/// ```
/// use qdrant_core::ShardKeySelector;
///
/// let one = ShardKeySelector::from("berlin");
/// let several = ShardKeySelector::from(["berlin", "paris"]);
/// let with_fallback = ShardKeySelector::with_fallback("tenant-7", "shared");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "SelectorJson", from = "SelectorJson")]
pub enum ShardKeySelector {
    /// The shards of these keys.
    Keys(Vec<ShardKey>),
    /// The shards of a key, or of another one while the first does not exist.
    WithFallback {
        /// The key to use.
        target: ShardKey,
        /// The key to use instead.
        fallback: ShardKey,
    },
}

/// The three shapes that JSON has for a selector.
#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "a shard key, a list of them or an object of `target` and `fallback`")]
enum SelectorJson {
    One(ShardKey),
    Several(Vec<ShardKey>),
    WithFallback { target: ShardKey, fallback: ShardKey },
}

impl From<ShardKeySelector> for SelectorJson {
    fn from(selector: ShardKeySelector) -> Self {
        match selector {
            ShardKeySelector::Keys(mut keys) => match keys.pop() {
                Some(key) if keys.is_empty() => Self::One(key),
                last => {
                    keys.extend(last);
                    Self::Several(keys)
                }
            },
            ShardKeySelector::WithFallback { target, fallback } => Self::WithFallback { target, fallback },
        }
    }
}

impl From<SelectorJson> for ShardKeySelector {
    fn from(json: SelectorJson) -> Self {
        match json {
            SelectorJson::One(key) => Self::Keys(vec![key]),
            SelectorJson::Several(keys) => Self::Keys(keys),
            SelectorJson::WithFallback { target, fallback } => Self::WithFallback { target, fallback },
        }
    }
}

impl ShardKeySelector {
    /// Creates a selector for one key and the key to use while that does not exist.
    pub fn with_fallback(target: impl Into<ShardKey>, fallback: impl Into<ShardKey>) -> Self {
        Self::WithFallback { target: target.into(), fallback: fallback.into() }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Keys(keys) if keys.is_empty() => Err(Error::invalid("", "the list of shard keys is empty")),
            Self::Keys(_) | Self::WithFallback { .. } => Ok(()),
        }
    }
}

impl<K: Into<ShardKey>> From<K> for ShardKeySelector {
    fn from(key: K) -> Self {
        Self::Keys(vec![key.into()])
    }
}

impl<K: Into<ShardKey>> From<Vec<K>> for ShardKeySelector {
    fn from(keys: Vec<K>) -> Self {
        Self::Keys(keys.into_iter().map(Into::into).collect())
    }
}

impl<K: Into<ShardKey>, const N: usize> From<[K; N]> for ShardKeySelector {
    fn from(keys: [K; N]) -> Self {
        Self::Keys(keys.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_is_shown_as_it_is() {
        assert_eq!([ShardKey::from("a b"), ShardKey::from(7)].map(|key| key.to_string()), ["a b", "7"]);
    }

    #[test]
    fn the_three_shapes_of_json() {
        for (selector, json) in [
            (ShardKeySelector::from("a"), json!("a")),
            (ShardKeySelector::from(7_u64), json!(7)),
            (ShardKeySelector::from(["a", "b"]), json!(["a", "b"])),
            (ShardKeySelector::with_fallback("a", 1_u64), json!({"target": "a", "fallback": 1})),
        ] {
            assert_eq!(serde_json::to_value(&selector).unwrap(), json);
            assert_eq!(serde_json::from_value::<ShardKeySelector>(json).unwrap(), selector);
        }
    }
}
