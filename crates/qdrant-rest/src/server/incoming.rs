//! A request that a server has received.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use qdrant_core::{ByteSource, ByteStream, Error, ErrorKind, ServerError, strictly};
use serde::de::DeserializeOwned;

use crate::json;
use crate::server::error::refused;

/// Names of the path, query and body.
pub(crate) struct Incoming<'a> {
    names: &'a [(&'a str, &'a str)],
    query: &'a str,
    body: &'a [u8],
    /// The file of a body that is streamed.
    file: Option<ByteStream>,
}

impl<'a> Incoming<'a> {
    pub(crate) fn new(names: &'a [(&'a str, &'a str)], query: &'a str, body: &'a [u8]) -> Self {
        Self { names, query, body, file: None }
    }

    /// Creates a request whose body is a file.
    pub(crate) fn uploading(names: &'a [(&'a str, &'a str)], query: &'a str, file: ByteStream) -> Self {
        Self { names, query, body: b"", file: Some(file) }
    }

    /// Returns the value of a placeholder of the path, which the router has decoded.
    pub(crate) fn name(&self, name: &str) -> Result<String, Error> {
        let found = self.names.iter().find(|(placeholder, _)| *placeholder == name);
        let missing = || Error::new(ErrorKind::Server, format!("the router gave no value for {{{name}}}"));
        found.map(|(_, value)| (*value).to_owned()).ok_or_else(missing)
    }

    /// Reads a number in the path.
    pub(crate) fn number<T: FromStr<Err: Display>>(&self, name: &str) -> Result<T, Error> {
        let bad = |error: T::Err| {
            let message = format!("Deserialize error in path parameters: {name}: {error}");
            refused(400, message).with_field(name.to_owned())
        };
        self.name(name)?.parse().map_err(bad)
    }

    /// Returns the file of a body that is streamed.
    pub(crate) fn upload(&self) -> Result<ByteSource, Error> {
        let file = self.file.clone().map(ByteSource::once);
        file.ok_or_else(|| Error::new(ErrorKind::Server, "an upload is read by `decode_upload`"))
    }

    /// Reads a query parameter; unknown ones are nobody's business.
    pub(crate) fn query<T: FromStr<Err: Display>>(&self, name: &str) -> Result<Option<T>, Error> {
        let Some(value) = self.parameter(name) else { return Ok(None) };
        let bad = |error: T::Err| bad_parameter(name, &error);
        value.parse().map(Some).map_err(bad)
    }

    /// Reads the parameter `timeout`, in whole seconds.
    pub(crate) fn timeout(&self) -> Result<Option<Duration>, Error> {
        match self.query("timeout")? {
            Some(0_u64) => Err(bad_parameter("timeout", &"expected a number of seconds, at least 1")),
            seconds => Ok(seconds.map(Duration::from_secs)),
        }
    }

    /// Reads a query parameter that is a list with commas.
    pub(crate) fn list<T: FromStr<Err: Display>>(&self, name: &str) -> Result<Vec<T>, Error> {
        let Some(value) = self.parameter(name) else { return Ok(Vec::new()) };
        let items = value.split(',').map(str::trim).filter(|item| !item.is_empty());
        items.map(|item| item.parse().map_err(|error: T::Err| bad_parameter(name, &error))).collect()
    }

    /// Reads the body.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        strictly(|| json::read(ErrorKind::InvalidRequest, self.body)).map_err(|error| {
            let place = error.field().map(|field| format!("{field}: ")).unwrap_or_default();
            let message = format!("Format error in JSON body: {place}{}", error.message());
            error.with_server(ServerError::http(400, message))
        })
    }

    /// Returns the decoded value of a parameter; the last one if there are several.
    fn parameter(&self, name: &str) -> Option<Cow<'a, str>> {
        let pairs = self.query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let (_, value) = pairs.rev().find(|(key, _)| decoded(key) == name)?;
        Some(decoded(value))
    }
}

fn bad_parameter(name: &str, error: &dyn Display) -> Error {
    refused(400, format!("Deserialize error in query parameters: {name}: {error}"))
        .with_field(name.to_owned())
}

/// Decodes the form encoding of a query.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let spaced = text.replace('+', " ");
    Cow::Owned(percent_decode_str(&spaced).decode_utf8_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use qdrant_core::{ReadConsistency, ReadConsistencyType, WriteOrdering};

    use super::*;

    fn query(text: &str) -> Incoming<'_> {
        Incoming::new(&[], text, b"")
    }

    #[test]
    fn parameters_are_decoded_and_unknown_ones_are_left_alone() {
        let request = query("new=1&wait=true&ordering=%73trong&consistency=majority");
        assert_eq!(request.query("wait").unwrap(), Some(true));
        assert_eq!(request.query("ordering").unwrap(), Some(WriteOrdering::Strong));
        let majority = ReadConsistency::Type(ReadConsistencyType::Majority);
        assert_eq!(request.query("consistency").unwrap(), Some(majority));
        assert_eq!(query("consistency=2").query("consistency").unwrap(), Some(ReadConsistency::Factor(2)));
        assert_eq!(query("").query::<bool>("wait").unwrap(), None);
        assert_eq!(query("wait=false&wait=true").query("wait").unwrap(), Some(true));
        assert_eq!(query("timeout=60").timeout().unwrap(), Some(Duration::from_secs(60)));
    }

    #[test]
    fn bad_parameters_are_named() {
        for text in ["timeout=0", "timeout=-1", "timeout=1.5", "timeout=", "timeout"] {
            let error = query(text).timeout().unwrap_err();
            assert_eq!(error.field(), Some("timeout"), "{text}");
            let server = error.server().unwrap();
            assert_eq!(server.http_status, Some(400));
            assert!(
                server.message.starts_with("Deserialize error in query parameters: timeout: "),
                "{server:?}"
            );
        }
        assert!(query("wait=maybe").query::<bool>("wait").is_err());
    }

    #[test]
    fn a_bad_body_is_told_with_its_place() {
        let request = Incoming::new(&[], "", br#"{"ids":[1,-2]}"#);
        let error = request.json::<std::collections::BTreeMap<String, Vec<u8>>>().unwrap_err();
        let message = &error.server().unwrap().message;
        assert!(message.starts_with("Format error in JSON body: ids[1]: "), "{message}");
        assert!(message.contains("at line 1 column"), "{message}");
    }

    #[test]
    fn numbers_of_the_path_and_lists_of_the_query_are_read() {
        let number = |text| Incoming::new(&[("peer_id", text)], "", b"").number::<u64>("peer_id");
        assert_eq!(number("18446744073709551615").unwrap(), u64::MAX);
        for text in ["", "-1", "1.0", "18446744073709551616", "x"] {
            let error = number(text).unwrap_err();
            assert_eq!(error.field(), Some("peer_id"), "{text}");
            assert_eq!(error.server().unwrap().http_status, Some(400));
        }
        assert_eq!(query("n=1,%202,,3").list::<u8>("n").unwrap(), [1, 2, 3]);
        assert_eq!(query("n=").list::<u8>("n").unwrap(), query("").list::<u8>("n").unwrap());
        assert_eq!(query("n=1,x").list::<u8>("n").unwrap_err().field(), Some("n"));
    }

    #[test]
    fn names_come_from_the_router() {
        let request = Incoming::new(&[("collection_name", "a/b")], "", b"");
        assert_eq!(request.name("collection_name").unwrap(), "a/b");
        assert_eq!(request.name("field_name").unwrap_err().kind(), ErrorKind::Server);
    }
}
