//! Times that may be without limit.

use std::time::Duration;

use qdrant_core::Error;
use serde::{Deserialize, Deserializer, Serializer};

use super::duration;

/// What is written for no limit.
const NONE: &str = "none";

/// Reads a time as [`duration::parse`] does, or `none`.
///
/// # Errors
///
/// `Config` for what is neither.
pub fn parse(text: &str) -> Result<Option<Duration>, Error> {
    if text.trim().eq_ignore_ascii_case(NONE) { Ok(None) } else { duration::parse(text).map(Some) }
}

/// Reads a time, `"none"`, or nothing.
///
/// # Errors
///
/// Those of the format, and for what is no time.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Limit {
        Nothing(()),
        Word(Word),
        Time(#[serde(with = "duration")] Duration),
    }

    #[derive(Deserialize)]
    enum Word {
        #[serde(rename = "none")]
        None,
    }

    let expected = "expected a number of seconds, a time such as \"1m 30s\", or \"none\"";
    Ok(match super::quiet(deserializer, expected)? {
        Limit::Nothing(()) | Limit::Word(Word::None) => None,
        Limit::Time(time) => Some(time),
    })
}

/// Writes a time as text, or `none`.
///
/// # Errors
///
/// Those of the format.
pub fn serialize<S: Serializer>(time: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => duration::serialize(time, serializer),
        None => serializer.serialize_str(NONE),
    }
}
