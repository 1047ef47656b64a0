//! Queries and what goes with them.

mod discover;
mod expression;
mod feedback;
mod formula;
mod fusion;
mod input;
mod lookup;
mod mmr;
mod order_by;
mod prefetch;
mod recommend;
mod search_params;
mod text;
mod variant;
