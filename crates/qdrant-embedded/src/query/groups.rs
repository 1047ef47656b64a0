//! Queries whose points are grouped by a payload field.
//!
//! The engine knows no groups. Points are fetched in rounds: first for new groups, then for those of the best groups
//! that are not full yet. As on a server there are few rounds, so that groups can stay smaller than they might be.

use std::collections::{BTreeSet, HashMap};

use qdrant_core::{
    Condition, Error, Filter, GroupId, Match, PointGroup, PointId, PrefetchQuery, QueryPointGroups,
    QueryPoints, RetrievedPoint, ScoredPoint, WithLookup, WithPayloadSelector, WithVectorsSelector,
};

use super::level::{DEFAULT_LIMIT, size};
use crate::collection::Collection;
use crate::convert::{engine_ids, json_path, json_root, payload_selector, record, vectors_selector};
use crate::engine::JsonPath;
use crate::registry::Registry;

/// Points of a group unless a size is given.
const DEFAULT_GROUP_SIZE: u64 = 3;

/// How often points are fetched for new groups, and how often for those that are not full.
const ROUNDS: usize = 5;

/// Runs one grouped query.
pub(crate) fn groups(registry: &Registry, operation: QueryPointGroups) -> Result<Vec<PointGroup>, Error> {
    let QueryPointGroups {
        collection_name,
        prefetch,
        query,
        using,
        filter,
        params,
        score_threshold,
        with_payload,
        with_vectors,
        lookup_from,
        limit,
        group_size,
        group_by,
        read_consistency: _,
        with_lookup,
        timeout: _,
        shard_key_selector: _,
    } = operation;
    let path = json_path(&group_by).map_err(|error| error.within("group_by"))?;
    // Before anything is searched for.
    payload_selector(with_payload.as_ref(), false)?;
    let collection = registry.get(&collection_name)?;
    let lookup = with_lookup.map(|lookup| Lookup::new(registry, lookup)).transpose()?;
    let group_size = group_size.unwrap_or(DEFAULT_GROUP_SIZE);
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    let base = QueryPoints {
        collection_name,
        prefetch: widen(prefetch, group_size),
        query,
        using,
        filter: None,
        params,
        score_threshold,
        limit: Some(limit.saturating_mul(group_size)),
        offset: None,
        with_vectors: None,
        with_payload: Some(WithPayloadSelector::Include(vec![json_root(&path).to_string()])),
        read_consistency: None,
        shard_key_selector: None,
        lookup_from,
        timeout: None,
    };
    let mut groups = Groups::new(path, size(limit), size(group_size));
    let rounds = Rounds { registry, base, filter, group_by };
    rounds.run(&mut groups)?;
    let mut groups = groups.finish(&collection, with_payload.as_ref(), with_vectors.as_ref())?;
    if let Some(lookup) = lookup {
        lookup.attach(&mut groups)?;
    }
    Ok(groups)
}

/// Has every sub-query find enough for all points of a group.
fn widen(prefetch: Vec<PrefetchQuery>, group_size: u64) -> Vec<PrefetchQuery> {
    let wider = |query: PrefetchQuery| PrefetchQuery {
        limit: Some(query.limit.unwrap_or(DEFAULT_LIMIT).saturating_mul(group_size)),
        prefetch: widen(query.prefetch, group_size),
        ..query
    };
    prefetch.into_iter().map(wider).collect()
}

/// What the rounds have in common.
struct Rounds<'a> {
    registry: &'a Registry,
    base: QueryPoints,
    filter: Option<Filter>,
    group_by: String,
}

impl Rounds<'_> {
    fn run(&self, groups: &mut Groups) -> Result<(), Error> {
        for _ in 0..ROUNDS {
            let full = groups.full();
            if full.len() >= groups.limit {
                break;
            }
            let mut conditions = Vec::new();
            let (keywords, integers) = values(full.into_iter());
            if !keywords.is_empty() {
                conditions.push(Condition::matches(&*self.group_by, Match::ExceptKeywords(keywords)));
            }
            if !integers.is_empty() {
                conditions.push(Condition::matches(&*self.group_by, Match::ExceptIntegers(integers)));
            }
            if !self.round(groups, conditions)? {
                // There are no more points at all.
                return Ok(());
            }
        }
        for _ in 0..ROUNDS {
            let (keywords, integers) = values(groups.best_that_are_not_full().into_iter());
            let mut any = Filter::default();
            if !keywords.is_empty() {
                any.should.push(Condition::matches(&*self.group_by, Match::Keywords(keywords)));
            }
            if !integers.is_empty() {
                any.should.push(Condition::matches(&*self.group_by, Match::Integers(integers)));
            }
            if any.should.is_empty() || !self.round(groups, vec![Condition::filter(any)])? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Fetches points that were not seen yet; returns whether there may be more.
    fn round(&self, groups: &mut Groups, mut conditions: Vec<Condition>) -> Result<bool, Error> {
        let mut query = self.base.clone();
        conditions.extend(self.filter.clone().map(Condition::filter));
        let mut filter = Filter::must(conditions);
        filter.must_not.push(Condition::is_empty(&*self.group_by));
        if !groups.seen.is_empty() {
            filter.must_not.push(Condition::has_id(groups.seen.iter().copied()));
        }
        query.filter = Some(filter);
        let points = super::run(self.registry, query)?;
        let full = self.base.limit.is_some_and(|limit| points.len() >= size(limit));
        groups.add(points);
        Ok(full)
    }
}

/// Returns the values of groups as filters take them.
fn values<'a>(ids: impl Iterator<Item = &'a GroupId>) -> (Vec<String>, Vec<i64>) {
    let (mut keywords, mut integers) = (Vec::new(), Vec::new());
    for id in ids {
        match id {
            GroupId::String(text) => keywords.push(text.clone()),
            GroupId::Integer(number) => integers.push(*number),
            // No filter can have a larger one.
            GroupId::Unsigned(number) => integers.extend(i64::try_from(*number).ok()),
        }
    }
    (keywords, integers)
}

/// Points and their groups.
struct Groups {
    path: JsonPath,
    limit: usize,
    size: usize,
    points: Vec<ScoredPoint>,
    seen: BTreeSet<PointId>,
    /// The places of their points, in the order in which they were found.
    groups: Vec<(GroupId, Vec<usize>)>,
    index: HashMap<GroupId, usize>,
    /// Whether small scores are better, once that can be told.
    ascending: Option<bool>,
}

impl Groups {
    fn new(path: JsonPath, limit: usize, size: usize) -> Self {
        Self {
            path,
            limit,
            size,
            points: Vec::new(),
            seen: BTreeSet::new(),
            groups: Vec::new(),
            index: HashMap::new(),
            ascending: None,
        }
    }

    fn add(&mut self, points: Vec<ScoredPoint>) {
        if let (None, Some(first), Some(last)) = (self.ascending, points.first(), points.last())
            && first.score != last.score
        {
            self.ascending = Some(first.score < last.score);
        }
        for mut point in points {
            if !self.seen.insert(point.id) {
                continue;
            }
            let place = self.points.len();
            for id in self.ids(&point) {
                let group = *self.index.entry(id).or_insert_with_key(|id| {
                    self.groups.push((id.clone(), Vec::new()));
                    self.groups.len() - 1
                });
                if let Some((_, places)) = self.groups.get_mut(group) {
                    places.push(place);
                }
            }
            point.payload = qdrant_core::Payload::new();
            self.points.push(point);
        }
    }

    /// Returns the groups of a point; it has none if one of its values cannot be the id of a group.
    fn ids(&self, point: &ScoredPoint) -> Vec<GroupId> {
        let mut ids = Vec::new();
        for value in self.path.value_get(&point.payload.0) {
            let several = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            for value in several {
                let id = match value {
                    qdrant_core::Value::String(text) => GroupId::from(text.as_str()),
                    qdrant_core::Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                        (Some(number), _) => GroupId::from(number),
                        (None, Some(number)) => GroupId::from(number),
                        (None, None) => return Vec::new(),
                    },
                    qdrant_core::Value::Null
                    | qdrant_core::Value::Bool(_)
                    | qdrant_core::Value::Array(_)
                    | qdrant_core::Value::Object(_) => return Vec::new(),
                };
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        ids
    }

    fn full(&self) -> Vec<&GroupId> {
        self.groups.iter().filter(|(_, places)| places.len() >= self.size).map(|(id, _)| id).collect()
    }

    /// Puts places into the order of their scores; equal ones stay in the order in which they were found.
    fn sort<T>(&self, items: &mut [T], place: impl Fn(&T) -> Option<usize>) {
        let score =
            |item: &T| place(item).and_then(|place| self.points.get(place)).map_or(0.0, |point| point.score);
        match self.ascending {
            Some(true) => items.sort_by(|one, other| score(one).total_cmp(&score(other))),
            Some(false) => items.sort_by(|one, other| score(other).total_cmp(&score(one))),
            None => {}
        }
    }

    /// Returns the best groups, each with its best points first.
    fn best(&self) -> Vec<(GroupId, Vec<usize>)> {
        let mut groups = self.groups.clone();
        for (_, places) in &mut groups {
            self.sort(places, |place| Some(*place));
            places.truncate(self.size);
        }
        self.sort(&mut groups, |(_, places)| places.first().copied());
        groups.truncate(self.limit);
        groups
    }

    fn best_that_are_not_full(&self) -> Vec<&GroupId> {
        let best = self.best();
        let lacking = best.iter().filter(|(_, places)| places.len() < self.size);
        lacking.filter_map(|(id, _)| self.index.get_key_value(id).map(|(id, _)| id)).collect()
    }

    fn finish(
        self,
        collection: &Collection,
        with_payload: Option<&WithPayloadSelector>,
        with_vectors: Option<&WithVectorsSelector>,
    ) -> Result<Vec<PointGroup>, Error> {
        let best = self.best();
        let ids: BTreeSet<PointId> = best
            .iter()
            .flat_map(|(_, places)| places)
            .filter_map(|place| self.points.get(*place))
            .map(|point| point.id)
            .collect();
        let found = retrieve(collection, ids, with_payload, false, with_vectors)?;
        let hit = |place: &usize| {
            let mut hit = self.points.get(*place)?.clone();
            let RetrievedPoint { payload, vectors, .. } = found.get(&hit.id)?.clone();
            hit.payload = payload;
            hit.vectors = vectors;
            Some(hit)
        };
        let group = |(id, places): (GroupId, Vec<usize>)| {
            let hits: Vec<_> = places.iter().filter_map(hit).collect();
            // Its points may have been deleted since.
            (!hits.is_empty()).then_some(PointGroup { id, hits, lookup: None })
        };
        Ok(best.into_iter().filter_map(group).collect())
    }
}

fn retrieve(
    collection: &Collection,
    ids: impl IntoIterator<Item = PointId>,
    with_payload: Option<&WithPayloadSelector>,
    default_payload: bool,
    with_vectors: Option<&WithVectorsSelector>,
) -> Result<HashMap<PointId, RetrievedPoint>, Error> {
    let payload = payload_selector(with_payload, default_payload)?;
    let vectors = vectors_selector(with_vectors);
    let records = collection.read(|shard| shard.retrieve(&engine_ids(ids), payload, vectors))?;
    Ok(records.into_iter().map(record).map(|point| (point.id, point)).collect())
}

/// Points of another collection whose ids are those of the groups.
struct Lookup {
    collection: std::sync::Arc<Collection>,
    with_payload: Option<WithPayloadSelector>,
    with_vectors: Option<WithVectorsSelector>,
}

impl Lookup {
    fn new(registry: &Registry, lookup: WithLookup) -> Result<Self, Error> {
        let WithLookup { collection, with_payload, with_vectors } = lookup;
        payload_selector(with_payload.as_ref(), true).map_err(|error| error.within("with_lookup"))?;
        let collection =
            registry.get(&collection).map_err(|error| error.with_field("with_lookup.collection"))?;
        Ok(Self { collection, with_payload, with_vectors })
    }

    fn attach(&self, groups: &mut [PointGroup]) -> Result<(), Error> {
        let ids: BTreeSet<PointId> = groups.iter().filter_map(|group| point_id(&group.id)).collect();
        let payload = self.with_payload.as_ref();
        let found = retrieve(&self.collection, ids, payload, true, self.with_vectors.as_ref())?;
        for group in groups {
            group.lookup = point_id(&group.id).and_then(|id| found.get(&id).cloned());
        }
        Ok(())
    }
}

/// Returns the point that the id of a group can be.
fn point_id(id: &GroupId) -> Option<PointId> {
    match id {
        GroupId::Unsigned(number) => Some(PointId::from(*number)),
        GroupId::Integer(number) => u64::try_from(*number).ok().map(PointId::from),
        GroupId::String(text) => text.parse::<qdrant_core::Uuid>().ok().map(PointId::from),
    }
}
