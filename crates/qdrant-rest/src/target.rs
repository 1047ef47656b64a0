//! Paths of requests: templates with names filled in.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use qdrant_core::{Error, ErrorKind};

/// What stands for itself in a path segment or query: the unreserved characters of RFC 3986 and nothing else.
pub(crate) const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Fills the `{placeholders}` of a path template, in their order, with percent-encoded values.
///
/// A value that is empty, `.` or `..` is refused: servers and proxies remove such segments, and the request would
/// arrive at another route.
pub(crate) fn fill(template: &str, values: &[&str]) -> Result<String, Error> {
    let mut values = values.iter();
    let mut path = String::with_capacity(template.len() + 32);
    for segment in template.split('/').skip(1) {
        path.push('/');
        match placeholder(segment) {
            None => path.push_str(segment),
            Some(name) => {
                let value = values.next().ok_or_else(|| {
                    Error::new(ErrorKind::Encode, "the path has more placeholders than values")
                })?;
                check(name, value)?;
                path.extend(utf8_percent_encode(value, ENCODED));
            }
        }
    }
    Ok(path)
}

fn placeholder(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

fn check(name: &str, value: &str) -> Result<(), Error> {
    match value {
        "" => Err(Error::invalid(name, "is empty and cannot be a part of a path")),
        "." | ".." => Err(Error::invalid(name, format!("{value:?} cannot be a part of a path"))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEMPLATE: &str = "/collections/{collection_name}/index/{field_name}";

    #[test]
    fn reserved_characters_are_escaped_and_unreserved_ones_are_not() {
        for (name, path) in [
            ("aZ09-._~", "/collections/aZ09-._~/index/f"),
            ("a/b", "/collections/a%2Fb/index/f"),
            ("a b?c#d%e", "/collections/a%20b%3Fc%23d%25e/index/f"),
            ("%2e%2e", "/collections/%252e%252e/index/f"),
            ("ü", "/collections/%C3%BC/index/f"),
            ("...", "/collections/.../index/f"),
            ("a\r\nx: y", "/collections/a%0D%0Ax%3A%20y/index/f"),
        ] {
            assert_eq!(fill(TEMPLATE, &[name, "f"]).unwrap(), path);
        }
        assert_eq!(
            fill(TEMPLATE, &["c", "country.cities[].name"]).unwrap(),
            "/collections/c/index/country.cities%5B%5D.name"
        );
        assert_eq!(fill("/", &[]).unwrap(), "/");
    }

    #[test]
    fn segments_that_servers_remove_are_refused_by_name() {
        for value in ["", ".", ".."] {
            let error = fill(TEMPLATE, &["c", value]).unwrap_err();
            assert!(error.is_invalid_request());
            assert_eq!(error.field(), Some("field_name"), "{value:?}");
        }
        assert_eq!(fill(TEMPLATE, &["..", "f"]).unwrap_err().field(), Some("collection_name"));
    }

    #[test]
    fn a_missing_value_is_an_error() {
        assert_eq!(fill(TEMPLATE, &["c"]).unwrap_err().kind(), ErrorKind::Encode);
    }

    proptest! {
        #[test]
        fn a_name_never_leaves_its_segment(name in ".+") {
            prop_assume!(name != "." && name != "..");
            let path = fill(TEMPLATE, &[&name, "f"]).unwrap();
            let segments: Vec<_> = path.split('/').collect();
            prop_assert_eq!(segments.len(), 5);
            prop_assert!(path.is_ascii() && !path.contains(['?', '#', ' ']));
            let back = percent_encoding::percent_decode_str(segments[2]).decode_utf8().unwrap();
            prop_assert_eq!(back, name);
        }
    }
}
