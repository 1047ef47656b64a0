//! Filters.

mod condition;
mod field;
mod geo;
mod matching;
mod range;
mod root;
