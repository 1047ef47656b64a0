//! Paths into payload, as Qdrant's documentation has them: `a.b`, `a[].b`, `a[0]`, `"a b"`.

use qdrant_client::{Map, Value};

/// One part of a path.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Key(String),
    Index(usize),
    /// Every element.
    All,
}

/// Takes a path apart; it is one that the generator made.
fn parts(path: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix('"') {
            let (key, after) = quoted.split_once('"').unwrap();
            parts.push(Part::Key(key.to_owned()));
            rest = after;
        } else if let Some(inside) = rest.strip_prefix('[') {
            let (index, after) = inside.split_once(']').unwrap();
            parts.push(index.parse().map_or(Part::All, Part::Index));
            rest = after;
        } else {
            rest = rest.strip_prefix('.').unwrap_or(rest);
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (key, after) = rest.split_at(end);
            parts.push(Part::Key(key.to_owned()));
            rest = after;
        }
    }
    parts
}

/// Returns the values at a path.
pub(super) fn get<'a>(path: &str, payload: &'a Map<String, Value>) -> Vec<&'a Value> {
    let mut parts = parts(path).into_iter();
    let Some(Part::Key(first)) = parts.next() else { return Vec::new() };
    let mut values: Vec<&Value> = payload.get(&first).into_iter().collect();
    for part in parts {
        values = values
            .into_iter()
            .flat_map(|value| match (&part, value) {
                (Part::Key(key), Value::Object(map)) => map.get(key).into_iter().collect(),
                (Part::Index(index), Value::Array(items)) => items.get(*index).into_iter().collect(),
                (Part::All, Value::Array(items)) => items.iter().collect::<Vec<_>>(),
                _ => Vec::new(),
            })
            .collect();
    }
    values
}

/// Merges into payload: a null takes its key away.
pub(super) fn merge(payload: &mut Map<String, Value>, changes: &Map<String, Value>) {
    for (key, value) in changes {
        if value.is_null() {
            payload.remove(key);
        } else {
            payload.insert(key.clone(), value.clone());
        }
    }
}

/// Merges into every object at a path, which is made where it leads to nothing or to something else.
pub(super) fn set(path: Option<&str>, payload: &mut Map<String, Value>, changes: &Map<String, Value>) {
    let Some(path) = path else { return merge(payload, changes) };
    let mut root = Value::Object(std::mem::take(payload));
    set_in(&parts(path), &mut root, changes);
    if let Value::Object(map) = root {
        *payload = map;
    }
}

fn set_in(parts: &[Part], value: &mut Value, changes: &Map<String, Value>) {
    match parts.split_first() {
        None => {
            if let Value::Object(map) = into_object(value) {
                merge(map, changes);
            }
        }
        Some((Part::Key(key), rest)) => {
            if let Value::Object(map) = into_object(value) {
                set_in(rest, map.entry(key.clone()).or_insert(Value::Null), changes);
            }
        }
        Some((part, rest)) => {
            if !value.is_array() {
                *value = Value::Array(Vec::new());
            }
            for (place, item) in value.as_array_mut().into_iter().flatten().enumerate() {
                // An element that is not there is not made.
                if *part == Part::All || *part == Part::Index(place) {
                    set_in(rest, item, changes);
                }
            }
        }
    }
}

fn into_object(value: &mut Value) -> &mut Value {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value
}

/// Removes what is at a path.
pub(super) fn remove(path: &str, payload: &mut Map<String, Value>) {
    let mut root = Value::Object(std::mem::take(payload));
    remove_in(&parts(path), &mut root);
    if let Value::Object(map) = root {
        *payload = map;
    }
}

fn remove_in(parts: &[Part], value: &mut Value) {
    let Some((part, rest)) = parts.split_first() else { return };
    match (part, value) {
        (Part::Key(key), Value::Object(map)) if rest.is_empty() => drop(map.remove(key)),
        (Part::Key(key), Value::Object(map)) => {
            map.get_mut(key).into_iter().for_each(|value| remove_in(rest, value))
        }
        // Twice would be another element.
        (Part::Index(_), Value::Array(_)) if rest.is_empty() => {}
        (Part::All, Value::Array(items)) if rest.is_empty() => items.clear(),
        (Part::Index(index), Value::Array(items)) => {
            items.get_mut(*index).into_iter().for_each(|value| remove_in(rest, value));
        }
        (Part::All, Value::Array(items)) => items.iter_mut().for_each(|value| remove_in(rest, value)),
        _ => {}
    }
}
