//! Reads of points.

use qdrant_client::{
    CountPoints, Direction, FacetCounts, GetPoint, GetPoints, Operation, OrderBy, Request, ScrollPoints,
    StartFrom, Timestamp, WithPayloadSelector, WithVectorsSelector,
};

use super::dice::Dice;
use super::filters::filter;
use super::queries;
use super::values::{FLOATS, Field, INTEGERS, TIMES, id, path};
use super::world::World;

pub(super) fn request(world: &mut World) -> Request {
    let name = world.collection();
    let dice = &mut world.dice;
    match dice.below(20) {
        0 | 1 => {
            let get = GetPoints::new(name, dice.list(0..8, id));
            GetPoints { with_payload: with_payload(dice), with_vectors: with_vectors(dice), ..get }
                .into_request()
        }
        2 => GetPoint::new(name, id(dice)).into_request(),
        3..7 => {
            let order_by = if dice.one_in(3) { Some(order_by(world)) } else { None };
            let dice = &mut world.dice;
            // Both at once are refused.
            let offset = dice.maybe(if order_by.is_some() { 30 } else { 4 }, id);
            ScrollPoints {
                filter: dice.maybe(2, filter),
                offset,
                limit: limit(dice),
                with_payload: with_payload(dice),
                with_vectors: with_vectors(dice),
                order_by,
                ..ScrollPoints::new(name)
            }
            .into_request()
        }
        7..10 => {
            let exact = dice.maybe(2, |_| true);
            CountPoints { filter: Some(filter(dice)), exact, ..CountPoints::new(name) }.into_request()
        }
        10 | 11 => {
            let fields = [Field::Keyword, Field::Integer, Field::Bool, Field::Uuid];
            let key = world.indexed(&fields).0;
            let dice = &mut world.dice;
            FacetCounts {
                filter: dice.maybe(2, filter),
                limit: dice.maybe(2, |dice| u64::try_from(1 + dice.below(20)).unwrap()),
                exact: Some(true),
                ..FacetCounts::new(name, key)
            }
            .into_request()
        }
        _ => queries::request(world, name),
    }
}

pub(super) fn limit<T: From<u8>>(dice: &mut Dice) -> Option<T> {
    dice.maybe(2, |dice| T::from(dice.pick(&[1, 2, 3, 5, 30])))
}

pub(super) fn order_by(world: &mut World) -> OrderBy {
    let (key, field) = world.indexed(&[Field::Integer, Field::Float, Field::Datetime]);
    let dice = &mut world.dice;
    let direction = dice.maybe(2, |dice| dice.pick(Direction::ALL));
    let start_from = dice.maybe(3, |dice| {
        if field == Field::Datetime {
            StartFrom::Datetime(dice.pick(TIMES).parse::<Timestamp>().unwrap())
        } else if dice.flag() {
            StartFrom::Integer(dice.pick(INTEGERS))
        } else {
            StartFrom::Float(dice.pick(FLOATS))
        }
    });
    OrderBy { direction, start_from, ..OrderBy::new(key) }
}

pub(super) fn with_payload(dice: &mut Dice) -> Option<WithPayloadSelector> {
    match dice.below(6) {
        0 => Some(WithPayloadSelector::Include(dice.list(0..3, |dice| path(dice).0))),
        1 => Some(WithPayloadSelector::Exclude(dice.list(0..3, |dice| path(dice).0))),
        2 => Some(WithPayloadSelector::Enable(dice.flag())),
        3 => None,
        _ => Some(WithPayloadSelector::Enable(true)),
    }
}

pub(super) fn with_vectors(dice: &mut Dice) -> Option<WithVectorsSelector> {
    match dice.below(6) {
        0 => Some(WithVectorsSelector::Include(
            dice.list(0..3, |dice| dice.pick(&["d", "m", "s", "x", ""]).to_owned()),
        )),
        1 => Some(WithVectorsSelector::Enable(false)),
        2 => None,
        _ => Some(WithVectorsSelector::Enable(true)),
    }
}
