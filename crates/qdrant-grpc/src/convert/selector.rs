//! Which points an operation is about and what comes back of them.

use qdrant_core::{Error, PointsSelector, WithPayloadSelector, WithVectorsSelector};

use super::room::Room;
use super::traits::{FromProto, IntoProto, invalid, read, same_fields, total, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::points_selector::PointsSelectorOneOf;
use crate::proto::qdrant::{with_payload_selector, with_vectors_selector};

same_fields! { VectorsSelector { names } }

impl IntoProto<proto::PointsSelector> for PointsSelector {
    fn into_proto_in(self, room: Room) -> Result<proto::PointsSelector, Error> {
        let room = room.enter()?;
        let one_of = match self {
            Self::Points(ids) => {
                PointsSelectorOneOf::Points(proto::PointsIdsList { ids: write("points", ids, room)? })
            }
            Self::Filter(filter) => PointsSelectorOneOf::Filter(write("filter", filter, room)?),
        };
        Ok(proto::PointsSelector { points_selector_one_of: Some(one_of) })
    }
}

impl FromProto<proto::PointsSelector> for PointsSelector {
    fn from_proto(message: proto::PointsSelector) -> Result<Self, Error> {
        let proto::PointsSelector { points_selector_one_of } = message;
        match points_selector_one_of {
            Some(PointsSelectorOneOf::Points(proto::PointsIdsList { ids })) => {
                read("points", ids).map(Self::Points)
            }
            Some(PointsSelectorOneOf::Filter(filter)) => read("filter", filter).map(Self::Filter),
            None => Err(invalid("malformed PointsSelector type: expected points or a filter")),
        }
    }
}

impl From<WithPayloadSelector> for proto::WithPayloadSelector {
    fn from(selector: WithPayloadSelector) -> Self {
        use with_payload_selector::SelectorOptions;

        let options = match selector {
            WithPayloadSelector::Enable(enable) => SelectorOptions::Enable(enable),
            WithPayloadSelector::Include(fields) => {
                SelectorOptions::Include(proto::PayloadIncludeSelector { fields })
            }
            WithPayloadSelector::Exclude(fields) => {
                SelectorOptions::Exclude(proto::PayloadExcludeSelector { fields })
            }
        };
        Self { selector_options: Some(options) }
    }
}

impl FromProto<proto::WithPayloadSelector> for WithPayloadSelector {
    fn from_proto(message: proto::WithPayloadSelector) -> Result<Self, Error> {
        use with_payload_selector::SelectorOptions;

        let proto::WithPayloadSelector { selector_options } = message;
        match selector_options {
            Some(SelectorOptions::Enable(enable)) => Ok(Self::Enable(enable)),
            Some(SelectorOptions::Include(proto::PayloadIncludeSelector { fields })) => {
                Ok(Self::Include(fields))
            }
            Some(SelectorOptions::Exclude(proto::PayloadExcludeSelector { fields })) => {
                Ok(Self::Exclude(fields))
            }
            None => Err(invalid("no PayloadSelector: expected a boolean or fields")),
        }
    }
}

impl From<WithVectorsSelector> for proto::WithVectorsSelector {
    fn from(selector: WithVectorsSelector) -> Self {
        use with_vectors_selector::SelectorOptions;

        let options = match selector {
            WithVectorsSelector::Enable(enable) => SelectorOptions::Enable(enable),
            WithVectorsSelector::Include(names) => SelectorOptions::Include(proto::VectorsSelector { names }),
        };
        Self { selector_options: Some(options) }
    }
}

impl FromProto<proto::WithVectorsSelector> for WithVectorsSelector {
    fn from_proto(message: proto::WithVectorsSelector) -> Result<Self, Error> {
        use with_vectors_selector::SelectorOptions;

        let proto::WithVectorsSelector { selector_options } = message;
        match selector_options {
            Some(SelectorOptions::Enable(enable)) => Ok(Self::Enable(enable)),
            Some(SelectorOptions::Include(proto::VectorsSelector { names })) => Ok(Self::Include(names)),
            None => Err(invalid("no VectorsSelector: expected a boolean or names")),
        }
    }
}

total! {
    into:
    WithPayloadSelector => proto::WithPayloadSelector,
    WithVectorsSelector => proto::WithVectorsSelector,
}

#[cfg(test)]
mod tests {
    use qdrant_core::Filter;

    use super::*;

    #[test]
    fn an_unset_selector_is_an_error_and_selects_nothing() {
        let points = proto::PointsSelector { points_selector_one_of: None };
        assert!(
            PointsSelector::from_proto(points).unwrap_err().message().contains("malformed PointsSelector")
        );
        let payload = proto::WithPayloadSelector { selector_options: None };
        assert!(
            WithPayloadSelector::from_proto(payload).unwrap_err().message().contains("no PayloadSelector")
        );
        let vectors = proto::WithVectorsSelector { selector_options: None };
        WithVectorsSelector::from_proto(vectors).unwrap_err();
    }

    #[test]
    fn selectors_survive_the_way_there_and_back() {
        for selector in [PointsSelector::from([1, 2]), Filter::default().into(), Vec::<u64>::new().into()] {
            let message: proto::PointsSelector = selector.clone().into_proto().unwrap();
            assert_eq!(PointsSelector::from_proto(message).unwrap(), selector);
        }
        for selector in [false.into(), true.into(), ["a"].into(), WithPayloadSelector::exclude(["b"])] {
            let message = proto::WithPayloadSelector::from(selector.clone());
            assert_eq!(WithPayloadSelector::from_proto(message).unwrap(), selector);
        }
        for selector in [false.into(), WithVectorsSelector::from(["a", ""]), Vec::<String>::new().into()] {
            let message = proto::WithVectorsSelector::from(selector.clone());
            assert_eq!(WithVectorsSelector::from_proto(message).unwrap(), selector);
        }
    }

    #[test]
    fn a_bad_id_is_named_by_its_place() {
        let ids = vec![proto::PointId { point_id_options: None }];
        let one_of = PointsSelectorOneOf::Points(proto::PointsIdsList { ids });
        let message = proto::PointsSelector { points_selector_one_of: Some(one_of) };
        assert_eq!(PointsSelector::from_proto(message).unwrap_err().field(), Some("points[0]"));
    }
}
