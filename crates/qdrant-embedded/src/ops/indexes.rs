//! Payload indexes: create and delete.

use qdrant_core::{CreateFieldIndexCollection, DeleteFieldIndexCollection, Error, UpdateResult};

use super::points::done;
use crate::convert::{index_schema, json_path};
use crate::engine::{CreateIndex, FieldIndexOperations, UpdateOperation};
use crate::registry::Registry;

pub(super) fn create(
    registry: &Registry,
    operation: CreateFieldIndexCollection,
) -> Result<UpdateResult, Error> {
    let CreateFieldIndexCollection {
        collection_name,
        wait,
        field_name,
        field_schema,
        ordering: _,
        timeout: _,
    } = operation;
    let collection = registry.get(&collection_name)?;
    let path = json_path(&field_name).map_err(|error| error.within("field_name"))?;
    let schema = index_schema(&field_schema).map_err(|error| error.within("field_schema"))?;
    let wait = wait.unwrap_or(false);
    let number = collection.write(wait, |writer| {
        // A path can be written in several ways, and has one index.
        let field_name = path.to_string();
        let create = CreateIndex { field_name: path, field_schema: Some(schema) };
        writer.apply(UpdateOperation::FieldIndexOperation(FieldIndexOperations::CreateIndex(create)))?;
        collection.change_settings(writer.state, |settings| {
            settings.payload_schema.insert(field_name, field_schema);
        })
    })?;
    Ok(done(number, wait))
}

pub(super) fn delete(
    registry: &Registry,
    operation: &DeleteFieldIndexCollection,
) -> Result<UpdateResult, Error> {
    let DeleteFieldIndexCollection { collection_name, wait, field_name, ordering: _, timeout: _ } = operation;
    let collection = registry.get(collection_name)?;
    let path = json_path(field_name).map_err(|error| error.within("field_name"))?;
    let wait = wait.unwrap_or(false);
    let number = collection.write(wait, |writer| {
        // A path can be written in several ways.
        let same = |field: &String| json_path(field).is_ok_and(|field| field == path);
        collection.change_settings(writer.state, |settings| {
            settings.payload_schema.retain(|field, _| !same(field))
        })?;
        writer.apply(UpdateOperation::FieldIndexOperation(FieldIndexOperations::DeleteIndex(path.clone())))
    })?;
    Ok(done(number, wait))
}
