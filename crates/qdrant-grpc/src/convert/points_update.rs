//! The steps of a batch of updates.

use std::collections::BTreeMap;

use qdrant_core::{
    ClearPayloadOperation, DeletePayloadOperation, DeletePointsOperation, DeleteVectorsOperation, Error,
    PointStructList, PointsUpdateOperation, SetPayloadOperation, UpdateVectorsOperation,
};

use super::room::Room;
use super::traits::{FromProto, IntoProto, invalid, read, required, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::points_update_operation as message;
use crate::proto::qdrant::points_update_operation::Operation;
use crate::wire::step::Step;

impl IntoProto<Step> for PointsUpdateOperation {
    fn into_proto_in(self, room: Room) -> Result<Step, Error> {
        // The message of the list and that of the step.
        let room = room.enter()?.enter()?;
        Ok(match self {
            Self::Upsert(step) => upsert(step, room).map_err(|error| error.within("upsert"))?,
            Self::DeletePoints(step) => cold(Operation::DeletePoints(write("delete_points", step, room)?)),
            Self::SetPayload(step) => set_payload(step, room).map_err(|error| error.within("set_payload"))?,
            Self::OverwritePayload(step) => {
                overwrite_payload(step, room).map_err(|error| error.within("overwrite_payload"))?
            }
            Self::DeletePayload(step) => cold(Operation::DeletePayload(write("delete_payload", step, room)?)),
            Self::ClearPayload(step) => cold(Operation::ClearPayload(write("clear_payload", step, room)?)),
            Self::UpdateVectors(step) => {
                update_vectors(step, room).map_err(|error| error.within("update_vectors"))?
            }
            Self::DeleteVectors(step) => cold(Operation::DeleteVectors(write("delete_vectors", step, room)?)),
        })
    }
}

fn cold(operation: Operation) -> Step {
    Step::Cold(proto::PointsUpdateOperation { operation: Some(operation) })
}

fn upsert(step: PointStructList, room: Room) -> Result<Step, Error> {
    let PointStructList { points, shard_key_selector, update_filter, update_mode } = step;
    let rest = message::PointStructList {
        points: Vec::new(),
        shard_key_selector: shard_key_selector.map(Into::into),
        update_filter: write("update_filter", update_filter, room)?,
        update_mode: write("update_mode", update_mode, room)?,
    };
    Ok(Step::Upsert(points, rest))
}

fn set_payload(step: SetPayloadOperation, room: Room) -> Result<Step, Error> {
    let SetPayloadOperation { payload, points_selector, shard_key_selector, key } = step;
    let rest = message::SetPayload {
        payload: BTreeMap::new(),
        points_selector: Some(write("points_selector", points_selector, room)?),
        shard_key_selector: shard_key_selector.map(Into::into),
        key,
    };
    Ok(Step::SetPayload(payload, rest))
}

fn overwrite_payload(step: SetPayloadOperation, room: Room) -> Result<Step, Error> {
    let SetPayloadOperation { payload, points_selector, shard_key_selector, key } = step;
    let rest = message::OverwritePayload {
        payload: BTreeMap::new(),
        points_selector: Some(write("points_selector", points_selector, room)?),
        shard_key_selector: shard_key_selector.map(Into::into),
        key,
    };
    Ok(Step::OverwritePayload(payload, rest))
}

fn update_vectors(step: UpdateVectorsOperation, room: Room) -> Result<Step, Error> {
    let UpdateVectorsOperation { points, shard_key_selector, update_filter } = step;
    let rest = message::UpdateVectors {
        points: Vec::new(),
        shard_key_selector: shard_key_selector.map(Into::into),
        update_filter: write("update_filter", update_filter, room)?,
    };
    Ok(Step::UpdateVectors(points, rest))
}

impl FromProto<Step> for PointsUpdateOperation {
    fn from_proto(step: Step) -> Result<Self, Error> {
        let proto::PointsUpdateOperation { operation } = match step {
            Step::Upsert(points, rest) => {
                // The points are beside the message.
                let message::PointStructList { points: _, shard_key_selector, update_filter, update_mode } =
                    rest;
                return Ok(Self::Upsert(PointStructList {
                    points,
                    shard_key_selector: read("upsert.shard_key_selector", shard_key_selector)?,
                    update_filter: read("upsert.update_filter", update_filter)?,
                    update_mode: read("upsert.update_mode", update_mode)?,
                }));
            }
            Step::SetPayload(payload, rest) => {
                let message::SetPayload { payload: _, points_selector, shard_key_selector, key } = rest;
                return Ok(Self::SetPayload(SetPayloadOperation {
                    payload,
                    points_selector: required("set_payload.points_selector", points_selector)?,
                    shard_key_selector: read("set_payload.shard_key_selector", shard_key_selector)?,
                    key,
                }));
            }
            Step::OverwritePayload(payload, rest) => {
                let message::OverwritePayload { payload: _, points_selector, shard_key_selector, key } = rest;
                return Ok(Self::OverwritePayload(SetPayloadOperation {
                    payload,
                    points_selector: required("overwrite_payload.points_selector", points_selector)?,
                    shard_key_selector: read("overwrite_payload.shard_key_selector", shard_key_selector)?,
                    key,
                }));
            }
            Step::UpdateVectors(points, rest) => {
                let message::UpdateVectors { points: _, shard_key_selector, update_filter } = rest;
                return Ok(Self::UpdateVectors(UpdateVectorsOperation {
                    points,
                    shard_key_selector: read("update_vectors.shard_key_selector", shard_key_selector)?,
                    update_filter: read("update_vectors.update_filter", update_filter)?,
                }));
            }
            Step::Cold(message) => message,
        };
        match operation {
            Some(Operation::DeletePoints(step)) => read("delete_points", step).map(Self::DeletePoints),
            Some(Operation::DeletePayload(step)) => read("delete_payload", step).map(Self::DeletePayload),
            Some(Operation::ClearPayload(step)) => read("clear_payload", step).map(Self::ClearPayload),
            Some(Operation::DeleteVectors(step)) => read("delete_vectors", step).map(Self::DeleteVectors),
            // What clients before 1.5 send.
            Some(Operation::DeleteDeprecated(points)) => Ok(Self::DeletePoints(DeletePointsOperation {
                points: read("delete_deprecated", points)?,
                shard_key_selector: None,
            })),
            Some(Operation::ClearPayloadDeprecated(points)) => {
                Ok(Self::ClearPayload(ClearPayloadOperation {
                    points: read("clear_payload_deprecated", points)?,
                    shard_key_selector: None,
                }))
            }
            // The reader has put those into their own steps.
            Some(
                Operation::Upsert(_)
                | Operation::SetPayload(_)
                | Operation::OverwritePayload(_)
                | Operation::UpdateVectors(_),
            )
            | None => Err(invalid("the update is empty, or of a kind that this version does not know")),
        }
    }
}

impl IntoProto<message::DeletePoints> for DeletePointsOperation {
    fn into_proto_in(self, room: Room) -> Result<message::DeletePoints, Error> {
        let Self { points, shard_key_selector } = self;
        Ok(message::DeletePoints {
            points: Some(write("points", points, room)?),
            shard_key_selector: shard_key_selector.map(Into::into),
        })
    }
}

impl FromProto<message::DeletePoints> for DeletePointsOperation {
    fn from_proto(message: message::DeletePoints) -> Result<Self, Error> {
        let message::DeletePoints { points, shard_key_selector } = message;
        Ok(Self {
            points: required("points", points)?,
            shard_key_selector: read("shard_key_selector", shard_key_selector)?,
        })
    }
}

impl IntoProto<message::DeletePayload> for DeletePayloadOperation {
    fn into_proto_in(self, room: Room) -> Result<message::DeletePayload, Error> {
        let Self { keys, points_selector, shard_key_selector } = self;
        Ok(message::DeletePayload {
            keys,
            points_selector: Some(write("points_selector", points_selector, room)?),
            shard_key_selector: shard_key_selector.map(Into::into),
        })
    }
}

impl FromProto<message::DeletePayload> for DeletePayloadOperation {
    fn from_proto(message: message::DeletePayload) -> Result<Self, Error> {
        let message::DeletePayload { keys, points_selector, shard_key_selector } = message;
        Ok(Self {
            keys,
            points_selector: required("points_selector", points_selector)?,
            shard_key_selector: read("shard_key_selector", shard_key_selector)?,
        })
    }
}

impl IntoProto<message::ClearPayload> for ClearPayloadOperation {
    fn into_proto_in(self, room: Room) -> Result<message::ClearPayload, Error> {
        let Self { points, shard_key_selector } = self;
        Ok(message::ClearPayload {
            points: Some(write("points", points, room)?),
            shard_key_selector: shard_key_selector.map(Into::into),
        })
    }
}

impl FromProto<message::ClearPayload> for ClearPayloadOperation {
    fn from_proto(message: message::ClearPayload) -> Result<Self, Error> {
        let message::ClearPayload { points, shard_key_selector } = message;
        Ok(Self {
            points: required("points", points)?,
            shard_key_selector: read("shard_key_selector", shard_key_selector)?,
        })
    }
}

impl IntoProto<message::DeleteVectors> for DeleteVectorsOperation {
    fn into_proto_in(self, room: Room) -> Result<message::DeleteVectors, Error> {
        let Self { points_selector, vectors, shard_key_selector } = self;
        Ok(message::DeleteVectors {
            points_selector: Some(write("points_selector", points_selector, room)?),
            vectors: Some(vectors.into()),
            shard_key_selector: shard_key_selector.map(Into::into),
        })
    }
}

impl FromProto<message::DeleteVectors> for DeleteVectorsOperation {
    fn from_proto(message: message::DeleteVectors) -> Result<Self, Error> {
        let message::DeleteVectors { points_selector, vectors, shard_key_selector } = message;
        Ok(Self {
            points_selector: required("points_selector", points_selector)?,
            vectors: required("vectors", vectors)?,
            shard_key_selector: read("shard_key_selector", shard_key_selector)?,
        })
    }
}
