//! The place in a JSON text, as a path such as `points[3].vector`.
//!
//! Paths are found after a failure, by going once more over the text that was read or written so far. That costs
//! nothing as long as all goes well, and, unlike a wrapper around serde's traits, no second copy of the code of
//! every model.

use std::borrow::Cow;
use std::fmt::Write;

/// The longest path that is told; deeper ones end in `…`.
const MAX_LENGTH: usize = 256;

/// Returns the place of a failure that was found at a line and column, both counted from one.
pub(super) fn at(text: &[u8], line: usize, column: usize) -> String {
    let start = text
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .nth(line.wrapping_sub(2))
        .map_or(0, |(newline, _)| newline + 1);
    let end = (start + column.saturating_sub(1)).min(text.len());
    let mut frames = frames(&text[..end]);
    if let Some(b'}' | b']') = text.get(end)
        && let Some(last) = frames.last_mut()
    {
        // What closes here is itself at fault, such as an object that lacks a field.
        *last = Frame::Closed;
    }
    render(&frames)
}

/// Returns the place where a JSON text that was cut off ends.
pub(super) fn of(text: &[u8]) -> String {
    render(&frames(text))
}

/// An object or array that is still open.
enum Frame<'a> {
    /// An object, with the key whose value is being read, still escaped.
    Object { key: Option<&'a [u8]>, wants_key: bool },
    /// An array, with the index of the item that is being read.
    Array(usize),
    /// One of the two, without regard to what is in it.
    Closed,
}

fn frames(text: &[u8]) -> Vec<Frame<'_>> {
    let mut frames = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        at += 1;
        match byte {
            b'{' => frames.push(Frame::Object { key: None, wants_key: true }),
            b'[' => frames.push(Frame::Array(0)),
            b'}' | b']' => drop(frames.pop()),
            b',' => match frames.last_mut() {
                Some(Frame::Object { wants_key, .. }) => *wants_key = true,
                Some(Frame::Array(index)) => *index += 1,
                Some(Frame::Closed) | None => {}
            },
            b'"' => {
                let string = string(&text[at..]);
                at += string.len() + 1;
                if let Some(Frame::Object { key, wants_key }) = frames.last_mut()
                    && std::mem::take(wants_key)
                {
                    *key = Some(string);
                }
            }
            _ => {}
        }
    }
    frames
}

/// Returns the inside of the string that begins here, up to its closing quote or the end of the text.
fn string(text: &[u8]) -> &[u8] {
    let mut escaped = false;
    let end = text.iter().position(|byte| match byte {
        b'"' if !escaped => true,
        byte => {
            escaped = *byte == b'\\' && !escaped;
            false
        }
    });
    &text[..end.unwrap_or(text.len())]
}

fn render(frames: &[Frame<'_>]) -> String {
    let mut path = String::new();
    for frame in frames {
        if path.len() > MAX_LENGTH {
            path.push('…');
            break;
        }
        // Writing to a string cannot fail.
        let _ = match frame {
            Frame::Array(index) => write!(path, "[{index}]"),
            Frame::Object { key: Some(key), .. } => write_key(&mut path, key),
            Frame::Object { key: None, .. } | Frame::Closed => Ok(()),
        };
    }
    path
}

fn write_key(path: &mut String, key: &[u8]) -> std::fmt::Result {
    let key: Cow<'_, str> = String::from_utf8_lossy(key);
    let key: Cow<'_, str> = match key.char_indices().nth(MAX_LENGTH / 4) {
        Some((cut, _)) => format!("{}…", &key[..cut]).into(),
        None => key,
    };
    if key.is_empty() || key.contains(|c: char| c.is_control() || " .[]\"".contains(c)) {
        return write!(path, "[\"{}\"]", key.escape_debug());
    }
    let dot = if path.is_empty() { "" } else { "." };
    write!(path, "{dot}{key}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_text_that_was_cut_off_tells_where() {
        for (text, path) in [
            ("", ""),
            ("{", ""),
            (r#"{"a":"#, "a"),
            (r#"{"a":1,"b":{"c":[10,20,{"#, "b.c[2]"),
            (r#"{"a":[[],[1,[2,"#, "a[1][1][1]"),
            (r#"{"a":{"x":1},"b":"}{\",[","c":"#, "c"),
            (r#"[{"a\"b":"#, r#"[0]["a\\\"b"]"#),
            (r#"{"a.b":{"":"#, r#"["a.b"][""]"#),
        ] {
            assert_eq!(of(text.as_bytes()), path, "{text}");
        }
    }

    #[test]
    fn a_closing_bracket_blames_the_whole() {
        let text = br#"{"points":[{"id":1,"vector":[0.1]},{"id":2}]}"#;
        let column = text.len() - 2;
        assert_eq!(text[column - 1], b'}');
        assert_eq!(at(text, 1, column), "points[1]");
        assert_eq!(at(text, 1, column - 1), "points[1].id");
    }

    #[test]
    fn lines_are_counted() {
        let text = b"{\n \"a\": [\n  1,\n  x\n]}";
        assert_eq!(at(text, 4, 3), "a[1]");
        assert_eq!(at(text, 99, 99), "");
        assert_eq!(at(text, 0, 0), "");
    }

    #[test]
    fn a_path_has_an_end() {
        let deep = "[".repeat(100_000);
        assert!(of(deep.as_bytes()).len() < MAX_LENGTH + 10);
        let long = format!("{{\"{}\":", "k".repeat(10_000));
        assert!(of(long.as_bytes()).len() < MAX_LENGTH);
    }

    /// Writes the value up to the first `true` and returns the text with the path to it.
    fn cut_at_true(value: &Value, text: &mut String, path: &mut Vec<String>) -> bool {
        match value {
            Value::Bool(true) => return true,
            Value::Array(items) => {
                text.push('[');
                for (index, item) in items.iter().enumerate() {
                    text.push_str(if index > 0 { "," } else { "" });
                    path.push(format!("[{index}]"));
                    if cut_at_true(item, text, path) {
                        return true;
                    }
                    path.pop();
                }
                text.push(']');
            }
            Value::Object(fields) => {
                text.push('{');
                for (index, (key, item)) in fields.iter().enumerate() {
                    text.push_str(if index > 0 { "," } else { "" });
                    text.push_str(&format!("{}:", Value::from(key.as_str())));
                    path.push(format!("{}{key}", if path.is_empty() { "" } else { "." }));
                    if cut_at_true(item, text, path) {
                        return true;
                    }
                    path.pop();
                }
                text.push('}');
            }
            Value::Null | Value::Bool(false) | Value::Number(_) | Value::String(_) => {
                text.push_str(&value.to_string())
            }
        }
        false
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<u32>().prop_map(Value::from),
            ".*".prop_map(Value::from)
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z]{1,3}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_place_in_every_json_is_found(value in any_json()) {
            let (mut text, mut path) = (String::new(), Vec::new());
            if cut_at_true(&value, &mut text, &mut path) {
                prop_assert_eq!(of(text.as_bytes()), path.concat());
            }
        }

        #[test]
        fn any_bytes_at_any_place_are_taken(text in prop::collection::vec(any::<u8>(), 0..200), line in 0_usize..5, column in 0_usize..250) {
            at(&text, line, column);
        }
    }
}
