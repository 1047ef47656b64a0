//! Values of a configuration as they are written in files and environment variables.
//!
//! For authors of configurations that hold [`HttpConfig`](crate::HttpConfig) or parts of it: the modules are for
//! `#[serde(with = "...")]`, the functions for environment variables.
//!
//! A time is a number of seconds, such as `30` or `0.5`, or a text such as `"1m 30s"` or `"250ms"`; where there may be
//! no limit, `"none"` says so.

pub mod duration;
pub mod optional_duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Reads what holds secrets; errors say what is expected, and not what is there.
pub(crate) fn quiet<'de, D, T>(deserializer: D, expected: &'static str) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map_err(|_| D::Error::custom(expected))
}
