//! The kinds of payload indexes.

use crate::macros::wire_enum;

wire_enum! {
    /// The kind of a payload index.
    ///
    /// gRPC has two enums for it whose numbers differ by one; here it is one type, and [`FieldType`] its other name.
    pub enum PayloadSchemaType {
        /// Strings, matched as a whole.
        Keyword = "keyword",
        /// 64-bit integers.
        Integer = "integer",
        /// Floating point numbers.
        Float = "float",
        /// Geographical points.
        Geo = "geo",
        /// Texts, matched by their words.
        Text = "text",
        /// Booleans.
        Bool = "bool",
        /// Dates with time, in RFC 3339.
        Datetime = "datetime",
        /// UUIDs, more compact than keywords.
        Uuid = "uuid",
    }
}

/// The kind of a payload index to create.
pub type FieldType = PayloadSchemaType;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::collection::testing::golden;

    #[test]
    fn names_are_those_of_rest() {
        let all = r#"["keyword","integer","float","geo","text","bool","datetime","uuid"]"#;
        assert_eq!(golden::<Vec<FieldType>>(all), PayloadSchemaType::ALL);
    }
}
