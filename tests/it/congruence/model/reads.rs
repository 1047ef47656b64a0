//! Reads that need no score.
//!
//! Rules that are Qdrant's, and not to be guessed:
//!
//! - A page in the order of a field has a point once for each of its different values in the index, and no next page.
//! - Where an order starts is a double, also where its values are integers.
//! - A facet counts a point once for each of its values.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use qdrant_client::{
    CountPoints, Direction, FacetCounts, FacetHit, FacetValue, GetPoint, GetPoints, OrderBy, OrderValue,
    Payload, PointId, RetrievedPoint, ScrollPoints, ScrollResult, StartFrom, Timestamp, Value, Vector,
    VectorOutput, VectorsOutput, WithPayloadSelector, WithVectorsSelector,
};

use super::filters::whole;
use super::paths::get;
use super::state::{Collection, Index, Kind, Point};

impl Collection {
    pub(super) fn get_points(&self, operation: &GetPoints) -> Option<Vec<RetrievedPoint>> {
        let mut found = Vec::new();
        let mut seen = Vec::new();
        for id in &operation.ids {
            if let Some(point) = self.points.get(id).filter(|_| !seen.contains(id)) {
                seen.push(*id);
                let payload = payload(point, operation.with_payload.as_ref(), true)?;
                found.push(retrieved(*id, payload, self.output(point, operation.with_vectors.as_ref())?));
            }
        }
        Some(found)
    }

    pub(super) fn get_point(&self, operation: &GetPoint) -> Option<RetrievedPoint> {
        let point = self.points.get(&operation.id)?;
        let vectors = self.output(point, Some(&WithVectorsSelector::Enable(true)))?;
        Some(retrieved(operation.id, Payload::from(point.payload.clone()), vectors))
    }

    pub(super) fn count(&self, operation: &CountPoints) -> Option<u64> {
        let count = self.matching(operation.filter.as_ref())?.len();
        Some(u64::try_from(count).unwrap())
    }

    pub(super) fn scroll(&self, operation: &ScrollPoints) -> Option<ScrollResult> {
        let ScrollPoints { filter, offset, limit, with_payload, with_vectors, order_by, .. } = operation;
        let matching = self.matching(filter.as_ref())?;
        let limit = usize::try_from(limit.unwrap_or(10)).unwrap();
        let found = |id: PointId, order_value: Option<OrderValue>| {
            let point = self.points.get(&id)?;
            let payload = payload(point, with_payload.as_ref(), true)?;
            let vectors = self.output(point, with_vectors.as_ref())?;
            Some(RetrievedPoint { order_value, ..retrieved(id, payload, vectors) })
        };
        if let Some(order) = order_by {
            let mut entries = self.ordered(order, |id| matching.contains(&id))?;
            entries.truncate(limit);
            let points =
                entries.into_iter().map(|(value, id)| found(id, Some(value))).collect::<Option<_>>()?;
            return Some(ScrollResult { points, next_page_offset: None });
        }
        let mut ids = matching.into_iter().filter(|id| offset.is_none_or(|offset| *id >= offset));
        let points = ids.by_ref().take(limit).map(|id| found(id, None)).collect::<Option<_>>()?;
        Some(ScrollResult { points, next_page_offset: ids.next() })
    }

    /// Every value of the points in order.
    pub(super) fn ordered(
        &self,
        order: &OrderBy,
        wanted: impl Fn(PointId) -> bool,
    ) -> Option<Vec<(OrderValue, PointId)>> {
        let OrderBy { key, direction, start_from } = order;
        let index = self.indexes.get(key)?;
        let mut entries = Vec::new();
        for (id, point) in self.points.iter().filter(|(id, _)| wanted(**id)) {
            let mut own: Vec<OrderValue> = Vec::new();
            for value in elements(get(key, &point.payload)) {
                own.extend(order_value(value, *index).filter(|value| !own.contains(value)));
            }
            entries.extend(own.into_iter().map(|value| (value, *id)));
        }
        let number = |value: &OrderValue| match value {
            OrderValue::Int(number) => *number as f64,
            OrderValue::Float(number) => *number,
        };
        let descending = *direction == Some(Direction::Desc);
        entries.sort_by(|(one, _), (other, _)| {
            let order = match (one, other) {
                (OrderValue::Int(one), OrderValue::Int(other)) => one.cmp(other),
                (one, other) => number(one).total_cmp(&number(other)),
            };
            if descending { order.reverse() } else { order }
        });
        if let Some(start) = start_from {
            let start = match start {
                StartFrom::Float(number) => *number,
                StartFrom::Integer(number) => *number as f64,
                StartFrom::Datetime(time) => micros(*time) as f64,
            };
            entries.retain(|(value, _)| {
                let order = match value {
                    OrderValue::Int(number) => compare(*number, start),
                    OrderValue::Float(number) => number.total_cmp(&start),
                };
                // Zero has two signs.
                let same = number(value) == start && order.is_ne() && start == 0.0;
                same || if descending { order.is_le() } else { order.is_ge() }
            });
        }
        Some(entries)
    }

    pub(super) fn facet(&self, operation: &FacetCounts) -> Option<Vec<FacetHit>> {
        let FacetCounts { key, filter, limit, .. } = operation;
        let matching = self.matching(filter.as_ref())?;
        let index = *self.indexes.get(key)?;
        let mut counts = BTreeMap::<String, (FacetValue, u64)>::new();
        for point in matching.iter().filter_map(|id| self.points.get(id)) {
            let values = elements(get(key, &point.payload)).filter_map(|value| facet_value(value, index));
            let own: BTreeMap<_, _> =
                values.map(|value| (serde_json::to_string(&value).unwrap(), value)).collect();
            for (text, value) in own {
                counts.entry(text).or_insert((value, 0)).1 += 1;
            }
        }
        let mut hits: Vec<_> = counts.into_values().map(|(value, count)| FacetHit { value, count }).collect();
        hits.sort_by_key(|hit| Reverse(hit.count));
        hits.truncate(usize::try_from(limit.unwrap_or(10)).unwrap());
        Some(hits)
    }

    pub(super) fn output(
        &self,
        point: &Point,
        wanted: Option<&WithVectorsSelector>,
    ) -> Option<Option<VectorsOutput>> {
        let names: Vec<&String> = match wanted {
            None | Some(WithVectorsSelector::Enable(false)) => return Some(None),
            Some(WithVectorsSelector::Enable(true)) => point.vectors.keys().collect(),
            Some(WithVectorsSelector::Include(names)) => {
                point.vectors.keys().filter(|name| names.contains(name)).collect()
            }
        };
        if names.iter().any(|name| self.vectors.get(*name) == Some(&Kind::Rounded)) {
            return None;
        }
        let mut vectors: BTreeMap<String, VectorOutput> = names
            .into_iter()
            .filter_map(|name| Some((name.clone(), output(point.vectors.get(name)?.clone())?)))
            .collect();
        Some(Some(match vectors.remove("") {
            Some(only) if vectors.is_empty() => VectorsOutput::Single(only),
            unnamed => {
                vectors.extend(unnamed.map(|vector| (String::new(), vector)));
                VectorsOutput::Named(vectors)
            }
        }))
    }
}

/// Values, and the elements of those that are lists.
pub(super) fn elements(values: Vec<&Value>) -> impl Iterator<Item = &Value> {
    values.into_iter().flat_map(|value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice))
}

fn output(vector: Vector) -> Option<VectorOutput> {
    match vector {
        Vector::Dense(vector) => Some(VectorOutput::Dense(vector)),
        Vector::Sparse(vector) => Some(VectorOutput::Sparse(vector)),
        Vector::MultiDense(vectors) => Some(VectorOutput::MultiDense(vectors)),
        Vector::Document(_) | Vector::Image(_) | Vector::Object(_) => None,
    }
}

fn retrieved(id: PointId, payload: Payload, vectors: Option<VectorsOutput>) -> RetrievedPoint {
    RetrievedPoint { id, payload, vectors, shard_key: None, order_value: None }
}

/// The payload that is asked for; of parts of it the model knows those that are whole fields.
pub(super) fn payload(point: &Point, wanted: Option<&WithPayloadSelector>, default: bool) -> Option<Payload> {
    let plain = |keys: &[String]| !keys.iter().any(|key| key.contains(['.', '[', '"']));
    let all = Payload::from(point.payload.clone());
    let part = |keep: &dyn Fn(&String) -> bool| {
        all.iter().filter(|(key, _)| keep(key)).map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    Some(match wanted {
        None if default => all,
        None | Some(WithPayloadSelector::Enable(false)) => Payload::new(),
        Some(WithPayloadSelector::Enable(true)) => all,
        Some(WithPayloadSelector::Include(keys)) if plain(keys) => part(&|key| keys.contains(key)),
        Some(WithPayloadSelector::Exclude(keys)) if plain(keys) => part(&|key| !keys.contains(key)),
        Some(WithPayloadSelector::Include(_) | WithPayloadSelector::Exclude(_)) => return None,
    })
}

/// Compares without rounding the number.
fn compare(number: i64, other: f64) -> Ordering {
    #[expect(clippy::cast_possible_truncation, reason = "what is too large is as large as can be")]
    let whole = other.floor() as i128;
    // One that is equal to the whole part is smaller if there is a fraction.
    i128::from(number).cmp(&whole).then(if other > whole as f64 { Ordering::Less } else { Ordering::Equal })
}

fn micros(time: Timestamp) -> i64 {
    time.unix_seconds() * 1_000_000 + i64::from(time.subsecond_nanoseconds()) / 1_000
}

fn order_value(value: &Value, index: Index) -> Option<OrderValue> {
    match index {
        Index::Integer { range: true, .. } => whole(value).map(OrderValue::Int),
        Index::Float => value.as_f64().map(OrderValue::Float),
        Index::Datetime => {
            value.as_str().and_then(|text| text.parse().ok()).map(|time| OrderValue::Int(micros(time)))
        }
        Index::Integer { .. } | Index::Keyword | Index::Geo | Index::Text | Index::Bool | Index::Uuid => None,
    }
}

fn facet_value(value: &Value, index: Index) -> Option<FacetValue> {
    match index {
        Index::Keyword => value.as_str().map(FacetValue::from),
        Index::Integer { lookup: true, .. } => whole(value).map(FacetValue::from),
        Index::Bool => value.as_bool().map(FacetValue::from),
        Index::Uuid => {
            let uuid = qdrant_client::Uuid::parse_str(value.as_str()?).ok()?;
            Some(FacetValue::from(uuid.as_hyphenated().to_string()))
        }
        Index::Integer { .. } | Index::Float | Index::Geo | Index::Text | Index::Datetime => None,
    }
}
