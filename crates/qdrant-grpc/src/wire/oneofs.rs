//! The small messages inside of points: ids, shard keys, order values.

use qdrant_core::{Error, OrderValue, PointId, ShardKey, Uuid};

use super::reader::{Reader, malformed};
use super::sink::Sink;

/// Writes the fields of message `PointId`.
pub(super) fn write_point_id(sink: &mut impl Sink, id: PointId) -> Result<(), Error> {
    match id {
        PointId::Num(number) => sink.uint64(1, number),
        PointId::Uuid(uuid) => {
            let mut text = Uuid::encode_buffer();
            sink.string(2, uuid.hyphenated().encode_lower(&mut text));
        }
    }
    Ok(())
}

/// Reads the fields of message `PointId` over an id.
pub(super) fn merge_point_id(id: &mut Option<PointId>, mut fields: Reader<'_>) -> Result<(), Error> {
    while let Some(field) = fields.field()? {
        *id = Some(match field.tag {
            1 => PointId::Num(field.uint64()?),
            2 => Uuid::try_parse(field.string()?)
                .map(PointId::Uuid)
                .map_err(|error| malformed("is neither an unsigned integer nor a UUID").with_source(error))?,
            _ => continue,
        });
    }
    Ok(())
}

/// Reads the fields of message `ShardKey` over a key.
pub(super) fn merge_shard_key(key: &mut Option<ShardKey>, mut fields: Reader<'_>) -> Result<(), Error> {
    while let Some(field) = fields.field()? {
        *key = Some(match field.tag {
            1 => ShardKey::Keyword(field.string()?.to_owned()),
            2 => ShardKey::Number(field.uint64()?),
            _ => continue,
        });
    }
    Ok(())
}

/// Reads the fields of message `OrderValue` over a value.
pub(super) fn merge_order_value(value: &mut Option<OrderValue>, mut fields: Reader<'_>) -> Result<(), Error> {
    while let Some(field) = fields.field()? {
        *value = Some(match field.tag {
            1 => OrderValue::Int(field.int64()?),
            2 => OrderValue::Float(field.double()?),
            _ => continue,
        });
    }
    Ok(())
}

/// Writes the fields of message `ShardKey`.
#[cfg(any(test, feature = "server"))]
pub(super) fn write_shard_key(sink: &mut impl Sink, key: &ShardKey) -> Result<(), Error> {
    match key {
        ShardKey::Keyword(keyword) => sink.string(1, keyword),
        ShardKey::Number(number) => sink.uint64(2, *number),
    }
    Ok(())
}

/// Writes the fields of message `OrderValue`.
#[cfg(any(test, feature = "server"))]
pub(super) fn write_order_value(sink: &mut impl Sink, value: OrderValue) -> Result<(), Error> {
    match value {
        OrderValue::Int(integer) => sink.uint64(1, integer.cast_unsigned()),
        OrderValue::Float(float) => sink.double(2, float),
    }
    Ok(())
}
