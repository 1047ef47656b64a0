//! Writing messages straight from the core model: one description, run twice.
//!
//! The first run measures, and keeps the length of every nested message in the order in which they open. The second
//! run writes into a buffer of exactly the right size and takes the lengths from there. So no length is computed
//! twice, however deep a payload is, and what is announced cannot differ from what is written.

use prost::Message;
use prost::encoding::{self, WireType};
use qdrant_core::{Error, ErrorKind};

use super::floats;

/// How deep messages may be nested: every server made with prost refuses more.
pub(super) const MAX_DEPTH: u8 = 100;

/// A message of prost, which measures and writes itself.
#[derive(Debug)]
pub(crate) struct Prost<'a, M>(pub(crate) &'a M);

impl<M: Message> Encode for Prost<'_, M> {
    fn encode(&self, sink: &mut impl Sink) -> Result<(), Error> {
        sink.prost(self.0);
        Ok(())
    }
}

/// A field of type `repeated float`, which is copied in one piece.
#[derive(Debug)]
pub(crate) struct FloatsField {
    /// The number of the field.
    pub(crate) tag: u32,
    /// The floats.
    pub(crate) values: Vec<f32>,
}

impl Encode for FloatsField {
    fn encode(&self, sink: &mut impl Sink) -> Result<(), Error> {
        let Self { tag, values } = self;
        sink.floats(*tag, values);
        Ok(())
    }
}

/// A message that describes itself field by field, in the order of its field numbers.
pub(crate) trait Encode {
    /// Puts every field into the sink.
    ///
    /// # Errors
    ///
    /// When a value has no place in protobuf; the same in both runs.
    fn encode(&self, sink: &mut impl Sink) -> Result<(), Error>;
}

/// Takes the fields of a message.
///
/// The methods write what they are given, also if it is the default: leaving that out is the caller's business.
pub(crate) trait Sink: Sized {
    /// Puts bytes that are fields already.
    fn fields(&mut self, bytes: &[u8]);

    /// Puts the fields of a prost message.
    fn prost(&mut self, message: &impl Message);

    /// Puts a nested message.
    fn nested(&mut self, tag: u32, body: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<(), Error>;

    /// Puts an integer in the variable length format.
    fn uint64(&mut self, tag: u32, value: u64);

    /// Puts a double.
    fn double(&mut self, tag: u32, value: f64);

    /// Puts a float.
    #[cfg(any(test, feature = "server"))]
    fn float(&mut self, tag: u32, value: f32);

    /// Puts a text.
    fn string(&mut self, tag: u32, value: &str);

    /// Puts packed floats; nothing if there are none.
    fn floats(&mut self, tag: u32, values: &[f32]);

    /// Puts packed integers; nothing if there are none.
    fn packed(&mut self, tag: u32, values: &[u32]);
}

/// The first run.
#[derive(Debug, Default)]
struct Measure {
    length: usize,
    nested: Vec<usize>,
    depth: u8,
}

/// The second run.
#[derive(Debug)]
struct Write<'a> {
    buffer: &'a mut Vec<u8>,
    nested: std::vec::IntoIter<usize>,
}

/// Turns a message into bytes behind `header` bytes of zero, in a buffer without room to spare.
pub(crate) fn encode(message: &impl Encode, header: usize) -> Result<Vec<u8>, Error> {
    let mut measure = Measure::default();
    message.encode(&mut measure)?;
    let Measure { length, nested, depth: _ } = measure;
    let mut buffer = Vec::with_capacity(header + length);
    buffer.resize(header, 0);
    message.encode(&mut Write { buffer: &mut buffer, nested: nested.into_iter() })?;
    debug_assert_eq!(buffer.len(), header + length, "both runs see the same message");
    Ok(buffer)
}

impl Sink for Measure {
    fn fields(&mut self, bytes: &[u8]) {
        self.length += bytes.len();
    }

    fn prost(&mut self, message: &impl Message) {
        self.length += message.encoded_len();
    }

    fn nested(&mut self, tag: u32, body: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        if self.depth == MAX_DEPTH {
            return Err(too_deep());
        }
        let place = self.nested.len();
        self.nested.push(0);
        let outer = std::mem::take(&mut self.length);
        self.depth += 1;
        body(self)?;
        self.depth -= 1;
        self.nested[place] = self.length;
        self.length += outer + delimiter_len(tag, self.length);
        Ok(())
    }

    fn uint64(&mut self, tag: u32, value: u64) {
        self.length += encoding::key_len(tag) + encoding::encoded_len_varint(value);
    }

    fn double(&mut self, tag: u32, _: f64) {
        self.length += encoding::key_len(tag) + size_of::<f64>();
    }

    #[cfg(any(test, feature = "server"))]
    fn float(&mut self, tag: u32, _: f32) {
        self.length += encoding::key_len(tag) + size_of::<f32>();
    }

    fn string(&mut self, tag: u32, value: &str) {
        self.length += delimiter_len(tag, value.len()) + value.len();
    }

    fn floats(&mut self, tag: u32, values: &[f32]) {
        self.length += floats::encoded_len(tag, values);
    }

    fn packed(&mut self, tag: u32, values: &[u32]) {
        self.length += encoding::uint32::encoded_len_packed(tag, values);
    }
}

impl Write<'_> {
    #[inline]
    fn key(&mut self, tag: u32, wire_type: WireType) {
        self.varint(u64::from(tag << 3 | wire_type as u32));
    }

    #[inline]
    fn delimiter(&mut self, tag: u32, length: usize) {
        self.key(tag, WireType::LengthDelimited);
        self.varint(length as u64);
    }

    /// Like that of prost, but inlined: most numbers have one byte, and most of them are known here.
    #[inline]
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.buffer.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.buffer.push(value.to_le_bytes()[0]);
    }
}

impl Sink for Write<'_> {
    fn fields(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    fn prost(&mut self, message: &impl Message) {
        message.encode_raw(self.buffer);
    }

    fn nested(&mut self, tag: u32, body: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        let length = self.nested.next().unwrap_or_default();
        self.delimiter(tag, length);
        body(self)
    }

    fn uint64(&mut self, tag: u32, value: u64) {
        self.key(tag, WireType::Varint);
        self.varint(value);
    }

    fn double(&mut self, tag: u32, value: f64) {
        self.key(tag, WireType::SixtyFourBit);
        self.buffer.extend_from_slice(&value.to_le_bytes());
    }

    #[cfg(any(test, feature = "server"))]
    fn float(&mut self, tag: u32, value: f32) {
        self.key(tag, WireType::ThirtyTwoBit);
        self.buffer.extend_from_slice(&value.to_le_bytes());
    }

    fn string(&mut self, tag: u32, value: &str) {
        self.delimiter(tag, value.len());
        self.buffer.extend_from_slice(value.as_bytes());
    }

    fn floats(&mut self, tag: u32, values: &[f32]) {
        floats::encode(tag, values, self.buffer);
    }

    fn packed(&mut self, tag: u32, values: &[u32]) {
        encoding::uint32::encode_packed(tag, values, self.buffer);
    }
}

/// Length of what stands before a field of `length` bytes.
fn delimiter_len(tag: u32, length: usize) -> usize {
    encoding::key_len(tag) + encoding::encoded_len_varint(length as u64)
}

#[cold]
fn too_deep() -> Error {
    Error::new(
        ErrorKind::Encode,
        format!("is nested too deep: servers refuse messages of more than {MAX_DEPTH} levels"),
    )
}
