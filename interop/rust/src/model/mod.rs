//! Pairs of models.

pub mod collection;
pub mod filter;
pub mod formula;
pub mod index;
pub mod options;
pub mod query;
pub mod strict;
pub mod value;
pub mod vector;

use serde_json::Value;

/// Reads a model of this workspace from the JSON of the REST API.
#[track_caller]
pub fn model<T: for<'de> serde::Deserialize<'de>>(json: Value) -> T {
    serde_json::from_value(json).expect("the sample is valid JSON of the REST API")
}

/// Makes a map from names to values.
pub fn map<K: Into<String>, V, M: FromIterator<(String, V)>>(entries: impl IntoIterator<Item = (K, V)>) -> M {
    entries.into_iter().map(|(key, value)| (key.into(), value)).collect()
}
