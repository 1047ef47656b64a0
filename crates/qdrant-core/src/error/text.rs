//! Texts of others, made fit for an error.

use std::borrow::Cow;

/// The longest text of an error, in bytes.
const MAX_TEXT: usize = 4096;

/// The longest path of a field, in bytes.
const MAX_FIELD: usize = 1024;

/// Makes one line of bounded length out of a message.
pub(super) fn message(text: Cow<'static, str>) -> Cow<'static, str> {
    line(text, MAX_TEXT)
}

/// Makes one line of bounded length out of the path of a field.
pub(super) fn field(path: String) -> String {
    line(Cow::Owned(path), MAX_FIELD).into_owned()
}

/// Cuts the words of a server to a bounded length.
pub(super) fn words(text: String) -> String {
    cut(Cow::Owned(text), MAX_TEXT).into_owned()
}

/// Replaces what would break the line, in a log for one.
fn line(text: Cow<'static, str>, limit: usize) -> Cow<'static, str> {
    let text = cut(text, limit);
    if text.contains(char::is_control) { text.replace(char::is_control, " ").into() } else { text }
}

fn cut(text: Cow<'static, str>, limit: usize) -> Cow<'static, str> {
    if text.len() <= limit {
        return text;
    }
    let end = text.floor_char_boundary(limit);
    format!("{}…", &text[..end]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_fits_is_not_copied() {
        assert!(matches!(message("no such thing: ü".into()), Cow::Borrowed(_)));
        assert_eq!(words("two\nlines".to_owned()), "two\nlines");
    }

    #[test]
    fn a_message_is_one_line() {
        assert_eq!(message("a\r\nb\u{1b}[31m\0".into()), "a  b [31m ");
    }

    #[test]
    fn long_texts_are_cut_between_characters_and_only_once() {
        let long = message("ü".repeat(MAX_TEXT).into());
        assert_eq!(long.len(), MAX_TEXT + "…".len());
        assert_eq!(message(long.clone()), long);
        assert_eq!(field("a".repeat(1 << 20)).len(), MAX_FIELD + "…".len());
    }
}
