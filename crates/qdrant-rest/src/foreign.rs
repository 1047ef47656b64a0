//! Replies with a good status that are not Qdrant's.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use qdrant_core::{Error, ErrorKind, ServerError};

use crate::excerpt::excerpt;

/// Explains a success that could not be read: the JSON of a Qdrant that is damaged, or words of somebody else.
pub(crate) fn explain(error: Error, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Error {
    let is_foreign = match body.trim_ascii_start().first() {
        // Not a word, or the beginning of JSON: that may have been a reply of Qdrant.
        None | Some(b'{' | b'[') => false,
        Some(b'<') => true,
        Some(_) => !says(headers, "json"),
    };
    if error.kind() == ErrorKind::Decode && is_foreign {
        wrong_protocol(status, headers, body)
    } else {
        error
    }
}

/// Refuses a page where text or a file is expected, which are taken as they come.
///
/// # Errors
///
/// `WrongProtocol` for a page of HTML.
pub(crate) fn refuse_page(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Result<(), Error> {
    if says(headers, "html") { Err(wrong_protocol(status, headers, body)) } else { Ok(()) }
}

/// Returns whether the content type has such a word in it.
fn says(headers: &HeaderMap, word: &str) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.to_ascii_lowercase().contains(word)
}

fn wrong_protocol(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Error {
    let status = status.as_u16();
    let content_type = headers.get(CONTENT_TYPE).map(|value| excerpt(value.as_bytes())).unwrap_or_default();
    let what = if content_type.is_empty() { "no content type" } else { &content_type };
    let excerpt = excerpt(body);
    let said = if excerpt.is_empty() { String::new() } else { format!(": {excerpt}") };
    let message = format!(
        "the server answers, but not as Qdrant does (HTTP {status}, {what}): a proxy may stand in between, or it is \
         another port than that of REST, 6333 unless configured{said}"
    );
    Error::new(ErrorKind::WrongProtocol, message).with_server(ServerError::http(status, excerpt))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use qdrant_core::OperationKind;

    use crate::decode;

    use super::*;

    fn reply(operation: OperationKind, content_type: &'static str, body: &str) -> Result<(), Error> {
        let mut headers = HeaderMap::new();
        if !content_type.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        decode(operation, StatusCode::OK, &headers, body.as_bytes()).map(drop)
    }

    fn count(content_type: &'static str, body: &str) -> Error {
        reply(OperationKind::CountPoints, content_type, body).unwrap_err()
    }

    const PAGE: &str = "<!doctype html>\n<title>Sign in</title>";

    #[test]
    fn a_page_or_a_text_is_not_taken_for_a_damaged_reply() {
        for (content_type, body) in [
            ("text/html", PAGE),
            ("", PAGE),
            ("application/json", PAGE),
            ("text/plain", "it works"),
            ("", "OK"),
        ] {
            let error = count(content_type, body);
            assert_eq!(error.kind(), ErrorKind::WrongProtocol, "{body}: {error}");
            assert!(error.message().contains("proxy") && error.message().contains("6333"), "{error}");
            assert_eq!(error.server().unwrap().http_status, Some(200));
        }
        let error = count("text/html; charset=utf-8", PAGE);
        assert!(error.message().contains("(HTTP 200, text/html; charset=utf-8)"), "{error}");
        assert!(error.message().ends_with(": Sign in") && !error.to_string().contains('\n'), "{error}");
    }

    #[test]
    fn json_that_breaks_off_stays_json() {
        for (content_type, body) in [
            ("application/json", "{\"result\":{\"cou"),
            ("text/plain", "{\"result\":{\"cou"),
            ("", "  {"),
            ("application/json", "\u{1}\u{2}"),
            ("application/json", "[]"),
            ("application/json", ""),
            ("", ""),
        ] {
            assert_eq!(count(content_type, body).kind(), ErrorKind::Decode, "{body}");
        }
    }

    #[test]
    fn a_good_reply_may_have_any_content_type() {
        let good = r#"{"result":{"count":3},"status":"ok","time":0.5}"#;
        for content_type in ["", "text/plain", "text/html", "application/json"] {
            reply(OperationKind::CountPoints, content_type, good).unwrap();
        }
    }

    #[test]
    fn a_page_is_neither_health_nor_metrics_nor_a_snapshot() {
        for operation in [
            OperationKind::Healthz,
            OperationKind::Livez,
            OperationKind::Readyz,
            OperationKind::Metrics,
            OperationKind::DownloadSnapshot,
        ] {
            let error = reply(operation, "text/html", PAGE).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::WrongProtocol, "{operation}: {error}");
            reply(operation, "text/plain", "healthz check passed").unwrap();
        }
    }
}
