//! Text that must not be shown.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// What is shown instead of a secret.
pub(crate) const PLACEHOLDER: &str = "***";

/// A secret text, such as an API key.
///
/// `Debug` and `Display` show `***`; the memory is overwritten on drop. A configuration can hold it: it is read from a
/// text, and never written. A text that is empty, or only stands for a secret, is refused, and no error shows any.
///
/// # Examples
///
/// ```
/// use qdrant_core::Secret;
///
/// let key = Secret::from("my-key");
/// assert_eq!(format!("{key:?} {key}"), "*** ***");
/// assert_eq!(key.expose(), "my-key");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Creates a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Returns the text itself; take care where it goes.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Reads a map of names and secrets, such as headers; a name may have a list of them.
    ///
    /// It is for `#[serde(deserialize_with = "Secret::deserialize_pairs")]`.
    ///
    /// # Errors
    ///
    /// For what is no such map, or has a secret that is refused; the error shows none.
    pub fn deserialize_pairs<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(String, Self)>, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Values {
            One(Secret),
            Many(Vec<Secret>),
        }

        let map = BTreeMap::<String, Values>::deserialize(deserializer)
            .map_err(|_| D::Error::custom("expected a map of names and texts, or lists of texts"))?;
        let pairs = map.into_iter().flat_map(|(name, values)| {
            let values = match values {
                Values::One(value) => vec![value],
                Values::Many(values) => values,
            };
            values.into_iter().map(move |value| (name.clone(), value))
        });
        Ok(pairs.collect())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The error of a number, say, would show it.
        let text =
            String::deserialize(deserializer).map_err(|_| D::Error::custom("a secret must be a text"))?;
        let secret = Self::new(text);
        match secret.expose() {
            "" => Err(D::Error::custom("a secret is empty")),
            PLACEHOLDER => Err(D::Error::custom("`***` only stands for a secret")),
            _ => Ok(secret),
        }
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PLACEHOLDER)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PLACEHOLDER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Secret, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_secret_is_read_and_no_error_shows_one() {
        assert_eq!(read(r#""my-key""#).unwrap().expose(), "my-key");
        assert_eq!(serde_json::from_str::<Option<Secret>>("null").unwrap(), None);
        for text in ["712345", "{\"hush\": 1}", "[\"hush\"]", "\"\"", "\"***\"", "null"] {
            let error = read(text).unwrap_err();
            assert!(!error.contains("hush") && !error.contains("712345"), "{error}");
        }
    }

    #[test]
    fn a_name_may_have_several_values() {
        #[derive(Deserialize)]
        struct Holder(#[serde(deserialize_with = "Secret::deserialize_pairs")] Vec<(String, Secret)>);

        let Holder(pairs) = serde_json::from_str(r#"{"x-one": "1", "x-two": ["2", "3"]}"#).unwrap();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
        assert_eq!(pairs, [("x-one", "1"), ("x-two", "2"), ("x-two", "3")]);
        for text in [r#""hush""#, r#"{"x": {"hush": 1}}"#, r#"{"x": 712345}"#, r#"{"x": ["hush", 712345]}"#] {
            let error = serde_json::from_str::<Holder>(text).err().unwrap().to_string();
            assert!(!error.contains("hush") && !error.contains("712345"), "{error}");
        }
    }
}
