//! What is sent and read when nothing but the collection is said.
//!
//! The defaults of the server differ from operation to operation, so ours are told; requests of others, which leave
//! them out, keep the server's.

use official::qdrant as q;
use qdrant_core as core;
use qdrant_core::Operation;
use qdrant_interop::model::options::{payload_selectors, vector_selectors};
use qdrant_interop::model::value::number;
use qdrant_interop::{Pair, message, request};

fn with_payload(enable: bool) -> Pair<Option<core::WithPayloadSelector>, Option<q::WithPayloadSelector>> {
    let (core, official) = payload_selectors().swap_remove(usize::from(!enable));
    (Some(core), Some(official))
}

fn no_vectors() -> Option<q::WithVectorsSelector> {
    Some(vector_selectors().swap_remove(1).1)
}

#[test]
fn query() {
    let bare = || q::QueryPoints { collection_name: "c".into(), ..Default::default() };
    let told = q::QueryPoints { with_payload: with_payload(false).1, with_vectors: no_vectors(), ..bare() };
    assert_eq!(message::<q::QueryPoints>(core::QueryPoints::new("c")), told);
    assert_eq!(request::<core::QueryPoints>(bare()), core::QueryPoints::new("c").into_request());
    let batch = core::QueryBatchPoints::new("c", vec![core::QueryPoints::new("c")]);
    assert_eq!(message::<q::QueryBatchPoints>(batch).query_points, [told]);
}

#[test]
fn get() {
    let bare = || q::GetPoints { collection_name: "c".into(), ids: vec![number().1], ..Default::default() };
    let told = q::GetPoints { with_payload: with_payload(true).1, with_vectors: no_vectors(), ..bare() };
    assert_eq!(message::<q::GetPoints>(core::GetPoints::new("c", [number().0])), told);
    let mut core = core::GetPoints::new("c", [number().0]);
    core.with_payload = with_payload(false).0;
    assert_eq!(request::<core::GetPoints>(bare()), core.into_request());
}

#[test]
fn scroll() {
    let bare = || q::ScrollPoints { collection_name: "c".into(), ..Default::default() };
    let told = q::ScrollPoints { with_payload: with_payload(true).1, with_vectors: no_vectors(), ..bare() };
    let sent = message::<q::ScrollPoints>(core::ScrollPoints::new("c"));
    assert!(sent == told || sent == bare(), "{sent:?}");
    assert_eq!(request::<core::ScrollPoints>(bare()), core::ScrollPoints::new("c").into_request());
}

#[test]
fn what_is_not_said_is_not_sent() {
    let official = q::CountPoints { collection_name: "c".into(), ..Default::default() };
    let core = core::CountPoints::new("c");
    let sent = message::<q::CountPoints>(core.clone());
    assert!(sent == official || sent == q::CountPoints { exact: Some(true), ..official.clone() }, "{sent:?}");
    assert_eq!(request::<core::CountPoints>(official), core.into_request());

    let official = q::UpdateCollection { collection_name: "c".into(), ..Default::default() };
    assert_eq!(message::<q::UpdateCollection>(core::UpdateCollection::new("c")), official);
    assert_eq!(request::<core::UpdateCollection>(official), core::UpdateCollection::new("c").into_request());

    let official = q::FacetCounts { collection_name: "c".into(), key: "k".into(), ..Default::default() };
    let core = core::FacetCounts::new("c", "k");
    assert_eq!(message::<q::FacetCounts>(core.clone()), official);
    assert_eq!(request::<core::FacetCounts>(official), core.into_request());
}
