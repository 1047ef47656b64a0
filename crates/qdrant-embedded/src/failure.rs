//! Errors in the words of a Qdrant server.

use qdrant_core::{Error, ErrorKind};

/// The name of this transport.
pub(crate) const TRANSPORT: &str = "embedded";

pub(crate) fn wrong_input(what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("Wrong input: {what}"))
}

pub(crate) fn unknown_vector(name: &str) -> Error {
    wrong_input(format_args!("Not existing vector name error: {name}"))
}

pub(crate) fn wrong_dimension(expected: u64, received: usize) -> Error {
    wrong_input(format_args!("Vector dimension error: expected dim: {expected}, got {received}"))
}

pub(crate) fn wrong_sparse() -> Error {
    wrong_input("Conversion between sparse and regular vectors failed")
}

pub(crate) fn wrong_multi() -> Error {
    wrong_input("Conversion between multi and regular vectors failed")
}

pub(crate) fn no_collection(name: &str) -> Error {
    Error::new(ErrorKind::NotFound, format!("Not found: Collection `{name}` doesn't exist!"))
}

pub(crate) fn collection_exists(name: &str) -> Error {
    Error::new(ErrorKind::AlreadyExists, format!("Wrong input: Collection `{name}` already exists!"))
}

pub(crate) fn no_point(id: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::NotFound, format!("Not found: No point with id {id} found"))
}

/// Creates the error for what this engine lacks, which a server may have.
pub(crate) fn unsupported(field: &str, what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Unsupported, format!("the embedded engine has no {what}")).with_field(field)
}

pub(crate) fn closed() -> Error {
    Error::new(ErrorKind::Closed, "the embedded engine was closed")
}
