//! Parameters of indexes over what has an order: numbers and dates.

use serde::{Deserialize, Serialize};

use crate::macros::setters;
use crate::model::collection::Memory;

/// Parameters of an index over 64-bit integers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IntegerIndexParams {
    /// Allows matches by value. Default true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lookup: Option<bool>,
    /// Allows ranges. Default true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<bool>,
    /// Stores points in the order of this field, for a field that most filters use. Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_principal: Option<bool>,
    /// Keeps the index on disk. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_disk: Option<bool>,
    /// Adds links for this field to the vector graph. Default true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_hnsw: Option<bool>,
    /// Where the index is held. Default pinned. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
    /// Array whose elements are indexed one by one, such as `offers` for `offers[].price`. Since 1.20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nested: Option<String>,
}

impl IntegerIndexParams {
    /// Creates the parameters from what the index is to allow: matches by value, and ranges.
    pub fn new(lookup: bool, range: bool) -> Self {
        Self::default().lookup(lookup).range(range)
    }
}

setters! {
    impl IntegerIndexParams {
        lookup: Option<bool>,
        range: Option<bool>,
        is_principal: Option<bool>,
        on_disk: Option<bool>,
        enable_hnsw: Option<bool>,
        memory: Option<Memory>,
        nested: Option<String>,
    }
}

/// Parameters of an index over floating point numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FloatIndexParams {
    /// Keeps the index on disk. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_disk: Option<bool>,
    /// Stores points in the order of this field, for a field that most filters use. Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_principal: Option<bool>,
    /// Adds links for this field to the vector graph. Default true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_hnsw: Option<bool>,
    /// Where the index is held. Default pinned. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
    /// Array whose elements are indexed one by one, such as `offers` for `offers[].price`. Since 1.20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nested: Option<String>,
}

impl FloatIndexParams {
    /// Creates the parameters with every default.
    pub fn new() -> Self {
        Self::default()
    }
}

setters! {
    impl FloatIndexParams {
        on_disk: Option<bool>,
        is_principal: Option<bool>,
        enable_hnsw: Option<bool>,
        memory: Option<Memory>,
        nested: Option<String>,
    }
}

/// Parameters of an index over dates with time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DatetimeIndexParams {
    /// Keeps the index on disk. Deprecated since 1.19: use `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_disk: Option<bool>,
    /// Stores points in the order of this field, for a field that most filters use. Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_principal: Option<bool>,
    /// Adds links for this field to the vector graph. Default true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_hnsw: Option<bool>,
    /// Where the index is held. Default pinned. Since 1.19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
    /// Array whose elements are indexed one by one, such as `offers` for `offers[].price`. Since 1.20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nested: Option<String>,
}

impl DatetimeIndexParams {
    /// Creates the parameters with every default.
    pub fn new() -> Self {
        Self::default()
    }
}

setters! {
    impl DatetimeIndexParams {
        on_disk: Option<bool>,
        is_principal: Option<bool>,
        enable_hnsw: Option<bool>,
        memory: Option<Memory>,
        nested: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn full_integer_params_are_the_rest_json() {
        let params = golden::<IntegerIndexParams>(
            r#"{"lookup":true,"range":true,"is_principal":true,"on_disk":true,"enable_hnsw":true,"memory":"cold","nested":"offers"}"#,
        );
        assert_eq!(
            params,
            IntegerIndexParams::default()
                .lookup(true)
                .range(true)
                .is_principal(true)
                .on_disk(true)
                .enable_hnsw(true)
                .memory(Memory::Cold)
                .nested("offers")
        );
        assert_eq!(golden::<IntegerIndexParams>("{}"), IntegerIndexParams::default());
    }

    #[test]
    fn integer_params_can_be_made_of_what_they_allow() {
        assert_eq!(IntegerIndexParams::new(true, false), golden(r#"{"lookup":true,"range":false}"#));
    }

    #[test]
    fn full_float_params_are_the_rest_json() {
        let params = golden::<FloatIndexParams>(
            r#"{"on_disk":true,"is_principal":true,"enable_hnsw":true,"memory":"cold","nested":"offers"}"#,
        );
        assert_eq!(
            params,
            FloatIndexParams::default()
                .on_disk(true)
                .is_principal(true)
                .enable_hnsw(true)
                .memory(Memory::Cold)
                .nested("offers")
        );
        assert_eq!(golden::<FloatIndexParams>("{}"), FloatIndexParams::default());
    }

    #[test]
    fn full_datetime_params_are_the_rest_json() {
        let params = golden::<DatetimeIndexParams>(
            r#"{"on_disk":true,"is_principal":true,"enable_hnsw":true,"memory":"cold","nested":"offers"}"#,
        );
        assert_eq!(
            params,
            DatetimeIndexParams::default()
                .on_disk(true)
                .is_principal(true)
                .enable_hnsw(true)
                .memory(Memory::Cold)
                .nested("offers")
        );
        assert_eq!(golden::<DatetimeIndexParams>("{}"), DatetimeIndexParams::default());
    }
}
