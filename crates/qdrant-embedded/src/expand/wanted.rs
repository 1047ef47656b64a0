//! What is to be found out about points, and the conditions that say it.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hasher;

use qdrant_core::{Condition, FieldClause, FieldCondition, Match, PointId, SliceCondition, Value};
use siphasher::sip::SipHasher24;

use crate::convert::json_path;
use crate::engine::JsonPath;

/// A condition that the engine does not have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Wanted {
    /// A part of the collection by id: the slices of one total are disjoint and together everything.
    Slice(SliceCondition),
    Text(Texts),
}

/// A match of the texts at a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Texts {
    pub(super) path: JsonPath,
    pattern: Pattern,
    /// Whether it is about the elements of a list.
    pub(super) in_list: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Pattern {
    Prefix(String),
    Substring(String),
}

/// Where a condition holds.
#[derive(Debug)]
pub(super) enum Found {
    Points(Vec<PointId>),
    Texts(BTreeSet<String>),
}

impl Wanted {
    fn of(condition: &Condition, list: Option<&str>) -> Option<Self> {
        match condition {
            // The elements of a list are in no slice.
            Condition::Slice(slice) if list.is_none() => Some(Self::Slice(*slice)),
            Condition::Field(FieldCondition { key, clause: FieldClause::Match(wanted) }) => {
                Texts::of(key, wanted, list).map(Self::Text)
            }
            Condition::Field(_)
            | Condition::IsEmpty(_)
            | Condition::IsNull(_)
            | Condition::HasId(_)
            | Condition::HasVector(_)
            | Condition::Slice(_)
            | Condition::Nested(_)
            | Condition::Filter(_) => None,
        }
    }

    /// Creates an empty place for what is found.
    pub(super) fn nothing(&self) -> Found {
        match self {
            Self::Text(Texts { in_list: true, .. }) => Found::Texts(BTreeSet::new()),
            Self::Text(_) | Self::Slice(_) => Found::Points(Vec::new()),
        }
    }
}

impl Texts {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the engine has the others")]
    fn of(key: &str, wanted: &Match, list: Option<&str>) -> Option<Self> {
        let pattern = match wanted {
            Match::Prefix(text) => Pattern::Prefix(text.clone()),
            Match::Substring(text) => Pattern::Substring(text.clone()),
            _ => return None,
        };
        // A path that cannot be read is refused where filters are translated.
        json_path(key).ok()?;
        let path = match list {
            None => json_path(key),
            Some(list) => json_path(&format!("{list}.{key}")),
        };
        Some(Self { path: path.ok()?, pattern, in_list: list.is_some() })
    }

    /// Returns the texts of a point that match.
    pub(super) fn matching<'a>(
        &'a self,
        payload: &'a serde_json::Map<String, Value>,
    ) -> impl Iterator<Item = &'a str> {
        let values = self.path.value_get(payload).into_iter();
        // As every match it looks at the elements of an array as well, but not at those of arrays in there.
        let elements =
            values.flat_map(|value| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice));
        elements.filter_map(Value::as_str).filter(|text| self.pattern.matches(text))
    }
}

impl Pattern {
    fn matches(&self, text: &str) -> bool {
        match self {
            Self::Prefix(prefix) => text.starts_with(prefix),
            Self::Substring(part) => text.contains(part),
        }
    }
}

/// Adds what must be found out about a condition.
pub(super) fn collect(wanted: &mut Vec<Wanted>, condition: &Condition, list: Option<&str>) {
    wanted.extend(Wanted::of(condition, list));
}

/// Replaces a condition by where it holds.
pub(super) fn replace(found: &HashMap<Wanted, Found>, condition: &mut Condition, list: Option<&str>) {
    let Some(found) = Wanted::of(condition, list).and_then(|wanted| found.get(&wanted)) else {
        return;
    };
    match (found, condition) {
        (Found::Points(ids), condition) => *condition = Condition::has_id(ids.iter().copied()),
        (Found::Texts(texts), Condition::Field(FieldCondition { clause, key: _ })) => {
            *clause = FieldClause::Match(Match::keywords(texts));
        }
        // Texts are looked for on behalf of fields only.
        (Found::Texts(_), _) => {}
    }
}

/// An id is in the slice of its SipHash-2-4, with a key of zeros, modulo the number of slices; as on a server.
pub(super) fn is_in_slice(slice: SliceCondition, id: PointId) -> bool {
    let SliceCondition { total, index } = slice;
    let mut hasher = SipHasher24::new();
    match id {
        PointId::Num(number) => hasher.write(&number.to_le_bytes()),
        PointId::Uuid(uuid) => hasher.write(uuid.as_bytes()),
    }
    hasher.finish().checked_rem(u64::from(total)) == Some(u64::from(index))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn slices_are_disjoint_and_together_everything() {
        for total in [1, 2, 7] {
            for id in (0..1_000_u64).map(|number| PointId::from(number * 8)) {
                let found = (0..total)
                    .filter(|index| is_in_slice(SliceCondition { total, index: *index }, id))
                    .count();
                assert_eq!(found, 1, "{id} of {total}");
            }
        }
    }

    #[test]
    fn the_slices_are_those_of_a_server() {
        // Index out of 1000 for some ids, as Qdrant's Python client computes it without a server.
        let uuid: PointId = "936da01f-9abd-4d9d-80c7-02af85c822a8".parse().unwrap();
        for (id, index) in [(PointId::from(0), 119), (1.into(), 398), (u64::MAX.into(), 430), (uuid, 669)] {
            assert!(is_in_slice(SliceCondition { total: 1_000, index }, id), "{id}");
        }
    }

    #[test]
    fn ids_in_steps_are_spread() {
        let first = SliceCondition { total: 8, index: 0 };
        let in_first =
            (0..8_000_u64).step_by(8).filter(|number| is_in_slice(first, (*number).into())).count();
        assert!((60..190).contains(&in_first), "{in_first} of 1000");
    }

    #[test]
    fn texts_match_as_they_are_written_and_one_by_one() {
        let payload = json!({
            "a": "Straße", "b": { "c": ["Street", ["Strand"], 7, null, "street"] },
            "d": [{ "e": "Strom" }, { "e": ["Stroh", {}] }, "Strick"],
        });
        let payload = payload.as_object().unwrap();
        let matching = |key: &str, wanted: Match| {
            let texts = Texts::of(key, &wanted, None).unwrap();
            texts.matching(payload).map(ToOwned::to_owned).collect::<Vec<_>>()
        };
        let prefix = |text: &str| Match::Prefix(text.to_owned());
        let substring = |text: &str| Match::Substring(text.to_owned());
        assert_eq!(matching("a", prefix("Str")), ["Straße"]);
        assert_eq!(matching("a", substring("aß")), ["Straße"]);
        assert!(matching("a", prefix("str")).is_empty());
        assert!(matching("a", prefix("Straßen")).is_empty());
        assert_eq!(matching("b.c", prefix("S")), ["Street"]);
        assert_eq!(matching("b.c", substring("")), ["Street", "street"]);
        assert_eq!(matching("b.c[]", prefix("Str")), ["Street", "Strand"]);
        assert_eq!(matching("b.c[4]", prefix("")), ["street"]);
        assert_eq!(matching("d[].e", prefix("Str")), ["Strom", "Stroh"]);
        assert!(matching("d.e", prefix("")).is_empty());
        assert!(matching("b", prefix("")).is_empty());
        assert!(Texts::of("a[", &prefix(""), None).is_none());
        assert!(Texts::of("a", &Match::from("x"), None).is_none());
    }

    #[test]
    fn ids_take_the_place_of_a_condition_and_texts_that_of_a_clause() {
        let mut condition = Condition::matches_prefix("a", "x");
        let (mut points, mut list) = (Vec::new(), Vec::new());
        collect(&mut points, &condition, None);
        collect(&mut list, &condition, Some("l[]"));
        let found = HashMap::from([
            (points.remove(0), Found::Points(vec![7.into()])),
            (list.remove(0), Found::Texts(BTreeSet::from(["xy".to_owned()]))),
        ]);
        let mut element = condition.clone();
        replace(&found, &mut element, Some("l[]"));
        assert_eq!(element, Condition::matches("a", ["xy"]));
        replace(&found, &mut condition, None);
        assert_eq!(condition, Condition::has_id([7_u64]));
    }

    #[test]
    fn a_slice_of_the_elements_of_a_list_stays() {
        let mut wanted = Vec::new();
        collect(&mut wanted, &Condition::slice(1, 0), Some("l[]"));
        assert!(wanted.is_empty());
    }
}
