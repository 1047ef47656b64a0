//! Arbitrary operations and answers of what both wires can carry.
//!
//! Every struct is written out in full, so that a new field cannot be forgotten. What only one wire carries, or carries
//! in another way, has tests of its own in `losses`.

mod basics;
mod collections;
mod coverage;
mod filters;
mod indexes;
mod legacy;
mod outputs;
mod points;
mod queries;
mod requests;
mod searches;
mod sharding;

pub(crate) use self::outputs::output;
pub(crate) use self::requests::request;
