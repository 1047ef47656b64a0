//! Snapshots.

#[cfg(feature = "server")]
use qdrant_core::Outcome;
use qdrant_core::{Error, ErrorKind, SnapshotDescription};

use super::room::Room;
use super::traits::{FromProto, IntoProto, read, write};
use crate::proto::qdrant as proto;

impl IntoProto<proto::SnapshotDescription> for SnapshotDescription {
    fn into_proto_in(self, room: Room) -> Result<proto::SnapshotDescription, Error> {
        let Self { name, creation_time, size, checksum } = self;
        let size = i64::try_from(size).map_err(|error| {
            Error::new(ErrorKind::Encode, format!("{size} bytes fit no signed number of 64 bits"))
                .with_field("size")
                .with_source(error)
        })?;
        Ok(proto::SnapshotDescription {
            name,
            creation_time: write("creation_time", creation_time, room)?,
            size,
            checksum,
        })
    }
}

impl FromProto<proto::SnapshotDescription> for SnapshotDescription {
    fn from_proto(message: proto::SnapshotDescription) -> Result<Self, Error> {
        let proto::SnapshotDescription { name, creation_time, size, checksum } = message;
        let size = u64::try_from(size)
            .map_err(|error| Error::invalid("size", format!("{size} is no size")).with_source(error))?;
        Ok(Self { name, creation_time: read("creation_time", creation_time)?, size, checksum })
    }
}

/// Refuses what gRPC has no field for: a server answers there when it is done.
pub(crate) fn waits(wait: Option<bool>) -> Result<(), Error> {
    match wait {
        None | Some(true) => Ok(()),
        Some(false) => {
            Err(Error::new(ErrorKind::Unsupported, "gRPC cannot ask a server to answer before it is done")
                .with_field("wait"))
        }
    }
}

/// Refuses an answer that gRPC has no word for.
#[cfg(feature = "server")]
pub(crate) fn completed<T>(outcome: Outcome<T>) -> Result<T, Error> {
    match outcome {
        Outcome::Completed(output) => Ok(output),
        Outcome::Accepted => Err(Error::new(
            ErrorKind::Unsupported,
            "the operation was accepted and is not done, which gRPC cannot say",
        )),
    }
}

/// Refuses a deletion that did nothing: the message of the reply is empty, and means that it was done.
#[cfg(feature = "server")]
pub(crate) fn deleted(outcome: Outcome<bool>) -> Result<(), Error> {
    if completed(outcome)? {
        Ok(())
    } else {
        Err(Error::new(ErrorKind::Unsupported, "nothing was deleted, which gRPC cannot say"))
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::Timestamp;

    use super::*;
    use crate::convert::from_reply;

    fn message() -> proto::SnapshotDescription {
        let time = prost_types::Timestamp { seconds: 1_738_317_600, nanos: 500 };
        proto::SnapshotDescription {
            name: "docs.snapshot".to_owned(),
            creation_time: Some(time),
            size: i64::MAX,
            checksum: Some("ab".to_owned()),
        }
    }

    #[test]
    fn descriptions_survive_the_way_there_and_back() {
        let snapshot = SnapshotDescription::from_proto(message()).unwrap();
        let time = Timestamp::from_unix(1_738_317_600, 500).unwrap();
        assert_eq!((snapshot.creation_time, snapshot.size), (Some(time), i64::MAX.unsigned_abs()));
        assert_eq!(snapshot.into_proto().unwrap(), message());
        let bare = SnapshotDescription::new("a", 0);
        assert_eq!(SnapshotDescription::from_proto(bare.clone().into_proto().unwrap()).unwrap(), bare);
    }

    #[test]
    fn a_negative_size_is_a_fault_of_the_reply() {
        let negative = proto::SnapshotDescription { size: -1, ..message() };
        let error = from_reply::<_, SnapshotDescription>(negative).unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Decode, Some("size")));
        let no_time = prost_types::Timestamp { seconds: i64::MAX, nanos: -1 };
        let no_time = proto::SnapshotDescription { creation_time: Some(no_time), ..message() };
        let error = from_reply::<_, SnapshotDescription>(no_time).unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Decode, Some("creation_time")));
    }

    #[test]
    fn a_size_that_has_no_sign_bit_to_spare_is_refused() {
        let error = SnapshotDescription::new("a", u64::MAX).into_proto().unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Encode, Some("size")));
    }

    #[test]
    fn not_waiting_is_refused_by_name() {
        waits(None).unwrap();
        waits(Some(true)).unwrap();
        let error = waits(Some(false)).unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some("wait")));
    }

    #[cfg(feature = "server")]
    #[test]
    fn an_answer_before_the_end_is_refused() {
        assert_eq!(completed(Outcome::Completed(7)).unwrap(), 7);
        assert_eq!(completed(Outcome::<u8>::Accepted).unwrap_err().kind(), ErrorKind::Unsupported);
        deleted(Outcome::Completed(true)).unwrap();
        assert_eq!(deleted(Outcome::Completed(false)).unwrap_err().kind(), ErrorKind::Unsupported);
    }
}
