//! Ids of points in the place of vectors.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use qdrant_core::{Error, LookupLocation, PointId, PrefetchQuery, Query, QueryPoints, VectorInput};

use super::level::inputs;
use crate::collection::Collection;
use crate::convert::{engine_ids, point_id};
use crate::engine::{VectorStructInternal, WithPayloadInterface, WithVector};
use crate::failure::no_point;
use crate::registry::Registry;

/// Where the vectors of a level's ids come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Source {
    /// Another collection, unless it is the one that is searched.
    collection: Option<String>,
    /// The name of the vector there.
    pub(super) vector: String,
}

impl Source {
    pub(super) fn new(using: &str, lookup_from: Option<&LookupLocation>) -> Self {
        let vector = lookup_from.and_then(|lookup| lookup.vector_name.as_deref()).unwrap_or(using);
        Self {
            collection: lookup_from.map(|lookup| lookup.collection_name.clone()),
            vector: vector.to_owned(),
        }
    }
}

/// The vectors of all points that a query refers to.
#[derive(Debug, Default)]
pub(super) struct Resolver {
    // In order, so that of several faults the same one is always named.
    wanted: BTreeMap<Source, BTreeSet<PointId>>,
    found: BTreeMap<Source, HashMap<PointId, Option<VectorStructInternal>>>,
    /// Sources that are in the collection that is searched.
    own: BTreeSet<Option<String>>,
}

impl Resolver {
    /// Reads the vectors of every point that a query refers to.
    pub(super) fn fetch(
        registry: &Registry,
        own: &Arc<Collection>,
        query: &QueryPoints,
    ) -> Result<Self, Error> {
        let mut resolver = Self { own: BTreeSet::from([None]), ..Self::default() };
        let using = query.using.as_deref().unwrap_or_default();
        resolver.want(using, query.lookup_from.as_ref(), query.query.as_ref());
        resolver.want_all(&query.prefetch);
        for (source, ids) in std::mem::take(&mut resolver.wanted) {
            let collection = match &source.collection {
                None => Arc::clone(own),
                Some(name) => {
                    registry.get(name).map_err(|error| error.with_field("lookup_from.collection"))?
                }
            };
            if Arc::ptr_eq(&collection, own) {
                resolver.own.insert(source.collection.clone());
            }
            crate::convert::VectorSchema::of(&collection.settings().config, &source.vector)?;
            let found = read(&collection, &source.vector, ids)?;
            resolver.found.insert(source, found);
        }
        Ok(resolver)
    }

    fn want_all(&mut self, prefetches: &[PrefetchQuery]) {
        for prefetch in prefetches {
            let using = prefetch.using.as_deref().unwrap_or_default();
            self.want(using, prefetch.lookup_from.as_ref(), prefetch.query.as_ref());
            self.want_all(&prefetch.prefetch);
        }
    }

    fn want(&mut self, using: &str, lookup_from: Option<&LookupLocation>, query: Option<&Query>) {
        let ids = query.map(ids).unwrap_or_default();
        if !ids.is_empty() {
            self.wanted.entry(Source::new(using, lookup_from)).or_default().extend(ids);
        }
    }

    /// Returns the vectors of a point that [`fetch`](Self::fetch) has read; `None` if it lacks the one asked for.
    pub(super) fn vectors(
        &self,
        source: &Source,
        id: PointId,
    ) -> Result<Option<VectorStructInternal>, Error> {
        match self.found.get(source).and_then(|points| points.get(&id)) {
            Some(vectors) => Ok(vectors.clone()),
            None => Err(no_point(id)),
        }
    }

    /// Returns the points that a level refers to and that must not be among its results.
    pub(super) fn excluded(
        &self,
        lookup_from: Option<&LookupLocation>,
        query: Option<&Query>,
    ) -> Vec<PointId> {
        let own = self.own.contains(&lookup_from.map(|lookup| lookup.collection_name.clone()));
        if own { query.map(ids).unwrap_or_default() } else { Vec::new() }
    }
}

fn ids(query: &Query) -> Vec<PointId> {
    let id = |input: &VectorInput| match input {
        VectorInput::Id(id) => Some(*id),
        VectorInput::Dense(_)
        | VectorInput::Sparse(_)
        | VectorInput::MultiDense(_)
        | VectorInput::Document(_)
        | VectorInput::Image(_)
        | VectorInput::Object(_) => None,
    };
    inputs(query).into_iter().filter_map(id).collect()
}

fn read(
    collection: &Collection,
    vector: &str,
    ids: BTreeSet<PointId>,
) -> Result<HashMap<PointId, Option<VectorStructInternal>>, Error> {
    let wanted = engine_ids(ids.iter().copied());
    let only = WithVector::Selector(vec![vector.to_owned()]);
    let records =
        collection.read(|shard| shard.retrieve(&wanted, WithPayloadInterface::Bool(false), only))?;
    let found: HashMap<_, _> =
        records.into_iter().map(|record| (point_id(record.id), record.vector)).collect();
    match ids.into_iter().find(|id| !found.contains_key(id)) {
        Some(missing) => Err(no_point(missing)),
        None => Ok(found),
    }
}
