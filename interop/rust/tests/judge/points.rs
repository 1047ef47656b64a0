use official::qdrant as q;
use qdrant_core as core;
use qdrant_interop::model::value::{number, payload, uuid};
use qdrant_interop::model::{filter, options, query, vector};
use qdrant_interop::sent;

use crate::timeout;

#[test]
pub(crate) fn upsert() {
    let (points, official_points): (Vec<_>, Vec<_>) = vector::inputs()
        .into_iter()
        .map(|(vectors, official)| {
            (
                core::PointStruct { id: uuid().0, vectors, payload: payload().0 },
                q::PointStruct { id: Some(uuid().1), payload: payload().1, vectors: Some(official) },
            )
        })
        .unzip();
    for (mode, official_mode) in [
        (core::UpdateMode::Upsert, q::UpdateMode::Upsert),
        (core::UpdateMode::InsertOnly, q::UpdateMode::InsertOnly),
        (core::UpdateMode::UpdateOnly, q::UpdateMode::UpdateOnly),
    ] {
        let core = core::UpsertPoints {
            collection_name: "c".into(),
            wait: Some(true),
            points: points.clone().into(),
            ordering: Some(options::strong().0),
            shard_key_selector: Some(options::two_shards().0),
            update_filter: Some(filter::full().0),
            timeout: timeout().0,
            update_mode: Some(mode),
        };
        let official = q::UpsertPoints {
            collection_name: "c".into(),
            wait: Some(true),
            points: official_points.clone(),
            ordering: Some(options::strong().1),
            shard_key_selector: Some(options::two_shards().1),
            update_filter: Some(filter::full().1),
            timeout: timeout().1,
            update_mode: Some(official_mode.into()),
        };
        sent(core, "/qdrant.Points/Upsert", official);
    }
}

/// A long list goes through the fast path of the encoder, where lengths are counted beforehand.
#[test]
pub(crate) fn a_thousand_points() {
    let vectors: Vec<Vec<f32>> =
        (0..1000u16).map(|i| vec![f32::from(i) / 7.0; usize::from(i % 300 + 1)]).collect();
    let core = vectors.iter().zip(0u64..).map(|(vector, id)| {
        let vectors = core::Vectors::Single(core::Vector::Dense(core::DenseVector { data: vector.clone() }));
        core::PointStruct { id: core::PointId::Num(id), vectors, payload: core::Payload::new() }
    });
    let official = vectors.iter().zip(0u64..).map(|(vector, id)| {
        let kind = vector::vector(q::vector::Vector::Dense(vector::dense(vector)));
        q::PointStruct {
            id: Some(q::PointId { point_id_options: Some(q::point_id::PointIdOptions::Num(id)) }),
            payload: Default::default(),
            vectors: Some(q::Vectors { vectors_options: Some(q::vectors::VectorsOptions::Vector(kind)) }),
        }
    });
    let official =
        q::UpsertPoints { collection_name: "c".into(), points: official.collect(), ..Default::default() };
    sent(core::UpsertPoints::new("c", core.collect::<Vec<_>>()), "/qdrant.Points/Upsert", official);
}

#[test]
pub(crate) fn write_options() {
    for (ordering, official) in options::orderings() {
        for wait in [None, Some(false), Some(true)] {
            let mut core = core::DeletePoints::new("c");
            core.points = Some(core::PointsSelector::Points(vec![number().0]));
            core.wait = wait;
            core.ordering = Some(ordering);
            let ids = q::PointsIdsList { ids: vec![number().1] };
            let points = q::points_selector::PointsSelectorOneOf::Points(ids);
            let official = q::DeletePoints {
                collection_name: "c".into(),
                wait,
                points: Some(q::PointsSelector { points_selector_one_of: Some(points) }),
                ordering: Some(official),
                ..Default::default()
            };
            sent(core, "/qdrant.Points/Delete", official);
        }
    }
}

#[test]
pub(crate) fn delete() {
    for (selector, official) in options::point_selectors() {
        for (shards, official_shards) in options::shard_selectors() {
            let core = core::DeletePoints {
                collection_name: "c".into(),
                wait: Some(true),
                points: Some(selector.clone()),
                ordering: Some(options::strong().0),
                shard_key_selector: Some(shards),
                timeout: timeout().0,
            };
            let official = q::DeletePoints {
                collection_name: "c".into(),
                wait: Some(true),
                points: Some(official.clone()),
                ordering: Some(options::strong().1),
                shard_key_selector: Some(official_shards),
                timeout: timeout().1,
            };
            sent(core, "/qdrant.Points/Delete", official);
        }
    }
}

#[test]
pub(crate) fn get() {
    for (with_payload, official_payload) in options::payload_selectors() {
        for (with_vectors, official_vectors) in options::vector_selectors() {
            for (consistency, official_consistency) in options::consistencies() {
                let core = core::GetPoints {
                    collection_name: "c".into(),
                    ids: vec![number().0, uuid().0],
                    with_payload: Some(with_payload.clone()),
                    with_vectors: Some(with_vectors.clone()),
                    read_consistency: Some(consistency),
                    shard_key_selector: Some(options::two_shards().0),
                    timeout: timeout().0,
                };
                let official = q::GetPoints {
                    collection_name: "c".into(),
                    ids: vec![number().1, uuid().1],
                    with_payload: Some(official_payload.clone()),
                    with_vectors: Some(official_vectors.clone()),
                    read_consistency: Some(official_consistency),
                    shard_key_selector: Some(options::two_shards().1),
                    timeout: timeout().1,
                };
                sent(core, "/qdrant.Points/Get", official);
            }
        }
    }
}

#[test]
pub(crate) fn scroll() {
    for (order_by, official_order) in query::order_bys() {
        let core = core::ScrollPoints {
            collection_name: "c".into(),
            filter: Some(filter::full().0),
            offset: Some(uuid().0),
            limit: Some(u32::MAX),
            with_payload: Some(options::some_payload().0),
            with_vectors: Some(options::some_vectors().0),
            read_consistency: Some(options::quorum().0),
            shard_key_selector: Some(options::two_shards().0),
            order_by: Some(order_by),
            timeout: timeout().0,
        };
        let official = q::ScrollPoints {
            collection_name: "c".into(),
            filter: Some(filter::full().1),
            offset: Some(uuid().1),
            limit: Some(u32::MAX),
            with_payload: Some(options::some_payload().1),
            with_vectors: Some(options::some_vectors().1),
            read_consistency: Some(options::quorum().1),
            shard_key_selector: Some(options::two_shards().1),
            order_by: Some(official_order),
            timeout: timeout().1,
        };
        sent(core, "/qdrant.Points/Scroll", official);
    }
}

#[test]
pub(crate) fn count() {
    let core = core::CountPoints {
        collection_name: "c".into(),
        filter: Some(filter::full().0),
        exact: Some(false),
        read_consistency: Some(options::quorum().0),
        shard_key_selector: Some(options::two_shards().0),
        timeout: timeout().0,
    };
    let official = q::CountPoints {
        collection_name: "c".into(),
        filter: Some(filter::full().1),
        exact: Some(false),
        read_consistency: Some(options::quorum().1),
        shard_key_selector: Some(options::two_shards().1),
        timeout: timeout().1,
    };
    sent(core, "/qdrant.Points/Count", official);
}

#[test]
pub(crate) fn every_condition_alone() {
    for (condition, official) in filter::conditions() {
        let mut core = core::CountPoints::new("c");
        core.filter =
            Some(core::Filter { should: vec![], min_should: None, must: vec![condition], must_not: vec![] });
        let filter = q::Filter { should: vec![], must: vec![official], must_not: vec![], min_should: None };
        let official =
            q::CountPoints { collection_name: "c".into(), filter: Some(filter), ..Default::default() };
        sent(core, "/qdrant.Points/Count", official);
    }
}
