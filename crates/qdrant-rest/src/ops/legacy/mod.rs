//! Searches, recommendations and discoveries from before the universal query.

mod discover;
mod examples;
mod named_vector;
mod recommend;
mod recommend_groups;
mod search;
mod search_groups;
