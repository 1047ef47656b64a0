//! Reading JSON.

use qdrant_core::{Error, ErrorKind};
use serde::de::DeserializeOwned;

use crate::json::path;

/// Reads a value; a failure is an error of this kind that names the place.
pub(crate) fn read<T: DeserializeOwned>(kind: ErrorKind, text: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(text).map_err(|error| {
        let place = path::at(text, error.line(), error.column());
        let failed = Error::new(kind, error.to_string()).with_source(error);
        if place.is_empty() { failed } else { failed.with_field(place) }
    })
}

#[cfg(test)]
mod tests {
    use qdrant_core::ScrollResult;

    use super::*;

    #[test]
    fn a_failure_names_the_place() {
        let text = br#"{"points": [
            {"id": 1},
            {"id": "x"}]}"#;
        let error = read::<ScrollResult>(ErrorKind::Decode, text).unwrap_err();
        assert_eq!(error.field(), Some("points[1].id"));
        assert!(error.message().contains("point id") && error.message().contains("line 3"), "{error}");
    }

    #[test]
    fn text_that_is_no_json_has_no_place() {
        assert_eq!(read::<ScrollResult>(ErrorKind::Decode, b"<html>").unwrap_err().field(), None);
        assert_eq!(read::<ScrollResult>(ErrorKind::Decode, b"").unwrap_err().field(), None);
    }
}
