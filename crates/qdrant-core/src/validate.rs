//! Checks that every operation shares.

use std::time::Duration;

use crate::error::Error;
use crate::model::{Filter, PointsSelector};

/// Characters that the name of a new collection must not have.
const FORBIDDEN: &[char] = &['<', '>', ':', '"', '/', '\\', '|', '?', '*', '\0'];

/// The longest name of a new collection, in bytes.
const MAX_NAME_LENGTH: usize = 255;

/// Checks the name of a collection that may exist.
///
/// Collections made by old servers may have names that a new one could not get, so only what no server can have is
/// refused.
pub(crate) fn collection_name(name: &str) -> Result<(), Error> {
    match name {
        "" => Err(Error::invalid("collection_name", "the name of the collection is empty")),
        "." | ".." => Err(Error::invalid("collection_name", format!("{name:?} is no name of a collection"))),
        _ => Ok(()),
    }
}

/// Checks the name of a collection or alias that is to be created.
pub(crate) fn new_name(field: &str, name: &str) -> Result<(), Error> {
    if name.is_empty() {
        return Err(Error::invalid(field, "the name is empty"));
    }
    if name == "." || name == ".." {
        return Err(Error::invalid(field, format!("{name:?} is no name of a collection")));
    }
    if name.len() > MAX_NAME_LENGTH {
        return Err(Error::invalid(
            field,
            format!("the name has {} bytes, more than the {MAX_NAME_LENGTH} that are allowed", name.len()),
        ));
    }
    match name.chars().find(|character| FORBIDDEN.contains(character)) {
        Some(character) => {
            Err(Error::invalid(field, format!("{name:?} contains {character:?}, which no name may have")))
        }
        None => Ok(()),
    }
}

/// Checks that a path segment other than a collection's name is not empty.
pub(crate) fn not_empty(field: &str, text: &str) -> Result<(), Error> {
    if text.is_empty() { Err(Error::invalid(field, "is empty")) } else { Ok(()) }
}

/// Checks a name that becomes a segment of a path: `.` and `..` would name another path.
pub(crate) fn segment(field: &str, name: &str) -> Result<(), Error> {
    match name {
        "" => Err(Error::invalid(field, "is empty")),
        "." | ".." => Err(Error::invalid(field, format!("{name:?} cannot be a name"))),
        _ => Ok(()),
    }
}

/// Checks what a write says about its points: it must say something, be it a list that turned out empty.
pub(crate) fn selection(field: &str, selector: Option<&PointsSelector>) -> Result<(), Error> {
    if selector.is_none() {
        return Err(Error::invalid(field, "neither ids nor a filter say which points to write to"));
    }
    part(field, selector, PointsSelector::check)
}

/// Checks a time that is told to the server.
pub(crate) fn timeout(timeout: Option<Duration>) -> Result<(), Error> {
    match timeout {
        Some(Duration::ZERO) => Err(Error::invalid("timeout", "must be longer than zero")),
        _ => Ok(()),
    }
}

/// Checks a number that must be at least one where it is given.
pub(crate) fn at_least_one(field: &str, number: Option<u64>) -> Result<(), Error> {
    match number {
        Some(0) => Err(Error::invalid(field, "must be at least 1")),
        _ => Ok(()),
    }
}

/// Checks that a number is neither NaN nor infinite where it is given.
pub(crate) fn finite(field: &str, number: impl Into<Option<f64>>) -> Result<(), Error> {
    match number.into() {
        Some(number) if !number.is_finite() => {
            Err(Error::invalid(field, format!("{number} is not a finite number")))
        }
        _ => Ok(()),
    }
}

/// Checks a filter.
pub(crate) fn filter(filter: &Filter) -> Result<(), Error> {
    match filter.find_invalid() {
        None => Ok(()),
        Some((path, what)) => Err(Error::invalid(path, what)),
    }
}

/// Runs a check on an optional part and puts its name in front of the path.
pub(crate) fn part<T>(
    field: &str,
    value: Option<&T>,
    check: impl FnOnce(&T) -> Result<(), Error>,
) -> Result<(), Error> {
    value.map_or(Ok(()), check).map_err(|error| error.within(field))
}

/// Runs a check on each item of a list and puts `field[index]` in front of the path.
pub(crate) fn each<T>(
    field: &str,
    items: &[T],
    check: impl Fn(&T) -> Result<(), Error>,
) -> Result<(), Error> {
    items
        .iter()
        .enumerate()
        .try_for_each(|(index, item)| check(item).map_err(|error| error.within(&format!("{field}[{index}]"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_new_collections_obey_the_server() {
        for name in ["a", "Ünïcode", "with space", "a.b", &"x".repeat(255)] {
            assert!(new_name("collection_name", name).is_ok(), "{name}");
        }
        for name in
            ["", ".", "..", "a/b", "a\\b", "a:b", "a?", "a*", "<a>", "a|b", "a\"", "a\0", &"x".repeat(256)]
        {
            let error = new_name("collection_name", name).unwrap_err();
            assert!(
                error.is_invalid_request() && error.field() == Some("collection_name"),
                "{name}: {error}"
            );
        }
    }

    #[test]
    fn names_of_old_collections_pass() {
        assert!(collection_name("a/b").is_ok());
        assert!(collection_name("").is_err() && collection_name("..").is_err());
    }
}
