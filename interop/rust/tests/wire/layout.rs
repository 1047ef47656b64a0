//! Bytes in one order, because maps of the official client have none.

use prost::encoding::{
    DecodeContext, WireType, decode_key, decode_varint, encode_key, encode_varint, skip_field,
};
use prost_reflect::{Kind, MessageDescriptor};

/// Sorts the fields of a message by their numbers, and the entries of its maps; nothing else changes.
///
/// What is written differently in any other way (packed or not, a default told or left out) stays different.
pub fn sorted(message: &MessageDescriptor, bytes: &[u8]) -> Vec<u8> {
    let mut fields = parts(message, bytes).expect("bytes of a message that was read already");
    fields.sort_by(|(left, is_entry, one), (right, _, other)| {
        left.cmp(right).then_with(|| if *is_entry { one.cmp(other) } else { std::cmp::Ordering::Equal })
    });
    fields.into_iter().flat_map(|(_, _, bytes)| bytes).collect()
}

/// Number, whether it is an entry of a map, and bytes of each field.
fn parts(
    message: &MessageDescriptor,
    mut rest: &[u8],
) -> Result<Vec<(u32, bool, Vec<u8>)>, prost::DecodeError> {
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let start = rest;
        let (number, wire_type) = decode_key(&mut rest)?;
        let field = message.get_field(number);
        let nested = field.as_ref().map(|field| field.kind());
        let bytes = match nested {
            Some(Kind::Message(inner)) if wire_type == WireType::LengthDelimited => {
                let length = usize::try_from(decode_varint(&mut rest)?).expect("a length");
                let (content, after) = rest.split_at(length);
                rest = after;
                let mut bytes = Vec::new();
                encode_key(number, wire_type, &mut bytes);
                encode_varint(length as u64, &mut bytes);
                bytes.extend(sorted(&inner, content));
                bytes
            }
            _ => {
                skip_field(wire_type, number, &mut rest, DecodeContext::default())?;
                start[..start.len() - rest.len()].to_vec()
            }
        };
        parts.push((number, field.is_some_and(|field| field.is_map()), bytes));
    }
    Ok(parts)
}

#[test]
fn only_the_order_of_fields_and_entries_is_evened_out() {
    let message = crate::descriptors::ours().get_message_by_name("qdrant.Struct").expect("a message");
    // Two entries: "a" and "b", with nothing else.
    let entries: [&[u8]; 2] = [&[10, 3, 10, 1, b'a'], &[10, 3, 10, 1, b'b']];
    let forth = entries.concat();
    let back = [entries[1], entries[0]].concat();
    assert_eq!(sorted(&message, &back), forth);
    assert_eq!(sorted(&message, &forth), forth);
    // The same entry with its default value told is not the same bytes.
    let told = [10, 5, 10, 1, b'a', 18, 0];
    assert_eq!(sorted(&message, &told), told);
    // Items of lists stay where they are.
    let list = crate::descriptors::ours().get_message_by_name("qdrant.ListValue").expect("a message");
    let items = [10, 2, 40, 1, 10, 2, 24, 1];
    assert_eq!(sorted(&list, &items), items);
}
