//! Secrets inside of requests: keys among the options of models, and what signs a location.
//!
//! Providers of models want their keys among the options, and a snapshot may be fetched from a signed URL. Both go to
//! the server as they are. `Debug` shows neither, and a serialised form only where nothing is [hidden](hiding).

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::model::Payload;
use crate::secret::PLACEHOLDER;

/// What names of secrets have in them, in lower case and without `-` and `_`.
const SECRET: [&str; 8] =
    ["secret", "apikey", "accesskey", "privatekey", "password", "authorization", "credential", "bearer"];

/// The end of further names; inside of a name it tells of other things, as in `tokenizer` and `max_tokens`.
const SECRET_END: &str = "token";

thread_local! {
    /// How many secrets were hidden on this thread; `None` while they are written as they are.
    static HIDDEN: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Hides the secrets in everything that is serialised inside, and returns how many there were.
pub(crate) fn hiding<T>(serialize: impl FnOnce() -> T) -> (T, usize) {
    /// Puts back what was, also when the work panics.
    struct Former(Option<usize>);
    impl Drop for Former {
        fn drop(&mut self) {
            HIDDEN.set(self.0);
        }
    }

    let _former = Former(HIDDEN.replace(Some(0)));
    let output = serialize();
    (output, HIDDEN.get().unwrap_or_default())
}

/// Serialises options of a model.
pub(crate) fn serialize_options<S: Serializer>(options: &Payload, serializer: S) -> Result<S::Ok, S::Error> {
    match HIDDEN.get() {
        None => options.serialize(serializer),
        Some(hidden) => {
            let mut options = options.clone();
            HIDDEN.set(Some(hidden + hide(&mut options.0)));
            options.serialize(serializer)
        }
    }
}

/// Serialises the location of a snapshot.
pub(crate) fn serialize_location<S: Serializer>(location: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match (HIDDEN.get(), unsigned(location)) {
        (Some(hidden), Cow::Owned(location)) => {
            HIDDEN.set(Some(hidden + 1));
            location.serialize(serializer)
        }
        _ => location.serialize(serializer),
    }
}

/// Options of a model without their secrets, for `Debug`.
pub(crate) struct Options<'a>(pub(crate) &'a Payload);

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut options = self.0.clone();
        hide(&mut options.0);
        options.fmt(f)
    }
}

/// Replaces the secrets, and returns how many there were.
fn hide(map: &mut Map<String, Value>) -> usize {
    let one = |(name, value): (&String, &mut Value)| {
        if is_secret(name) {
            *value = PLACEHOLDER.into();
            1
        } else {
            hide_in(value)
        }
    };
    map.iter_mut().map(one).sum()
}

fn hide_in(value: &mut Value) -> usize {
    match value {
        Value::Object(map) => hide(map),
        Value::Array(values) => values.iter_mut().map(hide_in).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace(['-', '_'], "");
    SECRET.iter().any(|part| name.contains(part)) || name.ends_with(SECRET_END)
}

/// Returns a location without user, password, query and fragment; it is borrowed if it has none.
pub(crate) fn unsigned(location: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = location.split_once("://") else { return location.into() };
    let (place, signature) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
    let (authority, path) = place.split_at(place.find('/').unwrap_or(place.len()));
    let user = authority.rsplit_once('@');
    if user.is_none() && signature.is_empty() {
        return location.into();
    }
    let mut shown = format!("{scheme}://");
    if user.is_some() {
        shown.push_str(PLACEHOLDER);
        shown.push('@');
    }
    shown.push_str(user.map_or(authority, |(_, host)| host));
    shown.push_str(path);
    if !signature.is_empty() {
        shown.push('?');
        shown.push_str(PLACEHOLDER);
    }
    shown.into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Document, Image, InferenceObject, RecoverShardSnapshot, RecoverSnapshot};

    #[test]
    fn names_tell_what_is_secret() {
        for name in [
            "openai-api-key",
            "API_KEY",
            "api-key",
            "jina-apikey",
            "openaiApiKey",
            "hf_token",
            "client-secret",
            "password",
            "aws_secret_access_key",
            "secret_id",
            "access-key",
            "aws_access_key_id",
            "private_key",
            "private_key_pem",
            "Authorization",
            "proxy-authorization",
            "credential",
            "google_credentials",
            "bearer",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in
            ["", "model", "tokens", "max_tokens", "key", "primary_key", "tokenizer", "language", "access"]
        {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn a_location_loses_what_signs_it() {
        for (location, shown) in [
            (
                "https://s3.example/b/s.snapshot?X-Amz-Signature=hush&x=1",
                "https://s3.example/b/s.snapshot?***",
            ),
            ("https://me:hush@db.example:1/s", "https://***@db.example:1/s"),
            ("https://hu/sh@x@db.example", "https://hu/sh@x@db.example"),
            ("https://me@hush@db.example#hush", "https://***@db.example?***"),
            ("https://db.example", "https://db.example"),
            ("file:///qdrant/snapshots/a@b/s", "file:///qdrant/snapshots/a@b/s"),
            ("s-1.snapshot", "s-1.snapshot"),
        ] {
            assert_eq!(unsigned(location), shown);
        }
    }

    #[test]
    fn debug_shows_no_secret_and_the_wire_gets_it() {
        let options = || {
            json!({
                "openai-api-key": "hush", "deep": [{ "aws_secret_access_key": "hush" }], "dimensions": 3,
            })
        };
        let payload = || Payload::try_from(options()).unwrap();
        let signed = "https://me:hush@db.example/s?sig=hush";
        let recover = RecoverSnapshot::new("c", signed).api_key("hush");
        let shard = RecoverShardSnapshot::new("c", 0, signed).api_key("hush");
        let shown = [
            format!("{:?}", Document::new("t", "m").options(payload())),
            format!("{:?}", Image::new("t", "m").options(payload())),
            format!("{:#?}", InferenceObject::new("t", "m").options(payload())),
            format!("{recover:?}"),
            format!("{shard:#?}"),
        ];
        for shown in shown {
            assert!(!shown.contains("hush") && shown.contains("***"), "{shown}");
        }
        let document = Document::new("t", "m").options(payload());
        assert_eq!(serde_json::to_value(&document).unwrap()["options"], options());
        assert_eq!(serde_json::to_value(&recover).unwrap()["location"], signed);

        let (hidden, count) = hiding(|| serde_json::to_value((&document, &recover, &shard)).unwrap());
        assert_eq!(count, 4);
        let json = hidden.to_string();
        assert!(
            !json.contains("hush") && json.contains("db.example") && json.contains("dimensions"),
            "{json}"
        );
        assert_eq!(serde_json::to_value(&document).unwrap()["options"], options(), "only inside");
    }
}
