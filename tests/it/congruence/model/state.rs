//! What the model remembers.

use std::collections::BTreeMap;

use qdrant_client::{
    Distance, Map, PayloadFieldSchema, PayloadIndexParams, PayloadSchemaType, PointId, Value, Vector,
};

/// Everything.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) collections: BTreeMap<String, Collection>,
    pub(super) aliases: BTreeMap<String, String>,
}

#[derive(Debug, Default)]
pub(super) struct Collection {
    pub(super) vectors: BTreeMap<String, Kind>,
    /// By path.
    pub(super) indexes: BTreeMap<String, Index>,
    pub(super) points: BTreeMap<PointId, Point>,
}

/// What vectors of a name are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Dense {
        metric: Metric,
        multi: bool,
    },
    Sparse,
    /// A sparse one whose scores depend on how rare its words are.
    Weighed,
    /// One whose numbers are not those that were given.
    Rounded,
}

/// How near two vectors are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Metric {
    Cosine,
    Dot,
    Euclid,
    Manhattan,
}

/// An index over a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Index {
    Keyword,
    Integer { lookup: bool, range: bool },
    Float,
    Geo,
    Text,
    Bool,
    Datetime,
    Uuid,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Point {
    pub(super) payload: Map<String, Value>,
    /// Whether the payload was cleared, and nothing was written since.
    pub(super) bare: bool,
    pub(super) vectors: BTreeMap<String, Vector>,
}

impl State {
    /// Returns the name of a collection that a name or an alias stands for.
    pub(super) fn name<'a>(&'a self, name: &'a str) -> &'a str {
        self.aliases.get(name).map_or(name, String::as_str)
    }

    pub(super) fn get(&self, name: &str) -> Option<&Collection> {
        self.collections.get(self.name(name))
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Collection> {
        let name = self.name(name).to_owned();
        self.collections.get_mut(&name)
    }
}

impl Kind {
    pub(super) fn dense(distance: &Distance, multi: bool) -> Self {
        let metric = match distance {
            Distance::Cosine => Metric::Cosine,
            Distance::Dot => Metric::Dot,
            Distance::Euclid => Metric::Euclid,
            Distance::Manhattan => Metric::Manhattan,
            Distance::Unknown(_) => return Self::Rounded,
        };
        Self::Dense { metric, multi }
    }
}

impl Index {
    pub(super) fn of(schema: &PayloadFieldSchema) -> Option<Self> {
        Some(match (schema, schema.field_type()) {
            (PayloadFieldSchema::Params(PayloadIndexParams::Integer(params)), _) => {
                Self::Integer { lookup: params.lookup.unwrap_or(true), range: params.range.unwrap_or(true) }
            }
            (_, PayloadSchemaType::Integer) => Self::Integer { lookup: true, range: true },
            (_, PayloadSchemaType::Keyword) => Self::Keyword,
            (_, PayloadSchemaType::Float) => Self::Float,
            (_, PayloadSchemaType::Geo) => Self::Geo,
            (_, PayloadSchemaType::Text) => Self::Text,
            (_, PayloadSchemaType::Bool) => Self::Bool,
            (_, PayloadSchemaType::Datetime) => Self::Datetime,
            (_, PayloadSchemaType::Uuid) => Self::Uuid,
            (_, PayloadSchemaType::Unknown(_)) => return None,
        })
    }
}
