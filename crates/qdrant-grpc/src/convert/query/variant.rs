//! What points are ranked by.

use qdrant_core::{Error, Query};

use crate::convert::{FromProto, IntoProto, Room, invalid, read, write};
use crate::proto::qdrant as proto;
use crate::proto::qdrant::query::Variant;

impl IntoProto<proto::Query> for Query {
    fn into_proto_in(self, room: Room) -> Result<proto::Query, Error> {
        let room = room.enter()?;
        let variant = match self {
            Self::Nearest(input) => Variant::Nearest(write("nearest", input, room)?),
            Self::Recommend(input) => Variant::Recommend(write("recommend", input, room)?),
            Self::Discover(input) => Variant::Discover(write("discover", input, room)?),
            Self::Context(input) => Variant::Context(write("context", input, room)?),
            Self::OrderBy(order) => Variant::OrderBy(write("order_by", order, room)?),
            Self::Fusion(fusion) => Variant::Fusion(write("fusion", fusion, room)?),
            Self::Rrf(rrf) => Variant::Rrf(rrf.into()),
            Self::Formula(formula) => Variant::Formula(write("formula", formula, room)?),
            Self::Sample(sample) => Variant::Sample(write("sample", sample, room)?),
            Self::NearestWithMmr(input) => Variant::NearestWithMmr(write("nearest_with_mmr", input, room)?),
            Self::RelevanceFeedback(input) => {
                Variant::RelevanceFeedback(write("relevance_feedback", input, room)?)
            }
            Self::Text(query) => Variant::Text(query.into()),
        };
        Ok(proto::Query { variant: Some(variant) })
    }
}

impl FromProto<proto::Query> for Query {
    fn from_proto(message: proto::Query) -> Result<Self, Error> {
        let proto::Query { variant } = message;
        Ok(match variant {
            Some(Variant::Nearest(input)) => Self::Nearest(read("nearest", input)?),
            Some(Variant::Recommend(input)) => Self::Recommend(read("recommend", input)?),
            Some(Variant::Discover(input)) => Self::Discover(read("discover", input)?),
            Some(Variant::Context(input)) => Self::Context(read("context", input)?),
            Some(Variant::OrderBy(order)) => Self::OrderBy(read("order_by", order)?),
            Some(Variant::Fusion(fusion)) => Self::Fusion(read("fusion", fusion)?),
            Some(Variant::Rrf(rrf)) => Self::Rrf(rrf.into()),
            Some(Variant::Formula(formula)) => Self::Formula(read("formula", formula)?),
            Some(Variant::Sample(sample)) => Self::Sample(read("sample", sample)?),
            Some(Variant::NearestWithMmr(input)) => Self::NearestWithMmr(read("nearest_with_mmr", input)?),
            Some(Variant::RelevanceFeedback(input)) => {
                Self::RelevanceFeedback(read("relevance_feedback", input)?)
            }
            Some(Variant::Text(query)) => Self::Text(query.into()),
            None => return Err(invalid("Query variant is missing")),
        })
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;
    use qdrant_core::{
        Bm25Params, ContextInput, DiscoverInput, Expression, FeedbackItem, Formula, Fusion, Mmr,
        NaiveFeedbackStrategy, NearestInputWithMmr, OrderBy, RecommendInput, RecommendStrategy,
        RelevanceFeedbackInput, Rrf, Sample, TextQuery,
    };

    use super::*;

    fn all() -> [Query; 12] {
        let strategy = NaiveFeedbackStrategy::new(1.0, 0.0, -1.0);
        [
            Query::new_nearest(vec![0.1, 0.2]),
            RecommendInput::new([1], [2]).strategy(RecommendStrategy::SumScores).into(),
            DiscoverInput::new(1, ContextInput::default().add_pair(2, 3)).into(),
            ContextInput::default().into(),
            OrderBy::new("at").into(),
            Fusion::Rrf.into(),
            Sample::Random.into(),
            Formula::new(Expression::score()).add_default("a", 1).into(),
            NearestInputWithMmr::new(1, Mmr::default().diversity(0.5).candidates_limit(7)).into(),
            Rrf::default().k(0).weights(vec![0.0, 1.0]).into(),
            RelevanceFeedbackInput::new(1, vec![FeedbackItem::new(2, 0.0)], strategy).into(),
            TextQuery::new("words").bm25(Bm25Params::default().b(0.75)).into(),
        ]
    }

    #[test]
    fn each_query_has_its_field() {
        for (query, tag) in all().into_iter().zip(1_u8..) {
            let bytes = query.clone().into_proto().unwrap().encode_to_vec();
            assert_eq!(bytes[0] >> 3, tag, "{query:?}");
            let message = proto::Query::decode(bytes.as_slice()).unwrap();
            assert_eq!(Query::from_proto(message).unwrap(), query);
        }
    }

    #[test]
    fn a_query_without_variant_and_unknown_numbers_are_refused() {
        let read = |variant| Query::from_proto(proto::Query { variant }).unwrap_err();
        assert_eq!(read(None).message(), "Query variant is missing");
        assert_eq!(read(Some(Variant::Fusion(2))).field(), Some("fusion"));
        assert_eq!(read(Some(Variant::Sample(-1))).field(), Some("sample"));
        let nearest = proto::VectorInput { variant: None };
        assert_eq!(read(Some(Variant::Nearest(nearest))).field(), Some("nearest"));
    }

    #[test]
    fn a_text_query_without_scoring_leaves_it_to_the_server() {
        let message = proto::TextQuery::from(TextQuery::new("words"));
        assert_eq!(message.scoring, None);
        assert_eq!(TextQuery::from(message), TextQuery::new("words"));
    }
}
