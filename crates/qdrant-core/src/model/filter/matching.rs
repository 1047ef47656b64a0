//! Clauses that compare a payload value.

use std::fmt;

use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a payload value is compared with.
///
/// A string becomes [`Match::Keyword`], whatever it contains; full-text search is asked for by name.
///
/// # Examples
///
/// ```
/// use qdrant_core::Match;
///
/// assert_eq!(Match::from("New York"), Match::Keyword("New York".to_owned()));
/// assert_eq!(Match::from([1, 2, 3]), Match::Integers(vec![1, 2, 3]));
/// assert_eq!(Match::except_keywords(["draft"]), Match::ExceptKeywords(vec!["draft".to_owned()]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Match {
    /// The value is this string.
    Keyword(String),
    /// The value is this integer.
    Integer(i64),
    /// The value is this boolean.
    Boolean(bool),
    /// The text has all of these words; without a text index, it contains the string.
    Text(String),
    /// The text has at least one of these words.
    TextAny(String),
    /// The text has these words one after the other.
    Phrase(String),
    /// The keyword starts with this string (server 1.19).
    Prefix(String),
    /// The keyword contains this string (server 1.20).
    Substring(String),
    /// The value is one of these strings.
    Keywords(Vec<String>),
    /// The value is one of these integers.
    Integers(Vec<i64>),
    /// The value is none of these strings.
    ExceptKeywords(Vec<String>),
    /// The value is none of these integers.
    ExceptIntegers(Vec<i64>),
}

impl Match {
    /// Wants one of the strings.
    pub fn keywords(values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Keywords(values.into_iter().map(Into::into).collect())
    }

    /// Wants one of the integers.
    pub fn integers(values: impl IntoIterator<Item = i64>) -> Self {
        Self::Integers(values.into_iter().collect())
    }

    /// Wants a value other than the strings.
    pub fn except_keywords(values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::ExceptKeywords(values.into_iter().map(Into::into).collect())
    }

    /// Wants a value other than the integers.
    pub fn except_integers(values: impl IntoIterator<Item = i64>) -> Self {
        Self::ExceptIntegers(values.into_iter().collect())
    }
}

impl From<&str> for Match {
    fn from(value: &str) -> Self {
        Self::Keyword(value.to_owned())
    }
}

impl From<String> for Match {
    fn from(value: String) -> Self {
        Self::Keyword(value)
    }
}

// The only integer type here, so that the literal in `matches("n", 42)` needs no suffix.
impl From<i64> for Match {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<bool> for Match {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<Vec<String>> for Match {
    fn from(values: Vec<String>) -> Self {
        Self::Keywords(values)
    }
}

impl From<Vec<&str>> for Match {
    fn from(values: Vec<&str>) -> Self {
        Self::keywords(values)
    }
}

impl From<Vec<i64>> for Match {
    fn from(values: Vec<i64>) -> Self {
        Self::Integers(values)
    }
}

impl<const N: usize> From<[&str; N]> for Match {
    fn from(values: [&str; N]) -> Self {
        Self::keywords(values)
    }
}

impl<const N: usize> From<[String; N]> for Match {
    fn from(values: [String; N]) -> Self {
        Self::Keywords(values.into())
    }
}

impl<const N: usize> From<[i64; N]> for Match {
    fn from(values: [i64; N]) -> Self {
        Self::Integers(values.into())
    }
}

impl Serialize for Match {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Match", 1)?;
        match self {
            Self::Keyword(value) => object.serialize_field("value", value)?,
            Self::Integer(value) => object.serialize_field("value", value)?,
            Self::Boolean(value) => object.serialize_field("value", value)?,
            Self::Text(text) => object.serialize_field("text", text)?,
            Self::TextAny(text) => object.serialize_field("text_any", text)?,
            Self::Phrase(text) => object.serialize_field("phrase", text)?,
            Self::Prefix(text) => object.serialize_field("prefix", text)?,
            Self::Substring(text) => object.serialize_field("substring", text)?,
            Self::Keywords(values) => object.serialize_field("any", values)?,
            Self::Integers(values) => object.serialize_field("any", values)?,
            Self::ExceptKeywords(values) => object.serialize_field("except", values)?,
            Self::ExceptIntegers(values) => object.serialize_field("except", values)?,
        }
        object.end()
    }
}

impl<'de> Deserialize<'de> for Match {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MatchVisitor)
    }
}

const KEYS: &[&str] = &["value", "text", "text_any", "phrase", "prefix", "substring", "any", "except"];

struct MatchVisitor;

impl<'de> Visitor<'de> for MatchVisitor {
    type Value = Match;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a match object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Match, A::Error> {
        let Some(name) = map.next_key::<String>()? else {
            return Err(A::Error::custom(format_args!("empty match: expected one of {}", KEYS.join(", "))));
        };
        let found = match name.as_str() {
            "value" => match map.next_value()? {
                Scalar::Bool(value) => Match::Boolean(value),
                Scalar::Integer(value) => Match::Integer(value),
                Scalar::Text(value) => Match::Keyword(value),
            },
            "text" => Match::Text(map.next_value()?),
            "text_any" => Match::TextAny(map.next_value()?),
            "phrase" => Match::Phrase(map.next_value()?),
            "prefix" => Match::Prefix(map.next_value()?),
            "substring" => Match::Substring(map.next_value()?),
            "any" => match map.next_value()? {
                Scalars::Texts(values) => Match::Keywords(values),
                Scalars::Integers(values) => Match::Integers(values),
            },
            "except" => match map.next_value()? {
                Scalars::Texts(values) => Match::ExceptKeywords(values),
                Scalars::Integers(values) => Match::ExceptIntegers(values),
            },
            _ => return Err(A::Error::unknown_field(&name, KEYS)),
        };
        if let Some(second) = map.next_key::<String>()? {
            map.next_value::<IgnoredAny>()?;
            return Err(A::Error::custom(format_args!(
                "match has both `{name}` and `{second}`: expected one key"
            )));
        }
        Ok(found)
    }
}

enum Scalar {
    Bool(bool),
    Integer(i64),
    Text(String),
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl Visitor<'_> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, a 64-bit integer, true or false")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Scalar, E> {
        match i64::try_from(value) {
            Ok(value) => Ok(Scalar::Integer(value)),
            Err(_) => Err(E::invalid_value(Unexpected::Unsigned(value), &self)),
        }
    }

    fn visit_str<E>(self, value: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Scalar, E> {
        Ok(Scalar::Text(value))
    }
}

enum Scalars {
    Texts(Vec<String>),
    Integers(Vec<i64>),
}

impl<'de> Deserialize<'de> for Scalars {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ScalarsVisitor)
    }
}

struct ScalarsVisitor;

impl<'de> Visitor<'de> for ScalarsVisitor {
    type Value = Scalars;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of strings or a list of integers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalars, A::Error> {
        match seq.next_element::<Scalar>()? {
            // An empty list has no type; strings are what the server assumes.
            None => Ok(Scalars::Texts(Vec::new())),
            Some(Scalar::Text(first)) => {
                let mut values = vec![first];
                while let Some(value) = seq.next_element()? {
                    values.push(value);
                }
                Ok(Scalars::Texts(values))
            }
            Some(Scalar::Integer(first)) => {
                let mut values = vec![first];
                while let Some(value) = seq.next_element()? {
                    values.push(value);
                }
                Ok(Scalars::Integers(values))
            }
            Some(Scalar::Bool(flag)) => Err(A::Error::invalid_type(Unexpected::Bool(flag), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_json() {
        for (json, found) in [
            (r#"{"value":"a"}"#, Match::from("a")),
            (r#"{"value":-5}"#, Match::from(-5)),
            (r#"{"value":true}"#, Match::from(true)),
            (r#"{"text":"a b"}"#, Match::Text("a b".into())),
            (r#"{"text_any":"a b"}"#, Match::TextAny("a b".into())),
            (r#"{"phrase":"a b"}"#, Match::Phrase("a b".into())),
            (r#"{"prefix":"a"}"#, Match::Prefix("a".into())),
            (r#"{"substring":"a"}"#, Match::Substring("a".into())),
            (r#"{"any":["a","b"]}"#, Match::from(["a", "b"])),
            (r#"{"any":[1,-2]}"#, Match::from([1, -2])),
            (r#"{"except":["a"]}"#, Match::except_keywords(["a"])),
            (r#"{"except":[9223372036854775807]}"#, Match::except_integers([i64::MAX])),
            (r#"{"any":[]}"#, Match::Keywords(Vec::new())),
            (r#"{"except":[]}"#, Match::ExceptKeywords(Vec::new())),
        ] {
            assert_eq!(serde_json::from_str::<Match>(json).unwrap(), found, "{json}");
            assert_eq!(serde_json::to_string(&found).unwrap(), json);
        }
    }

    #[test]
    fn text_with_spaces_stays_a_keyword() {
        assert_eq!(Match::from("New York"), Match::Keyword("New York".into()));
        assert_eq!(Match::from(vec!["a b".to_owned()]), Match::Keywords(vec!["a b".into()]));
    }

    #[test]
    fn wrong_matches_are_refused() {
        for (json, message) in [
            ("{}", "empty match"),
            (r#"{"value":1.5}"#, "a string, a 64-bit integer"),
            (r#"{"value":null}"#, "a string, a 64-bit integer"),
            (r#"{"value":9223372036854775808}"#, "a string, a 64-bit integer"),
            (r#"{"any":["a",1]}"#, "expected a string"),
            (r#"{"any":[1,"a"]}"#, "expected i64"),
            (r#"{"any":[true]}"#, "a list of strings or a list of integers"),
            (r#"{"any":[1.0]}"#, "a string, a 64-bit integer"),
            (r#"{"any":"a"}"#, "a list of strings or a list of integers"),
            (r#"{"value":"a","text":"b"}"#, "both `value` and `text`"),
            (r#"{"values":["a"]}"#, "unknown field `values`"),
            (r#""a""#, "a match object"),
        ] {
            let error = serde_json::from_str::<Match>(json).unwrap_err().to_string();
            assert!(error.contains(message), "{json}: {error}");
        }
    }
}
