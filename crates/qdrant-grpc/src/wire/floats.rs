//! Packed floats: on the wire they are little-endian `f32`s behind a length, so they are copied in one piece.

use prost::DecodeError;
use prost::bytes::{Buf, BufMut};
use prost::encoding::{self, DecodeContext, WireType};

const WIDTH: usize = size_of::<f32>();

/// Writes a packed field; an empty one is left out.
pub(super) fn encode(tag: u32, values: &[f32], buf: &mut impl BufMut) {
    if values.is_empty() {
        return;
    }
    encoding::encode_key(tag, WireType::LengthDelimited, buf);
    encoding::encode_varint((values.len() * WIDTH) as u64, buf);
    if cfg!(target_endian = "little") {
        buf.put_slice(bytemuck::cast_slice(values));
    } else {
        values.iter().for_each(|value| buf.put_f32_le(*value));
    }
}

/// Length of the field that [`encode`] writes, in bytes.
pub(super) fn encoded_len(tag: u32, values: &[f32]) -> usize {
    if values.is_empty() {
        return 0;
    }
    let length = values.len() * WIDTH;
    encoding::key_len(tag) + encoding::encoded_len_varint(length as u64) + length
}

/// Appends the values of one occurrence of the field, packed or not.
pub(super) fn merge(
    wire_type: WireType,
    values: &mut Vec<f32>,
    buf: &mut impl Buf,
    ctx: DecodeContext,
) -> Result<(), DecodeError> {
    if wire_type != WireType::LengthDelimited {
        return encoding::float::merge_repeated(wire_type, values, buf, ctx);
    }
    let announced = encoding::decode_varint(buf)?;
    match usize::try_from(announced) {
        // Memory is reserved only for bytes that have arrived.
        Ok(length) if length <= buf.remaining() && length.is_multiple_of(WIDTH) => {
            append(values, length / WIDTH, buf);
            Ok(())
        }
        // Errors cannot be made outside of prost: its own reader gets the field again and refuses it.
        _ => {
            let mut prefix = Vec::new();
            encoding::encode_varint(announced, &mut prefix);
            encoding::float::merge_repeated(wire_type, values, &mut prefix.as_slice().chain(buf), ctx)
        }
    }
}

/// Moves `count` values, which `buf` must hold, to the end of `values`.
fn append(values: &mut Vec<f32>, count: usize, buf: &mut impl Buf) {
    if values.is_empty() {
        values.reserve_exact(count);
    } else {
        // Growth stays amortised if a field comes in many small parts.
        values.reserve(count);
    }
    let mut left = count;
    while left > 0 {
        let (floats, _) = buf.chunk().as_chunks::<WIDTH>();
        let whole = floats.len().min(left);
        if whole == 0 {
            // A float that straddles two parts of the buffer.
            values.push(buf.get_f32_le());
            left -= 1;
        } else {
            values.extend(floats[..whole].iter().map(|bytes| f32::from_le_bytes(*bytes)));
            buf.advance(whole * WIDTH);
            left -= whole;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(field: &[u8]) -> Result<Vec<f32>, DecodeError> {
        let mut values = Vec::new();
        merge(WireType::LengthDelimited, &mut values, &mut &field[..], DecodeContext::default())?;
        Ok(values)
    }

    #[test]
    fn first_part_is_reserved_exactly() {
        let mut field = vec![12];
        field.extend([0; 12]);
        let values = merged(&field).unwrap();
        assert_eq!((values.len(), values.capacity()), (3, 3));
    }

    #[test]
    fn hostile_length_reserves_nothing() {
        for length in [13, u64::from(u32::MAX), u64::MAX / 4, u64::MAX] {
            let mut field = Vec::new();
            encoding::encode_varint(length, &mut field);
            field.extend([0; 12]);
            let mut values = Vec::new();
            merge(WireType::LengthDelimited, &mut values, &mut field.as_slice(), DecodeContext::default())
                .unwrap_err();
            assert!(values.capacity() <= 8, "{length}: {}", values.capacity());
        }
    }

    #[test]
    fn length_that_splits_a_float_is_refused() {
        for length in [1, 2, 3, 5, 7] {
            let mut field = vec![length];
            field.extend([0; 16]);
            merged(&field).unwrap_err();
        }
    }

    #[test]
    fn many_small_parts_do_not_reallocate_each_time() {
        let part = [4, 0, 0, 128, 63];
        let mut values = Vec::new();
        let mut growths = 0;
        for _ in 0..10_000 {
            let before = values.capacity();
            merge(WireType::LengthDelimited, &mut values, &mut &part[..], DecodeContext::default()).unwrap();
            growths += usize::from(values.capacity() != before);
        }
        assert_eq!(values, vec![1.0; 10_000]);
        assert!(growths < 32, "{growths}");
    }
}
