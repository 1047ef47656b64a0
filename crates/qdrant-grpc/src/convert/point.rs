//! Points as they go in and come out, through plain messages.

use qdrant_core::{Error, OrderValue, PointStruct, RetrievedPoint, ScoredPoint, UpdateMode, UpdateStatus};

use super::enums::{closed_enum, wire_enum};
use super::room::Room;
use super::traits::{FromProto, IntoProto, invalid, read, required, same_fields, total, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::order_value::Variant;

closed_enum! { UpdateMode = proto::UpdateMode { Upsert, InsertOnly, UpdateOnly } }

wire_enum! {
    UpdateStatus = proto::UpdateStatus { Acknowledged, Completed, ClockRejected, WaitTimeout }
    UnknownUpdateStatus is unknown
}

same_fields! { UpdateResult { operation_id; status } }

impl From<OrderValue> for proto::OrderValue {
    fn from(value: OrderValue) -> Self {
        let variant = match value {
            OrderValue::Int(number) => Variant::Int(number),
            OrderValue::Float(number) => Variant::Float(number),
        };
        Self { variant: Some(variant) }
    }
}

impl FromProto<proto::OrderValue> for OrderValue {
    fn from_proto(message: proto::OrderValue) -> Result<Self, Error> {
        let proto::OrderValue { variant } = message;
        match variant {
            Some(Variant::Int(number)) => Ok(Self::Int(number)),
            Some(Variant::Float(number)) => Ok(Self::Float(number)),
            None => Err(invalid("the value is empty, or of a kind that this version does not know")),
        }
    }
}

total!(into: OrderValue => proto::OrderValue);

/// No vectors are an empty map of them: without the message a server refuses the point.
impl IntoProto<proto::PointStruct> for PointStruct {
    fn into_proto_in(self, room: Room) -> Result<proto::PointStruct, Error> {
        let Self { id, vectors, payload } = self;
        Ok(proto::PointStruct {
            id: Some(id.into()),
            payload: write("payload", payload, room)?,
            vectors: Some(write("vectors", vectors, room)?),
        })
    }
}

impl FromProto<proto::PointStruct> for PointStruct {
    fn from_proto(message: proto::PointStruct) -> Result<Self, Error> {
        let proto::PointStruct { id, payload, vectors } = message;
        let Some(vectors) = vectors else {
            return Err(Error::invalid("vectors", "expected some vectors"));
        };
        Ok(Self {
            id: required("id", id)?,
            vectors: read("vectors", vectors)?,
            payload: read("payload", payload)?,
        })
    }
}

impl IntoProto<proto::RetrievedPoint> for RetrievedPoint {
    fn into_proto_in(self, room: Room) -> Result<proto::RetrievedPoint, Error> {
        let Self { id, payload, vectors, shard_key, order_value } = self;
        Ok(proto::RetrievedPoint {
            id: Some(id.into()),
            payload: write("payload", payload, room)?,
            vectors: write("vectors", vectors, room)?,
            shard_key: shard_key.map(Into::into),
            order_value: order_value.map(Into::into),
        })
    }
}

impl FromProto<proto::RetrievedPoint> for RetrievedPoint {
    fn from_proto(message: proto::RetrievedPoint) -> Result<Self, Error> {
        let proto::RetrievedPoint { id, payload, vectors, shard_key, order_value } = message;
        Ok(Self {
            id: required("id", id)?,
            payload: read("payload", payload)?,
            vectors: read("vectors", vectors)?,
            shard_key: read("shard_key", shard_key)?,
            order_value: read("order_value", order_value)?,
        })
    }
}

impl IntoProto<proto::ScoredPoint> for ScoredPoint {
    fn into_proto_in(self, room: Room) -> Result<proto::ScoredPoint, Error> {
        let Self { id, version, score, payload, vectors, shard_key, order_value } = self;
        Ok(proto::ScoredPoint {
            id: Some(id.into()),
            payload: write("payload", payload, room)?,
            score,
            version,
            vectors: write("vectors", vectors, room)?,
            shard_key: shard_key.map(Into::into),
            order_value: order_value.map(Into::into),
        })
    }
}

impl FromProto<proto::ScoredPoint> for ScoredPoint {
    fn from_proto(message: proto::ScoredPoint) -> Result<Self, Error> {
        let proto::ScoredPoint { id, payload, score, version, vectors, shard_key, order_value } = message;
        Ok(Self {
            id: required("id", id)?,
            version,
            score,
            payload: read("payload", payload)?,
            vectors: read("vectors", vectors)?,
            shard_key: read("shard_key", shard_key)?,
            order_value: read("order_value", order_value)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;
    use qdrant_core::{Payload, PointId, ShardKey, UpdateResult, Vectors, VectorsOutput, json};

    use super::*;

    #[test]
    fn clock_rejected_comes_between_completed_and_timed_out() {
        for (number, status) in (1..).zip(UpdateStatus::ALL) {
            let result = UpdateResult { operation_id: None, status: status.clone() };
            let message: proto::UpdateResult = result.clone().into_proto().unwrap();
            assert_eq!(message.status, number);
            assert_eq!(UpdateResult::from_proto(message).unwrap(), result);
        }
    }

    #[test]
    fn a_point_without_vectors_carries_an_empty_map_of_them() {
        let point = PointStruct::new(1, Vectors::none(), Payload::new());
        let mut message: proto::PointStruct = point.clone().into_proto().unwrap();
        assert!(message.vectors.is_some());
        assert_eq!(PointStruct::from_proto(message.clone()).unwrap(), point);
        message.vectors = None;
        assert_eq!(PointStruct::from_proto(message.clone()).unwrap_err().message(), "expected some vectors");
        message.vectors = Some(Vectors::none().into_proto().unwrap());
        message.id = None;
        assert_eq!(PointStruct::from_proto(message).unwrap_err().field(), Some("id"));
    }

    #[test]
    fn points_of_replies_survive_the_way_there_and_back() {
        let record = RetrievedPoint {
            id: 7_u64.into(),
            payload: Payload::from([("a", json!([1, 1.0, null]))]),
            vectors: Some(VectorsOutput::Named([].into())),
            shard_key: Some(ShardKey::Number(0)),
            order_value: Some(OrderValue::Float(1.0)),
        };
        let message: proto::RetrievedPoint = record.clone().into_proto().unwrap();
        let message = proto::RetrievedPoint::decode(message.encode_to_vec().as_slice()).unwrap();
        assert_eq!(RetrievedPoint::from_proto(message).unwrap(), record);

        let RetrievedPoint { id, payload, vectors, shard_key, .. } = record;
        let order_value = Some(OrderValue::Int(0));
        let point = ScoredPoint { id, version: 3, score: 0.1, payload, vectors, shard_key, order_value };
        let message: proto::ScoredPoint = point.clone().into_proto().unwrap();
        let message = proto::ScoredPoint::decode(message.encode_to_vec().as_slice()).unwrap();
        assert_eq!(ScoredPoint::from_proto(message).unwrap(), point);
    }

    #[test]
    fn the_payload_of_a_point_is_never_absent() {
        let message = proto::RetrievedPoint { id: Some(PointId::Num(1).into()), ..Default::default() };
        assert_eq!(RetrievedPoint::from_proto(message).unwrap().payload, Payload::new());
        assert_eq!(ScoredPoint::from_proto(proto::ScoredPoint::default()).unwrap_err().field(), Some("id"));
    }
}
