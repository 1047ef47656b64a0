//! Order by a payload field.

use qdrant_core::{Direction, Error, StartFrom};

use crate::convert::enums::closed_enum;
use crate::convert::{FromProto, IntoProto, Room, invalid, read, same_fields, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::start_from::Value;

closed_enum! { Direction = proto::Direction { Asc, Desc } }

same_fields! { OrderBy { key; direction, start_from } }

impl IntoProto<proto::StartFrom> for StartFrom {
    fn into_proto_in(self, room: Room) -> Result<proto::StartFrom, Error> {
        let value = match self {
            Self::Float(number) => Value::Float(number),
            Self::Integer(number) => Value::Integer(number),
            Self::Datetime(time) => Value::Timestamp(write("timestamp", time, room)?),
        };
        Ok(proto::StartFrom { value: Some(value) })
    }
}

impl FromProto<proto::StartFrom> for StartFrom {
    fn from_proto(message: proto::StartFrom) -> Result<Self, Error> {
        let proto::StartFrom { value } = message;
        match value {
            Some(Value::Float(number)) => Ok(Self::Float(number)),
            Some(Value::Integer(number)) => Ok(Self::Integer(number)),
            Some(Value::Timestamp(time)) => read("timestamp", time).map(Self::Datetime),
            Some(Value::Datetime(text)) => match text.parse() {
                Ok(time) => Ok(Self::Datetime(time)),
                Err(error) => Err(error.within("datetime")),
            },
            None => Err(invalid("the place to start from is empty: expected a number or a time")),
        }
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::{OrderBy, Timestamp};

    use super::*;

    fn read_back(value: Option<Value>) -> Result<OrderBy, Error> {
        OrderBy::from_proto(proto::OrderBy {
            key: "at".to_owned(),
            direction: Some(1),
            start_from: Some(proto::StartFrom { value }),
        })
    }

    #[test]
    fn a_time_may_come_as_text_or_as_timestamp() {
        let time: Timestamp = "2024-02-29T12:00:00Z".parse().unwrap();
        let expected = OrderBy::new("at").direction(Direction::Desc).start_from(time);
        let text = "2024-02-29 12:00:00".to_owned();
        assert_eq!(read_back(Some(Value::Datetime(text))).unwrap(), expected);
        let message: proto::OrderBy = expected.clone().into_proto().unwrap();
        assert!(matches!(message.start_from, Some(proto::StartFrom { value: Some(Value::Timestamp(_)) })));
        assert_eq!(OrderBy::from_proto(message).unwrap(), expected);
        let error = read_back(Some(Value::Datetime("soon".to_owned()))).unwrap_err();
        assert_eq!(error.field(), Some("start_from.datetime"));
    }

    #[test]
    fn integers_and_floats_stay_apart_and_nothing_is_refused() {
        for start in [StartFrom::Integer(1), StartFrom::Float(1.0), StartFrom::Integer(i64::MIN)] {
            assert_eq!(StartFrom::from_proto(start.into_proto().unwrap()).unwrap(), start);
        }
        assert_eq!(read_back(None).unwrap_err().field(), Some("start_from"));
    }
}
