//! Who may call.

use std::hint::black_box;
use std::sync::Arc;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use qdrant_core::{Effect, Error, ErrorKind, OperationKind, Secret, ServerError};

/// The header that carries a key; it wins over `authorization`.
const API_KEY: &str = "api-key";

/// What a request may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Full,
    /// It must not change anything.
    Reads,
}

impl Access {
    /// Refuses an operation that is not allowed, in the words of the server.
    pub(crate) fn check(self, operation: OperationKind) -> Result<(), Error> {
        if self == Self::Full || operation.effect() == Effect::Read {
            return Ok(());
        }
        let message = "Forbidden: Global manage access is required";
        let error = Error::new(ErrorKind::PermissionDenied, message).with_operation(operation);
        Err(error.with_server(ServerError::http(403, message)))
    }
}

/// Lets requests through that carry a right key, or all of them if there is none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Guard {
    key: Option<Arc<Secret>>,
    read_only_key: Option<Arc<Secret>>,
}

impl Guard {
    /// Asks for this key; nobody has it, if it is empty.
    pub(crate) fn with_key(self, key: Secret) -> Self {
        Self { key: Some(Arc::new(key)), ..self }
    }

    /// Asks for this key or the other one; who has this one only reads.
    pub(crate) fn with_read_only_key(self, key: Secret) -> Self {
        Self { read_only_key: Some(Arc::new(key)), ..self }
    }

    /// Checks the headers of a request.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<Access, Error> {
        let Self { key, read_only_key } = self;
        if key.is_none() && read_only_key.is_none() {
            return Ok(Access::Full);
        }
        let given = credentials(headers)
            .ok_or_else(|| denied("Must provide an API key or an Authorization bearer token"))?;
        let is =
            |key: &Option<Arc<Secret>>| key.as_ref().is_some_and(|key| same(given, key.expose().as_bytes()));
        // Both are compared, so that the time does not tell which one it was not.
        match (is(key), is(read_only_key)) {
            (true, _) => Ok(Access::Full),
            (false, true) => Ok(Access::Reads),
            (false, false) => Err(denied("Invalid API key or JWT")),
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

    fn new(key: &str) -> Guard {
        Guard::default().with_key(key.into())
    }

    fn access(guard: &Guard, headers: &[(&'static str, &'static str)]) -> Result<Access, String> {
        let headers = headers
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), HeaderValue::from_static(value)));
        guard.check(&headers.collect()).map_err(|error| error.message().to_owned())
    }

    fn check(guard: &Guard, headers: &[(&'static str, &'static str)]) -> Result<(), String> {
        access(guard, headers).map(|access| assert_eq!(access, Access::Full))
    }

    #[test]
    fn the_other_key_is_for_reading() {
        let both = new("right").with_read_only_key("reads".into());
        assert_eq!(access(&both, &[("api-key", "right")]), Ok(Access::Full));
        assert_eq!(access(&both, &[("authorization", "Bearer reads")]), Ok(Access::Reads));
        assert_eq!(access(&both, &[("api-key", "wrong")]), Err(WRONG.into()));
        let alone = Guard::default().with_read_only_key("reads".into());
        assert_eq!(access(&alone, &[("api-key", "reads")]), Ok(Access::Reads));
        assert_eq!(access(&alone, &[]), Err(MISSING.into()));
        let empty = new("right").with_read_only_key("".into());
        assert_eq!(access(&empty, &[("api-key", "")]), Err(WRONG.into()));
    }

    #[test]
    fn who_reads_changes_nothing() {
        for operation in OperationKind::ALL {
            let refused = Access::Reads.check(*operation).err().map(|error| error.kind());
            let expected = (operation.effect() != Effect::Read).then_some(ErrorKind::PermissionDenied);
            assert_eq!(refused, expected, "{operation}");
            Access::Full.check(*operation).unwrap();
        }
    }

    #[test]
    fn without_a_key_everybody_may_call() {
        assert_eq!(check(&Guard::default(), &[]), Ok(()));
        assert_eq!(check(&Guard::default(), &[("api-key", "any")]), Ok(()));
    }

    #[test]
    fn a_key_is_asked_for_in_the_words_of_the_server() {
        let guard = new("right");
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
        let guard = new("right");
        assert_eq!(
            check(&guard, &[("api-key", "wrong"), ("authorization", "Bearer right")]),
            Err(WRONG.into())
        );
        assert_eq!(check(&guard, &[("api-key", "right"), ("authorization", "Bearer wrong")]), Ok(()));
    }

    #[test]
    fn an_empty_key_lets_nobody_through() {
        let guard = new("");
        assert_eq!(check(&guard, &[("api-key", "")]), Err(WRONG.into()));
        assert_eq!(check(&guard, &[("authorization", "Bearer ")]), Err(WRONG.into()));
        assert_eq!(check(&guard, &[]), Err(MISSING.into()));
    }
}
