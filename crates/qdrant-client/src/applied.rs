//! What the status of a write means to those who promise that it took effect.

use qdrant_core::{Error, ErrorKind, OperationKind, UpdateResult, UpdateStatus};

/// Returns an error unless the write took effect, or is in the server's log and will.
///
/// A server may only acknowledge a write although somebody waits for it, while a replica recovers for example. It will
/// apply the write, so that is no error. One that waited in vain says so with `WaitTimeout`, which is.
pub(crate) fn applied(operation: OperationKind, waited: bool, result: UpdateResult) -> Result<(), Error> {
    let (kind, message) = match result.status {
        UpdateStatus::Acknowledged | UpdateStatus::Completed => return Ok(()),
        UpdateStatus::WaitTimeout if !waited => return Ok(()),
        UpdateStatus::WaitTimeout => {
            let message = "the server has accepted the write, and did not apply it in the time that it had";
            (ErrorKind::Timeout, message.to_owned())
        }
        UpdateStatus::ClockRejected => {
            let message = "the server did not apply the write: it came too late in the order of the cluster";
            (ErrorKind::Unavailable, message.to_owned())
        }
        status @ UpdateStatus::Unknown(_) => {
            let message = format!("the status of the write is an {status}");
            (ErrorKind::Decode, message)
        }
    };
    Err(Error::new(kind, message).with_operation(operation))
}
