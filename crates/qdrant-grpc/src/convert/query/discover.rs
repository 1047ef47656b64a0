//! Discovery: a search that is guided by pairs of examples.

use qdrant_core::{ContextInputPair, DiscoverInput, Error};

use crate::convert::{FromProto, IntoProto, Room, read, required, same_fields, write};
use crate::proto::qdrant as proto;

same_fields! { ContextInput { ; pairs } }

impl IntoProto<proto::DiscoverInput> for DiscoverInput {
    fn into_proto_in(self, room: Room) -> Result<proto::DiscoverInput, Error> {
        let Self { target, context } = self;
        // A context without pairs is written as well: without the message a server refuses the query.
        Ok(proto::DiscoverInput {
            target: Some(write("target", target, room)?),
            context: Some(write("context", context, room)?),
        })
    }
}

impl FromProto<proto::DiscoverInput> for DiscoverInput {
    fn from_proto(message: proto::DiscoverInput) -> Result<Self, Error> {
        let proto::DiscoverInput { target, context } = message;
        let Some(context) = context else {
            return Err(Error::invalid("context", "DiscoverInput context is missing"));
        };
        Ok(Self { target: required("target", target)?, context: read("context", context)? })
    }
}

impl IntoProto<proto::ContextInputPair> for ContextInputPair {
    fn into_proto_in(self, room: Room) -> Result<proto::ContextInputPair, Error> {
        let Self { positive, negative } = self;
        Ok(proto::ContextInputPair {
            positive: Some(write("positive", positive, room)?),
            negative: Some(write("negative", negative, room)?),
        })
    }
}

impl FromProto<proto::ContextInputPair> for ContextInputPair {
    fn from_proto(message: proto::ContextInputPair) -> Result<Self, Error> {
        let proto::ContextInputPair { positive, negative } = message;
        Ok(Self { positive: required("positive", positive)?, negative: required("negative", negative)? })
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::ContextInput;

    use super::*;

    #[test]
    fn a_context_without_pairs_is_there_and_a_missing_one_is_refused() {
        let input = DiscoverInput::new(1, ContextInput::default());
        let mut message: proto::DiscoverInput = input.clone().into_proto().unwrap();
        assert_eq!(message.context, Some(proto::ContextInput { pairs: Vec::new() }));
        assert_eq!(DiscoverInput::from_proto(message.clone()).unwrap(), input);
        message.context = None;
        let error = DiscoverInput::from_proto(message).unwrap_err();
        assert_eq!(error.to_string(), "invalid request: context: DiscoverInput context is missing");
    }

    #[test]
    fn half_a_pair_is_named_by_its_place() {
        let whole = ContextInput::default().add_pair(1, 2);
        let mut message: proto::ContextInput = whole.into_proto().unwrap();
        message.pairs[0].negative = None;
        let error = ContextInput::from_proto(message).unwrap_err();
        assert_eq!(error.field(), Some("pairs[0].negative"));
    }
}
