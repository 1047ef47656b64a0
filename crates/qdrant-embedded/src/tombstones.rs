//! Deletions that the engine keeps in memory only.
//!
//! While segments are being optimized, the engine notes deletions beside them, and nowhere on disk: a crash would bring
//! the points back. So deletions in that time are written down here, and carried out again when the collection is
//! opened after a crash.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use qdrant_core::{Error, PointId};
use serde::{Deserialize, Serialize};

use crate::files::{io_error, remove_file, sync_parent};

/// One entry of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Entry {
    /// These points were deleted.
    Deleted(Vec<PointId>),
    /// These points were written again.
    Written(Vec<PointId>),
}

/// Points that were deleted while segments were being optimized.
#[derive(Debug)]
pub(crate) struct Tombstones {
    path: PathBuf,
    file: File,
    dead: BTreeSet<PointId>,
}

impl Tombstones {
    /// Begins to write down.
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        let file = File::create(path).map_err(|error| io_error("create", path, error))?;
        sync_parent(path).map_err(|error| io_error("write", path, error))?;
        Ok(Self { path: path.to_owned(), file, dead: BTreeSet::new() })
    }

    /// Reads which points are deleted; the last line may be cut off by a crash.
    pub(crate) fn read(path: &Path) -> Result<BTreeSet<PointId>, Error> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
            Err(error) => return Err(io_error("read", path, error)),
        };
        let mut dead = BTreeSet::<PointId>::new();
        for entry in text.lines().map_while(|line| serde_json::from_str(line).ok()) {
            match entry {
                Entry::Deleted(ids) => dead.extend(ids),
                Entry::Written(ids) => dead.retain(|id| !ids.contains(id)),
            }
        }
        Ok(dead)
    }

    /// Writes down that points are being deleted.
    pub(crate) fn delete(&mut self, ids: Vec<PointId>) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        self.dead.extend(&ids);
        self.append(&Entry::Deleted(ids))
    }

    /// Returns those of the points that are written down as deleted.
    pub(crate) fn dead(&self, ids: impl IntoIterator<Item = PointId>) -> Vec<PointId> {
        ids.into_iter().filter(|id| self.dead.contains(id)).collect()
    }

    /// Writes down that points are there again; they must be on disk already.
    pub(crate) fn revive(&mut self, ids: Vec<PointId>) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        self.dead.retain(|id| !ids.contains(id));
        self.append(&Entry::Written(ids))
    }

    fn append(&mut self, entry: &Entry) -> Result<(), Error> {
        let write = || {
            let mut line = serde_json::to_vec(entry)?;
            line.push(b'\n');
            (&self.file).write_all(&line)?;
            self.file.sync_data()
        };
        write().map_err(|error| io_error("write", &self.path, error))
    }

    /// Forgets everything, because the engine has it on disk now.
    pub(crate) fn finish(self) -> Result<(), Error> {
        remove_file(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_deleted_last_is_dead() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tombstones");
        let ids = |numbers: &[u64]| numbers.iter().map(|number| PointId::from(*number)).collect::<Vec<_>>();
        let mut tombstones = Tombstones::create(&path).unwrap();
        tombstones.delete(ids(&[1, 2, 3])).unwrap();
        assert_eq!(tombstones.dead(ids(&[2, 9])), ids(&[2]));
        tombstones.revive(ids(&[2])).unwrap();
        tombstones.delete(ids(&[4])).unwrap();
        // A crash in the middle of a line.
        tombstones.file.write_all(b"{\"deleted\":[5").unwrap();
        assert_eq!(Tombstones::read(&path).unwrap().into_iter().collect::<Vec<_>>(), ids(&[1, 3, 4]));
        tombstones.finish().unwrap();
        assert!(Tombstones::read(&path).unwrap().is_empty());
    }
}
