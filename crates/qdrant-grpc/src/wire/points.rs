//! Points, straight between the core model and the wire.

use qdrant_core::{
    Error, OrderValue, Payload, PointId, PointStruct, PointVectors, RetrievedPoint, ScoredPoint, ShardKey,
};

use super::oneofs::{merge_order_value, merge_point_id, merge_shard_key, write_point_id};
use super::reader::{Reader, malformed};
use super::sink::{Encode, Sink};
use super::value::{at_index, read_entry, write_payload};
use super::vectors::{PartialVectors, write_vectors};

/// Number of the field `result` in message `BatchResult`.
const BATCH_RESULT: u32 = 1;

/// A message that is read from its fields.
pub(crate) trait Decode: Sized {
    /// Reads the message.
    ///
    /// # Errors
    ///
    /// `Decode` with the path of the field that could not be understood.
    fn decode(fields: Reader<'_>) -> Result<Self, Error>;
}

/// A field of type `repeated` message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RepeatedField<'a, T> {
    /// The number of the field.
    pub(crate) tag: u32,
    /// The name of the field, for errors.
    pub(crate) name: &'static str,
    /// The messages.
    pub(crate) items: &'a [T],
}

impl<T: Encode> Encode for RepeatedField<'_, T> {
    fn encode(&self, sink: &mut impl Sink) -> Result<(), Error> {
        let Self { tag, name, items } = *self;
        items.iter().enumerate().try_for_each(|(index, item)| {
            sink.nested(tag, |sink| item.encode(sink)).map_err(|error| at_index(error, index).within(name))
        })
    }
}

impl Encode for PointStruct {
    fn encode(&self, sink: &mut impl Sink) -> Result<(), Error> {
        let Self { id, vectors, payload } = self;
        sink.nested(1, |sink| write_point_id(sink, *id))?;
        write_payload(sink, 3, payload).map_err(|error| error.within("payload"))?;
        sink.nested(4, |sink| write_vectors(sink, vectors)).map_err(|error| error.within("vectors"))
    }
}

impl Encode for PointVectors {
    fn encode(&self, sink: &mut impl Sink) -> Result<(), Error> {
        let Self { id, vectors } = self;
        sink.nested(1, |sink| write_point_id(sink, *id))?;
        sink.nested(2, |sink| write_vectors(sink, vectors)).map_err(|error| error.within("vectors"))
    }
}

impl Decode for ScoredPoint {
    fn decode(mut fields: Reader<'_>) -> Result<Self, Error> {
        let mut id = None;
        let mut payload = Payload::new();
        let mut score = 0.0;
        let mut version = 0;
        let mut vectors = None;
        let mut shard_key = None;
        let mut order_value = None;
        while let Some(field) = fields.field()? {
            let (name, outcome) = match field.tag {
                1 => ("id", field.message().and_then(|fields| merge_point_id(&mut id, fields))),
                2 => ("payload", read_entry(&mut payload, &field)),
                3 => ("score", field.float().map(|value| score = value)),
                5 => ("version", field.uint64().map(|value| version = value)),
                6 => (
                    "vectors",
                    field.message().and_then(|fields| PartialVectors::merge(&mut vectors, fields)),
                ),
                7 => {
                    ("shard_key", field.message().and_then(|fields| merge_shard_key(&mut shard_key, fields)))
                }
                8 => {
                    let outcome =
                        field.message().and_then(|fields| merge_order_value(&mut order_value, fields));
                    ("order_value", outcome)
                }
                _ => continue,
            };
            outcome.map_err(|error| error.within(name))?;
        }
        let vectors = finish_vectors(vectors)?;
        Ok(Self { id: required_id(id)?, version, score, payload, vectors, shard_key, order_value })
    }
}

impl Decode for RetrievedPoint {
    fn decode(fields: Reader<'_>) -> Result<Self, Error> {
        let mut point = PartialRetrieved::default();
        point.merge(fields)?;
        point.finish()
    }
}

/// What has been read of a message `RetrievedPoint`, which may come in parts where it is not in a list.
#[derive(Debug, Default)]
pub(super) struct PartialRetrieved {
    id: Option<PointId>,
    payload: Payload,
    vectors: Option<PartialVectors>,
    shard_key: Option<ShardKey>,
    order_value: Option<OrderValue>,
}

impl PartialRetrieved {
    pub(super) fn merge(&mut self, mut fields: Reader<'_>) -> Result<(), Error> {
        let Self { id, payload, vectors, shard_key, order_value } = self;
        while let Some(field) = fields.field()? {
            let (name, outcome) = match field.tag {
                1 => ("id", field.message().and_then(|fields| merge_point_id(id, fields))),
                2 => ("payload", read_entry(payload, &field)),
                4 => ("vectors", field.message().and_then(|fields| PartialVectors::merge(vectors, fields))),
                5 => ("shard_key", field.message().and_then(|fields| merge_shard_key(shard_key, fields))),
                6 => {
                    ("order_value", field.message().and_then(|fields| merge_order_value(order_value, fields)))
                }
                _ => continue,
            };
            outcome.map_err(|error| error.within(name))?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<RetrievedPoint, Error> {
        let Self { id, payload, vectors, shard_key, order_value } = self;
        let vectors = finish_vectors(vectors)?;
        Ok(RetrievedPoint { id: required_id(id)?, payload, vectors, shard_key, order_value })
    }
}

/// Message `BatchResult`: the points that answer one query of a batch.
#[derive(Debug)]
pub(crate) struct Batch(pub(crate) Vec<ScoredPoint>);

impl Decode for Batch {
    fn decode(mut fields: Reader<'_>) -> Result<Self, Error> {
        let mut points = Vec::new();
        while let Some(field) = fields.field()? {
            if field.tag == BATCH_RESULT {
                let point = field.message().and_then(ScoredPoint::decode);
                points.push(point.map_err(|error| at_index(error, points.len()).within("result"))?);
            }
        }
        Ok(Self(points))
    }
}

fn finish_vectors(vectors: Option<PartialVectors>) -> Result<Option<qdrant_core::VectorsOutput>, Error> {
    vectors.map(PartialVectors::finish).transpose().map_err(|error| error.within("vectors"))
}

fn required_id(id: Option<PointId>) -> Result<PointId, Error> {
    id.ok_or_else(|| malformed("a point has no id that is a number or a UUID").with_field("id"))
}

#[cfg(any(test, feature = "server"))]
mod server {
    use qdrant_core::VectorsOutput;

    use super::*;
    use crate::wire::oneofs::{write_order_value, write_shard_key};
    use crate::wire::vectors::{read_vectors, write_vectors_output};

    impl Decode for PointStruct {
        fn decode(mut fields: Reader<'_>) -> Result<Self, Error> {
            let mut id = None;
            let mut payload = Payload::new();
            let mut vectors = None;
            while let Some(field) = fields.field()? {
                let (name, outcome) = match field.tag {
                    1 => ("id", field.message().and_then(|fields| merge_point_id(&mut id, fields))),
                    3 => ("payload", read_entry(&mut payload, &field)),
                    4 => ("vectors", field.message().and_then(|fields| read_vectors(&mut vectors, fields))),
                    _ => continue,
                };
                outcome.map_err(|error| error.within(name))?;
            }
            let vectors = vectors.ok_or_else(|| malformed("a point has no vectors").with_field("vectors"))?;
            Ok(Self { id: required_id(id)?, vectors, payload })
        }
    }

    impl Decode for PointVectors {
        fn decode(mut fields: Reader<'_>) -> Result<Self, Error> {
            let mut id = None;
            let mut vectors = None;
            while let Some(field) = fields.field()? {
                let (name, outcome) = match field.tag {
                    1 => ("id", field.message().and_then(|fields| merge_point_id(&mut id, fields))),
                    2 => ("vectors", field.message().and_then(|fields| read_vectors(&mut vectors, fields))),
                    _ => continue,
                };
                outcome.map_err(|error| error.within(name))?;
            }
            let vectors = vectors.ok_or_else(|| malformed("a point has no vectors").with_field("vectors"))?;
            Ok(Self { id: required_id(id)?, vectors })
        }
    }

    impl Encode for ScoredPoint {
        fn encode(&self, sink: &mut impl Sink) -> Result<(), Error> {
            let Self { id, version, score, payload, vectors, shard_key, order_value } = self;
            sink.nested(1, |sink| write_point_id(sink, *id))?;
            write_payload(sink, 2, payload).map_err(|error| error.within("payload"))?;
            // Zero is the default, minus zero as well.
            if *score != 0.0 {
                sink.float(3, *score);
            }
            if *version != 0 {
                sink.uint64(5, *version);
            }
            write_rest(sink, 6, vectors.as_ref(), shard_key.as_ref(), *order_value)
        }
    }

    impl Encode for RetrievedPoint {
        fn encode(&self, sink: &mut impl Sink) -> Result<(), Error> {
            let Self { id, payload, vectors, shard_key, order_value } = self;
            sink.nested(1, |sink| write_point_id(sink, *id))?;
            write_payload(sink, 2, payload).map_err(|error| error.within("payload"))?;
            write_rest(sink, 4, vectors.as_ref(), shard_key.as_ref(), *order_value)
        }
    }

    impl Encode for Batch {
        fn encode(&self, sink: &mut impl Sink) -> Result<(), Error> {
            RepeatedField { tag: BATCH_RESULT, name: "result", items: &self.0 }.encode(sink)
        }
    }

    /// Writes the last three fields, which have consecutive numbers.
    fn write_rest(
        sink: &mut impl Sink,
        tag: u32,
        vectors: Option<&VectorsOutput>,
        shard_key: Option<&ShardKey>,
        order_value: Option<OrderValue>,
    ) -> Result<(), Error> {
        if let Some(vectors) = vectors {
            sink.nested(tag, |sink| write_vectors_output(sink, vectors))
                .map_err(|error| error.within("vectors"))?;
        }
        if let Some(key) = shard_key {
            sink.nested(tag + 1, |sink| write_shard_key(sink, key))?;
        }
        if let Some(value) = order_value {
            sink.nested(tag + 2, |sink| write_order_value(sink, value))?;
        }
        Ok(())
    }
}
