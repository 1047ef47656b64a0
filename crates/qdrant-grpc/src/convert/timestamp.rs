//! Points in time.

use qdrant_core::{Error, Timestamp};

use super::room::Room;
use super::traits::{FromProto, IntoProto, invalid};

const SECOND: i32 = 1_000_000_000;

impl IntoProto<prost_types::Timestamp> for Timestamp {
    fn into_proto_in(self, _: Room) -> Result<prost_types::Timestamp, Error> {
        Ok(prost_types::Timestamp { seconds: self.unix_seconds(), nanos: self.subsecond_nanoseconds() })
    }
}

impl FromProto<prost_types::Timestamp> for Timestamp {
    fn from_proto(message: prost_types::Timestamp) -> Result<Self, Error> {
        let prost_types::Timestamp { seconds, nanos } = message;
        if !(0..SECOND).contains(&nanos) {
            return Err(invalid(format!("{nanos} nanoseconds are not within one second")));
        }
        Self::from_unix(seconds, nanos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_before_1970_count_up_from_the_second_before() {
        let time: Timestamp = "1969-12-31T23:59:59.25Z".parse().unwrap();
        let message = time.into_proto().unwrap();
        assert_eq!((message.seconds, message.nanos), (-1, 250_000_000));
        assert_eq!(Timestamp::from_proto(message).unwrap(), time);
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for (seconds, nanos) in [(0, -1), (0, SECOND), (i64::MAX, 0), (i64::MIN, 0)] {
            Timestamp::from_proto(prost_types::Timestamp { seconds, nanos }).unwrap_err();
        }
    }
}
