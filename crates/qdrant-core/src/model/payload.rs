//! Payload: the JSON object that a point carries.

use std::ops::{Deref, DerefMut, Index, IndexMut};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind};

/// The JSON object that belongs to a point.
///
/// It dereferences to `serde_json::Map`, so that `get`, `insert`, `iter` and the rest are there.
///
/// # Examples
///
/// ```
/// use qdrant_core::Payload;
/// use serde_json::json;
///
/// let mut payload = Payload::from([("city", "Berlin")]);
/// payload.insert("visits", 3);
/// payload["guide"] = json!(true);
/// for (key, value) in &payload {
///     assert!(["city", "visits", "guide"].contains(&key.as_str()) && !value.is_null());
/// }
/// payload.remove("guide");
/// assert_eq!(payload["visits"], 3);
///
/// let same = Payload::try_from(json!({"city": "Berlin", "visits": 3}))?;
/// assert_eq!(payload, same);
///
/// #[derive(serde::Serialize, serde::Deserialize, PartialEq, Debug)]
/// struct Visit { city: String, visits: u32 }
/// let visit: Visit = payload.deserialize()?;
/// assert_eq!(Payload::from_serialize(&visit)?, same);
/// # Ok::<(), qdrant_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Payload(pub Map<String, Value>);

impl Payload {
    /// Creates an empty payload.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a payload from a value that serialises to a JSON object.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] when the value does not serialise, or not to an object.
    pub fn from_serialize(value: &impl Serialize) -> Result<Self, Error> {
        let value = serde_json::to_value(value).map_err(|error| {
            Error::new(ErrorKind::InvalidRequest, format!("payload does not serialise: {error}"))
                .with_source(error)
        })?;
        Self::try_from(value)
    }

    /// Turns the payload into a value of another type.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] when the payload does not have the shape of the type.
    pub fn deserialize<T: DeserializeOwned>(self) -> Result<T, Error> {
        serde_json::from_value(Value::Object(self.0)).map_err(other_shape)
    }

    /// Reads a value of another type out of the payload, which stays; texts are copied or borrowed.
    ///
    /// [`deserialize`](Self::deserialize) moves them.
    ///
    /// # Errors
    ///
    /// As [`deserialize`](Self::deserialize).
    pub fn deserialize_ref<'de, T: Deserialize<'de>>(&'de self) -> Result<T, Error> {
        T::deserialize(&self.0).map_err(other_shape)
    }

    /// Inserts a value and returns the one that was there before.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.insert(key.into(), value.into())
    }

    /// Returns the map itself.
    pub fn into_inner(self) -> Map<String, Value> {
        self.0
    }
}

fn other_shape(error: serde_json::Error) -> Error {
    Error::new(ErrorKind::Decode, format!("payload has another shape: {error}")).with_source(error)
}

impl Deref for Payload {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Payload {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Index<&str> for Payload {
    type Output = Value;

    /// Returns the value of a key, `null` for a key that is not there.
    fn index(&self, key: &str) -> &Value {
        self.0.get(key).unwrap_or(&Value::Null)
    }
}

impl IndexMut<&str> for Payload {
    /// Returns the value of a key, which is added as `null` if it is not there.
    fn index_mut(&mut self, key: &str) -> &mut Value {
        self.0.entry(key).or_insert(Value::Null)
    }
}

impl From<Map<String, Value>> for Payload {
    fn from(map: Map<String, Value>) -> Self {
        Self(map)
    }
}

impl TryFrom<Value> for Payload {
    type Error = Error;

    fn try_from(value: Value) -> Result<Self, Error> {
        let kind = match value {
            Value::Object(map) => return Ok(Self(map)),
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
        };
        Err(Error::invalid("payload", format!("expected a JSON object, got {kind}")))
    }
}

impl From<Payload> for Value {
    fn from(payload: Payload) -> Self {
        Self::Object(payload.0)
    }
}

impl<K: Into<String>, V: Into<Value>, const N: usize> From<[(K, V); N]> for Payload {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<Value>> From<std::collections::HashMap<K, V>> for Payload {
    fn from(entries: std::collections::HashMap<K, V>) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<Value>> From<std::collections::BTreeMap<K, V>> for Payload {
    fn from(entries: std::collections::BTreeMap<K, V>) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Payload {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl IntoIterator for Payload {
    type Item = (String, Value);
    type IntoIter = serde_json::map::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Payload {
    type Item = (&'a String, &'a Value);
    type IntoIter = serde_json::map::Iter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a mut Payload {
    type Item = (&'a String, &'a mut Value);
    type IntoIter = serde_json::map::IterMut<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_payload_is_read_without_being_used_up() {
        #[derive(Deserialize)]
        struct Visit<'a> {
            city: &'a str,
        }
        let payload = Payload::from([("city", "Berlin")]);
        assert_eq!(payload.deserialize_ref::<Visit<'_>>().unwrap().city, "Berlin");
        let error = payload.deserialize_ref::<Vec<u8>>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(payload.contains_key("city"));
    }

    #[test]
    fn a_key_is_set_by_its_name() {
        let mut payload = Payload::from([("city", "Berlin")]);
        payload["city"] = json!("Paris");
        payload["visits"] = json!(3);
        payload["at"]["day"] = json!(1);
        assert_eq!(
            payload,
            Payload::try_from(json!({"city": "Paris", "visits": 3, "at": {"day": 1}})).unwrap()
        );
        assert_eq!(payload["none"], Value::Null);
        assert_eq!(payload.len(), 3, "reading adds nothing");
    }

    #[test]
    fn a_payload_is_walked_through_without_being_used_up() {
        let mut payload = Payload::from([("a", 1), ("b", 2)]);
        for (_, value) in &mut payload {
            *value = json!(value.as_i64().unwrap() * 10);
        }
        let mut seen = Vec::new();
        for (key, value) in &payload {
            seen.push((key.as_str(), value.as_i64().unwrap()));
        }
        assert_eq!(seen, [("a", 10), ("b", 20)]);
        assert_eq!(payload.len(), 2);
    }

    #[test]
    fn only_objects_are_payloads() {
        for value in [json!(null), json!(1), json!("x"), json!([1])] {
            assert_eq!(Payload::try_from(value).unwrap_err().field(), Some("payload"));
        }
    }

    #[test]
    fn numbers_keep_their_kind() {
        let text = r#"{"a":1.0,"b":1,"c":18446744073709551615,"d":-1}"#;
        let payload: Payload = serde_json::from_str(text).unwrap();
        assert!(payload["a"].is_f64() && payload["b"].is_i64());
        assert_eq!(serde_json::to_string(&payload).unwrap(), text);
    }

    #[test]
    fn a_wrong_shape_is_a_decode_error() {
        let error = Payload::from([("a", 1)]).deserialize::<Vec<u8>>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}
