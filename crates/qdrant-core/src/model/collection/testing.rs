//! What the golden tests share.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Decodes `json`, checks that encoding gives the same JSON back, and returns the decoded value.
pub(crate) fn golden<T: Serialize + DeserializeOwned + PartialEq + Debug>(json: &str) -> T {
    let model: T = serde_json::from_str(json).unwrap();
    let expected: Value = serde_json::from_str(json).unwrap();
    assert_eq!(encoded(&model), expected);
    model
}

/// Encodes to text and back to a JSON value, so that an `f32` keeps its short decimal form.
pub(crate) fn encoded<T: Serialize>(model: &T) -> Value {
    serde_json::from_str(&serde_json::to_string(model).unwrap()).unwrap()
}

/// Sends a value through JSON text.
pub(crate) fn through_json<T: Serialize + DeserializeOwned>(model: &T) -> T {
    serde_json::from_str(&serde_json::to_string(model).unwrap()).unwrap()
}
