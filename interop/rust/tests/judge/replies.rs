//! Replies with points, hits and results of writes.

use official::qdrant as q;
use qdrant_core as core;
use qdrant_interop::model::value::{keyword_key, number, number_key, payload, uuid};
use qdrant_interop::model::vector;
use qdrant_interop::{Pair, answered};

use crate::{TIME, usage};

fn order_values() -> [Pair<core::OrderValue, q::OrderValue>; 2] {
    use q::order_value::Variant;
    [
        (core::OrderValue::Int(i64::MIN), q::OrderValue { variant: Some(Variant::Int(i64::MIN)) }),
        (core::OrderValue::Float(2.0), q::OrderValue { variant: Some(Variant::Float(2.0)) }),
    ]
}

pub(crate) fn records() -> (Vec<core::RetrievedPoint>, Vec<q::RetrievedPoint>) {
    let bare = (
        core::RetrievedPoint {
            id: number().0,
            payload: core::Payload::new(),
            vectors: None,
            shard_key: None,
            order_value: None,
        },
        q::RetrievedPoint { id: Some(number().1), ..Default::default() },
    );
    let full = vector::outputs().into_iter().zip(order_values().into_iter().cycle()).map(
        |((vectors, official), (order, official_order))| {
            (
                core::RetrievedPoint {
                    id: uuid().0,
                    payload: payload().0,
                    vectors: Some(vectors),
                    shard_key: Some(keyword_key().0),
                    order_value: Some(order),
                },
                q::RetrievedPoint {
                    id: Some(uuid().1),
                    payload: payload().1,
                    vectors: Some(official),
                    shard_key: Some(keyword_key().1),
                    order_value: Some(official_order),
                },
            )
        },
    );
    full.chain([bare]).unzip()
}

pub(crate) fn hits() -> (Vec<core::ScoredPoint>, Vec<q::ScoredPoint>) {
    let bare = (
        core::ScoredPoint {
            id: number().0,
            version: 0,
            score: 0.0,
            payload: core::Payload::new(),
            vectors: None,
            shard_key: None,
            order_value: None,
        },
        q::ScoredPoint { id: Some(number().1), ..Default::default() },
    );
    let full = vector::outputs().into_iter().zip(order_values().into_iter().cycle()).map(
        |((vectors, official), (order, official_order))| {
            (
                core::ScoredPoint {
                    id: uuid().0,
                    version: u64::MAX,
                    score: -0.1,
                    payload: payload().0,
                    vectors: Some(vectors),
                    shard_key: Some(number_key().0),
                    order_value: Some(order),
                },
                q::ScoredPoint {
                    id: Some(uuid().1),
                    payload: payload().1,
                    score: -0.1,
                    version: u64::MAX,
                    vectors: Some(official),
                    shard_key: Some(number_key().1),
                    order_value: Some(official_order),
                },
            )
        },
    );
    full.chain([bare]).unzip()
}

#[test]
pub(crate) fn get() {
    let (core, official) = records();
    let official = q::GetResponse { result: official, time: TIME, usage: usage().1 };
    answered::<core::GetPoints, _>(core, usage().0, official);
    answered::<core::GetPoints, _>(vec![], None, q::GetResponse { result: vec![], time: TIME, usage: None });
}

#[test]
pub(crate) fn scroll() {
    for offset in [None, Some(number()), Some(uuid())] {
        let (next_page_offset, official_offset) = offset.unzip();
        let (points, official) = records();
        let official = q::ScrollResponse {
            next_page_offset: official_offset,
            result: official,
            time: TIME,
            usage: usage().1,
        };
        answered::<core::ScrollPoints, _>(
            core::ScrollResult { points, next_page_offset },
            usage().0,
            official,
        );
    }
}

#[test]
pub(crate) fn count() {
    for count in [0, u64::MAX] {
        let official =
            q::CountResponse { result: Some(q::CountResult { count }), time: TIME, usage: usage().1 };
        answered::<core::CountPoints, _>(count, usage().0, official);
    }
}

#[test]
pub(crate) fn query() {
    let (core, official) = hits();
    let official = q::QueryResponse { result: official, time: TIME, usage: usage().1 };
    answered::<core::QueryPoints, _>(core, usage().0, official);
}

#[test]
pub(crate) fn query_batch() {
    let (core, official) = hits();
    let official = q::QueryBatchResponse {
        result: vec![q::BatchResult { result: official.clone() }, q::BatchResult { result: vec![] }],
        time: TIME,
        usage: usage().1,
    };
    answered::<core::QueryBatchPoints, _>(vec![core, vec![]], usage().0, official);
}

#[test]
pub(crate) fn facet() {
    use q::facet_value::Variant;
    let hits = [
        (core::FacetHit::new("x", 1), Variant::StringValue("x".into())),
        (core::FacetHit::new(i64::MIN, 1), Variant::IntegerValue(i64::MIN)),
        (core::FacetHit::new(false, 1), Variant::BoolValue(false)),
    ];
    let (core, official): (Vec<_>, Vec<_>) = hits
        .into_iter()
        .map(|(core, variant)| {
            (core, q::FacetHit { value: Some(q::FacetValue { variant: Some(variant) }), count: 1 })
        })
        .unzip();
    answered::<core::FacetCounts, _>(
        core,
        usage().0,
        q::FacetResponse { hits: official, time: TIME, usage: usage().1 },
    );
}

#[test]
pub(crate) fn results_of_writes() {
    use core::UpdateStatus as Core;
    use q::UpdateStatus as Official;
    for (status, official_status) in [
        (Core::Acknowledged, Official::Acknowledged),
        (Core::Completed, Official::Completed),
        (Core::ClockRejected, Official::ClockRejected),
        (Core::WaitTimeout, Official::WaitTimeout),
    ] {
        for operation_id in [None, Some(0), Some(7)] {
            let official = q::UpdateResult { operation_id, status: official_status.into() };
            let official =
                q::PointsOperationResponse { result: Some(official), time: TIME, usage: usage().1 };
            let core = core::UpdateResult { operation_id, status: status.clone() };
            answered::<core::UpsertPoints, _>(core.clone(), usage().0, official.clone());
            answered::<core::DeletePoints, _>(core, usage().0, official);
        }
    }
}

/// Missing and zero are not the same.
#[test]
pub(crate) fn parts_of_the_usage() {
    let hardware = (core::HardwareUsage::default(), q::HardwareUsage::default());
    for (core, official) in [
        (core::Usage { hardware: None, inference: None }, q::Usage { hardware: None, inference: None }),
        (
            core::Usage { hardware: Some(hardware.0), inference: None },
            q::Usage { hardware: Some(hardware.1), inference: None },
        ),
    ] {
        let official = q::GetResponse { result: vec![], time: TIME, usage: Some(official) };
        answered::<core::GetPoints, _>(vec![], Some(core), official);
    }
}

/// Groups of every kind of id, with points looked up and without.
pub(crate) fn groups() -> (Vec<core::PointGroup>, Vec<q::PointGroup>) {
    use q::group_id::Kind;
    let (mut records, mut official_records) = records();
    let (lookup, official_lookup) = (records.remove(0), official_records.remove(0));
    let ids = [
        (core::GroupId::Unsigned(u64::MAX), Kind::UnsignedValue(u64::MAX)),
        (core::GroupId::Integer(i64::MIN), Kind::IntegerValue(i64::MIN)),
        (core::GroupId::String("x".into()), Kind::StringValue("x".into())),
    ];
    let lookups = [(Some(lookup), Some(official_lookup)), (None, None), (None, None)];
    ids.into_iter()
        .zip(lookups)
        .map(|((id, kind), (lookup, official_lookup))| {
            let (core, official) = hits();
            (
                core::PointGroup { id, hits: core, lookup },
                q::PointGroup {
                    id: Some(q::GroupId { kind: Some(kind) }),
                    hits: official,
                    lookup: official_lookup,
                },
            )
        })
        .unzip()
}
