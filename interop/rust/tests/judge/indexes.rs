use official::qdrant as q;
use qdrant_core as core;
use qdrant_interop::model::{index, options};
use qdrant_interop::{answered, sent};

use crate::{timeout, usage, written};

fn number(kind: &core::PayloadSchemaType) -> Option<i32> {
    index::kinds().into_iter().find(|(each, _, _)| each == kind).map(|(_, field, _)| field.into())
}

#[test]
pub(crate) fn creation() {
    let path = "/qdrant.Points/CreateFieldIndex";
    for (params, official) in index::params() {
        let field_type = number(&params.field_type());
        let core = core::CreateFieldIndexCollection {
            collection_name: "c".into(),
            wait: Some(true),
            field_name: "a.b[].c".into(),
            field_schema: core::PayloadFieldSchema::Params(params),
            ordering: Some(options::strong().0),
            timeout: timeout().0,
        };
        let official = q::CreateFieldIndexCollection {
            collection_name: "c".into(),
            wait: Some(true),
            field_name: "a.b[].c".into(),
            field_type,
            field_index_params: Some(official),
            ordering: Some(options::strong().1),
            timeout: timeout().1,
        };
        sent(core, path, official);
    }
    for (kind, field, _) in index::kinds() {
        let core = core::CreateFieldIndexCollection::new("c", "f", core::PayloadFieldSchema::Type(kind));
        let official = q::CreateFieldIndexCollection {
            collection_name: "c".into(),
            field_name: "f".into(),
            field_type: Some(field.into()),
            ..Default::default()
        };
        sent(core, path, official);
    }
    let (core, official) = written();
    answered::<core::CreateFieldIndexCollection, _>(core, usage().0, official);
}

#[test]
pub(crate) fn deletion() {
    let mut core = core::DeleteFieldIndexCollection::new("c", "a.b[].c");
    core.wait = Some(false);
    core.ordering = Some(options::strong().0);
    core.timeout = timeout().0;
    let official = q::DeleteFieldIndexCollection {
        collection_name: "c".into(),
        wait: Some(false),
        field_name: "a.b[].c".into(),
        ordering: Some(options::strong().1),
        timeout: timeout().1,
    };
    sent(core, "/qdrant.Points/DeleteFieldIndex", official);
    let (core, official) = written();
    answered::<core::DeleteFieldIndexCollection, _>(core, usage().0, official);
}
