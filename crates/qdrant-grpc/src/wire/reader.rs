//! Reading messages field by field from bytes that have arrived, without copying them.

use prost::Message;
use prost::encoding;
use qdrant_core::{Error, ErrorKind};

use super::sink::MAX_DEPTH;

const WIRE_TYPE_BITS: u32 = 3;
const GROUP_START: u32 = 3;
const GROUP_END: u32 = 4;

/// The rest of a message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    depth: u8,
}

/// A field of a message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field<'a> {
    /// The number of the field.
    pub(crate) tag: u32,
    depth: u8,
    content: Content<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Content<'a> {
    Varint(u64),
    Fixed64([u8; 8]),
    Delimited(&'a [u8]),
    Group,
    Fixed32([u8; 4]),
}

impl<'a> Reader<'a> {
    /// Starts to read a message that is not nested in another.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, depth: 0 }
    }

    /// Returns how many bytes are left.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Returns the next field.
    #[inline(always)]
    pub(crate) fn field(&mut self) -> Result<Option<Field<'a>>, Error> {
        if self.bytes.is_empty() {
            return Ok(None);
        }
        let (tag, wire_type) = self.key()?;
        let content = self.content(tag, wire_type, self.depth)?;
        Ok(Some(Field { tag, depth: self.depth, content }))
    }

    /// Returns the next field, and how it came, with its number.
    pub(crate) fn field_and_bytes(&mut self) -> Result<Option<(Field<'a>, &'a [u8])>, Error> {
        let start = self.bytes;
        let field = self.field()?;
        Ok(field.map(|field| (field, &start[..start.len() - self.bytes.len()])))
    }

    #[inline(always)]
    fn key(&mut self) -> Result<(u32, u32), Error> {
        let key =
            u32::try_from(self.varint()?).map_err(|_| malformed("the number of a field is out of range"))?;
        match key >> WIRE_TYPE_BITS {
            0 => Err(malformed("the number of a field is zero")),
            tag => Ok((tag, key & 7)),
        }
    }

    #[inline(always)]
    fn content(&mut self, tag: u32, wire_type: u32, depth: u8) -> Result<Content<'a>, Error> {
        match wire_type {
            0 => Ok(Content::Varint(self.varint()?)),
            1 => Ok(Content::Fixed64(self.fixed()?)),
            2 => {
                let length = self.varint()?;
                // A length that does not fit is longer than what has arrived.
                Ok(Content::Delimited(self.take(usize::try_from(length).unwrap_or(usize::MAX))?))
            }
            GROUP_START => self.skip_group(tag, depth),
            5 => Ok(Content::Fixed32(self.fixed()?)),
            GROUP_END => Err(malformed("a group ends that did not begin")),
            _ => Err(malformed("a field has an unknown wire type")),
        }
    }

    #[cold]
    fn skip_group(&mut self, tag: u32, depth: u8) -> Result<Content<'a>, Error> {
        if depth >= MAX_DEPTH {
            return Err(too_deep());
        }
        loop {
            let (inner, wire_type) = self.key()?;
            if wire_type == GROUP_END {
                return if inner == tag {
                    Ok(Content::Group)
                } else {
                    Err(malformed("a group ends that did not begin"))
                };
            }
            self.content(inner, wire_type, depth + 1)?;
        }
    }

    #[inline(always)]
    fn varint(&mut self) -> Result<u64, Error> {
        match self.bytes {
            [byte, rest @ ..] if *byte < 0x80 => {
                self.bytes = rest;
                Ok(u64::from(*byte))
            }
            _ => encoding::decode_varint(&mut self.bytes)
                .map_err(|_| malformed("an integer is cut off or too long")),
        }
    }

    #[inline(always)]
    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (content, rest) = self.bytes.split_first_chunk().ok_or_else(cut_off)?;
        self.bytes = rest;
        Ok(*content)
    }

    #[inline(always)]
    fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let (content, rest) = self.bytes.split_at_checked(length).ok_or_else(cut_off)?;
        self.bytes = rest;
        Ok(content)
    }
}

impl<'a> Field<'a> {
    /// Returns an integer.
    #[inline]
    pub(crate) fn uint64(&self) -> Result<u64, Error> {
        match self.content {
            Content::Varint(value) => Ok(value),
            Content::Fixed64(_) | Content::Delimited(_) | Content::Group | Content::Fixed32(_) => {
                Err(other_type())
            }
        }
    }

    /// Returns a signed integer.
    #[inline]
    pub(crate) fn int64(&self) -> Result<i64, Error> {
        self.uint64().map(u64::cast_signed)
    }

    /// Returns a boolean.
    #[inline]
    pub(crate) fn boolean(&self) -> Result<bool, Error> {
        self.uint64().map(|value| value != 0)
    }

    /// Returns a double.
    #[inline]
    pub(crate) fn double(&self) -> Result<f64, Error> {
        match self.content {
            Content::Fixed64(bytes) => Ok(f64::from_le_bytes(bytes)),
            Content::Varint(_) | Content::Delimited(_) | Content::Group | Content::Fixed32(_) => {
                Err(other_type())
            }
        }
    }

    /// Returns a float.
    #[inline]
    pub(crate) fn float(&self) -> Result<f32, Error> {
        match self.content {
            Content::Fixed32(bytes) => Ok(f32::from_le_bytes(bytes)),
            Content::Varint(_) | Content::Fixed64(_) | Content::Delimited(_) | Content::Group => {
                Err(other_type())
            }
        }
    }

    /// Returns a text.
    #[inline]
    pub(crate) fn string(&self) -> Result<&'a str, Error> {
        std::str::from_utf8(self.delimited()?).map_err(|_| malformed("a text is not UTF-8"))
    }

    /// Opens a nested message.
    #[inline]
    pub(crate) fn message(&self) -> Result<Reader<'a>, Error> {
        if self.depth >= MAX_DEPTH {
            return Err(too_deep());
        }
        Ok(Reader { bytes: self.delimited()?, depth: self.depth + 1 })
    }

    /// Reads a nested message into a prost message, over what that holds already.
    pub(crate) fn merge_into(&self, message: &mut impl Message) -> Result<(), Error> {
        merge(message, self.delimited()?)
    }

    /// Appends floats, packed or not.
    pub(crate) fn floats(&self, values: &mut Vec<f32>) -> Result<(), Error> {
        match self.content {
            Content::Fixed32(bytes) => values.push(f32::from_le_bytes(bytes)),
            Content::Delimited(bytes) => {
                let (floats, []) = bytes.as_chunks() else { return Err(cut_off()) };
                values.extend(floats.iter().copied().map(f32::from_le_bytes));
            }
            Content::Varint(_) | Content::Fixed64(_) | Content::Group => return Err(other_type()),
        }
        Ok(())
    }

    #[inline]
    fn delimited(&self) -> Result<&'a [u8], Error> {
        match self.content {
            Content::Delimited(bytes) => Ok(bytes),
            Content::Varint(_) | Content::Fixed64(_) | Content::Group | Content::Fixed32(_) => {
                Err(other_type())
            }
        }
    }
}

/// Decodes a prost message.
pub(crate) fn decode<M: Message + Default>(bytes: &[u8]) -> Result<M, Error> {
    M::decode(bytes).map_err(from_prost)
}

/// Decodes more fields of a prost message.
pub(crate) fn merge(message: &mut impl Message, bytes: &[u8]) -> Result<(), Error> {
    message.merge(bytes).map_err(from_prost)
}

#[cold]
fn from_prost(error: prost::DecodeError) -> Error {
    Error::new(ErrorKind::Decode, error.to_string()).with_source(error)
}

/// The error of bytes that are no message.
#[cold]
pub(crate) fn malformed(what: &'static str) -> Error {
    Error::new(ErrorKind::Decode, what)
}

#[cold]
fn cut_off() -> Error {
    malformed("a field is longer than what is left of its message")
}

#[cold]
fn other_type() -> Error {
    malformed("a field has another type than expected")
}

#[cold]
fn too_deep() -> Error {
    malformed("messages are nested too deeply")
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn tags(bytes: &[u8]) -> Result<Vec<u32>, Error> {
        let mut reader = Reader::new(bytes);
        std::iter::from_fn(|| reader.field().transpose()).map(|field| field.map(|field| field.tag)).collect()
    }

    #[test]
    fn every_wire_type_is_stepped_over() {
        let bytes = [
            8, 1, // 1: varint
            17, 0, 0, 0, 0, 0, 0, 0, 0, // 2: fixed64
            26, 2, 9, 9, // 3: delimited
            35, 8, 1, 43, 44, 36, // 4: a group with a field and a group in it
            45, 0, 0, 0, 0, // 5: fixed32
        ];
        assert_eq!(tags(&bytes).unwrap(), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn what_is_no_message_is_refused() {
        for bytes in [
            &[0][..],                                              // field number zero
            &[8],                                                  // no content
            &[8, 0x80],                                            // a varint that is cut off
            &[8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2],  // a varint of more than 64 bits
            &[255, 255, 255, 255, 255, 1],                         // a field number of more than 29 bits
            &[26, 3, 1, 2],                                        // too short
            &[26, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1], // a length of 2^64 - 1
            &[14, 0],                                              // wire type 6
            &[12],                                                 // the end of no group
            &[11, 20],                                             // the end of another group
            &[11, 8, 1],                                           // a group without end
        ] {
            assert_eq!(tags(bytes).unwrap_err().kind(), ErrorKind::Decode, "{bytes:?}");
        }
    }

    #[test]
    fn groups_do_not_overflow_the_stack() {
        assert_eq!(tags(&[11; 1_000_000]).unwrap_err().message(), "messages are nested too deeply");
    }

    /// Any message of any fields, as prost reads it.
    #[derive(Clone, PartialEq, prost::Message)]
    struct Empty {}

    proptest! {
        #[test]
        fn the_same_bytes_are_refused_as_by_prost(bytes in vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(tags(&bytes).is_ok(), Empty::decode(bytes.as_slice()).is_ok());
        }

        #[test]
        fn fields_come_back_as_they_were(bytes in vec(any::<u8>(), 0..40)) {
            let mut reader = Reader::new(&bytes);
            let mut raw = Vec::new();
            while let Ok(Some((_, field))) = reader.field_and_bytes() {
                raw.extend_from_slice(field);
            }
            prop_assert!(bytes.starts_with(&raw));
        }
    }
}
