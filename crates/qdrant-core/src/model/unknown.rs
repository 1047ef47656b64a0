//! Values of enums that this version does not know.

use std::fmt;

/// A value of an enum that came from a newer server.
///
/// It is kept so that a reply never fails because of it. It can go back over the wire that it came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum UnknownValue {
    /// The text that came over REST.
    Name(String),
    /// The number that came over gRPC.
    Number(i32),
}

impl UnknownValue {
    /// Returns the text, if the value came over REST.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Number(_) => None,
        }
    }

    /// Returns the number, if the value came over gRPC.
    pub fn number(&self) -> Option<i32> {
        match self {
            Self::Name(_) => None,
            Self::Number(number) => Some(*number),
        }
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(f, "unknown value {name:?}"),
            Self::Number(number) => write!(f, "unknown value {number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UpdateStatus;

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
    fn known_values_are_listed() {
        assert_eq!(UpdateStatus::ALL.len(), 4);
        assert_eq!(UpdateStatus::from("completed"), UpdateStatus::Completed);
    }
}
