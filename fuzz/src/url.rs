//! Addresses of servers.

use http::Uri;
use qdrant_core::{Error, ErrorKind};
use qdrant_http::{Address, Endpoint, Protocol};

use crate::check;

/// An address is refused or is that of the host that stands in the text, and is read back from what is shown.
pub fn run(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let refused = |error: &Error| {
        check::error(error, &[ErrorKind::Config]);
        let told = secret(text).is_some_and(|secret| format!("{error} {error:?}").contains(secret));
        assert!(!told, "what is in {text:?} before the host is told: {error}");
    };
    if let Err(error) = Address::parse(text) {
        refused(&error);
    }
    for protocol in [Protocol::Http1, Protocol::Http2] {
        let endpoint = match Endpoint::parse(text, protocol) {
            Ok(endpoint) => endpoint,
            Err(error) => {
                refused(&error);
                continue;
            }
        };
        let host = host(text);
        assert!(endpoint.host.eq_ignore_ascii_case(host), "{text:?} is at {host:?}, not {:?}", endpoint.host);
        let shown = endpoint.to_string();
        assert_eq!(Endpoint::parse(&shown, protocol).expect("what is shown is read"), endpoint);
        // What the HTTP library makes of it, as the target of a request.
        let uri: Uri = format!("{shown}/collections").parse().expect("it is a URL");
        let seen = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        assert_eq!(seen, endpoint.host);
        assert_eq!(uri.port_u16(), Some(endpoint.port));
        assert_eq!(uri.path(), format!("{}/collections", endpoint.prefix));
        assert_eq!(uri.scheme_str() == Some("https"), endpoint.https);
        // And of the text itself, if it takes it.
        if let Ok(uri) = text.trim().parse::<Uri>()
            && uri.scheme().is_some()
        {
            let seen = uri.host().unwrap_or_default().trim_matches(['[', ']']);
            assert!(seen.eq_ignore_ascii_case(&endpoint.host), "{seen:?} is not {:?}", endpoint.host);
        }
    }
}

/// Returns what stands between the first colon after the scheme and the last `@`, unless a sentence may say it too.
fn secret(text: &str) -> Option<&str> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let (_, secret) = rest.rsplit_once('@')?.0.split_once(':')?;
    (secret.len() > 5 && secret.contains(|letter: char| letter.is_ascii_digit())).then_some(secret)
}

/// Returns the host by the grammar of RFC 3986: after the scheme and the last `@`, before port and path.
fn host(text: &str) -> &str {
    let rest = text.trim();
    let rest = rest.split_once("://").map_or(rest, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let authority = authority.rsplit('@').next().unwrap_or_default();
    if let Some(bracketed) = authority.strip_prefix('[') {
        return bracketed.split(']').next().unwrap_or_default();
    }
    // An IPv6 address may stand alone.
    if authority.matches(':').count() > 1 {
        authority
    } else {
        authority.split(':').next().unwrap_or_default()
    }
}
