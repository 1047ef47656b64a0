//! The address of a server as text.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// The address of a server as it is written, before anybody has read it.
///
/// `Debug`, and writing it to a file, hide what stands before an `@` and cut off what stands after a `?` or `#`:
/// addresses with such parts are refused when the client is built, because they may hold a password.
///
/// # Examples
///
/// ```
/// use qdrant_client::ServerUrl;
///
/// let url = ServerUrl::from("http://me:hush@db.example:6333");
/// assert_eq!(format!("{url:?}"), r#""http://***@db.example:6333""#);
/// ```
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct ServerUrl(String);

impl ServerUrl {
    /// Returns the text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn without_secrets(&self) -> String {
        let url = self.0.split(['?', '#']).next().unwrap_or_default();
        let (scheme, rest) = url.split_once("://").map_or(("", url), |(scheme, rest)| (scheme, rest));
        let Some((_, place)) = rest.rsplit_once('@') else { return url.to_owned() };
        if scheme.is_empty() { format!("***@{place}") } else { format!("{scheme}://***@{place}") }
    }
}

impl From<&str> for ServerUrl {
    fn from(url: &str) -> Self {
        Self(url.to_owned())
    }
}

impl From<String> for ServerUrl {
    fn from(url: String) -> Self {
        Self(url)
    }
}

impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.without_secrets(), f)
    }
}

impl Serialize for ServerUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.without_secrets())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_password_is_not_shown() {
        for (url, shown) in [
            ("http://h:6333/p", "http://h:6333/p"),
            ("http://hush:hush@h", "http://***@h"),
            ("hush@h", "***@h"),
            ("http://hu@sh@h", "http://***@h"),
            ("http://h?key=hush#hush", "http://h"),
            ("http://h?hush@hush", "http://h"),
        ] {
            assert_eq!(ServerUrl::from(url).without_secrets(), shown);
        }
    }
}
