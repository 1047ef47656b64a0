//! Protobuf messages that are well formed, out of any bytes.
//!
//! Lengths of nested messages change with everything in them, so that a fuzzer that changes bytes hardly ever gets
//! deep. Here it changes fields instead, and the lengths follow.

use std::borrow::Cow;

use arbitrary::Unstructured;

/// How deep messages are nested at most; the decoders refuse less.
const MAX_DEPTH: usize = 200;

/// Returns the message of an input; it is made out of a tree if the line begins with `tree `.
pub(crate) fn message<'a>(line: &'a str, body: &'a [u8]) -> (&'a str, Cow<'a, [u8]>) {
    match line.strip_prefix("tree ") {
        Some(name) => (name, Cow::Owned(fields(&mut Unstructured::new(body), 0))),
        None => (line, Cow::Borrowed(body)),
    }
}

/// Writes fields until a closing one, or until the bytes are used up.
fn fields(input: &mut Unstructured<'_>, depth: usize) -> Vec<u8> {
    let mut message = Vec::new();
    // Zeros come without an end once the bytes are used up.
    while !input.is_empty() {
        let op = byte(input);
        let number = u64::from(op >> 3);
        match op & 7 {
            0 => put(&mut message, number, 0, |out| varint(out, u64::from(byte(input)))),
            1 => put(&mut message, number, 1, |out| {
                out.extend(input.arbitrary::<[u8; 8]>().unwrap_or_default())
            }),
            2 | 3 if depth < MAX_DEPTH => {
                let inner = fields(input, depth + 1);
                put(&mut message, number, 2, |out| delimited(out, &inner));
            }
            4 => {
                let length = usize::from(byte(input)).min(input.len());
                let text = input.bytes(length).unwrap_or_default();
                put(&mut message, number, 2, |out| delimited(out, text));
            }
            5 => put(&mut message, number, 5, |out| {
                out.extend(input.arbitrary::<[u8; 4]>().unwrap_or_default())
            }),
            // Fields above 31, and numbers of more than one byte.
            6 => put(&mut message, 32 + number, 0, |out| varint(out, input.arbitrary().unwrap_or_default())),
            _ => break,
        }
    }
    message
}

fn byte(input: &mut Unstructured<'_>) -> u8 {
    input.arbitrary().unwrap_or_default()
}

fn put(message: &mut Vec<u8>, number: u64, wire_type: u64, value: impl FnOnce(&mut Vec<u8>)) {
    varint(message, number << 3 | wire_type);
    value(message);
}

fn delimited(message: &mut Vec<u8>, bytes: &[u8]) {
    varint(message, bytes.len() as u64);
    message.extend(bytes);
}

fn varint(message: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        message.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    message.push(number as u8);
}
