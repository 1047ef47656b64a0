//! Filters of every kind of condition.

use qdrant_client::{
    Condition, DatetimeRange, FieldClause, FieldCondition, Filter, GeoBoundingBox, GeoLineString, GeoPoint,
    GeoPolygon, GeoRadius, Match, MinShould, PointsSelector, Range, Timestamp, ValuesCount,
};

use super::dice::Dice;
use super::values::{FLOATS, Field, INTEGERS, PLACES, TEXTS, TIMES, UUIDS, WORDS, id, inner_path, path};

pub(super) fn filter(dice: &mut Dice) -> Filter {
    let mut filter = any_filter(dice, 3, false);
    if filter.is_empty() {
        filter.must.push(condition(dice, 2, false));
    }
    filter
}

pub(super) fn selector(dice: &mut Dice) -> PointsSelector {
    if dice.flag() { dice.list(1..5, id).into() } else { filter(dice).into() }
}

fn any_filter(dice: &mut Dice, depth: usize, inside: bool) -> Filter {
    let conditions = |dice: &mut Dice| {
        if dice.one_in(3) { dice.list(1..3, |dice| condition(dice, depth, inside)) } else { Vec::new() }
    };
    let (should, must, must_not) = (conditions(dice), conditions(dice), conditions(dice));
    let min_should = dice.maybe(6, |dice| MinShould {
        // None is refused.
        conditions: if dice.one_in(40) {
            Vec::new()
        } else {
            dice.list(1..4, |dice| condition(dice, depth, inside))
        },
        min_count: u64::try_from(1 + dice.below(3)).unwrap(),
    });
    Filter { should, min_should, must, must_not }
}

/// A condition, `inside` of the elements of a list or on a point.
pub(super) fn condition(dice: &mut Dice, depth: usize, inside: bool) -> Condition {
    match dice.below(20) {
        0 if !inside => Condition::has_id(dice.list(0..6, id)),
        1 if !inside => Condition::has_vector(dice.pick(&["", "d", "e", "m", "s", "x", "none"])),
        2 if !inside => {
            let total = 1 + u32::try_from(dice.below(4)).unwrap();
            Condition::slice(total, u32::try_from(dice.below(8)).unwrap() % total)
        }
        3 => Condition::is_empty(key(dice, inside).0),
        4 => Condition::is_null(key(dice, inside).0),
        5 | 6 if depth > 0 => {
            let key = if inside { "l" } else { dice.pick(&["l", "l[]", "o.l", "l[].l", "g", "k"]) };
            Condition::nested(key, some_filter(dice, depth - 1, true))
        }
        7 | 8 if depth > 0 => Condition::filter(some_filter(dice, depth - 1, inside)),
        _ => {
            let (key, field) = key(dice, inside);
            FieldCondition::new(key, clause(dice, field)).into()
        }
    }
}

fn some_filter(dice: &mut Dice, depth: usize, inside: bool) -> Filter {
    let mut filter = any_filter(dice, depth, inside);
    if filter.is_empty() {
        filter.should.push(condition(dice, depth, inside));
    }
    filter
}

fn key(dice: &mut Dice, inside: bool) -> (String, Field) {
    if inside { inner_path(dice) } else { path(dice) }
}

fn clause(dice: &mut Dice, field: Field) -> FieldClause {
    match dice.below(12) {
        0 => FieldClause::ValuesCount(counts(dice)),
        1 => FieldClause::IsEmpty(dice.flag()),
        2 => FieldClause::IsNull(dice.flag()),
        3 => {
            let all = [Field::Keyword, Field::Integer, Field::Float, Field::Bool, Field::Text, Field::Geo];
            let other = dice.pick(&all);
            fitting(dice, other)
        }
        _ => fitting(dice, field),
    }
}

/// A clause that values of such a field may satisfy.
fn fitting(dice: &mut Dice, field: Field) -> FieldClause {
    match field {
        Field::Keyword | Field::Object | Field::List => words(dice, WORDS),
        Field::Uuid => words(dice, UUIDS),
        Field::Integer => match dice.below(4) {
            0 => Match::Integer(dice.pick(INTEGERS)).into(),
            1 => Match::Integers(dice.list(1..4, |dice| dice.pick(INTEGERS))).into(),
            2 => Match::ExceptIntegers(dice.list(1..4, |dice| dice.pick(INTEGERS))).into(),
            _ => range(dice).into(),
        },
        Field::Float => range(dice).into(),
        Field::Bool => Match::Boolean(dice.flag()).into(),
        Field::Text => text(dice).into(),
        Field::Datetime => times(dice).into(),
        Field::Geo => geo(dice),
    }
}

fn words(dice: &mut Dice, pool: &[&'static str]) -> FieldClause {
    let list = |dice: &mut Dice| dice.list(0..4, |dice| dice.pick(pool).to_owned());
    match dice.below(6) {
        0 | 1 => Match::from(dice.pick(pool)),
        2 => Match::Keywords(list(dice)),
        3 => Match::ExceptKeywords(list(dice)),
        4 => Match::Prefix(start(dice, pool)),
        _ => Match::Substring(start(dice, pool)),
    }
    .into()
}

/// The first letters of a word.
fn start(dice: &mut Dice, pool: &[&'static str]) -> String {
    let length = dice.below(4);
    dice.pick(pool).chars().take(length).collect()
}

fn text(dice: &mut Dice) -> Match {
    let words = ["quick", "fox", "Brown", "größe", "the", "qui", "日本"];
    let text = if dice.flag() {
        dice.pick(TEXTS).to_owned()
    } else {
        dice.list(1..3, |dice| dice.pick(&words)).join(" ")
    };
    match dice.below(4) {
        0 => Match::Text(text),
        1 => Match::TextAny(text),
        2 => Match::Phrase(text),
        _ => Match::Substring(text),
    }
}

fn range(dice: &mut Dice) -> Range {
    let bound = |dice: &mut Dice| dice.maybe(2, |dice| dice.pick(FLOATS));
    Range { lt: bound(dice), gt: bound(dice), gte: bound(dice), lte: bound(dice) }
}

fn times(dice: &mut Dice) -> DatetimeRange {
    let time = |dice: &mut Dice| dice.pick(TIMES).parse::<Timestamp>().unwrap();
    let bound = |dice: &mut Dice| dice.maybe(2, time);
    // One bound at least: without any the condition is one of numbers.
    DatetimeRange { lt: bound(dice), gt: bound(dice), gte: bound(dice), lte: Some(time(dice)) }
}

fn counts(dice: &mut Dice) -> ValuesCount {
    let bound = |dice: &mut Dice| dice.maybe(2, |dice| u64::try_from(dice.below(4)).unwrap());
    ValuesCount { lt: bound(dice), gt: bound(dice), gte: bound(dice), lte: bound(dice) }
}

fn geo(dice: &mut Dice) -> FieldClause {
    let (lon, lat) = dice.pick(PLACES);
    match dice.below(3) {
        // A power of two, which the single of gRPC has too.
        0 => {
            GeoRadius::new(GeoPoint::new(lon, lat), dice.pick(&[0.0, 8_192.0, 65_536.0, 2_097_152.0])).into()
        }
        1 => {
            let (west, south) = dice.pick(PLACES);
            let north = (south + 6.0).min(90.0);
            // Across the antimeridian at times.
            let east = if west > 174.0 { west - 354.0 } else { west + 6.0 };
            GeoBoundingBox::new(
                GeoPoint::new(west - 0.5_f64.min(west + 180.0), north),
                GeoPoint::new(east, south - 0.1),
            )
            .into()
        }
        _ => {
            let (width, height) = dice.pick(&[(6.0, 6.0), (20.0, 60.0)]);
            let (west, south) = ((lon - 0.5).clamp(-180.0, 170.0), (lat - 0.5).clamp(-90.0, 80.0));
            let ring = |inset: f64| {
                let (west, south) = (west + inset, south + inset);
                let (east, north) = ((west + width - inset).min(180.0), (south + height - inset).min(90.0));
                let corners = [(west, south), (east, south), (east, north), (west, north), (west, south)];
                GeoLineString::new(corners.map(|(lon, lat)| GeoPoint::new(lon, lat)))
            };
            let interiors = if dice.one_in(3) { vec![ring(0.25)] } else { Vec::new() };
            GeoPolygon { exterior: ring(0.0), interiors }.into()
        }
    }
}
