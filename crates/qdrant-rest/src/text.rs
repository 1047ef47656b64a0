//! Texts of servers, cut so that an error stays readable.

/// The longest text of a server that is kept, in bytes.
const MAX_TEXT: usize = 4096;

/// The longest line that an error shows of a server's own message, in characters.
const MAX_LINE: usize = 1024;

/// The longest line that an error shows of a body that is no message of Qdrant, in characters.
const MAX_EXCERPT: usize = 200;

/// Cuts a text to a bounded length.
pub(crate) fn bounded(text: &str) -> String {
    let mut end = text.len().min(MAX_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let ellipsis = if end < text.len() { "…" } else { "" };
    format!("{}{ellipsis}", &text[..end])
}

/// Puts a message on one line of a bounded length.
pub(crate) fn one_line(text: &str) -> String {
    line(text.chars(), MAX_LINE)
}

/// Returns what tells most about a body that is no message of Qdrant, such as the HTML page of a proxy.
pub(crate) fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(MAX_TEXT)]);
    if !text.trim_start().starts_with('<') {
        return line(text.chars(), MAX_EXCERPT);
    }
    match title(&text) {
        Some(title) => line(title.chars(), MAX_EXCERPT),
        None => line(without_tags(&text).chars(), MAX_EXCERPT),
    }
}

/// Turns every run of white space and control characters into one space.
fn line(characters: impl Iterator<Item = char>, limit: usize) -> String {
    let mut line = String::new();
    let mut gap = false;
    for (count, character) in characters.enumerate() {
        if count == limit {
            line.push('…');
            break;
        }
        if character.is_whitespace() || character.is_control() {
            gap = !line.is_empty();
        } else {
            if std::mem::take(&mut gap) {
                line.push(' ');
            }
            line.push(character);
        }
    }
    line
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
    fn long_texts_are_cut() {
        let long = "ü".repeat(10_000);
        assert_eq!(excerpt(long.as_bytes()).chars().count(), MAX_EXCERPT + 1);
        assert_eq!(one_line(&long).chars().count(), MAX_LINE + 1);
        assert!(bounded(&long).len() <= MAX_TEXT + "…".len());
        assert_eq!(bounded("a\nb"), "a\nb");
    }

    proptest! {
        #[test]
        fn any_body_gives_one_short_line(body in prop::collection::vec(any::<u8>(), 0..6000)) {
            let line = excerpt(&body);
            prop_assert!(line.chars().count() <= MAX_EXCERPT + 1 && !line.contains('\n'));
        }

        #[test]
        fn any_html_gives_one_line(body in "<[a-z<>/ü\\n]{0,50}") {
            prop_assert!(!excerpt(body.as_bytes()).contains('\n'));
        }
    }
}
