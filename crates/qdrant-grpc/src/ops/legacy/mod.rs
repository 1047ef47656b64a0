//! Searches, recommendations and discoveries from before the universal query.

mod discover;
mod recommend;
mod recommend_groups;
mod search;
mod search_groups;
