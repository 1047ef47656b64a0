//! Content codings that nobody asked for.

use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use qdrant_core::{Error, ErrorKind};

/// Refuses a reply in any content coding: its bytes are not those of the content.
///
/// # Errors
///
/// `Decode` that names the coding.
pub(crate) fn refuse_packed(headers: &HeaderMap) -> Result<(), Error> {
    match headers.get(CONTENT_ENCODING).map(|coding| coding.as_bytes().trim_ascii()) {
        Some(coding) if !is_plain(coding) => Err(unexpected(coding)),
        Some(_) | None => Ok(()),
    }
}

/// Returns whether a coding is none.
pub(super) fn is_plain(coding: &[u8]) -> bool {
    coding.is_empty() || coding.eq_ignore_ascii_case(b"identity")
}

/// The error of a reply in a coding that cannot be read.
pub(super) fn unexpected(coding: &[u8]) -> Error {
    let coding = String::from_utf8_lossy(coding).chars().take(32).collect::<String>();
    Error::new(
        ErrorKind::Decode,
        format!("the reply has the content coding `{}`, which nobody asked for", coding.escape_debug()),
    )
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn only_plain_bytes_are_taken() {
        let refused = |coding: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            if let Some(coding) = coding {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
            }
            refuse_packed(&headers).err().map(|error| error.message().to_owned())
        };
        for plain in [None, Some(""), Some("Identity"), Some(" identity ")] {
            assert_eq!(refused(plain), None, "{plain:?}");
        }
        assert!(refused(Some("gzip")).unwrap().contains("`gzip`"));
        assert!(refused(Some("br")).unwrap().contains("`br`"));
    }
}
