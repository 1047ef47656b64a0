//! Who may call.

use std::hint::black_box;
use std::sync::Arc;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use qdrant_core::{Error, ErrorKind, Secret, ServerError};

/// The header that carries a key; it wins over `authorization`.
const API_KEY: &str = "api-key";

/// Lets requests through that carry the right key, or all of them if there is none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Guard {
    key: Option<Arc<Secret>>,
}

impl Guard {
    /// Lets only those through who carry this key; nobody, if it is empty.
    pub(crate) fn new(key: Secret) -> Self {
        Self { key: Some(Arc::new(key)) }
    }

    /// Checks the headers of a request.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), Error> {
        let Some(key) = &self.key else { return Ok(()) };
        match credentials(headers) {
            None => Err(denied("Must provide an API key or an Authorization bearer token")),
            Some(given) if same(given, key.expose().as_bytes()) => Ok(()),
            Some(_) => Err(denied("Invalid API key or JWT")),
        }
    }
}

/// The reply to those who may not call; the texts are Qdrant's.
fn denied(message: &'static str) -> Error {
    Error::new(ErrorKind::Unauthenticated, message).with_server(ServerError::http(401, message))
}

fn credentials(headers: &HeaderMap) -> Option<&[u8]> {
    if let Some(key) = headers.get(API_KEY) {
        return Some(key.as_bytes());
    }
    let (scheme, token) = headers.get(AUTHORIZATION)?.as_bytes().split_at_checked(b"Bearer ".len())?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then_some(token)
}

/// Compares in a time that depends on the length of what was given and on nothing else.
fn same(given: &[u8], key: &[u8]) -> bool {
    if key.is_empty() {
        return false;
    }
    let mut difference = usize::from(given.len() != key.len());
    for (byte, expected) in given.iter().zip(key.iter().cycle()) {
        difference |= usize::from(byte ^ expected);
        // Keeps the compiler from leaving the loop at the first difference.
        difference = black_box(difference);
    }
    difference == 0
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const MISSING: &str = "Must provide an API key or an Authorization bearer token";
    const WRONG: &str = "Invalid API key or JWT";

    fn check(guard: &Guard, headers: &[(&'static str, &'static str)]) -> Result<(), String> {
        let headers = headers
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), HeaderValue::from_static(value)));
        guard.check(&headers.collect()).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn without_a_key_everybody_may_call() {
        assert_eq!(check(&Guard::default(), &[]), Ok(()));
        assert_eq!(check(&Guard::default(), &[("api-key", "any")]), Ok(()));
    }

    #[test]
    fn a_key_is_asked_for_in_the_words_of_the_server() {
        let guard = Guard::new("right".into());
        assert_eq!(check(&guard, &[]), Err(MISSING.into()));
        assert_eq!(check(&guard, &[("authorization", "Basic cmlnaHQ=")]), Err(MISSING.into()));
        for wrong in ["wrong", "", "righ", "right ", "rightright", "Right"] {
            assert_eq!(check(&guard, &[("api-key", wrong)]), Err(WRONG.into()), "{wrong:?}");
        }
        assert_eq!(check(&guard, &[("api-key", "right")]), Ok(()));
        assert_eq!(check(&guard, &[("authorization", "Bearer right")]), Ok(()));
        assert_eq!(check(&guard, &[("authorization", "bearer right")]), Ok(()));
    }

    #[test]
    fn the_header_of_the_key_wins_over_the_token() {
        let guard = Guard::new("right".into());
        assert_eq!(
            check(&guard, &[("api-key", "wrong"), ("authorization", "Bearer right")]),
            Err(WRONG.into())
        );
        assert_eq!(check(&guard, &[("api-key", "right"), ("authorization", "Bearer wrong")]), Ok(()));
    }

    #[test]
    fn an_empty_key_lets_nobody_through() {
        let guard = Guard::new("".into());
        assert_eq!(check(&guard, &[("api-key", "")]), Err(WRONG.into()));
        assert_eq!(check(&guard, &[("authorization", "Bearer ")]), Err(WRONG.into()));
        assert_eq!(check(&guard, &[]), Err(MISSING.into()));
    }
}
