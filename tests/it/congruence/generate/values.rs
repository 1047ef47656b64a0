//! Ids, payload and vectors out of a small universe, so that they meet.

use qdrant_client::{
    Map, MultiDenseVector, Payload, PointId, SparseVector, Uuid, Value, Vector, VectorInput, json,
};

use super::dice::Dice;

/// What the values of a field usually are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Keyword,
    Integer,
    Float,
    Bool,
    Text,
    Geo,
    Datetime,
    Uuid,
    Object,
    List,
}

/// The keys of payload.
const KEYS: &[(&str, Field)] = &[
    ("k", Field::Keyword),
    ("n", Field::Integer),
    ("f", Field::Float),
    ("b", Field::Bool),
    ("t", Field::Text),
    ("g", Field::Geo),
    ("d", Field::Datetime),
    ("u", Field::Uuid),
    ("o", Field::Object),
    ("l", Field::List),
    ("a b", Field::Keyword),
    ("größe", Field::Integer),
];

/// Paths to what may be there.
const PATHS: &[(&str, Field)] = &[
    ("k", Field::Keyword),
    ("n", Field::Integer),
    ("f", Field::Float),
    ("b", Field::Bool),
    ("t", Field::Text),
    ("g", Field::Geo),
    ("d", Field::Datetime),
    ("u", Field::Uuid),
    ("o", Field::Object),
    ("l", Field::List),
    ("k[]", Field::Keyword),
    ("n[0]", Field::Integer),
    ("o.k", Field::Keyword),
    ("o.n", Field::Integer),
    ("o.o.k", Field::Keyword),
    ("l[].k", Field::Keyword),
    ("l[].n", Field::Integer),
    ("l[1].n", Field::Integer),
    ("l[].l[].n", Field::Integer),
    ("l.k", Field::Keyword),
    ("\"a b\"", Field::Keyword),
    ("größe", Field::Integer),
    ("missing", Field::Keyword),
];

/// Paths inside of the elements of a list.
const INNER: &[(&str, Field)] = &[
    ("k", Field::Keyword),
    ("n", Field::Integer),
    ("t", Field::Text),
    ("o.k", Field::Keyword),
    ("l", Field::List),
    ("l[].n", Field::Integer),
];

pub(super) const WORDS: &[&str] = &["red", "redish", "green", "Green", "", "re", "Straße", "日本"];
// None above the signed range, which gRPC rounds to a double.
pub(super) const INTEGERS: &[i64] = &[-1, 0, 1, 2, 3, 7, i64::MAX, i64::MIN, (1 << 53) + 1, -(1 << 53) - 1];
pub(super) const FLOATS: &[f64] = &[-1.5, -0.0, 0.0, 0.5, 1.0, 2.0, 2.5, 1e300, 1e-300];
pub(super) const TEXTS: &[&str] =
    &["the quick brown fox", "Quick FOX", "brown", "größe ändert sich", "", "fox-trot, quick!", "日本 語"];
pub(super) const TIMES: &[&str] = &[
    "2024-01-01T00:00:00Z",
    "2024-01-01",
    "2024-01-01T01:00:00+01:00",
    "2024-02-29T12:30:00.5Z",
    "1969-12-31 23:59:59",
    "2024-02-29T12:30:00.500001Z",
];
pub(super) const UUIDS: &[&str] = &[
    "11111111-1111-4111-8111-111111111111",
    "936da01f-9abd-4d9d-80c7-02af85c822a8",
    "936DA01F9ABD4D9D80C702AF85C822A8",
    "urn:uuid:936da01f-9abd-4d9d-80c7-02af85c822a8",
];
pub(super) const PLACES: &[(f64, f64)] =
    &[(0.0, 0.0), (13.4, 52.5), (13.5, 52.5), (179.9, 0.0), (-179.9, 0.0), (5.0, 5.0), (0.0, 89.9)];

pub(super) fn id(dice: &mut Dice) -> PointId {
    match dice.below(24) {
        0 => PointId::Num(u64::MAX),
        1 => PointId::Num((1 << 53) + 1),
        2 => PointId::Uuid(Uuid::from_u128(0x936d_a01f_9abd_4d9d_80c7_02af_85c8_22a8)),
        3 => PointId::Uuid(Uuid::from_u128(1)),
        other => PointId::Num(u64::try_from(other).unwrap() % 14),
    }
}

pub(super) fn path(dice: &mut Dice) -> (String, Field) {
    let (path, field) = dice.pick(PATHS);
    (path.to_owned(), field)
}

pub(super) fn inner_path(dice: &mut Dice) -> (String, Field) {
    let (path, field) = dice.pick(INNER);
    (path.to_owned(), field)
}

pub(super) fn payload(dice: &mut Dice) -> Payload {
    let keys = dice.list(0..8, |dice| dice.pick(KEYS));
    keys.into_iter().map(|(key, field)| (key.to_owned(), value(dice, field))).collect()
}

/// A value of a field: mostly what it usually is, at times a list of it, at times anything.
fn value(dice: &mut Dice, field: Field) -> Value {
    match dice.below(20) {
        0 => Value::Null,
        1 => json!([]),
        2 => json!([null]),
        3 => {
            let other = dice.pick(KEYS).1;
            typical(dice, other)
        }
        4 => {
            let mut values = dice.list(1..4, |dice| typical(dice, field));
            let other = dice.pick(KEYS).1;
            values.push(typical(dice, other));
            Value::from(values)
        }
        5 => json!([[typical(dice, field)], null]),
        6..9 => dice.list(1..4, |dice| typical(dice, field)).into(),
        _ => typical(dice, field),
    }
}

fn typical(dice: &mut Dice, field: Field) -> Value {
    match field {
        Field::Keyword => dice.pick(WORDS).into(),
        Field::Integer => dice.pick(INTEGERS).into(),
        Field::Float => dice.pick(FLOATS).into(),
        Field::Bool => dice.flag().into(),
        Field::Text => dice.pick(TEXTS).into(),
        Field::Geo => {
            let (lon, lat) = dice.pick(PLACES);
            json!({"lon": lon, "lat": lat})
        }
        Field::Datetime => dice.pick(TIMES).into(),
        Field::Uuid => dice.pick(UUIDS).into(),
        Field::Object => object(dice, 2).into(),
        Field::List => dice.list(0..4, |dice| object(dice, 2)).into(),
    }
}

fn object(dice: &mut Dice, depth: usize) -> Map<String, Value> {
    let mut map = Map::new();
    let fields = [("k", Field::Keyword), ("n", Field::Integer), ("t", Field::Text)];
    for (key, field) in fields {
        if dice.flag() {
            map.insert(key.to_owned(), value(dice, field));
        }
    }
    if depth > 0 && dice.one_in(3) {
        map.insert("o".to_owned(), object(dice, depth - 1).into());
    }
    if depth > 0 && dice.one_in(3) {
        map.insert("l".to_owned(), dice.list(0..3, |dice| object(dice, depth - 1)).into());
    }
    map
}

/// What kind of vector has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Dense(usize),
    Multi(usize),
    Sparse,
}

pub(super) fn vector(dice: &mut Dice, shape: Shape) -> Vector {
    match shape {
        Shape::Dense(size) => dense(dice, size).into(),
        Shape::Multi(size) => MultiDenseVector::from(dice.list(1..4, |dice| dense(dice, size))).into(),
        Shape::Sparse => sparse(dice).into(),
    }
}

fn dense(dice: &mut Dice, size: usize) -> Vec<f32> {
    (0..size).map(|_| dice.coordinate()).collect()
}

fn sparse(dice: &mut Dice) -> SparseVector {
    let mut indices: Vec<u32> = vec![0, 1, 2, 5, 9, 100_000, u32::MAX - 1];
    while !indices.is_empty() && !dice.one_in(4) {
        let place = dice.below(indices.len());
        indices.remove(place);
    }
    if dice.flag() {
        indices.reverse();
    }
    let values: Vec<f32> = indices.iter().map(|_| dice.coordinate()).collect();
    SparseVector::new(indices, values)
}

/// A vector to search near, or a point whose vector it is.
pub(super) fn input(dice: &mut Dice, shape: Shape) -> VectorInput {
    if dice.one_in(3) { id(dice).into() } else { vector(dice, shape).into() }
}
