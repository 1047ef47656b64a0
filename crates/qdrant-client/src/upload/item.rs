//! What the sources of an upload yield.

use std::error::Error as StdError;

use qdrant_core::{Error, ErrorKind, PointStruct};

/// What a source of an upload yields: a point, the result of making one, or a type of yours that becomes one.
///
/// The error of a result is any that becomes a boxed one. An [`Error`] of this crate keeps its kind; every other is of
/// kind `Io` and the cause.
pub trait UploadItem {
    /// Makes the point; an error ends the upload.
    ///
    /// # Errors
    ///
    /// Whatever kept the source from making the point.
    fn into_point(self) -> Result<PointStruct, Error>;
}

impl UploadItem for PointStruct {
    fn into_point(self) -> Result<PointStruct, Error> {
        Ok(self)
    }
}

impl<E: Into<Box<dyn StdError + Send + Sync>>> UploadItem for Result<PointStruct, E> {
    fn into_point(self) -> Result<PointStruct, Error> {
        self.map_err(|error| match error.into().downcast::<Error>() {
            Ok(error) => *error,
            Err(error) => Error::new(ErrorKind::Io, format!("the source of the points failed: {error}"))
                .with_source(error),
        })
    }
}
