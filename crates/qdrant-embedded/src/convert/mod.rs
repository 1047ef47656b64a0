//! Translation between the models of the API and the types of the engine.
//!
//! Vectors and payload are moved. What is small goes by way of its JSON, which is the same on both sides.

mod filter;
mod index;
mod inference;
mod output;
mod select;
mod vector;

pub(crate) use self::filter::filter;
pub(crate) use self::index::index_schema;
pub(crate) use self::inference::Embedder;
pub(crate) use self::output::{facet_hits, point_id, record, scored_point};
pub(crate) use self::select::{
    engine_id, engine_ids, json_path, json_root, order_by, payload_selector, vectors_selector,
};
pub(crate) use self::vector::{
    VectorSchema, point_vectors, points, query_vector, stored_vector, vector_names,
};
