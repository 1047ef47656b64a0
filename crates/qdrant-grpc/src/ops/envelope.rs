//! What the replies of many operations share.

use qdrant_core::{Answer, Error, ErrorKind, ReplyMeta, UpdateResult};

use crate::convert::{FromProto, IntoProto, from_reply};
use crate::proto::qdrant as proto;
use crate::wire::reader;
use crate::wire::usage::Usage;

/// Puts an output together with the facts about its call.
pub(super) fn answer<T>(output: T, time: f64, usage: Option<Usage>) -> Answer<T> {
    let meta = ReplyMeta::default().with_time_secs(time).with_usage(usage.map(Into::into));
    Answer { output, meta }
}

/// Writes a field of an operation or reply.
pub(super) fn write<P, T: IntoProto<P>>(name: &str, model: T) -> Result<P, Error> {
    model.into_proto().map_err(|error| error.within(name))
}

/// Reads a field of a reply.
pub(super) fn read<P, T: FromProto<P>>(name: &str, message: P) -> Result<T, Error> {
    from_reply(message).map_err(|error| error.within(name))
}

/// Reads a field without which a reply says nothing.
pub(super) fn required<P, T: FromProto<P>>(name: &str, message: Option<P>) -> Result<T, Error> {
    match message {
        Some(message) => read(name, message),
        None => Err(Error::new(ErrorKind::Decode, "is missing").with_field(name)),
    }
}

/// Reads the reply to every write of points.
pub(super) fn read_update(message: &[u8]) -> Result<Answer<UpdateResult>, Error> {
    let proto::PointsOperationResponse { result, time, usage } = reader::decode(message)?;
    Ok(answer(required("result", result)?, time, usage))
}

/// Reads the reply to every change of collections and aliases.
pub(super) fn read_done(message: &[u8]) -> Result<Answer<bool>, Error> {
    let proto::CollectionOperationResponse { result, time } = reader::decode(message)?;
    Ok(answer(result, time, None))
}

#[cfg(feature = "server")]
pub(super) use self::server::{facts, write_done, write_update};

#[cfg(feature = "server")]
mod server {
    use super::*;
    use crate::frame;

    /// Takes the facts about a call apart: seconds and usage.
    pub(crate) fn facts(meta: ReplyMeta) -> (f64, Option<Usage>) {
        (meta.time.map_or(0.0, |time| time.as_secs_f64()), meta.usage.map(Into::into))
    }

    /// Writes the reply to every write of points.
    pub(crate) fn write_update(output: UpdateResult, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
        let (time, usage) = facts(meta);
        frame::message(&proto::PointsOperationResponse {
            result: Some(write("result", output)?),
            time,
            usage,
        })
    }

    /// Writes the reply to every change of collections and aliases, which has no place for usage.
    pub(crate) fn write_done(output: bool, meta: ReplyMeta) -> Result<Vec<u8>, Error> {
        frame::message(&proto::CollectionOperationResponse { result: output, time: facts(meta).0 })
    }
}
