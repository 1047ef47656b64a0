//! Deletions that the engine keeps in memory only.
//!
//! While segments are being optimized, the engine notes deletions beside them, and nowhere on disk: a crash would bring
//! the points back. So deletions in that time are written down here, and carried out again when the collection is
//! opened after a crash.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use qdrant_core::{Error, PointId};
use serde::{Deserialize, Serialize};

use crate::files::{io_error, remove_for_good, sync_parent};

/// One entry of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Entry {
    /// These points were deleted.
    Deleted(Vec<PointId>),
    /// These points were written again.
    Written(Vec<PointId>),
}

impl Revived {
    pub(crate) fn id(&self) -> PointId {
        self.id
    }
}

/// Points that were deleted while segments were being optimized.
#[derive(Debug)]
pub(crate) struct Tombstones {
    path: PathBuf,
    file: File,
    /// The deleted points, with the number of the operation that deleted them.
    dead: BTreeMap<PointId, u64>,
}

/// A point that was written down as deleted and that is there again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Revived {
    id: PointId,
    /// The deletion that no longer holds; a later one does.
    deletion: u64,
}

impl Tombstones {
    /// Begins to write down.
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        let file = File::create(path).map_err(|error| io_error("create", path, error))?;
        sync_parent(path).map_err(|error| io_error("write", path, error))?;
        Ok(Self { path: path.to_owned(), file, dead: BTreeMap::new() })
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
                Entry::Written(ids) => {
                    for id in ids {
                        dead.remove(&id);
                    }
                }
            }
        }
        Ok(dead)
    }

    /// Writes down that points are being deleted by the operation of a number.
    pub(crate) fn delete(&mut self, ids: Vec<PointId>, number: u64) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        self.dead.extend(ids.iter().map(|id| (*id, number)));
        self.append(&Entry::Deleted(ids))
    }

    /// Returns those of the points that are written down as deleted.
    pub(crate) fn dead(&self, ids: impl IntoIterator<Item = PointId>) -> Vec<Revived> {
        let revived = |id| self.dead.get(&id).map(|deletion| Revived { id, deletion: *deletion });
        ids.into_iter().filter_map(revived).collect()
    }

    /// Writes down that points are there again; they must be on disk already.
    ///
    /// Those that were deleted once more while they came onto the disk stay deleted.
    pub(crate) fn revive(&mut self, points: &[Revived]) -> Result<(), Error> {
        let mut written = Vec::new();
        for Revived { id, deletion } in points {
            if self.dead.get(id) == Some(deletion) {
                self.dead.remove(id);
                written.push(*id);
            }
        }
        if written.is_empty() { Ok(()) } else { self.append(&Entry::Written(written)) }
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
        // If it came back, points that were written since would be deleted.
        remove_for_good(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::synced;

    #[test]
    fn what_was_deleted_last_is_dead() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tombstones");
        let ids = |numbers: &[u64]| numbers.iter().map(|number| PointId::from(*number)).collect::<Vec<_>>();
        let mut tombstones = Tombstones::create(&path).unwrap();
        tombstones.delete(ids(&[1, 2, 3]), 7).unwrap();
        let dead = tombstones.dead(ids(&[2, 9]));
        assert_eq!(dead, [Revived { id: 2.into(), deletion: 7 }]);
        tombstones.revive(&dead).unwrap();
        tombstones.delete(ids(&[4]), 8).unwrap();
        // A crash in the middle of a line.
        tombstones.file.write_all(b"{\"deleted\":[5").unwrap();
        assert_eq!(Tombstones::read(&path).unwrap().into_iter().collect::<Vec<_>>(), ids(&[1, 3, 4]));
        tombstones.finish().unwrap();
        assert!(Tombstones::read(&path).unwrap().is_empty());
    }

    #[test]
    fn a_point_that_is_deleted_while_it_comes_back_stays_deleted() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tombstones");
        let mut tombstones = Tombstones::create(&path).unwrap();
        tombstones.delete(vec![1.into(), 2.into()], 7).unwrap();
        // A writer brings both back, and another one deletes one of them before that is on disk.
        let revived = tombstones.dead([1.into(), 2.into()]);
        tombstones.delete(vec![1.into()], 9).unwrap();
        tombstones.revive(&revived).unwrap();
        assert_eq!(Tombstones::read(&path).unwrap(), BTreeSet::from([1.into()]));
    }

    #[test]
    fn what_is_finished_does_not_come_back() {
        let dir = tempfile::tempdir().unwrap();
        let tombstones = Tombstones::create(&dir.path().join("tombstones")).unwrap();
        synced::take();
        tombstones.finish().unwrap();
        assert_eq!(synced::take(), [dir.path()]);
    }
}
