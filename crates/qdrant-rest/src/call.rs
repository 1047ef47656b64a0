//! A request before it has an address.

use std::fmt::{Display, Write};
use std::time::Duration;

use http::Method;
use percent_encoding::utf8_percent_encode;
use qdrant_core::{ByteSource, Error, ReadConsistency, WriteOrdering};
use qdrant_http::timeouts::server_seconds;
use serde::Serialize;

use crate::body::Body;
use crate::target::ENCODED;
use crate::upload::Multipart;
use crate::{json, target};

/// An operation as HTTP: method, path, query and body, without the server's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpCall {
    /// The method.
    pub method: Method,
    /// The path, percent-encoded, beginning with `/`.
    pub path: String,
    /// The query without `?`, percent-encoded; empty if there is none.
    pub query: String,
    /// The body.
    pub body: Body,
    /// Whether the operation takes a `timeout` parameter and has none yet.
    takes_timeout: bool,
}

impl HttpCall {
    /// Creates a call without query and body.
    pub(crate) fn new(method: Method, template: &str, names: &[&str]) -> Result<Self, Error> {
        let path = target::fill(template, names)?;
        Ok(Self { method, path, query: String::new(), body: Body::None, takes_timeout: false })
    }

    /// Adds a query parameter if it has a value.
    pub(crate) fn query(mut self, name: &str, value: Option<impl Display>) -> Self {
        if let Some(value) = value {
            self.push_query(name, &value.to_string());
        }
        self
    }

    /// Adds the time that the server is given, if there is one.
    pub(crate) fn timeout(mut self, timeout: Option<Duration>) -> Self {
        match timeout {
            Some(timeout) => self.push_query("timeout", &server_seconds(timeout).to_string()),
            None => self.takes_timeout = true,
        }
        self
    }

    /// Tells the server the time of the call in seconds, unless the operation has a time or takes none.
    pub(crate) fn tell_timeout(&mut self, seconds: u64) {
        if std::mem::take(&mut self.takes_timeout) {
            self.push_query("timeout", &seconds.to_string());
        }
    }

    /// Adds what every read takes.
    pub(crate) fn read_options(
        self,
        consistency: Option<ReadConsistency>,
        timeout: Option<Duration>,
    ) -> Self {
        self.query("consistency", consistency).timeout(timeout)
    }

    /// Adds what every write takes.
    pub(crate) fn write_options(
        self,
        wait: Option<bool>,
        ordering: Option<WriteOrdering>,
        timeout: Option<Duration>,
    ) -> Self {
        self.query("wait", wait).query("ordering", ordering).timeout(timeout)
    }

    /// Sets the body.
    pub(crate) fn json(mut self, body: &impl Serialize) -> Result<Self, Error> {
        self.body = Body::Json(json::write(body)?);
        Ok(self)
    }

    /// Sets a body that is streamed.
    pub(crate) fn upload(mut self, snapshot: ByteSource) -> Self {
        self.body = Body::Multipart(Multipart::new(snapshot));
        self
    }

    /// Returns path and query as they stand in the request line.
    pub fn path_and_query(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    fn push_query(&mut self, name: &str, value: &str) {
        let separator = if self.query.is_empty() { "" } else { "&" };
        let value = utf8_percent_encode(value, ENCODED);
        // Writing to a string cannot fail.
        let _ = write!(self.query, "{separator}{name}={value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call() -> HttpCall {
        HttpCall::new(Method::GET, "/collections", &[]).unwrap()
    }

    #[test]
    fn parameters_without_a_value_are_left_out() {
        let call =
            call().query("wait", None::<bool>).query("consistency", Some(3)).query("ordering", Some("we&ak"));
        assert_eq!(call.path_and_query(), "/collections?consistency=3&ordering=we%26ak");
    }

    #[test]
    fn timeouts_are_rounded_up_to_at_least_a_second() {
        for (timeout, seconds) in [(0, 1), (1, 1), (999, 1), (1_000, 1), (1_001, 2), (60_000, 60)] {
            let call = call().timeout(Some(Duration::from_millis(timeout)));
            assert_eq!(call.query, format!("timeout={seconds}"));
        }
        let longest = call().timeout(Some(Duration::MAX));
        assert_eq!(longest.query, format!("timeout={}", u64::MAX));
    }

    #[test]
    fn the_time_of_the_call_is_told_only_where_none_is_and_one_is_taken() {
        let told = |mut call: HttpCall| {
            call.tell_timeout(9);
            call.query
        };
        assert_eq!(told(call()), "");
        assert_eq!(told(call().timeout(None)), "timeout=9");
        assert_eq!(told(call().timeout(Some(Duration::from_secs(2)))), "timeout=2");
    }
}
