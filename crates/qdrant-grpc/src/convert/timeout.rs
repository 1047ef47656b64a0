//! Timeouts: whole seconds on the wire.

use std::time::Duration;

use qdrant_core::Error;

use super::room::Room;
use super::traits::{FromProto, IntoProto};

/// Rounded up, at least 1 second: a server reads 0 as an error.
impl IntoProto<u64> for Duration {
    fn into_proto_in(self, _: Room) -> Result<u64, Error> {
        Ok(self.as_secs().saturating_add(u64::from(self.subsec_nanos() > 0)).max(1))
    }
}

impl FromProto<u64> for Duration {
    fn from_proto(seconds: u64) -> Result<Self, Error> {
        Ok(Self::from_secs(seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_are_rounded_up_to_whole_seconds() {
        for (time, seconds) in [
            (Duration::ZERO, 1),
            (Duration::from_nanos(1), 1),
            (Duration::from_secs(2), 2),
            (Duration::from_millis(2001), 3),
            (Duration::MAX, u64::MAX),
        ] {
            assert_eq!(time.into_proto().unwrap(), seconds);
        }
        assert_eq!(Option::<Duration>::from_proto(Some(7)).unwrap(), Some(Duration::from_secs(7)));
    }
}
