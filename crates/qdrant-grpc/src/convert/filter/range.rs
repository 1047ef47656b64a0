//! Ranges of a payload field.

use crate::convert::same_fields;

same_fields! {
    Range { lt, gt, gte, lte }
    ValuesCount { lt, gt, gte, lte }
}

same_fields! { DatetimeRange { ; lt, gt, gte, lte } }

#[cfg(test)]
mod tests {
    use qdrant_core::{DatetimeRange, Range, Timestamp};

    use crate::convert::{FromProto, IntoProto};
    use crate::proto::qdrant as proto;

    #[test]
    fn bounds_keep_their_names() {
        let range = proto::Range::from(Range::from(1.0..2.0));
        assert_eq!(range, proto::Range { lt: Some(2.0), gt: None, gte: Some(1.0), lte: None });
    }

    #[test]
    fn a_time_that_is_none_is_named() {
        let time: Timestamp = "2024-02-29T12:00:00Z".parse().unwrap();
        let range = DatetimeRange::default().gte(time).lt(time);
        let mut message: proto::DatetimeRange = range.clone().into_proto().unwrap();
        assert_eq!(message.gte.map(|time| time.seconds), Some(1_709_208_000));
        assert_eq!(DatetimeRange::from_proto(message).unwrap(), range);
        message.lt = Some(prost_types::Timestamp { seconds: 0, nanos: -5 });
        assert_eq!(DatetimeRange::from_proto(message).unwrap_err().field(), Some("lt"));
    }
}
