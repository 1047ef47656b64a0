//! Texts of servers, cut so that an error stays readable.
//!
//! For authors of transports over this stack.

use std::borrow::Cow;

/// The longest text of a server that is kept, in bytes.
const MAX_TEXT: usize = 4096;

/// The longest line that an error shows of a server's own message, in characters.
const MAX_LINE: usize = 1024;

/// The longest line that an error shows of a body that is no message of Qdrant, in characters.
const MAX_EXCERPT: usize = 200;

/// Cuts a text to a bounded length.
pub fn bounded(text: &str) -> String {
    let end = text.floor_char_boundary(MAX_TEXT);
    let ellipsis = if end < text.len() { "…" } else { "" };
    format!("{}{ellipsis}", &text[..end])
}

/// Puts a message of the server on one line of a bounded length.
pub fn one_line(text: &str) -> String {
    line(text, MAX_LINE)
}

/// Puts what is no message of Qdrant, such as a page of a proxy, on one short line.
pub fn short_line(text: &str) -> String {
    line(text, MAX_EXCERPT)
}

/// Reads the beginning of a body as text.
pub fn beginning(body: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(&body[..body.len().min(MAX_TEXT)])
}

/// Finds the field that a server of Qdrant does not take, in the words of its validation; the rest says why.
///
/// # Examples
///
/// ```
/// use qdrant_http::text::rejected_field;
///
/// let message = "Validation error in JSON body: [points[0].id: must not be empty]";
/// assert_eq!(rejected_field(message), Some(("points[0].id", "must not be empty")));
/// ```
pub fn rejected_field(message: &str) -> Option<(&str, &str)> {
    let (_, list) = message.strip_prefix("Validation error in ")?.split_once(": [")?;
    let (field, reason) = list.strip_suffix(']')?.split_once(": ")?;
    let is_path = |byte: u8| byte.is_ascii_alphanumeric() || b"_.[]".contains(&byte);
    (!field.is_empty() && field.bytes().all(is_path)).then_some((field, reason))
}

/// Returns whether a message is about a request over the limit of the server or of a proxy.
///
/// Repeating does not cure it, and the code or status that comes with it often means something else.
pub fn is_about_size(message: &str) -> bool {
    ["size limit", "larger than max", "larger than allowed", "has exceeded limit", "length too large"]
        .iter()
        .any(|words| message.contains(words))
}

/// What to do about a request that is too large.
pub const TOO_LARGE: &str =
    "send less at once, or raise the server's `service.max_request_size_mb` (32 unless configured)";

/// Turns every run of white space and control characters into one space.
fn line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    let mut count = 0;
    for word in text.split(|character: char| character.is_whitespace() || character.is_control()) {
        if word.is_empty() {
            continue;
        }
        if count >= limit {
            line.push('…');
            return line;
        }
        if count > 0 {
            line.push(' ');
            count += 1;
        }
        for character in word.chars() {
            if count >= limit {
                line.push('…');
                return line;
            }
            line.push(character);
            count += 1;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_put_on_one_line() {
        assert_eq!(short_line(" some\n\tshards:\r\n 1 < 2 "), "some shards: 1 < 2");
        assert_eq!(short_line(&beginning(&[0xff, b'a', 0, b'b'])), "\u{fffd}a b");
        assert_eq!(one_line(""), "");
        let full = "a".repeat(MAX_EXCERPT);
        assert_eq!(short_line(&format!("{full} b")), format!("{full}…"));
    }

    #[test]
    fn long_texts_are_cut() {
        let long = "ü".repeat(10_000);
        assert_eq!(short_line(&beginning(long.as_bytes())).chars().count(), MAX_EXCERPT + 1);
        assert_eq!(one_line(&long).chars().count(), MAX_LINE + 1);
        assert_eq!(one_line(&"a ".repeat(9_000)).chars().count(), MAX_LINE + 1);
        assert!(bounded(&long).len() <= MAX_TEXT + "…".len());
        assert_eq!(bounded("a\nb"), "a\nb");
    }

    #[test]
    fn the_field_of_a_validation_error_is_found_and_nothing_else() {
        let found = |message| rejected_field(message);
        assert_eq!(
            found("Validation error in JSON body: [limit: value 0 invalid]"),
            Some(("limit", "value 0 invalid"))
        );
        assert_eq!(
            found("Validation error in body: [params.hnsw_ef: a; limit: b]"),
            Some(("params.hnsw_ef", "a; limit: b"))
        );
        for other in [
            "",
            "Wrong input: [limit: no]",
            "Validation error in body",
            "Validation error in JSON body: [no field]",
            "Validation error in JSON body: [two words: x]",
            "Validation error in JSON body: [: x]",
            "Validation error in JSON body: [limit: x",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_about_the_size_of_a_request() {
        for message in [
            "JSON payload (33554433 bytes) is larger than allowed (limit: 33554432 bytes).",
            "JSON payload has exceeded limit (33554432 bytes).",
            "Error, decoded message length too large: found 9 bytes, the limit is: 4 bytes",
            "Received message larger than max (9 vs. 4)",
        ] {
            assert!(is_about_size(message), "{message}");
        }
        assert!(!is_about_size("Rate limit exceeded"));
    }
}
