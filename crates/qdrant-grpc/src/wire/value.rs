//! JSON values and payloads, straight between the core model and the wire.

use qdrant_core::{Error, ErrorKind, Map, Value};

use super::reader::{Field, Reader, malformed};
use super::sink::{Encode, Sink};

/// Field numbers of message `Value`.
mod tag {
    pub(super) const NULL: u32 = 1;
    pub(super) const DOUBLE: u32 = 2;
    pub(super) const INTEGER: u32 = 3;
    pub(super) const STRING: u32 = 4;
    pub(super) const BOOL: u32 = 5;
    pub(super) const STRUCT: u32 = 6;
    pub(super) const LIST: u32 = 7;
    /// The map of a `Struct`.
    pub(super) const FIELDS: u32 = 1;
    /// The items of a `ListValue`.
    pub(super) const VALUES: u32 = 1;
    /// The two fields of an entry of any map.
    pub(super) const KEY: u32 = 1;
    pub(super) const VALUE: u32 = 2;
}

/// A field of type `map<string, Value>`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PayloadField<'a> {
    /// The number of the field.
    pub(crate) tag: u32,
    /// The name of the field, for errors.
    pub(crate) name: &'static str,
    /// The payload.
    pub(crate) payload: &'a Map<String, Value>,
}

impl Encode for PayloadField<'_> {
    fn encode(&self, sink: &mut impl Sink) -> Result<(), Error> {
        let Self { tag, name, payload } = *self;
        write_payload(sink, tag, payload).map_err(|error| error.within(name))
    }
}

/// Writes a field of type `map<string, Value>`.
pub(crate) fn write_payload(
    sink: &mut impl Sink,
    tag: u32,
    payload: &Map<String, Value>,
) -> Result<(), Error> {
    payload.iter().try_for_each(|(key, value)| write_entry(sink, tag, key, |sink| write_value(sink, value)))
}

/// Writes an entry of a map whose values are messages. An empty key is left out, as any default is.
pub(super) fn write_entry<S: Sink>(
    sink: &mut S,
    tag: u32,
    key: &str,
    value: impl FnOnce(&mut S) -> Result<(), Error>,
) -> Result<(), Error> {
    let entry = |sink: &mut S| {
        if !key.is_empty() {
            sink.string(tag::KEY, key);
        }
        sink.nested(tag::VALUE, value)
    };
    sink.nested(tag, entry).map_err(|error| at_key(error, key))
}

/// Writes the fields of message `Value`.
pub(super) fn write_value(sink: &mut impl Sink, value: &Value) -> Result<(), Error> {
    match value {
        Value::Null => sink.uint64(tag::NULL, 0),
        Value::Bool(value) => sink.uint64(tag::BOOL, u64::from(*value)),
        Value::String(value) => sink.string(tag::STRING, value),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => sink.uint64(tag::INTEGER, integer.cast_unsigned()),
            // Also integers above 2^63 - 1, as the server itself sends them.
            (None, Some(double)) => sink.double(tag::DOUBLE, double),
            (None, None) => return Err(Error::new(ErrorKind::Encode, format!("{number} fits no 64 bits"))),
        },
        Value::Object(object) => {
            return sink.nested(tag::STRUCT, |sink| write_payload(sink, tag::FIELDS, object));
        }
        Value::Array(array) => {
            return sink.nested(tag::LIST, |sink| {
                array.iter().enumerate().try_for_each(|(index, value)| {
                    sink.nested(tag::VALUES, |sink| write_value(sink, value))
                        .map_err(|error| at_index(error, index))
                })
            });
        }
    }
    Ok(())
}

/// Reads one entry of a field of type `map<string, Value>` into the payload.
pub(crate) fn read_entry(payload: &mut Map<String, Value>, field: &Field<'_>) -> Result<(), Error> {
    let (key, value) = read_pair(field, merge_value)?;
    payload.insert(key, value);
    Ok(())
}

/// Reads key and value of an entry of a map; what is absent is the default.
pub(super) fn read_pair<T: Default>(
    field: &Field<'_>,
    merge: impl Fn(&mut T, Reader<'_>) -> Result<(), Error>,
) -> Result<(String, T), Error> {
    let mut entry = field.message()?;
    let mut key = "";
    let mut value = T::default();
    while let Some(field) = entry.field()? {
        match field.tag {
            tag::KEY => key = field.string()?,
            tag::VALUE => {
                field
                    .message()
                    .and_then(|reader| merge(&mut value, reader))
                    .map_err(|error| at_key(error, key))?;
            }
            _ => {}
        }
    }
    Ok((key.to_owned(), value))
}

/// Reads the fields of message `Value` over a value; without any it stays as it is, `null` at first.
pub(super) fn merge_value(value: &mut Value, mut fields: Reader<'_>) -> Result<(), Error> {
    while let Some(field) = fields.field()? {
        *value = match field.tag {
            tag::NULL => {
                field.uint64()?;
                Value::Null
            }
            tag::DOUBLE => number(field.double()?)?,
            tag::INTEGER => Value::from(field.int64()?),
            tag::STRING => Value::from(field.string()?),
            tag::BOOL => Value::from(field.boolean()?),
            tag::STRUCT => Value::Object(read_struct(value, field.message()?)?),
            tag::LIST => Value::Array(read_list(value, field.message()?)?),
            _ => continue,
        };
    }
    Ok(())
}

/// Reads message `Struct`; a message that comes in parts continues what is there.
fn read_struct(before: &mut Value, mut fields: Reader<'_>) -> Result<Map<String, Value>, Error> {
    let mut object = match before.as_object_mut() {
        Some(object) => std::mem::take(object),
        None => Map::new(),
    };
    while let Some(field) = fields.field()? {
        if field.tag == tag::FIELDS {
            read_entry(&mut object, &field)?;
        }
    }
    Ok(object)
}

/// Reads message `ListValue`; a message that comes in parts continues what is there.
fn read_list(before: &mut Value, mut fields: Reader<'_>) -> Result<Vec<Value>, Error> {
    let mut array = match before.as_array_mut() {
        Some(array) => std::mem::take(array),
        None => Vec::new(),
    };
    while let Some(field) = fields.field()? {
        if field.tag == tag::VALUES {
            let mut value = Value::Null;
            field
                .message()
                .and_then(|reader| merge_value(&mut value, reader))
                .map_err(|error| at_index(error, array.len()))?;
            array.push(value);
        }
    }
    Ok(array)
}

/// Puts the key of a map in front of the path of an error.
#[cold]
pub(super) fn at_key(error: Error, key: &str) -> Error {
    error.within(&format!("[{key:?}]"))
}

/// Puts the place in a list in front of the path of an error.
#[cold]
pub(crate) fn at_index(error: Error, index: usize) -> Error {
    error.within(&format!("[{index}]"))
}

fn number(value: f64) -> Result<Value, Error> {
    // What JSON does not have becomes null there.
    let number = Value::from(value);
    if number.is_null() {
        return Err(malformed("a number is NaN or infinite, which JSON does not have"));
    }
    Ok(number)
}
