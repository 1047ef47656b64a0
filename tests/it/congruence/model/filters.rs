//! Which points satisfy a filter, read off the documentation.
//!
//! `None` is what the model cannot say. Rules that are Qdrant's, and not to be guessed:
//!
//! - A condition on a key looks at every value at the path, and in an array at its elements, but no deeper.
//! - Without any value a condition holds only if it is `is_empty: true` or `is_null: false`.
//! - Several values at a path are enough for `is_empty: true` and `is_null: false` if one of them is; with an index
//!   over the path all of them have to be.
//! - `is_null` as a condition of its own sees a null inside of an array with an index only.
//! - An index has values of its own kind only, so that `except` is not about others; one of integers has numbers
//!   without a fraction, one of UUIDs has every spelling.
//! - Inside of the elements of a list there are no ids, no vectors, and no indexes but those of texts.

use std::collections::BTreeMap;

use qdrant_client::{
    Condition, DatetimeRange, FieldClause, FieldCondition, Filter, HasIdCondition, Map, Match, MinShould,
    PointId, Range, Timestamp, Uuid, Value, ValuesCount,
};

use super::geo;
use super::paths::get;
use super::state::{Index, Point};

/// What a filter is about: a point, or an element of one of its lists.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) payload: &'a Map<String, Value>,
    point: Option<(PointId, &'a Point)>,
    indexes: &'a BTreeMap<String, Index>,
}

impl<'a> Subject<'a> {
    pub(super) fn point(id: PointId, point: &'a Point, indexes: &'a BTreeMap<String, Index>) -> Self {
        Self { payload: &point.payload, point: Some((id, point)), indexes }
    }
}

pub(super) fn holds(filter: &Filter, on: Subject<'_>) -> Option<bool> {
    let Filter { should, min_should, must, must_not } = filter;
    let count = |conditions: &[Condition]| -> Option<usize> {
        let each = conditions.iter().map(|one| condition(one, on));
        Some(each.collect::<Option<Vec<_>>>()?.into_iter().filter(|holds| *holds).count())
    };
    let enough = match min_should {
        Some(MinShould { conditions, min_count }) => {
            count(conditions)? >= usize::try_from(*min_count).unwrap()
        }
        None => true,
    };
    let any = should.is_empty() || count(should)? > 0;
    Some(any && enough && count(must)? == must.len() && count(must_not)? == 0)
}

fn condition(condition: &Condition, on: Subject<'_>) -> Option<bool> {
    match condition {
        Condition::Filter(filter) => holds(filter, on),
        Condition::Field(FieldCondition { key, clause }) => field(key, clause, on),
        Condition::IsEmpty(empty) => Some(get(&empty.key, on.payload).into_iter().all(is_empty)),
        Condition::IsNull(null) => {
            let mut values = get(&null.key, on.payload).into_iter();
            let indexed = on.index(&null.key).is_some();
            Some(values.any(|value| value.is_null() || indexed && has_null(value)))
        }
        Condition::HasId(HasIdCondition { has_id }) => {
            Some(on.point.is_some_and(|(id, _)| has_id.contains(&id)))
        }
        Condition::HasVector(has) => {
            Some(on.point.is_some_and(|(_, point)| point.vectors.contains_key(&has.has_vector)))
        }
        // Which of several is left to the hash.
        Condition::Slice(slice) => (slice.total == 1).then_some(true),
        Condition::Nested(nested) => {
            let key = nested.key.strip_suffix("[]").unwrap_or(&nested.key);
            let elements = get(&format!("{key}[]"), on.payload);
            let mut objects = elements.into_iter().filter_map(Value::as_object);
            // Texts are looked up in the index of the whole path, and numbers are looked for in it.
            let odd = |clause: &FieldClause| on.indexes.values().any(|index| is_odd(*index, clause));
            let empty = BTreeMap::new();
            if any_clause(&nested.filter, &odd) {
                return None;
            }
            let on = |payload| Subject { payload, point: None, indexes: &empty };
            objects.try_fold(false, |found, object| Some(found | holds(&nested.filter, on(object))?))
        }
    }
}

impl Subject<'_> {
    fn index(&self, key: &str) -> Option<Index> {
        self.point.and_then(|_| self.indexes.get(key).copied())
    }
}

fn any_clause(filter: &Filter, wanted: &dyn Fn(&FieldClause) -> bool) -> bool {
    let several = filter.min_should.iter().flat_map(|several| &several.conditions);
    let mut all = filter.should.iter().chain(&filter.must).chain(&filter.must_not).chain(several);
    all.any(|condition| match condition {
        Condition::Field(field) => wanted(&field.clause),
        Condition::Filter(filter) => any_clause(filter, wanted),
        Condition::Nested(nested) => any_clause(&nested.filter, wanted),
        Condition::IsEmpty(_)
        | Condition::IsNull(_)
        | Condition::HasId(_)
        | Condition::HasVector(_)
        | Condition::Slice(_) => false,
    })
}

/// Tells whether an index may see something else than what is in the payload: one of texts knows words, one of times
/// takes numbers for times, and one of whole numbers has no others.
fn is_odd(index: Index, clause: &FieldClause) -> bool {
    match (index, clause) {
        (Index::Text, clause) => is_text(clause),
        (Index::Datetime | Index::Integer { range: true, .. }, FieldClause::Range(_)) => true,
        (Index::Integer { range: true, .. } | Index::Float, FieldClause::DatetimeRange(_)) => true,
        _ => false,
    }
}

fn is_text(clause: &FieldClause) -> bool {
    matches!(clause, FieldClause::Match(Match::Text(_) | Match::TextAny(_) | Match::Phrase(_)))
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

fn has_null(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(|items| items.iter().any(Value::is_null))
}

fn field(key: &str, clause: &FieldClause, on: Subject<'_>) -> Option<bool> {
    let values = get(key, on.payload);
    let index = on.index(key);
    match clause {
        FieldClause::IsEmpty(wanted) => {
            let all = values.iter().all(|value| is_empty(value));
            let any = values.iter().any(|value| is_empty(value) == *wanted);
            Some(if index.is_some() || values.is_empty() { all == *wanted } else { any })
        }
        FieldClause::IsNull(wanted) => {
            let some = values.iter().any(|value| has_null(value));
            let any = values.iter().any(|value| has_null(value) == *wanted);
            Some(if index.is_some() || values.is_empty() { some == *wanted } else { any })
        }
        FieldClause::ValuesCount(count) => Some(values.iter().any(|value| {
            let number = match value {
                Value::Null => 0,
                Value::Array(items) => items.len(),
                Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => 1,
            };
            in_count(u64::try_from(number).unwrap(), count)
        })),
        FieldClause::Match(_)
        | FieldClause::Range(_)
        | FieldClause::DatetimeRange(_)
        | FieldClause::GeoBoundingBox(_)
        | FieldClause::GeoRadius(_)
        | FieldClause::GeoPolygon(_) => {
            // On points one of whole numbers is consistent.
            let odd = index.is_some_and(|index| is_odd(index, clause))
                && !matches!((index, clause), (Some(Index::Integer { .. }), FieldClause::Range(_)));
            let elements = values
                .into_iter()
                .flat_map(|value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice));
            let mut checked = elements.map(|value| element(value, clause, index));
            if odd { None } else { checked.try_fold(false, |found, holds| Some(found | holds?)) }
        }
    }
}

fn in_count(number: u64, count: &ValuesCount) -> bool {
    let ValuesCount { lt, gt, gte, lte } = *count;
    lt.is_none_or(|bound| number < bound)
        && gt.is_none_or(|bound| number > bound)
        && gte.is_none_or(|bound| number >= bound)
        && lte.is_none_or(|bound| number <= bound)
}

fn in_range<T: PartialOrd>(value: T, lt: Option<T>, gt: Option<T>, gte: Option<T>, lte: Option<T>) -> bool {
    lt.is_none_or(|bound| value < bound)
        && gt.is_none_or(|bound| value > bound)
        && gte.is_none_or(|bound| value >= bound)
        && lte.is_none_or(|bound| value <= bound)
}

/// Tells whether one value satisfies a clause.
fn element(value: &Value, clause: &FieldClause, index: Option<Index>) -> Option<bool> {
    Some(match clause {
        FieldClause::Match(wanted) => matches(value, wanted, index),
        FieldClause::Range(Range { lt, gt, gte, lte }) => {
            let number = match index {
                // Its values are whole.
                Some(Index::Integer { range: true, .. }) => whole(value).map(|number| number as f64),
                _ => value.as_f64(),
            };
            number.is_some_and(|number| in_range(number, *lt, *gt, *gte, *lte))
        }
        FieldClause::DatetimeRange(DatetimeRange { lt, gt, gte, lte }) => {
            let time = value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
            time.is_some_and(|time| in_range(time, *lt, *gt, *gte, *lte))
        }
        FieldClause::GeoRadius(area) => return geo::in_radius(value, area),
        FieldClause::GeoBoundingBox(area) => geo::in_box(value, area),
        FieldClause::GeoPolygon(area) => return geo::in_polygon(value, area),
        FieldClause::ValuesCount(_) | FieldClause::IsEmpty(_) | FieldClause::IsNull(_) => return None,
    })
}

/// A number without a fraction.
pub(super) fn whole(value: &Value) -> Option<i64> {
    let from_float = |number: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "what does not fit is compared and left out")]
        let whole = number as i64;
        (whole as f64 == number).then_some(whole)
    };
    value.as_i64().or_else(|| value.as_f64().and_then(from_float))
}

fn matches(value: &Value, wanted: &Match, index: Option<Index>) -> bool {
    let text = value.as_str();
    let of_keywords = index == Some(Index::Keyword);
    let of_integers = matches!(index, Some(Index::Integer { lookup: true, .. }));
    let integer = if of_integers { whole(value) } else { value.as_i64() };
    match wanted {
        Match::Keyword(keyword) => is_keyword(text, keyword, index),
        Match::Integer(number) => integer == Some(*number),
        Match::Boolean(flag) => value.as_bool() == Some(*flag),
        Match::Keywords(keywords) if index == Some(Index::Uuid) && !all_uuids(keywords) => {
            text.is_some_and(|text| keywords.iter().any(|keyword| text == keyword))
        }
        Match::Keywords(keywords) => keywords.iter().any(|keyword| is_keyword(text, keyword, index)),
        Match::Integers(numbers) => integer.is_some_and(|integer| numbers.contains(&integer)),
        Match::ExceptKeywords(keywords) => match (text, index) {
            (None, Some(Index::Uuid)) if all_uuids(keywords) => false,
            (Some(text), Some(Index::Uuid)) if all_uuids(keywords) => {
                uuid(text).is_some() && !keywords.iter().any(|keyword| uuid(keyword) == uuid(text))
            }
            (Some(text), _) => !keywords.iter().any(|keyword| text == keyword),
            (None, _) => !of_keywords && !value.is_null(),
        },
        Match::ExceptIntegers(numbers) => match integer {
            Some(integer) => !numbers.contains(&integer),
            None => !of_integers && !value.is_null(),
        },
        Match::Text(part) | Match::Phrase(part) | Match::Substring(part) => {
            text.is_some_and(|text| text.contains(part.as_str()))
        }
        Match::TextAny(words) => {
            text.is_some_and(|text| words.split_whitespace().any(|word| text.contains(word)))
        }
        Match::Prefix(start) => text.is_some_and(|text| text.starts_with(start.as_str())),
    }
}

fn uuid(text: &str) -> Option<Uuid> {
    Uuid::parse_str(text).ok()
}

fn all_uuids(texts: &[String]) -> bool {
    texts.iter().all(|text| uuid(text).is_some())
}

fn is_keyword(text: Option<&str>, keyword: &str, index: Option<Index>) -> bool {
    match (index, uuid(keyword)) {
        (Some(Index::Uuid), Some(wanted)) => text.and_then(uuid) == Some(wanted),
        _ => text == Some(keyword),
    }
}
