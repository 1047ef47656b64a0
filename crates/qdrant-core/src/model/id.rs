//! Ids of points.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::error::{Error, ErrorKind};

/// The id of a point: an unsigned integer or a UUID.
///
/// # Examples
///
/// ```
/// use qdrant_core::PointId;
///
/// let number = PointId::from(7);
/// let uuid: PointId = "936DA01F9ABD4d9d80C702AF85C822A8".parse()?;
/// assert_eq!(number.to_string(), "7");
/// assert_eq!(uuid.to_string(), "936da01f-9abd-4d9d-80c7-02af85c822a8");
/// assert!("seven".parse::<PointId>().is_err());
/// # Ok::<(), qdrant_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PointId {
    /// An unsigned integer.
    Num(u64),
    /// A UUID, in whatever way it was written.
    Uuid(Uuid),
}

impl PointId {
    fn from_uuid_text(text: &str) -> Result<Self, Error> {
        Uuid::parse_str(text).map(Self::Uuid).map_err(|error| {
            Error::new(
                ErrorKind::InvalidRequest,
                format!("{text:?} is no point id: expected an unsigned integer or a UUID"),
            )
            .with_source(error)
        })
    }
}

impl From<u64> for PointId {
    fn from(number: u64) -> Self {
        Self::Num(number)
    }
}

impl From<Uuid> for PointId {
    fn from(uuid: Uuid) -> Self {
        Self::Uuid(uuid)
    }
}

impl FromStr for PointId {
    type Err = Error;

    /// Reads an unsigned integer, or a UUID as simple, hyphenated, braced or URN text.
    fn from_str(text: &str) -> Result<Self, Error> {
        match text.parse::<u64>() {
            Ok(number) if text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Self::Num(number)),
            _ => Self::from_uuid_text(text),
        }
    }
}

impl TryFrom<&str> for PointId {
    type Error = Error;

    fn try_from(text: &str) -> Result<Self, Error> {
        text.parse()
    }
}

impl TryFrom<String> for PointId {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl fmt::Display for PointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Num(number) => write!(f, "{number}"),
            Self::Uuid(uuid) => write!(f, "{}", uuid.as_hyphenated()),
        }
    }
}

impl Serialize for PointId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Num(number) => serializer.serialize_u64(*number),
            Self::Uuid(uuid) => serializer.collect_str(&uuid.as_hyphenated()),
        }
    }
}

impl<'de> Deserialize<'de> for PointId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PointIdVisitor;

        impl Visitor<'_> for PointIdVisitor {
            type Value = PointId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a point id: an unsigned integer or a UUID")
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<PointId, E> {
                Ok(PointId::Num(number))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<PointId, E> {
                u64::try_from(number)
                    .map(PointId::Num)
                    .map_err(|_| E::invalid_value(de::Unexpected::Signed(number), &self))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<PointId, E> {
                // A number in quotes is no id: the server refuses it as well.
                PointId::from_uuid_text(text).map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_any(PointIdVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_uuid_is_the_same_id() {
        let expected: PointId = "936da01f-9abd-4d9d-80c7-02af85c822a8".parse().unwrap();
        for text in [
            "936DA01F9ABD4D9D80C702AF85C822A8",
            "{936da01f-9abd-4d9d-80c7-02af85c822a8}",
            "urn:uuid:936da01f-9abd-4d9d-80c7-02af85c822a8",
        ] {
            assert_eq!(text.parse::<PointId>().unwrap(), expected);
            assert_eq!(serde_json::from_value::<PointId>(text.into()).unwrap(), expected);
        }
        assert_eq!(serde_json::to_string(&expected).unwrap(), "\"936da01f-9abd-4d9d-80c7-02af85c822a8\"");
    }

    #[test]
    fn large_numbers_keep_every_digit() {
        let id: PointId = serde_json::from_str("18446744073709551615").unwrap();
        assert_eq!(id, PointId::Num(u64::MAX));
        assert_eq!(serde_json::to_string(&id).unwrap(), "18446744073709551615");
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for json in ["-1", "1.5", "\"5\"", "\"abc\"", "null", "[]", "{}", "18446744073709551616"] {
            let error = serde_json::from_str::<PointId>(json).unwrap_err();
            assert!(error.to_string().contains("point id"), "{json}: {error}");
        }
        for text in ["", "-1", "+5", "abc", "1.0"] {
            assert!(text.parse::<PointId>().unwrap_err().is_invalid_request(), "{text}");
        }
    }
}
