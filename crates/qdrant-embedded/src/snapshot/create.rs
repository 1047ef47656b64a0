//! Making snapshots.

use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use qdrant_core::{Error, SnapshotDescription};
use tempfile::NamedTempFile;

use super::archive::{Writing, list};
use super::hash::Hashing;
use super::manifest::Manifest;
use super::shelf::Shelf;
use crate::collection::{Collection, SHARD, TOMBSTONES};
use crate::files::{check_space, io_error};
use crate::root::Root;
use crate::settings::Settings;
use crate::sync::lock;

/// A finished archive without a name yet.
#[derive(Debug)]
pub(crate) struct Archived {
    pub(crate) file: NamedTempFile,
    /// SHA-256 in hex.
    pub(crate) checksum: String,
    /// Bytes.
    pub(crate) length: u64,
}

/// Makes a snapshot of a collection and lists it.
pub(crate) fn create(
    root: &Root,
    collection: &Arc<Collection>,
    shelf: &Shelf,
) -> Result<SnapshotDescription, Error> {
    let Archived { file, checksum, length: _ } = create_unlisted(root, collection)?;
    shelf.publish(file, &checksum)
}

/// Makes a snapshot of a collection; the file goes when it is closed.
pub(crate) fn create_unlisted(root: &Root, collection: &Arc<Collection>) -> Result<Archived, Error> {
    check_space(root.path())?;
    write(root, |sink| {
        collection.frozen(|settings, next_operation| {
            let dir = collection.dir();
            let mut files = Vec::new();
            list(dir, SHARD, &mut files)?;
            if dir.join(TOMBSTONES).exists() {
                list_one(dir, &mut files)?;
            }
            let manifest = Manifest { settings: settings.clone(), next_operation, files };
            let mut writing =
                Writing::new(sink, &manifest).map_err(|error| io_error("write", root.path(), error))?;
            for (number, file) in manifest.files.iter().enumerate() {
                writing.file(number, &dir.join(&file.path))?;
            }
            writing.finish().map(drop).map_err(|error| io_error("write", root.path(), error))
        })
    })
}

fn list_one(dir: &Path, files: &mut Vec<super::manifest::FileEntry>) -> Result<(), Error> {
    let path = dir.join(TOMBSTONES);
    let metadata = path.metadata().map_err(|error| io_error("read", &path, error))?;
    files.push(super::manifest::FileEntry { path: TOMBSTONES.to_owned(), length: metadata.len() });
    Ok(())
}

/// Writes an archive into a new file.
pub(super) fn write(
    root: &Root,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), Error>,
) -> Result<Archived, Error> {
    let file = root.unfinished()?;
    let mut sink = Hashing::new(BufWriter::with_capacity(1 << 16, file.as_file()));
    fill(&mut sink)?;
    let failed = |error| io_error("write", file.path(), error);
    sink.flush().map_err(failed)?;
    let length = sink.length();
    let (_, checksum) = sink.finish();
    Ok(Archived { file, checksum, length })
}

impl Collection {
    /// Runs work while nothing changes the files, which are complete; reads go on, and writes wait.
    pub(crate) fn frozen(&self, work: impl FnOnce(&Settings, u64) -> Result<(), Error>) -> Result<(), Error> {
        drop(self.open()?);
        let _maintenance = lock(&self.maintenance);
        let _frozen = self.pace.freeze();
        self.read(|shard| {
            let mut durable = lock(&self.durable);
            let state = lock(&self.write);
            state.check()?;
            shard.flush()?;
            *durable = state.applied;
            shard.prune_log()?;
            shard.with_files(|_| work(&self.settings(), state.next))
        })
    }
}
