//! Names of calls, by which they are found again in the server's log.

use http::{HeaderName, HeaderValue};

use crate::context::CallContext;
use crate::service::HttpRequest;

/// The header that Qdrant writes into its audit log.
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The name that a call was given, as an extension of the reply; see
/// [`HttpConfig::request_ids`](crate::HttpConfig::request_ids).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// Returns the name as text: a random UUID.
    pub fn as_str(&self) -> &str {
        // Made of ASCII below.
        self.0.to_str().unwrap_or_default()
    }

    fn random() -> Option<Self> {
        let bits = fastrand::u128(..);
        let part = |shift: u32, mask: u128| (bits >> shift) & mask;
        let text = format!(
            "{:08x}-{:04x}-4{:03x}-{:x}{:03x}-{:012x}",
            part(96, 0xffff_ffff),
            part(80, 0xffff),
            part(64, 0xfff),
            part(60, 0x3) | 0x8,
            part(48, 0xfff),
            part(0, 0xffff_ffff_ffff)
        );
        HeaderValue::try_from(text).ok().map(Self)
    }
}

/// Gives a call a name unless it has one. All of its attempts carry the same.
pub(crate) fn name(request: &mut HttpRequest) -> Option<RequestId> {
    let is_ours = |name: &str| name.eq_ignore_ascii_case(X_REQUEST_ID.as_str());
    let context = request.extensions().get::<CallContext>();
    let has_own = context.is_some_and(|context| context.headers.iter().any(|(name, _)| is_ours(name)));
    if has_own || request.headers().contains_key(X_REQUEST_ID) {
        return None;
    }
    let id = RequestId::random()?;
    request.headers_mut().insert(X_REQUEST_ID, id.0.clone());
    request.extensions_mut().insert(id.clone());
    Some(id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::testing::{context, request, request_with};

    #[test]
    fn names_are_random_uuids() {
        let names: BTreeSet<_> =
            (0..1000).map(|_| RequestId::random().unwrap().as_str().to_owned()).collect();
        assert_eq!(names.len(), 1000);
        for name in names {
            let parts: Vec<_> = name.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{name}");
            assert!(name.as_bytes()[14] == b'4' && b"89ab".contains(&name.as_bytes()[19]), "{name}");
        }
    }

    #[test]
    fn a_call_that_has_a_name_keeps_it() {
        assert!(name(&mut request()).is_some());
        let mut named = request();
        named.headers_mut().insert(X_REQUEST_ID, HeaderValue::from_static("own"));
        assert_eq!(name(&mut named), None);
        let mut context = context();
        context.headers.push(("X-Request-ID".to_owned(), "own".into()));
        assert_eq!(name(&mut request_with(context)), None);
    }
}
