//! Ids, paths and what a read returns of a point.

use std::collections::BTreeSet;

use qdrant_core::{
    Error, ErrorKind, OrderBy, PointId, StartFrom, Value, WithPayloadSelector, WithVectorsSelector,
};

use crate::engine::{self, JsonPath, PayloadSelector, WithPayloadInterface, WithVector};

pub(crate) fn engine_id(id: PointId) -> engine::PointId {
    match id {
        PointId::Num(number) => engine::PointId::NumId(number),
        PointId::Uuid(uuid) => engine::PointId::Uuid(uuid),
    }
}

pub(crate) fn engine_ids(ids: impl IntoIterator<Item = PointId>) -> Vec<engine::PointId> {
    ids.into_iter().map(engine_id).collect()
}

/// Reads the path of a payload field, such as `country.cities[].name`.
pub(crate) fn json_path(path: &str) -> Result<JsonPath, Error> {
    path.parse().map_err(|()| Error::new(ErrorKind::InvalidRequest, format!("Invalid json path: '{path}'")))
}

/// Returns the path of what must be read to know the values at another.
///
/// The engine leaves out the elements of arrays that are named by their number.
pub(crate) fn json_root(path: &JsonPath) -> JsonPath {
    JsonPath { first_key: path.first_key.clone(), rest: Vec::new() }
}

fn json_paths(field: &str, paths: &[String]) -> Result<Vec<JsonPath>, Error> {
    let path = |(index, path): (usize, &String)| {
        json_path(path).map_err(|error| error.within(&format!("{field}[{index}]")))
    };
    paths.iter().enumerate().map(path).collect()
}

pub(crate) fn payload_selector(
    selector: Option<&WithPayloadSelector>,
    default: bool,
) -> Result<WithPayloadInterface, Error> {
    Ok(match selector {
        None => WithPayloadInterface::Bool(default),
        Some(WithPayloadSelector::Enable(enable)) => WithPayloadInterface::Bool(*enable),
        Some(WithPayloadSelector::Include(fields)) => {
            WithPayloadInterface::Fields(json_paths("with_payload.include", fields)?)
        }
        Some(WithPayloadSelector::Exclude(fields)) => WithPayloadInterface::Selector(
            PayloadSelector::new_exclude(json_paths("with_payload.exclude", fields)?),
        ),
    })
}

pub(crate) fn vectors_selector(selector: Option<&WithVectorsSelector>) -> WithVector {
    match selector {
        None => WithVector::Bool(false),
        Some(WithVectorsSelector::Enable(enable)) => WithVector::Bool(*enable),
        Some(WithVectorsSelector::Include(names)) => {
            // The unnamed vector has its own shape unless it is asked for twice.
            let names: BTreeSet<&String> = names.iter().collect();
            WithVector::Selector(names.into_iter().cloned().collect())
        }
    }
}

pub(crate) fn order_by(order: &OrderBy) -> Result<engine::OrderBy, Error> {
    let OrderBy { key, direction, start_from } = order;
    let start_from = match start_from {
        None => None,
        Some(StartFrom::Float(value)) => Some(engine::StartFrom::Float(*value)),
        Some(StartFrom::Integer(value)) => Some(engine::StartFrom::Integer(*value)),
        Some(StartFrom::Datetime(time)) => {
            let time = serde_json::from_value(Value::String(time.to_string())).map_err(|error| {
                Error::invalid("start_from", format!("the engine cannot keep the time: {error}"))
                    .with_source(error)
            })?;
            Some(time)
        }
    };
    Ok(engine::OrderBy {
        key: json_path(key).map_err(|error| error.within("key"))?,
        direction: direction.map(|direction| match direction {
            qdrant_core::Direction::Asc => engine::Direction::Asc,
            qdrant_core::Direction::Desc => engine::Direction::Desc,
        }),
        start_from,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_path_is_named() {
        let selector = WithPayloadSelector::from(["city", "a..b"]);
        let error = payload_selector(Some(&selector), true).unwrap_err();
        assert_eq!(error.to_string(), "invalid request: with_payload.include[1]: Invalid json path: 'a..b'");
    }

    #[test]
    fn a_vector_that_is_asked_for_twice_is_read_once() {
        let twice = vectors_selector(Some(&WithVectorsSelector::from(["b", "", "b", ""])));
        assert_eq!(twice, WithVector::Selector(vec![String::new(), "b".to_owned()]));
    }

    #[test]
    fn a_start_keeps_its_kind() {
        let start =
            |start: StartFrom| order_by(&OrderBy::new("a").start_from(start)).unwrap().start_from.unwrap();
        assert_eq!(start(StartFrom::Float(1.0)), engine::StartFrom::Float(1.0));
        assert_eq!(start(StartFrom::Integer(1)), engine::StartFrom::Integer(1));
        let time = start(StartFrom::Datetime("2024-02-29".parse().unwrap()));
        assert!(matches!(time, engine::StartFrom::Datetime(_)), "{time:?}");
    }
}
