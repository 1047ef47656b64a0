//! What the replies with scored points share: lists, lists of lists, and groups.

use prost::Message;
use qdrant_core::{Error, PointGroup, ScoredPoint};

use crate::wire::around::{split, split_list};
use crate::wire::groups::merge_groups;
use crate::wire::points::{Batch, Decode};
use crate::wire::reader::malformed;
use crate::wire::value::at_index;

/// Number of the field `result` in all of these replies.
const RESULT: u32 = 1;

/// Reads a reply with a list of points; returns the other fields as prost message.
pub(super) fn read_points<M: Message + Default>(message: &[u8]) -> Result<(Vec<ScoredPoint>, M), Error> {
    split_list(message, RESULT, "result")
}

/// Reads a reply with a list of points for each query of a batch; returns the other fields as prost message.
pub(super) fn read_batches<M: Message + Default>(
    message: &[u8],
) -> Result<(Vec<Vec<ScoredPoint>>, M), Error> {
    let mut batches = Vec::new();
    let rest = split(message, RESULT, |field| {
        let batch = field.message().and_then(Batch::decode);
        let Batch(points) = batch.map_err(|error| at_index(error, batches.len()).within("result"))?;
        batches.push(points);
        Ok(())
    })?;
    Ok((batches, rest))
}

/// Reads a reply with groups of points; returns the other fields as prost message.
pub(super) fn read_groups<M: Message + Default>(message: &[u8]) -> Result<(Vec<PointGroup>, M), Error> {
    let mut groups = None;
    let rest = split(message, RESULT, |field| {
        let groups = groups.get_or_insert_default();
        field
            .message()
            .and_then(|fields| merge_groups(groups, fields))
            .map_err(|error| error.within("result"))
    })?;
    let groups = groups.ok_or_else(|| malformed("is missing").with_field("result"))?;
    Ok((groups, rest))
}

#[cfg(feature = "server")]
pub(super) use self::server::{write_batches, write_groups, write_points};

#[cfg(feature = "server")]
mod server {
    use super::*;
    use crate::frame;
    use crate::wire::around::Around;
    use crate::wire::groups::GroupsField;
    use crate::wire::points::RepeatedField;

    /// Writes a reply with a list of points; in the message the list is empty.
    pub(crate) fn write_points(points: &[ScoredPoint], rest: &impl Message) -> Result<Vec<u8>, Error> {
        let points = RepeatedField { tag: RESULT, name: "result", items: points };
        frame::hot(&Around::new(rest, RESULT, points)?)
    }

    /// Writes a reply with a list of points for each query of a batch; in the message there is none.
    pub(crate) fn write_batches(
        batches: Vec<Vec<ScoredPoint>>,
        rest: &impl Message,
    ) -> Result<Vec<u8>, Error> {
        let batches: Vec<Batch> = batches.into_iter().map(Batch).collect();
        let batches = RepeatedField { tag: RESULT, name: "result", items: &batches };
        frame::hot(&Around::new(rest, RESULT, batches)?)
    }

    /// Writes a reply with groups of points; in the message there are none.
    pub(crate) fn write_groups(groups: &[PointGroup], rest: &impl Message) -> Result<Vec<u8>, Error> {
        let groups = GroupsField { tag: RESULT, name: "result", groups };
        frame::hot(&Around::new(rest, RESULT, groups)?)
    }
}
