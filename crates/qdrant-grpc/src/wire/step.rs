//! The steps of a batch of updates: points, vectors and payload go straight to the wire, the rest through prost.

use qdrant_core::{Batch, Error, Payload, PointStruct, PointVectors};

use super::points::RepeatedField;
use super::sink::{Encode, Sink};
use super::value::PayloadField;
use crate::proto::qdrant as proto;
use crate::proto::qdrant::points_update_operation::{
    OverwritePayload, PointStructList, SetPayload, UpdateVectors,
};

/// Message `PointsUpdateOperation`; of the steps with a hot field, that field is empty in the message.
#[derive(Debug)]
pub(crate) enum Step {
    Upsert(Batch<PointStruct>, PointStructList),
    SetPayload(Payload, SetPayload),
    OverwritePayload(Payload, OverwritePayload),
    UpdateVectors(Batch<PointVectors>, UpdateVectors),
    /// Any of the other steps.
    Cold(proto::PointsUpdateOperation),
}

/// Field numbers of message `PointsUpdateOperation`, and that of the hot field in each of the steps.
mod tag {
    pub(super) const UPSERT: u32 = 1;
    pub(super) const SET_PAYLOAD: u32 = 3;
    pub(super) const OVERWRITE_PAYLOAD: u32 = 4;
    pub(super) const UPDATE_VECTORS: u32 = 7;
    /// The first field of its message, so that it can be written before the others.
    pub(super) const HOT: u32 = 1;
}

impl Encode for Step {
    fn encode(&self, sink: &mut impl Sink) -> Result<(), Error> {
        let (name, outcome) = match self {
            Self::Upsert(points, rest) => {
                let points = RepeatedField { tag: tag::HOT, name: "points", items: points };
                ("upsert", sink.nested(tag::UPSERT, |sink| hot_first(sink, points, rest)))
            }
            Self::SetPayload(payload, rest) => {
                let payload = PayloadField { tag: tag::HOT, name: "payload", payload };
                ("set_payload", sink.nested(tag::SET_PAYLOAD, |sink| hot_first(sink, payload, rest)))
            }
            Self::OverwritePayload(payload, rest) => {
                let payload = PayloadField { tag: tag::HOT, name: "payload", payload };
                let outcome = sink.nested(tag::OVERWRITE_PAYLOAD, |sink| hot_first(sink, payload, rest));
                ("overwrite_payload", outcome)
            }
            Self::UpdateVectors(points, rest) => {
                let points = RepeatedField { tag: tag::HOT, name: "points", items: points };
                ("update_vectors", sink.nested(tag::UPDATE_VECTORS, |sink| hot_first(sink, points, rest)))
            }
            Self::Cold(message) => {
                sink.prost(message);
                return Ok(());
            }
        };
        outcome.map_err(|error| error.within(name))
    }
}

fn hot_first(sink: &mut impl Sink, hot: impl Encode, rest: &impl prost::Message) -> Result<(), Error> {
    hot.encode(sink)?;
    sink.prost(rest);
    Ok(())
}

#[cfg(any(test, feature = "server"))]
mod server {
    use prost::Message;

    use super::*;
    use crate::wire::around::{merge_around, merge_list};
    use crate::wire::points::Decode;
    use crate::wire::reader::{self, Reader};
    use crate::wire::value::read_entry;

    impl Decode for Step {
        fn decode(mut fields: Reader<'_>) -> Result<Self, Error> {
            let mut cold = proto::PointsUpdateOperation { operation: None };
            // A message may come in parts; the last kind of step is the one that counts.
            let mut hot: Option<(u32, Vec<Reader<'_>>)> = None;
            while let Some((field, bytes)) = fields.field_and_bytes()? {
                match (field.tag, &mut hot) {
                    (tag, Some((before, parts))) if tag == *before => parts.push(field.message()?),
                    (tag::UPSERT | tag::SET_PAYLOAD | tag::OVERWRITE_PAYLOAD | tag::UPDATE_VECTORS, _) => {
                        cold.operation = None;
                        hot = Some((field.tag, vec![field.message()?]));
                    }
                    _ => {
                        reader::merge(&mut cold, bytes)?;
                        if cold.operation.is_some() {
                            hot = None;
                        }
                    }
                }
            }
            match hot {
                Some((tag::UPSERT, parts)) => {
                    let (points, rest) = list(parts).map_err(|error| error.within("upsert"))?;
                    Ok(Self::Upsert(points, rest))
                }
                Some((tag::SET_PAYLOAD, parts)) => {
                    let (payload, rest) = object(parts).map_err(|error| error.within("set_payload"))?;
                    Ok(Self::SetPayload(payload, rest))
                }
                Some((tag::OVERWRITE_PAYLOAD, parts)) => {
                    let (payload, rest) = object(parts).map_err(|error| error.within("overwrite_payload"))?;
                    Ok(Self::OverwritePayload(payload, rest))
                }
                Some((_, parts)) => {
                    let (points, rest) = list(parts).map_err(|error| error.within("update_vectors"))?;
                    Ok(Self::UpdateVectors(points, rest))
                }
                None => Ok(Self::Cold(cold)),
            }
        }
    }

    /// Reads a step whose hot field is a list of points.
    fn list<T: Decode, M: Message + Default>(parts: Vec<Reader<'_>>) -> Result<(Batch<T>, M), Error> {
        let mut points = Vec::new();
        let mut rest = M::default();
        for part in parts {
            merge_list(&mut points, &mut rest, part, tag::HOT, "points")?;
        }
        Ok((points.into(), rest))
    }

    /// Reads a step whose hot field is a payload.
    fn object<M: Message + Default>(parts: Vec<Reader<'_>>) -> Result<(Payload, M), Error> {
        let mut payload = Payload::new();
        let mut rest = M::default();
        for part in parts {
            merge_around(&mut rest, part, tag::HOT, |field| {
                read_entry(&mut payload, field).map_err(|error| error.within("payload"))
            })?;
        }
        Ok((payload, rest))
    }
}
