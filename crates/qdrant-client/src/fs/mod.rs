//! Snapshots from and to files.

mod checksum;
mod download;
mod save;
mod source;

use std::path::Path;

use qdrant_core::{Error, ErrorKind};

pub use self::download::SnapshotDownload;
pub use self::save::{SavedSnapshot, SnapshotFileExt};
pub use self::source::FileSource;

fn failed(what: &str, path: &Path, error: std::io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("could not {what} {}: {error}", path.display())).with_source(error)
}
