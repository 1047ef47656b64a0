//! What a body that is no message of Qdrant says.

use qdrant_http::text::{beginning, short_line};

/// Returns what tells most about such a body, such as the HTML page of a proxy.
pub(crate) fn excerpt(body: &[u8]) -> String {
    let text = beginning(body);
    if !text.trim_start().starts_with('<') {
        return short_line(&text);
    }
    match title(&text) {
        Some(title) => short_line(title),
        None => short_line(&without_tags(&text)),
    }
}

fn title(html: &str) -> Option<&str> {
    // Lower-casing ASCII keeps every byte where it is.
    let lower = html.to_ascii_lowercase();
    let start = lower.find("<title>")? + "<title>".len();
    let length = lower[start..].find("</title>")?;
    let title = html[start..start + length].trim();
    (!title.is_empty()).then_some(title)
}

fn without_tags(html: &str) -> String {
    let mut inside = false;
    let characters = html.chars().filter_map(|character| match character {
        '<' => {
            inside = true;
            None
        }
        '>' if inside => {
            inside = false;
            Some(' ')
        }
        _ if inside => None,
        other => Some(other),
    });
    characters.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_page_is_its_title_or_its_words() {
        let page = b"<html>\r\n<head><TITLE>502 Bad\nGateway</TITLE></head><body><h1>x</h1></body></html>";
        assert_eq!(excerpt(page), "502 Bad Gateway");
        assert_eq!(excerpt(b"<!doctype html><p>not <b>here</b></p>"), "not here");
        assert_eq!(excerpt(b"<html>"), "");
    }

    #[test]
    fn a_plain_text_is_itself_on_one_line() {
        assert_eq!(excerpt(b" some shards\n\tare not ready:\r\n 1 < 2 "), "some shards are not ready: 1 < 2");
        assert_eq!(excerpt(&[0xff, b'a', 0, b'b']), "\u{fffd}a b");
    }

    #[test]
    fn long_bodies_are_cut() {
        let long = "ü".repeat(10_000);
        assert_eq!(excerpt(long.as_bytes()).chars().count(), 200 + 1);
    }

    proptest! {
        #[test]
        fn any_body_gives_one_short_line(body in prop::collection::vec(any::<u8>(), 0..6000)) {
            let line = excerpt(&body);
            prop_assert!(line.chars().count() <= 200 + 1 && !line.contains('\n'));
        }

        #[test]
        fn any_html_gives_one_line(body in "<[a-z<>/ü\\n]{0,50}") {
            prop_assert!(!excerpt(body.as_bytes()).contains('\n'));
        }
    }
}
