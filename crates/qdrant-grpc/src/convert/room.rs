//! How deep messages may be nested.

use qdrant_core::{Error, ErrorKind};

/// Levels of messages that may still be opened.
///
/// Protobuf readers, the server's among them, refuse messages that are nested more than 100 levels deep. The ten
/// levels that are missing here are for the operation around a model and for the leaves that do not count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room(u8);

impl Room {
    /// All levels that there are.
    pub(crate) const WHOLE: Self = Self(90);

    /// Opens a message; what remains is for those inside it.
    pub(crate) fn enter(self) -> Result<Self, Error> {
        match self.0.checked_sub(1) {
            Some(left) => Ok(Self(left)),
            None => Err(Error::new(
                ErrorKind::Encode,
                "is nested too deep: servers refuse messages of more than 100 levels",
            )),
        }
    }
}
