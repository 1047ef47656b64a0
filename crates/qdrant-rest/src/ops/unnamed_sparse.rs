//! The one kind of vector that REST cannot carry to a point.

use qdrant_core::{Error, ErrorKind, Vector, Vectors};

/// Refuses what the server would read as two dense vectors named `indices` and `values`.
///
/// The vectors are those of the points of a request, in their order.
pub(super) fn refuse_unnamed_sparse<'a>(
    mut of_points: impl Iterator<Item = &'a Vectors>,
) -> Result<(), Error> {
    match of_points.position(|vectors| matches!(vectors, Vectors::Single(Vector::Sparse(_)))) {
        None => Ok(()),
        Some(index) => Err(unnamed_sparse().with_field(format!("points[{index}].vector"))),
    }
}

/// An error for a sparse vector that has no name.
pub(super) fn unnamed_sparse() -> Error {
    Error::new(
        ErrorKind::Unsupported,
        "REST has no way to write a sparse vector without a name: use a named vector, or gRPC",
    )
}
