//! What two answers must have in common.
//!
//! Everything, but for what follows.
//!
//! - The number of an operation, and the version that it gives to points: one that is opened again counts what it puts
//!   right. Versions are the same where nothing was opened again.
//! - Collections and aliases are a set without an order.
//! - Which of several points with the same score (and the same value to order by) comes first, and which of them a
//!   limit cuts off, depends on how they are spread over segments. So with groups, whose rank is that of their best
//!   point, and with the rows of a matrix, whose order is that of a random sample.
//! - The last digit of a score: the parts of a sparse one are summed in no order.
//! - Which of several missing points an error names, and on the payload of which a formula fails: the engine goes over
//!   them in no order.
//! - Where a status does not tell the kind of an error, its text does; and space around the text is not kept.
//! - What is unsupported is said by each road in its own words, with what it knows of versions.
//! - Segments, status and indexed vectors of a collection change in the background.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use qdrant_client::{
    Error, ErrorKind, FacetHit, OrderValue, PointGroup, PointId, QueryPoints, Request, Response,
    RetrievedPoint, ScoredPoint, SearchMatrixOffsets, SearchMatrixPair, Value,
};

/// An answer without what may differ.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    /// Something that is the same as a whole.
    Plain(Value),
    /// Lists of which each is ordered by rank, and where they were cut off.
    Ranked(Vec<(Cut, Vec<Ranked>)>),
    /// The kind of an error and what it says, with the field.
    Refused(ErrorKind, String),
}

/// How many are left out at the beginning of a list, and how many there may be in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cut {
    offset: u64,
    limit: u64,
}

/// One of several things in order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ranked {
    /// The score and the value that is ordered by; what has the same is in no order.
    pub(super) rank: (f64, Option<f64>),
    pub(super) id: String,
    pub(super) content: Value,
}

/// What two answers need not have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leave {
    /// How much a score may be off.
    pub(super) rounding: f64,
    /// Whether the numbers of vectors may be off as much.
    pub(super) vectors: bool,
    /// Whether the versions of points are left out.
    pub(super) versions: bool,
}

impl Answer {
    #[expect(clippy::wildcard_enum_match_arm, reason = "most answers are the same as a whole")]
    pub(super) fn of(request: &Request, answer: &Result<Response, Error>) -> Self {
        let response = match answer {
            Ok(response) => response.clone(),
            Err(error) => return Self::Refused(error.kind(), refusal(error)),
        };
        Self::Plain(match response {
            Response::QueryPoints(points) => return ranked(request, [scored(*points)]),
            Response::QueryBatchPoints(lists) => return ranked(request, lists.into_iter().map(scored)),
            Response::QueryPointsGroups(groups) => return ranked(request, [grouped(*groups)]),
            Response::ScrollPoints(page) if page.points.iter().any(|point| point.order_value.is_some()) => {
                return ranked(request, [page.points.into_iter().map(ordered).collect()]);
            }
            Response::SearchMatrixPairs(matrix) => return ranked(request, rows(matrix.pairs)),
            Response::SearchMatrixOffsets(matrix) => return ranked(request, rows(pairs(*matrix))),
            Response::Facet(hits) => return ranked(request, [hits.into_iter().map(counted).collect()]),
            Response::UpdateBatchPoints(mut results) => {
                results.iter_mut().for_each(|result| result.operation_id = None);
                json(&results)
            }
            Response::ListCollections(mut collections) => {
                collections.sort_by(|one, other| one.name.cmp(&other.name));
                json(&collections)
            }
            Response::ListAliases(mut aliases) | Response::ListCollectionAliases(mut aliases) => {
                aliases.sort();
                json(&aliases)
            }
            Response::GetCollectionInfo(info) => {
                json(&(&info.config, &info.payload_schema, info.points_count, &info.warnings))
            }
            response => {
                let mut value = json(&response);
                // The results of all writes but those in a batch.
                if let Some(result) = value.as_object_mut().and_then(|map| map.values_mut().next())
                    && let Some(result) = result.as_object_mut()
                {
                    result.remove("operation_id");
                }
                value
            }
        })
    }

    /// Says what differs, if anything does.
    pub(super) fn difference(&self, other: &Self, leave: Leave) -> Option<String> {
        match (self, other) {
            (Self::Ranked(these), Self::Ranked(those)) if these.len() == those.len() => these
                .iter()
                .zip(those)
                .find_map(|((cut, these), (_, those))| lists(these, those, *cut, leave)),
            (Self::Plain(this), Self::Plain(that)) => values("", this, that, leave),
            (this, that) if this == that => None,
            (this, that) => Some(format!("{this:?}\nagainst {that:?}")),
        }
    }
}

/// Leaves out which point is at fault, the kind, and space that an envelope does not keep.
fn refusal(error: &Error) -> String {
    if error.is_unsupported() {
        return String::new();
    }
    let text = error.details();
    let kind = format!("{}: ", error.kind().as_str());
    let text = text.strip_prefix(&kind).unwrap_or(&text);
    for which in ["No point with id ", "Wrong input: Expected "] {
        if let Some((before, _)) = text.split_once(which) {
            return format!("{before}{which}");
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "these are all that are ranked")]
fn ranked(request: &Request, lists: impl IntoIterator<Item = Vec<Ranked>>) -> Answer {
    let cut = |limit: Option<u64>, default| Cut { offset: 0, limit: limit.unwrap_or(default) };
    let of_query = |query: &QueryPoints| Cut { offset: query.offset.unwrap_or(0), ..cut(query.limit, 10) };
    let cuts: Vec<Cut> = match request {
        Request::QueryPoints(query) => vec![of_query(query)],
        Request::QueryBatchPoints(batch) => batch.query_points.iter().map(of_query).collect(),
        Request::QueryPointsGroups(groups) => vec![cut(groups.limit, 10)],
        Request::ScrollPoints(scroll) => vec![cut(scroll.limit.map(u64::from), 10)],
        Request::Facet(facet) => vec![cut(facet.limit, 10)],
        Request::SearchMatrixPairs(matrix) => vec![cut(matrix.0.limit, 3)],
        Request::SearchMatrixOffsets(matrix) => vec![cut(matrix.0.limit, 3)],
        _ => Vec::new(),
    };
    Answer::Ranked(cuts.into_iter().cycle().zip(lists).collect())
}

fn counted(hit: FacetHit) -> Ranked {
    Ranked { rank: (hit.count as f64, None), id: json(&hit.value).to_string(), content: json(&hit) }
}

fn order_value(value: Option<OrderValue>) -> Option<f64> {
    value.map(|value| match value {
        OrderValue::Int(number) => number as f64,
        OrderValue::Float(number) => number,
    })
}

fn scored(points: Vec<ScoredPoint>) -> Vec<Ranked> {
    let ranked = |point: ScoredPoint| {
        let rank = (point.score.into(), order_value(point.order_value));
        Ranked { rank, id: point.id.to_string(), content: json(&point) }
    };
    points.into_iter().map(ranked).collect()
}

fn ordered(point: RetrievedPoint) -> Ranked {
    Ranked { rank: (0.0, order_value(point.order_value)), id: point.id.to_string(), content: json(&point) }
}

fn grouped(groups: Vec<PointGroup>) -> Vec<Ranked> {
    let ranked = |group: PointGroup| {
        let score = group.hits.first().map_or(0.0, |point| point.score.into());
        let mut hits = scored(group.hits);
        hits.sort_by(|one, other| tie(one, other).then_with(|| one.id.cmp(&other.id)));
        let hits: Vec<_> = hits.into_iter().map(|hit| hit.content).collect();
        let content = json(&(&group.id, hits, &group.lookup));
        Ranked { rank: (score, None), id: json(&group.id).to_string(), content }
    };
    groups.into_iter().map(ranked).collect()
}

fn tie(one: &Ranked, other: &Ranked) -> Ordering {
    // Whether small or large scores are better is of no matter here.
    one.rank.0.total_cmp(&other.rank.0)
}

fn pairs(matrix: SearchMatrixOffsets) -> Vec<SearchMatrixPair> {
    let SearchMatrixOffsets { offsets_row, offsets_col, scores, ids } = matrix;
    let id = |offset: u64| ids[usize::try_from(offset).unwrap()];
    let places = offsets_row.into_iter().zip(offsets_col).zip(scores);
    places.map(|((row, column), score)| SearchMatrixPair { a: id(row), b: id(column), score }).collect()
}

/// The neighbours of each point, by point.
fn rows(pairs: Vec<SearchMatrixPair>) -> Vec<Vec<Ranked>> {
    let mut rows = BTreeMap::<PointId, Vec<Ranked>>::new();
    for pair in pairs {
        let rank = (pair.score.into(), None);
        rows.entry(pair.a).or_default().push(Ranked { rank, id: pair.b.to_string(), content: json(&pair) });
    }
    rows.into_values().collect()
}

fn lists(these: &[Ranked], those: &[Ranked], cut: Cut, leave: Leave) -> Option<String> {
    let ids = |list: &[Ranked]| list.iter().map(|one| (one.id.clone(), one.rank)).collect::<Vec<_>>();
    if these.len() != those.len() {
        return Some(format!("{:?}\nagainst {:?}", ids(these), ids(those)));
    }
    let same = |one: &Ranked, other: &Ranked| {
        let near = |one: f64, other: f64| (one - other).abs() <= leave.rounding * one.abs().max(1.0);
        near(one.rank.0, other.rank.0) && one.rank.1 == other.rank.1
    };
    if !these.iter().zip(those).all(|(one, other)| same(one, other)) {
        return Some(format!("{:?}\nagainst {:?}", ids(these), ids(those)));
    }
    let is_full = u64::try_from(these.len()).unwrap() >= cut.limit;
    let mut start = 0;
    while start < these.len() {
        let end = (start..these.len()).find(|end| !same(&these[start], &these[*end])).unwrap_or(these.len());
        let by_id = |list: &[Ranked]| {
            let mut tied = list[start..end].to_vec();
            tied.sort_by(|one, other| one.id.cmp(&other.id));
            tied
        };
        let (tied, others) = (by_id(these), by_id(those));
        let same_ids = tied.iter().map(|one| &one.id).eq(others.iter().map(|one| &one.id));
        if same_ids {
            let mut both = tied.iter().zip(&others);
            if let Some(difference) =
                both.find_map(|(one, other)| values(&one.id, &one.content, &other.content, leave))
            {
                return Some(difference);
            }
        } else if !(start == 0 && cut.offset > 0 || end == these.len() && is_full) {
            // The first and the last of a part of a list may be some of many that are as good.
            return Some(format!("{:?}\nagainst {:?}", ids(these), ids(those)));
        }
        start = end;
    }
    None
}

fn values(path: &str, this: &Value, that: &Value, leave: Leave) -> Option<String> {
    match (this, that) {
        (Value::Object(these), Value::Object(those)) => {
            let keys = these.keys().chain(those.keys().filter(|key| !these.contains_key(*key)));
            let keys = keys.filter(|key| !leave.versions || *key != "version");
            keys.map(|key| (key, these.get(key), those.get(key))).find_map(|(key, this, that)| {
                match (this, that) {
                    (Some(this), Some(that)) => values(&format!("{path}.{key}"), this, that, leave),
                    (this, that) => Some(format!("{path}.{key}: {this:?} against {that:?}")),
                }
            })
        }
        (Value::Array(these), Value::Array(those)) if these.len() == those.len() => {
            let both = these.iter().zip(those).enumerate();
            let mut both = both.map(|(index, (this, that))| (format!("{path}[{index}]"), this, that));
            both.find_map(|(path, this, that)| values(&path, this, that, leave))
        }
        (Value::Number(one), Value::Number(other)) if one.is_f64() && other.is_f64() => {
            let (one, other) = (one.as_f64().unwrap_or(0.0), other.as_f64().unwrap_or(0.0));
            let may_be_off = path.ends_with(".score") || leave.vectors && path.contains(".vector");
            let near = (one - other).abs() <= leave.rounding * one.abs().max(1.0);
            (one.to_bits() != other.to_bits() && !(may_be_off && near))
                .then(|| format!("{path}: {one} against {other}"))
        }
        _ if this == that => None,
        _ => Some(format!("{path}: {this} against {that}")),
    }
}
