//! Payload indexes: create and delete.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::macros::setters;
use crate::model::{FieldType, PayloadFieldSchema, PayloadIndexParams, WriteOrdering};
use crate::validate;

/// Creates an index over a payload field.
///
/// # Examples
///
/// ```
/// use qdrant_core::{CreateFieldIndexCollection, FieldType, KeywordIndexParams};
///
/// let plain = CreateFieldIndexCollection::new("docs", "city", FieldType::Keyword);
/// let tenant = CreateFieldIndexCollection::new("docs", "city", KeywordIndexParams::default().is_tenant(true));
/// # assert_eq!(plain.field_schema.field_type(), tenant.field_schema.field_type());
/// ```
///
/// # Support
///
/// REST `PUT /collections/{collection_name}/index`, rpc `qdrant.Points/CreateFieldIndex`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateFieldIndexCollection {
    /// The collection.
    pub collection_name: String,
    /// Whether to answer only when the index is built; the server's default is `false`.
    pub wait: Option<bool>,
    /// The path of the field in the payload.
    pub field_name: String,
    /// Kind or parameters of the index; gRPC splits it in `field_type` and `field_index_params`.
    pub field_schema: PayloadFieldSchema,
    /// Order among concurrent writes; the server's default is `weak`.
    pub ordering: Option<WriteOrdering>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl CreateFieldIndexCollection {
    /// Creates the request from the kind of the index or its parameters.
    pub fn new(
        collection_name: impl Into<String>,
        field_name: impl Into<String>,
        field_schema: impl Into<PayloadFieldSchema>,
    ) -> Self {
        Self {
            collection_name: collection_name.into(),
            wait: None,
            field_name: field_name.into(),
            field_schema: field_schema.into(),
            ordering: None,
            timeout: None,
        }
    }

    /// Sets [`field_schema`](field@Self::field_schema) to a kind with every default.
    #[must_use]
    pub fn field_type(self, field_type: impl Into<FieldType>) -> Self {
        self.field_schema(field_type.into())
    }

    /// Sets [`field_schema`](field@Self::field_schema) to parameters, which carry their own kind.
    #[must_use]
    pub fn field_index_params(self, params: impl Into<PayloadIndexParams>) -> Self {
        self.field_schema(params.into())
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::not_empty("field_name", &self.field_name)?;
        validate::part("field_schema", Some(&self.field_schema), PayloadFieldSchema::check)?;
        validate::timeout(self.timeout)
    }
}

setters! {
    impl CreateFieldIndexCollection {
        collection_name: String,
        wait: Option<bool>,
        field_name: String,
        field_schema: PayloadFieldSchema,
        ordering: Option<WriteOrdering>,
        timeout: Option<Duration>,
    }
}

/// Deletes the index over a payload field; the payload stays.
///
/// # Support
///
/// REST `DELETE /collections/{collection_name}/index/{field_name}`, rpc `qdrant.Points/DeleteFieldIndex`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DeleteFieldIndexCollection {
    /// The collection.
    pub collection_name: String,
    /// Whether to answer only when the index is gone; the server's default is `false`.
    pub wait: Option<bool>,
    /// The path of the field in the payload.
    pub field_name: String,
    /// Order among concurrent writes; the server's default is `weak`.
    pub ordering: Option<WriteOrdering>,
    /// Time that the server is given, in whole seconds rounded up.
    pub timeout: Option<Duration>,
}

impl DeleteFieldIndexCollection {
    /// Creates the request.
    pub fn new(collection_name: impl Into<String>, field_name: impl Into<String>) -> Self {
        Self {
            collection_name: collection_name.into(),
            wait: None,
            field_name: field_name.into(),
            ordering: None,
            timeout: None,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        validate::collection_name(&self.collection_name)?;
        validate::not_empty("field_name", &self.field_name)?;
        validate::timeout(self.timeout)
    }
}

setters! {
    impl DeleteFieldIndexCollection {
        collection_name: String,
        wait: Option<bool>,
        field_name: String,
        ordering: Option<WriteOrdering>,
        timeout: Option<Duration>,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::collection::strategies::create_field_index;
    use crate::model::collection::testing::{golden, through_json};
    use crate::model::{KeywordIndexParams, UnknownVariant};

    #[test]
    fn a_creation_is_recorded_whole() {
        let create = golden::<CreateFieldIndexCollection>(
            r#"{"collection_name":"docs","wait":true,"field_name":"city",
                "field_schema":{"type":"keyword","is_tenant":true},"ordering":"strong",
                "timeout":{"secs":5,"nanos":0}}"#,
        );
        let built = CreateFieldIndexCollection::new("docs", "city", FieldType::Keyword)
            .field_index_params(KeywordIndexParams::default().is_tenant(true))
            .wait(true)
            .ordering(WriteOrdering::Strong)
            .timeout(Duration::from_secs(5));
        assert_eq!(create, built);
    }

    #[test]
    fn a_deletion_is_recorded_whole() {
        let delete = golden::<DeleteFieldIndexCollection>(
            r#"{"collection_name":"docs","wait":false,"field_name":"a.b[]","ordering":"weak",
                "timeout":{"secs":1,"nanos":0}}"#,
        );
        let built = DeleteFieldIndexCollection::new("docs", "a.b[]")
            .wait(false)
            .ordering(WriteOrdering::Weak)
            .timeout(Duration::from_secs(1));
        assert_eq!(delete, built);
    }

    #[test]
    fn the_last_schema_wins() {
        let create = CreateFieldIndexCollection::new("docs", "city", KeywordIndexParams::default());
        assert_eq!(create.field_type(FieldType::Uuid).field_schema, FieldType::Uuid.into());
    }

    #[test]
    fn what_no_server_takes_is_refused() {
        let field = |result: Result<(), Error>| result.unwrap_err().field().unwrap_or_default().to_owned();
        let create = || CreateFieldIndexCollection::new("docs", "city", FieldType::Keyword);
        assert_eq!(field(create().collection_name("").check()), "collection_name");
        assert_eq!(field(create().field_name("").check()), "field_name");
        assert_eq!(field(create().timeout(Duration::ZERO).check()), "timeout");
        let unknown = PayloadIndexParams::Unknown(UnknownVariant::new("colour", serde_json::Value::Null));
        assert_eq!(field(create().field_index_params(unknown).check()), "field_schema");
        create().check().unwrap();
        // An empty name would address the route of another operation.
        assert_eq!(field(DeleteFieldIndexCollection::new("docs", "").check()), "field_name");
        DeleteFieldIndexCollection::new("docs", "city").check().unwrap();
    }

    proptest! {
        #[test]
        fn records_of_creations_survive_json(create in create_field_index()) {
            prop_assert_eq!(&through_json(&create), &create);
        }
    }
}
