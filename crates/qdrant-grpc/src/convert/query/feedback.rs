//! Relevance feedback.

use qdrant_core::{Error, FeedbackItem, FeedbackStrategy, RelevanceFeedbackInput};

use crate::convert::{FromProto, IntoProto, Room, invalid, read, required, same_fields, total, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::feedback_strategy::Variant;

same_fields! { NaiveFeedbackStrategy { a, b, c } }

impl IntoProto<proto::RelevanceFeedbackInput> for RelevanceFeedbackInput {
    fn into_proto_in(self, room: Room) -> Result<proto::RelevanceFeedbackInput, Error> {
        let Self { target, feedback, strategy } = self;
        Ok(proto::RelevanceFeedbackInput {
            target: Some(write("target", target, room)?),
            feedback: write("feedback", feedback, room)?,
            strategy: Some(strategy.into()),
        })
    }
}

impl FromProto<proto::RelevanceFeedbackInput> for RelevanceFeedbackInput {
    fn from_proto(message: proto::RelevanceFeedbackInput) -> Result<Self, Error> {
        let proto::RelevanceFeedbackInput { target, feedback, strategy } = message;
        Ok(Self {
            target: required("target", target)?,
            feedback: read("feedback", feedback)?,
            strategy: required("strategy", strategy)?,
        })
    }
}

impl IntoProto<proto::FeedbackItem> for FeedbackItem {
    fn into_proto_in(self, room: Room) -> Result<proto::FeedbackItem, Error> {
        let Self { example, score } = self;
        Ok(proto::FeedbackItem { example: Some(write("example", example, room)?), score })
    }
}

impl FromProto<proto::FeedbackItem> for FeedbackItem {
    fn from_proto(message: proto::FeedbackItem) -> Result<Self, Error> {
        let proto::FeedbackItem { example, score } = message;
        Ok(Self { example: required("example", example)?, score })
    }
}

impl From<FeedbackStrategy> for proto::FeedbackStrategy {
    fn from(strategy: FeedbackStrategy) -> Self {
        let variant = match strategy {
            FeedbackStrategy::Naive(naive) => Variant::Naive(naive.into()),
        };
        Self { variant: Some(variant) }
    }
}

impl FromProto<proto::FeedbackStrategy> for FeedbackStrategy {
    fn from_proto(message: proto::FeedbackStrategy) -> Result<Self, Error> {
        let proto::FeedbackStrategy { variant } = message;
        match variant {
            Some(Variant::Naive(naive)) => Ok(Self::Naive(naive.into())),
            None => Err(invalid("the strategy is empty, or of a kind that this version does not know")),
        }
    }
}

total!(into: FeedbackStrategy => proto::FeedbackStrategy);

#[cfg(test)]
mod tests {
    use qdrant_core::NaiveFeedbackStrategy;

    use super::*;

    #[test]
    fn a_strategy_without_content_is_refused() {
        let strategy = NaiveFeedbackStrategy::new(0.1, 0.2, 0.3);
        let input = RelevanceFeedbackInput::new(1, vec![FeedbackItem::new(2, 0.5)], strategy);
        let mut message: proto::RelevanceFeedbackInput = input.clone().into_proto().unwrap();
        assert_eq!(RelevanceFeedbackInput::from_proto(message.clone()).unwrap(), input);
        message.strategy = Some(proto::FeedbackStrategy { variant: None });
        let error = RelevanceFeedbackInput::from_proto(message.clone()).unwrap_err();
        assert_eq!(error.field(), Some("strategy"));
        message.feedback[0].example = None;
        let error = RelevanceFeedbackInput::from_proto(message).unwrap_err();
        assert_eq!(error.field(), Some("feedback[0].example"));
    }
}
