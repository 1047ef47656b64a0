use std::time::Duration;

use qdrant_core::{
    CreateFieldIndexCollection, DeleteFieldIndexCollection, FieldType, KeywordIndexParams, UpdateStatus,
    WriteOrdering,
};

use super::{answered, assert_facts, proto, sent, strong, usage_message};

#[test]
fn create() {
    use proto::payload_index_params::IndexParams;

    let params = KeywordIndexParams::default().is_tenant(true);
    let create = CreateFieldIndexCollection::new("c", "city", params)
        .wait(true)
        .ordering(WriteOrdering::Strong)
        .timeout(Duration::from_secs(5));
    let message: proto::CreateFieldIndexCollection = sent(create, "/qdrant.Points/CreateFieldIndex");
    let params = proto::KeywordIndexParams { is_tenant: Some(true), ..Default::default() };
    let expected = proto::CreateFieldIndexCollection {
        collection_name: "c".into(),
        wait: Some(true),
        field_name: "city".into(),
        field_type: Some(proto::FieldType::Keyword.into()),
        field_index_params: Some(proto::PayloadIndexParams {
            index_params: Some(IndexParams::KeywordIndexParams(params)),
        }),
        ordering: Some(strong()),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
}

#[test]
fn the_kind_alone_is_enough() {
    let create = CreateFieldIndexCollection::new("c", "city", FieldType::Uuid);
    let message: proto::CreateFieldIndexCollection = sent(create, "/qdrant.Points/CreateFieldIndex");
    assert_eq!(message.field_type, Some(7));
    assert_eq!((message.field_index_params, message.wait, message.timeout), (None, None, None));
}

#[test]
fn delete() {
    let delete = DeleteFieldIndexCollection::new("c", "city")
        .wait(false)
        .ordering(WriteOrdering::Strong)
        .timeout(Duration::from_secs(5));
    let message: proto::DeleteFieldIndexCollection = sent(delete, "/qdrant.Points/DeleteFieldIndex");
    let expected = proto::DeleteFieldIndexCollection {
        collection_name: "c".into(),
        wait: Some(false),
        field_name: "city".into(),
        ordering: Some(strong()),
        timeout: Some(5),
    };
    assert_eq!(message, expected);
}

#[test]
fn the_answer() {
    let result = proto::UpdateResult { operation_id: Some(3), status: proto::UpdateStatus::Completed.into() };
    let reply =
        proto::PointsOperationResponse { result: Some(result), time: 0.25, usage: Some(usage_message()) };
    for (output, meta) in
        [answered::<CreateFieldIndexCollection>(&reply), answered::<DeleteFieldIndexCollection>(&reply)]
    {
        assert_eq!((output.operation_id, output.status), (Some(3), UpdateStatus::Completed));
        assert_facts(&meta);
    }
}
