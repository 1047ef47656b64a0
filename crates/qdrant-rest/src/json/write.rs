//! Writing JSON.

use bytes::Bytes;
use qdrant_core::{Error, ErrorKind};
use serde::Serialize;

use crate::json::path;

/// Room for a small request.
const FIRST_CAPACITY: usize = 256;

/// Writes a value; a failure names the place.
pub(crate) fn write(value: &impl Serialize) -> Result<Bytes, Error> {
    let mut text = Vec::with_capacity(FIRST_CAPACITY);
    match serde_json::to_writer(&mut text, value) {
        Ok(()) => Ok(text.into()),
        Err(error) => {
            let message = format!("cannot be written as JSON: {error}");
            let place = path::of(&text);
            let failed = Error::new(ErrorKind::Encode, message).with_source(error);
            Err(if place.is_empty() { failed } else { failed.with_field(place) })
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Serializer;
    use serde::ser::Error as _;

    use super::*;

    struct Unwritable;

    impl Serialize for Unwritable {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(S::Error::custom("known by its protobuf number only"))
        }
    }

    #[derive(Serialize)]
    struct Params {
        size: u64,
        distance: Unwritable,
    }

    #[test]
    fn a_failure_names_the_field() {
        #[derive(Serialize)]
        struct Body {
            names: [&'static str; 2],
            vectors: Vec<Params>,
        }
        let params = |size| Params { size, distance: Unwritable };
        let body = Body { names: ["a,b", "c\"{"], vectors: vec![params(1)] };
        let error = write(&body).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Encode);
        assert_eq!(error.field(), Some("vectors[0].distance"));
        assert!(error.message().contains("protobuf number"), "{error}");
    }

    #[test]
    fn what_can_be_written_is() {
        assert_eq!(write(&serde_json::json!({"a": [1.5, null]})).unwrap(), r#"{"a":[1.5,null]}"#);
    }
}
