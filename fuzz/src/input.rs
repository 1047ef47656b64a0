//! Inputs: a line of text, then a body.

use qdrant_core::OperationKind;

/// Splits an input at its first line break.
pub(crate) fn line(input: &[u8]) -> (&str, &[u8]) {
    let end = input.iter().position(|byte| *byte == b'\n');
    let (line, body) = end.map_or((input, &b""[..]), |end| (&input[..end], &input[end + 1..]));
    // Text up to the first byte that is none.
    let text = match std::str::from_utf8(line) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&line[..error.valid_up_to()]).unwrap_or_default(),
    };
    (text, body)
}

/// Returns the operation of a name; any other text stands for some operation too.
pub(crate) fn operation(name: &str) -> OperationKind {
    let all = OperationKind::ALL;
    let named = all.iter().copied().find(|operation| operation.name() == name);
    named.unwrap_or_else(|| all[number(name) % all.len()])
}

/// Returns a number that depends on nothing but the text.
pub(crate) fn number(text: &str) -> usize {
    text.bytes().fold(0, |sum: usize, byte| sum.wrapping_mul(31).wrapping_add(byte.into()))
}
