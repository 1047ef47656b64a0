//! Searches, recommendations and discoveries from before the universal query.

mod checks;
mod discover;
mod recommend;
mod recommend_groups;
mod search;
mod search_groups;

pub use self::discover::{DiscoverBatchPoints, DiscoverPoints};
pub use self::recommend::{RecommendBatchPoints, RecommendPoints};
pub use self::recommend_groups::RecommendPointGroups;
pub use self::search::{SearchBatchPoints, SearchPoints};
pub use self::search_groups::SearchPointGroups;
