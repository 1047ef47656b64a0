//! Point ids.

use qdrant_core::{Error, PointId, Uuid};

use super::traits::{FromProto, invalid, total};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::point_id::PointIdOptions;

impl From<PointId> for proto::PointId {
    fn from(id: PointId) -> Self {
        let options = match id {
            PointId::Num(number) => PointIdOptions::Num(number),
            PointId::Uuid(uuid) => PointIdOptions::Uuid(uuid.as_hyphenated().to_string()),
        };
        Self { point_id_options: Some(options) }
    }
}

total!(into: PointId => proto::PointId);

impl FromProto<proto::PointId> for PointId {
    fn from_proto(message: proto::PointId) -> Result<Self, Error> {
        let proto::PointId { point_id_options } = message;
        match point_id_options {
            Some(PointIdOptions::Num(number)) => Ok(Self::Num(number)),
            // Not the core's own reader, which takes digits for a number.
            Some(PointIdOptions::Uuid(text)) => match Uuid::parse_str(&text) {
                Ok(uuid) => Ok(Self::Uuid(uuid)),
                Err(error) => Err(invalid(format!("unable to parse UUID: {text:?}")).with_source(error)),
            },
            None => Err(invalid("the point id is empty: expected a number or a UUID")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uuid(text: &str) -> Result<PointId, Error> {
        PointId::from_proto(proto::PointId { point_id_options: Some(PointIdOptions::Uuid(text.to_owned())) })
    }

    #[test]
    fn every_form_of_a_uuid_is_read_and_the_hyphenated_one_is_written() {
        let hyphenated = "936da01f-9abd-4d9d-80c7-02af85c822a8";
        for text in [
            hyphenated,
            "936DA01F-9ABD-4D9D-80C7-02AF85C822A8",
            "936da01f9abd4d9d80c702af85c822a8",
            "urn:uuid:936da01f-9abd-4d9d-80c7-02af85c822a8",
            "{936da01f-9abd-4d9d-80c7-02af85c822a8}",
        ] {
            let id = uuid(text).unwrap();
            let options = proto::PointId::from(id).point_id_options;
            assert_eq!(options, Some(PointIdOptions::Uuid(hyphenated.to_owned())), "{text}");
        }
    }

    #[test]
    fn digits_are_no_uuid_and_nothing_is_no_id() {
        assert!(uuid("5").unwrap_err().message().contains("\"5\""));
        let error = PointId::from_proto(proto::PointId { point_id_options: None }).unwrap_err();
        assert!(error.message().contains("empty"), "{error}");
    }

    #[test]
    fn large_numbers_stay_exact() {
        let id = PointId::Num(u64::MAX);
        assert_eq!(PointId::from_proto(id.into()).unwrap(), id);
    }
}
