//! Tagged unions that a newer server may extend.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::error::{Error, ErrorKind};
use crate::model::strictness::is_strict;

/// A variant of a union that came from a newer server.
///
/// It is kept so that a reply never fails because of it, and serialises as it came. No request may carry it. A name
/// that this version knows, with content that it does not understand, is such a variant too.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownVariant {
    /// The tag, such as `scalar` of a quantization; empty when the wire did not tell.
    pub name: String,
    /// The whole union as it came, tag included; `null` when it came over gRPC.
    pub value: Value,
}

impl UnknownVariant {
    /// Creates an unknown variant from its tag and the JSON that it came in.
    pub fn new(name: impl Into<String>, value: impl Into<Value>) -> Self {
        Self { name: name.into(), value: value.into() }
    }

    /// Returns the error for a request that carries this variant.
    pub fn refusal(&self) -> Error {
        Error::new(ErrorKind::InvalidRequest, format!("{self} cannot be sent"))
    }
}

impl fmt::Display for UnknownVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown variant {:?}", self.name)
    }
}

impl Serialize for UnknownVariant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.value.is_null() {
            return Err(S::Error::custom(format_args!("{self} did not come as JSON")));
        }
        self.value.serialize(serializer)
    }
}

/// A union that is read but not yet sorted into its variants.
pub(crate) struct RawVariant {
    name: String,
    value: Value,
}

impl RawVariant {
    /// Reads `{"name": content}` or `"name"`; of several keys, one out of `known` wins, and else the name is empty.
    pub(crate) fn keyed<'de, D: Deserializer<'de>>(
        deserializer: D,
        known: &[&str],
    ) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let name = match &value {
            Value::String(name) => name.clone(),
            Value::Object(map) => {
                let known = known.iter().find(|name| map.contains_key(**name)).map(|name| (*name).to_owned());
                known.or_else(|| map.keys().next().cloned()).unwrap_or_default()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                no_union(&value, "a name or an object with one key")?
            }
        };
        Ok(Self { name, value })
    }

    /// Reads `{"type": "name", ...}`; a missing type is an empty name.
    pub(crate) fn typed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::tagged(deserializer, "type")
    }

    /// Reads an object whose name stands in the field `tag`; where that is missing, the name is empty.
    pub(crate) fn tagged<'de, D: Deserializer<'de>>(deserializer: D, tag: &str) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if !value.is_object() {
            no_union::<D::Error>(&value, &format!("an object with `{tag}`"))?;
        }
        Ok(Self::from_tagged(value, tag))
    }

    /// Takes the name out of the `type` of an object that is already read.
    pub(crate) fn from_typed(value: Value) -> Self {
        Self::from_tagged(value, "type")
    }

    fn from_tagged(value: Value, tag: &str) -> Self {
        let name = value.get(tag).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self { name, value }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Decodes what stands behind the name of a keyed union.
    pub(crate) fn content<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        T::deserialize(self.value.get(&self.name).unwrap_or(&Value::Null))
    }

    /// Decodes the whole object of a typed union.
    pub(crate) fn whole<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        T::deserialize(&self.value)
    }

    /// Makes the union of the variant that `known` finds, or else of the whole as it came.
    ///
    /// A known name with content of a new shape is unknown in a reply, and an error in a request.
    pub(crate) fn sort<T, E: serde::de::Error>(
        self,
        known: impl FnOnce(&Self) -> serde_json::Result<Option<T>>,
        unknown: impl FnOnce(UnknownVariant) -> T,
    ) -> Result<T, E> {
        match known(&self) {
            Ok(Some(union)) => Ok(union),
            Err(error) if is_strict() => Err(E::custom(format_args!("{}: {error}", self.name))),
            Ok(None) | Err(_) => Ok(unknown(UnknownVariant { name: self.name, value: self.value })),
        }
    }
}

/// Names what can be no union: nothing in a reply, where it is kept; in a request it is an error, as is null anywhere.
fn no_union<E: serde::de::Error>(value: &Value, expected: &str) -> Result<String, E> {
    if is_strict() || value.is_null() {
        return Err(E::custom(format_args!("expected {expected}")));
    }
    Ok(String::new())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::strictly;

    fn keyed(value: Value) -> RawVariant {
        RawVariant::keyed(value, &["scalar", "product"]).unwrap()
    }

    #[test]
    fn a_keyed_union_is_named_by_its_key_or_its_string() {
        assert_eq!(keyed(json!({"scalar": 1})).name(), "scalar");
        assert_eq!(keyed(json!({"novel": 1})).name(), "novel");
        assert_eq!(keyed(json!("Disabled")).name(), "Disabled");
        assert_eq!(keyed(json!({})).name(), "");
    }

    #[test]
    fn a_known_key_wins_over_a_new_neighbour() {
        let variant = keyed(json!({"a_new_field": true, "scalar": 5}));
        assert_eq!(variant.content::<u8>().unwrap(), 5);
    }

    #[test]
    fn a_union_of_a_request_is_no_number_and_no_list() {
        for value in [json!(1), json!([1]), json!(true)] {
            assert_eq!(keyed(value.clone()).name(), "");
            assert_eq!(RawVariant::typed(value.clone()).unwrap().name(), "");
            strictly(|| {
                assert!(RawVariant::keyed(value.clone(), &[]).is_err());
                assert!(RawVariant::typed(value).is_err());
            });
        }
        assert!(RawVariant::keyed(Value::Null, &[]).is_err());
        assert!(RawVariant::typed(Value::Null).is_err());
    }

    #[test]
    fn content_of_a_new_shape_is_kept_in_a_reply_and_refused_by_name_in_a_request() {
        let raw = json!({"scalar": "x"});
        let sorted = || {
            let known = |variant: &RawVariant| variant.content::<u8>().map(|number| Some(Ok(number)));
            keyed(raw.clone()).sort::<_, serde_json::Error>(known, Err)
        };
        assert_eq!(sorted().unwrap(), Err(UnknownVariant::new("scalar", raw.clone())));
        let error = strictly(sorted).unwrap_err();
        assert!(error.to_string().starts_with("scalar: "), "{error}");
    }

    #[test]
    fn an_unknown_variant_keeps_its_json_and_no_request_may_carry_it() {
        let raw = json!({"novel": {"bits": 3}});
        let unknown =
            keyed(raw.clone()).sort::<_, serde_json::Error>(|_| Ok(None), |unknown| unknown).unwrap();
        assert_eq!(unknown, UnknownVariant::new("novel", raw.clone()));
        assert_eq!(serde_json::to_value(&unknown).unwrap(), raw);
        let from_grpc = UnknownVariant::new("novel", Value::Null);
        assert!(serde_json::to_string(&from_grpc).unwrap_err().to_string().contains("novel"));
        assert_eq!(unknown.refusal().kind(), ErrorKind::InvalidRequest);
    }
}
