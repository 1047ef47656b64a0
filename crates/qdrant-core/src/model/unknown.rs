//! Values of enums that this version does not know.

use std::fmt;

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::strictness::is_strict;

/// A value of an enum that came from a newer server.
///
/// It is kept so that a reply never fails because of it. It can go back over the wire that it came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum UnknownValue {
    /// The text that came over REST.
    Name(String),
    /// The number that came over gRPC.
    Number(i32),
    /// What came over REST in the place of a text.
    Json(Box<Value>),
}

impl UnknownValue {
    /// Returns the text, if the value came over REST.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Number(_) | Self::Json(_) => None,
        }
    }

    /// Returns the number, if the value came over gRPC.
    pub fn number(&self) -> Option<i32> {
        match self {
            Self::Name(_) | Self::Json(_) => None,
            Self::Number(number) => Some(*number),
        }
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(f, "unknown value {name:?}"),
            Self::Number(number) => write!(f, "unknown value {number}"),
            Self::Json(value) => write!(f, "unknown value {value}"),
        }
    }
}

/// Reads the place of a value: its name, or what a newer server has there instead.
pub(crate) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<UnknownValue, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let unexpected = match &value {
        Value::String(_) => None,
        Value::Null => Some(Unexpected::Unit),
        Value::Bool(value) => Some(Unexpected::Bool(*value)),
        Value::Number(_) => Some(Unexpected::Other("number")),
        Value::Array(_) => Some(Unexpected::Seq),
        Value::Object(_) => Some(Unexpected::Map),
    };
    match (value, unexpected) {
        (Value::String(name), _) => Ok(UnknownValue::Name(name)),
        (value, Some(unexpected)) if is_strict() || value.is_null() => {
            Err(D::Error::invalid_type(unexpected, &"a string"))
        }
        (value, _) => Ok(UnknownValue::Json(Box::new(value))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{UpdateStatus, strictly};

    #[test]
    fn unknown_text_survives_a_round_trip() {
        let status: UpdateStatus = serde_json::from_str("\"mauve\"").unwrap();
        assert_eq!(status, UpdateStatus::Unknown(UnknownValue::Name("mauve".into())));
        assert_eq!(serde_json::to_string(&status).unwrap(), "\"mauve\"");
        assert_eq!(status.to_string(), "unknown value \"mauve\"");
    }

    #[test]
    fn unknown_number_cannot_become_json() {
        let error = serde_json::to_string(&UpdateStatus::Unknown(UnknownValue::Number(9))).unwrap_err();
        assert!(error.to_string().contains("UpdateStatus"), "{error}");
    }

    #[test]
    fn what_is_no_text_survives_a_round_trip_and_is_no_request() {
        for raw in [json!({"completed": {"at": 3}}), json!(7), json!(["completed"]), json!(true)] {
            let read = || serde_json::from_value::<UpdateStatus>(raw.clone());
            let status = read().unwrap();
            assert_eq!(status, UpdateStatus::Unknown(UnknownValue::Json(Box::new(raw.clone()))));
            assert_eq!((status.as_str(), serde_json::to_value(&status).unwrap()), (None, raw.clone()));
            let error = strictly(read).unwrap_err();
            assert!(error.to_string().contains("expected a string"), "{error}");
        }
        serde_json::from_value::<UpdateStatus>(Value::Null).unwrap_err();
    }

    #[test]
    fn known_values_are_listed() {
        assert_eq!(UpdateStatus::ALL.len(), 4);
        assert_eq!(UpdateStatus::from("completed"), UpdateStatus::Completed);
    }
}
