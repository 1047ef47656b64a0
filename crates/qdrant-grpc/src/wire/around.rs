//! Messages of which one field is hot: that one goes straight to the core model, the others through prost.

use prost::Message;
use qdrant_core::Error;

use super::points::Decode;
use super::reader::{self, Field, Reader};
use super::sink::{Encode, Sink};
use super::value::at_index;

/// A prost message with a hot field in its place; in the prost message that field is empty.
#[derive(Debug)]
pub(crate) struct Around<H> {
    before: Vec<u8>,
    hot: H,
    after: Vec<u8>,
}

impl<H: Encode> Around<H> {
    /// Puts `hot`, the field of number `tag`, into the message.
    pub(crate) fn new(message: &impl Message, tag: u32, hot: H) -> Result<Self, Error> {
        let mut before = message.encode_to_vec();
        let mut fields = Reader::new(&before);
        let mut place = 0;
        while let Some((field, bytes)) = fields.field_and_bytes()?
            && field.tag < tag
        {
            place += bytes.len();
        }
        let after = before.split_off(place);
        Ok(Self { before, hot, after })
    }
}

impl<H: Encode> Encode for Around<H> {
    fn encode(&self, sink: &mut impl Sink) -> Result<(), Error> {
        let Self { before, hot, after } = self;
        sink.fields(before);
        hot.encode(sink)?;
        sink.fields(after);
        Ok(())
    }
}

/// Hands each field of number `tag` to `hot`, and returns the others as prost message.
pub(crate) fn split<M: Message + Default>(
    bytes: &[u8],
    tag: u32,
    hot: impl FnMut(&Field<'_>) -> Result<(), Error>,
) -> Result<M, Error> {
    let mut message = M::default();
    merge_around(&mut message, Reader::new(bytes), tag, hot)?;
    Ok(message)
}

/// Hands each field of number `tag` to `hot`, and reads the others over a prost message.
pub(crate) fn merge_around(
    message: &mut impl Message,
    mut fields: Reader<'_>,
    tag: u32,
    mut hot: impl FnMut(&Field<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    while let Some((field, bytes)) = fields.field_and_bytes()? {
        if field.tag == tag { hot(&field)? } else { reader::merge(message, bytes)? }
    }
    Ok(())
}

/// Reads a message whose hot field is a list; returns the list, and the other fields as prost message.
pub(crate) fn split_list<T: Decode, M: Message + Default>(
    bytes: &[u8],
    tag: u32,
    name: &str,
) -> Result<(Vec<T>, M), Error> {
    let mut items = Vec::new();
    let mut message = M::default();
    merge_list(&mut items, &mut message, Reader::new(bytes), tag, name)?;
    Ok((items, message))
}

/// Reads a message whose hot field is a list: appends to the list, and reads the other fields over a prost message.
pub(crate) fn merge_list<T: Decode>(
    items: &mut Vec<T>,
    message: &mut impl Message,
    fields: Reader<'_>,
    tag: u32,
    name: &str,
) -> Result<(), Error> {
    let length = fields.len();
    merge_around(message, fields, tag, |field| {
        let fields = field.message()?;
        if items.is_empty() {
            items.reserve_exact(likely_count(length, fields.len()));
        }
        let item = T::decode(fields);
        items.push(item.map_err(|error| at_index(error, items.len()).within(name))?);
        Ok(())
    })
}

/// Reads a message whose hot field is a list of floats; returns the list, and the other fields as prost message.
#[cfg(feature = "server")]
pub(crate) fn split_floats<M: Message + Default>(
    fields: Reader<'_>,
    tag: u32,
    name: &str,
) -> Result<(Vec<f32>, M), Error> {
    let mut values = Vec::new();
    let mut message = M::default();
    merge_around(&mut message, fields, tag, |field| {
        field.floats(&mut values).map_err(|error| error.within(name))
    })?;
    Ok((values, message))
}

/// Guesses how many items a list has from the length of the first one.
///
/// What is reserved on that word stays in proportion to the bytes that have arrived.
fn likely_count(bytes: usize, first: usize) -> usize {
    const SMALLEST: usize = 32;
    bytes / first.max(SMALLEST) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_small_items_reserve_little() {
        // A point with nothing but an id has 4 bytes.
        assert_eq!(likely_count(4_000_000, 4), 125_001);
        assert_eq!(likely_count(4_000_000, 0), 125_001);
    }

    #[test]
    fn items_of_one_size_are_all_expected() {
        assert_eq!(likely_count(100 * 3_100, 3_097), 101);
        assert_eq!(likely_count(3_100, 3_097), 2);
    }
}
