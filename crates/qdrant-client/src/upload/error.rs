//! Why an upload ended early, and how far it came.

use std::error::Error as StdError;
use std::fmt;
use std::ops::Range;

use qdrant_core::{Error, ErrorKind};

use super::progress::UploadProgress;
use crate::retold::retold;

/// Why an upload ended early, and how far it came; `?` turns it into an [`Error`].
pub struct UploadError(Box<Inner>);

struct Inner {
    error: Error,
    progress: UploadProgress,
    unconfirmed: Vec<Range<u64>>,
}

impl UploadError {
    pub(super) fn new(error: Error, progress: UploadProgress, unconfirmed: Vec<Range<u64>>) -> Self {
        Self(Box::new(Inner { error, progress, unconfirmed }))
    }

    /// Returns the class of the failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.error.kind()
    }

    /// Returns what ended the upload: the failure of a batch or of the source. Of several it is the first.
    ///
    /// A [`field`](Error::field) of it counts from the beginning of the batch.
    pub fn error(&self) -> &Error {
        &self.0.error
    }

    /// Returns how far the upload came, and from where it can go on.
    pub fn progress(&self) -> UploadProgress {
        self.0.progress
    }

    /// Returns where in the source the points stand that were sent and not acknowledged, batch by batch.
    ///
    /// They may be stored or not. What lies behind the last of them and is not counted in
    /// [`progress`](Self::progress) was not sent.
    pub fn unconfirmed(&self) -> &[Range<u64>] {
        &self.0.unconfirmed
    }

    fn reached(&self) -> String {
        let Inner { progress: UploadProgress { points, batches, resume_from }, unconfirmed, .. } = &*self.0;
        let mut text = format!("upload ended after {points} points in {batches} batches");
        for (index, Range { start, end }) in unconfirmed.iter().enumerate() {
            text += if index == 0 { ", without an acknowledgement of the points " } else { ", " };
            text += &format!("{start}..{end}");
        }
        if !unconfirmed.is_empty() {
            text += &format!("; resume from {resume_from}");
        }
        text
    }
}

impl fmt::Display for UploadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reached(), self.error())
    }
}

impl fmt::Debug for UploadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { error, progress, unconfirmed } = &*self.0;
        f.debug_struct("UploadError")
            .field("error", error)
            .field("progress", progress)
            .field("unconfirmed", unconfirmed)
            .finish()
    }
}

impl StdError for UploadError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.error())
    }
}

impl From<UploadError> for Error {
    fn from(error: UploadError) -> Self {
        let message = format!("{}: {}", error.reached(), error.error().message());
        retold(error.0.error, message)
    }
}
