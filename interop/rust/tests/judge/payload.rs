use official::qdrant as q;
use qdrant_core as core;
use qdrant_interop::model::options;
use qdrant_interop::model::value::payload;
use qdrant_interop::{answered, sent};

use crate::{timeout, usage, written};

#[test]
pub(crate) fn set_and_overwrite() {
    for (selector, official) in options::point_selectors() {
        let set = core::SetPayloadPoints {
            collection_name: "c".into(),
            wait: Some(true),
            payload: payload().0,
            points_selector: Some(selector),
            ordering: Some(options::strong().0),
            shard_key_selector: Some(options::two_shards().0),
            key: Some("a.b".into()),
            timeout: timeout().0,
        };
        let official = q::SetPayloadPoints {
            collection_name: "c".into(),
            wait: Some(true),
            payload: payload().1,
            points_selector: Some(official),
            ordering: Some(options::strong().1),
            shard_key_selector: Some(options::two_shards().1),
            key: Some("a.b".into()),
            timeout: timeout().1,
        };
        sent(set.clone(), "/qdrant.Points/SetPayload", official.clone());
        sent(core::OverwritePayloadPoints::from(set), "/qdrant.Points/OverwritePayload", official);
    }
    answered::<core::SetPayloadPoints, _>(written().0, usage().0, written().1);
    answered::<core::OverwritePayloadPoints, _>(written().0, usage().0, written().1);
}

#[test]
pub(crate) fn delete() {
    for (selector, official) in options::point_selectors() {
        let core = core::DeletePayloadPoints {
            collection_name: "c".into(),
            wait: Some(true),
            keys: vec!["a".into(), "b.c".into()],
            points_selector: Some(selector),
            ordering: Some(options::strong().0),
            shard_key_selector: Some(options::two_shards().0),
            timeout: timeout().0,
        };
        let official = q::DeletePayloadPoints {
            collection_name: "c".into(),
            wait: Some(true),
            keys: vec!["a".into(), "b.c".into()],
            points_selector: Some(official),
            ordering: Some(options::strong().1),
            shard_key_selector: Some(options::two_shards().1),
            timeout: timeout().1,
        };
        sent(core, "/qdrant.Points/DeletePayload", official);
    }
    answered::<core::DeletePayloadPoints, _>(written().0, usage().0, written().1);
}

#[test]
pub(crate) fn clear() {
    for (selector, official) in options::point_selectors() {
        let core = core::ClearPayloadPoints {
            collection_name: "c".into(),
            wait: Some(true),
            points: Some(selector),
            ordering: Some(options::strong().0),
            shard_key_selector: Some(options::two_shards().0),
            timeout: timeout().0,
        };
        let official = q::ClearPayloadPoints {
            collection_name: "c".into(),
            wait: Some(true),
            points: Some(official),
            ordering: Some(options::strong().1),
            shard_key_selector: Some(options::two_shards().1),
            timeout: timeout().1,
        };
        sent(core, "/qdrant.Points/ClearPayload", official);
    }
    answered::<core::ClearPayloadPoints, _>(written().0, usage().0, written().1);
}
