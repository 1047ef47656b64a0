//! Slices of a collection, which the engine does not have: each becomes the ids that are in it.
//!
//! A slice is a part of the collection by id: the slices of one total are disjoint and together everything. Which ids
//! are in which is as on a server.

use std::hash::Hasher;

use qdrant_core::{
    Condition, Error, Filter, PointId, PointsSelector, PrefetchQuery, QueryPoints, Request, SliceCondition,
};
use siphasher::sip::SipHasher24;

use crate::convert::point_id;
use crate::engine::{ScrollRequest, WithPayloadInterface, WithVector};
use crate::registry::Registry;

/// Ids that are read at a time.
const PAGE: usize = 10_000;

/// Replaces the slices in the filters of a request.
///
/// Those in nested filters, where they mean nothing, and in formulas stay, and are refused later.
pub(super) fn expand(registry: &Registry, request: &mut Request) -> Result<(), Error> {
    let collection_name = request.collection_name().unwrap_or_default().to_owned();
    let mut filters = Vec::new();
    filters_of(request, &mut filters);
    filters.retain(|filter| has_slices(filter));
    if filters.is_empty() {
        return Ok(());
    }
    let ids = all_ids(registry, &collection_name)?;
    for filter in filters {
        expand_filter(filter, &ids);
    }
    Ok(())
}

#[expect(clippy::wildcard_enum_match_arm, reason = "most operations have no filter")]
fn filters_of<'a>(request: &'a mut Request, filters: &mut Vec<&'a mut Filter>) {
    match request {
        Request::UpsertPoints(upsert) => filters.extend(&mut upsert.update_filter),
        Request::DeletePoints(delete) => filters.extend(filter_of(&mut delete.points)),
        Request::ScrollPoints(scroll) => filters.extend(&mut scroll.filter),
        Request::CountPoints(count) => filters.extend(&mut count.filter),
        Request::SetPayload(set) => filters.extend(set.points_selector.as_mut().and_then(filter_of)),
        Request::OverwritePayload(set) => filters.extend(set.points_selector.as_mut().and_then(filter_of)),
        Request::DeletePayload(delete) => filters.extend(delete.points_selector.as_mut().and_then(filter_of)),
        Request::ClearPayload(clear) => filters.extend(filter_of(&mut clear.points)),
        Request::QueryPoints(query) => filters_of_query(query, filters),
        Request::QueryBatchPoints(batch) => {
            for query in &mut batch.query_points {
                filters_of_query(query, filters);
            }
        }
        Request::QueryPointsGroups(groups) => {
            filters.extend(&mut groups.filter);
            filters_of_prefetch(&mut groups.prefetch, filters);
        }
        Request::SearchMatrixPairs(matrix) => filters.extend(&mut matrix.0.filter),
        Request::SearchMatrixOffsets(matrix) => filters.extend(&mut matrix.0.filter),
        Request::UpdateVectors(update) => filters.extend(&mut update.update_filter),
        Request::DeleteVectors(delete) => filters.extend(filter_of(&mut delete.points_selector)),
        Request::Facet(facet) => filters.extend(&mut facet.filter),
        // The others have no filter, or are taken apart before; a new one with a filter refuses slices until it has
        // an arm.
        _ => {}
    }
}

fn filter_of(selector: &mut PointsSelector) -> Option<&mut Filter> {
    match selector {
        PointsSelector::Filter(filter) => Some(filter),
        PointsSelector::Points(_) => None,
    }
}

fn filters_of_query<'a>(query: &'a mut QueryPoints, filters: &mut Vec<&'a mut Filter>) {
    filters.extend(&mut query.filter);
    filters_of_prefetch(&mut query.prefetch, filters);
}

fn filters_of_prefetch<'a>(prefetch: &'a mut [PrefetchQuery], filters: &mut Vec<&'a mut Filter>) {
    for query in prefetch {
        filters.extend(&mut query.filter);
        filters_of_prefetch(&mut query.prefetch, filters);
    }
}

fn conditions(filter: &mut Filter) -> impl Iterator<Item = &mut Condition> {
    let Filter { should, min_should, must, must_not } = filter;
    let several = min_should.as_mut().map(|min_should| &mut min_should.conditions);
    should.iter_mut().chain(must).chain(must_not).chain(several.into_iter().flatten())
}

fn has_slices(filter: &Filter) -> bool {
    let Filter { should, min_should, must, must_not } = filter;
    let several = min_should.as_ref().map(|min_should| &min_should.conditions);
    should.iter().chain(must).chain(must_not).chain(several.into_iter().flatten()).any(|condition| {
        match condition {
            Condition::Slice(_) => true,
            Condition::Filter(filter) => has_slices(filter),
            Condition::Field(_)
            | Condition::IsEmpty(_)
            | Condition::IsNull(_)
            | Condition::HasId(_)
            | Condition::HasVector(_)
            | Condition::Nested(_) => false,
        }
    })
}

fn expand_filter(filter: &mut Filter, ids: &[PointId]) {
    for condition in conditions(filter) {
        match condition {
            Condition::Slice(slice) => {
                let slice = *slice;
                *condition = Condition::has_id(ids.iter().copied().filter(|id| contains(slice, *id)));
            }
            Condition::Filter(filter) => expand_filter(filter, ids),
            Condition::Field(_)
            | Condition::IsEmpty(_)
            | Condition::IsNull(_)
            | Condition::HasId(_)
            | Condition::HasVector(_)
            | Condition::Nested(_) => {}
        }
    }
}

/// An id is in the slice of its SipHash-2-4, with a key of zeros, modulo the number of slices.
fn contains(slice: SliceCondition, id: PointId) -> bool {
    let SliceCondition { total, index } = slice;
    let mut hasher = SipHasher24::new();
    match id {
        PointId::Num(number) => hasher.write(&number.to_le_bytes()),
        PointId::Uuid(uuid) => hasher.write(uuid.as_bytes()),
    }
    hasher.finish().checked_rem(u64::from(total)) == Some(u64::from(index))
}

fn all_ids(registry: &Registry, collection_name: &str) -> Result<Vec<PointId>, Error> {
    let collection = registry.get(collection_name)?;
    let mut ids = Vec::new();
    let mut offset = None;
    loop {
        let request = ScrollRequest {
            offset,
            limit: Some(PAGE),
            filter: None,
            with_payload: Some(WithPayloadInterface::Bool(false)),
            with_vector: WithVector::Bool(false),
            order_by: None,
        };
        let (records, next) = collection.read(|shard| shard.scroll(request))?;
        ids.extend(records.into_iter().map(|record| point_id(record.id)));
        offset = next;
        if offset.is_none() {
            return Ok(ids);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_are_disjoint_and_together_everything() {
        for total in [1, 2, 7] {
            for id in (0..1_000_u64).map(|number| PointId::from(number * 8)) {
                let found =
                    (0..total).filter(|index| contains(SliceCondition { total, index: *index }, id)).count();
                assert_eq!(found, 1, "{id} of {total}");
            }
        }
    }

    #[test]
    fn the_slices_are_those_of_a_server() {
        // Index out of 1000 for some ids, as Qdrant's Python client computes it without a server.
        let uuid: PointId = "936da01f-9abd-4d9d-80c7-02af85c822a8".parse().unwrap();
        for (id, index) in [(PointId::from(0), 119), (1.into(), 398), (u64::MAX.into(), 430), (uuid, 669)] {
            assert!(contains(SliceCondition { total: 1_000, index }, id), "{id}");
        }
    }

    #[test]
    fn ids_in_steps_are_spread() {
        let first = SliceCondition { total: 8, index: 0 };
        let in_first = (0..8_000_u64).step_by(8).filter(|number| contains(first, (*number).into())).count();
        assert!((60..190).contains(&in_first), "{in_first} of 1000");
    }

    #[test]
    fn slices_are_found_wherever_they_may_stand() {
        let slice = || Condition::slice(1, 0);
        let ids = [PointId::from(7)];
        for mut filter in [
            Filter::must([slice()]),
            Filter::should([slice()]),
            Filter::must_not([slice()]),
            Filter::min_should(1, [slice()]),
            Filter::must([Condition::filter(Filter::should([slice()]))]),
        ] {
            assert!(has_slices(&filter));
            expand_filter(&mut filter, &ids);
            assert!(!has_slices(&filter), "{filter:?}");
            assert!(format!("{filter:?}").contains("Num(7)"), "{filter:?}");
        }
    }
}
