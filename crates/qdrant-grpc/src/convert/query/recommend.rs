//! Recommendation by examples.

use qdrant_core::RecommendStrategy;

use crate::convert::enums::closed_enum;
use crate::convert::same_fields;
use crate::proto::qdrant as proto;

closed_enum! { RecommendStrategy = proto::RecommendStrategy { AverageVector, BestScore, SumScores } }

same_fields! { RecommendInput { ; positive, negative, strategy } }
