//! Invariants that many targets share.

use std::fmt::Debug;

use qdrant_core::{Error, ErrorKind};

/// The longest text of an error, in bytes, with the ellipsis of one that was cut.
const MAX_MESSAGE: usize = 4096 + 3;

/// The longest path of a field in an error, in bytes.
const MAX_FIELD: usize = 1024 + 3;

/// What stands around them.
const MAX_AROUND: usize = 64;

/// The longest error in full: twice the text and a path, escaped, and what stands around them.
const MAX_DEBUG: usize = 64 << 10;

/// Checks an error: one line of bounded length, and a kind that fits what was done.
pub(crate) fn error(error: &Error, kinds: &[ErrorKind]) {
    assert!(kinds.contains(&error.kind()), "unexpected kind {:?}: {error}", error.kind());
    let line = error.to_string();
    assert!(line.len() <= MAX_MESSAGE + MAX_FIELD + MAX_AROUND, "{} bytes of error: {line:.200}", line.len());
    assert!(!line.contains(char::is_control), "an error of several lines: {line:?}");
    let field = error.field().unwrap_or_default();
    assert!(field.len() <= MAX_FIELD, "{} bytes of path: {field:.200}", field.len());
    // With its sources, which may quote as well; a log has to bear it.
    let debug = format!("{error:?}").len();
    assert!(debug <= MAX_DEBUG, "{debug} bytes of error in full: {line:.200}");
    if let Some(server) = error.server() {
        assert!(server.message.len() <= MAX_MESSAGE, "{} bytes of the server", server.message.len());
    }
}

/// Checks that a value has come back.
///
/// The encoders write out whether payload and vectors are wanted where nothing is said.
#[track_caller]
pub(crate) fn same<T: PartialEq + Debug>(value: &T, back: &T) {
    if value == back {
        return;
    }
    // What is not a number does not equal itself, but looks the same.
    let shown = |value: &T| {
        let shown = format!("{value:?}");
        let payload = shown.starts_with("ScrollPoints(") || shown.starts_with("GetPoints(");
        let payload = format!("with_payload: Some(Enable({payload}))");
        let shown = shown
            .replace(&payload, "with_payload: None")
            .replace("with_vectors: Some(Enable(false))", "with_vectors: None");
        // What a lookup brings along is written out too.
        if shown.contains("WithLookup {") {
            shown.replace(
                "with_payload: Some(Enable(true)), with_vectors:",
                "with_payload: None, with_vectors:",
            )
        } else {
            shown
        }
    };
    let (value, back) = (shown(value), shown(back));
    let differs = value.chars().zip(back.chars()).position(|(one, other)| one != other);
    if let Some(at) = differs.or_else(|| (value.len() != back.len()).then_some(value.len().min(back.len()))) {
        let around = |text: &str| text.chars().skip(at.saturating_sub(80)).take(160).collect::<String>();
        panic!("not what was written:\n  …{}…\n  …{}…", around(&value), around(&back));
    }
}

/// Returns whether every number of a value is finite; JSON has no others.
pub(crate) fn is_finite(value: &impl Debug) -> bool {
    let shown = format!("{value:?}");
    !shown.contains("NaN") && !shown.contains("inf")
}
