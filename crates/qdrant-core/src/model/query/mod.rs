//! Queries: what points are ranked by.

mod discover;
mod expression;
mod expression_decode;
mod feedback;
mod formula;
mod fusion;
mod input;
mod input_decode;
mod lookup;
mod mmr;
mod order_by;
mod prefetch;
mod query_decode;
mod recommend;
mod search_params;
#[cfg(test)]
mod strategies;
mod text;
mod variant;

pub use self::discover::{ContextInput, ContextInputPair, DiscoverInput};
pub use self::expression::Expression;
pub use self::feedback::{FeedbackItem, FeedbackStrategy, NaiveFeedbackStrategy, RelevanceFeedbackInput};
pub use self::formula::{DecayParamsExpression, DivExpression, Formula, GeoDistance, PowExpression};
pub use self::fusion::{Fusion, Rrf, Sample};
pub use self::input::VectorInput;
pub use self::lookup::{LookupLocation, WithLookup};
pub use self::mmr::{Mmr, NearestInputWithMmr};
pub use self::order_by::{Direction, OrderBy, StartFrom};
pub use self::prefetch::PrefetchQuery;
pub use self::recommend::{RecommendInput, RecommendStrategy};
pub use self::search_params::{AcornSearchParams, IdfParams, QuantizationSearchParams, SearchParams};
pub use self::text::{Bm25Params, TextQuery};
pub use self::variant::Query;
