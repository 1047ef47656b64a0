//! Where finished snapshots are.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use qdrant_core::{Error, ErrorKind, SnapshotDescription, Timestamp};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::files::{create_dir, io_error, remove_file, sync_parent};
use crate::root::Root;

/// How the names of snapshots and of their checksums end.
const SNAPSHOT: &str = ".snapshot";
const CHECKSUM: &str = ".checksum";

/// Most characters of a collection's name in that of a file.
const MAX_NAME: usize = 100;

/// The snapshots of one collection, of its shard, or of everything.
#[derive(Debug)]
pub(crate) struct Shelf {
    dir: PathBuf,
    /// The folder of all snapshots.
    all: PathBuf,
    prefix: String,
}

impl Shelf {
    /// Returns where those of a collection are, whether it exists or not.
    pub(crate) fn of_collection(root: &Root, collection: &str) -> Self {
        Self::new(root, "collections", &folder(collection), &plain(collection))
    }

    /// Returns where those of a collection's only shard are.
    pub(crate) fn of_shard(root: &Root, collection: &str) -> Self {
        Self::new(root, "shards", &folder(collection), &format!("{}-shard-0", plain(collection)))
    }

    /// Returns where those of everything are.
    pub(crate) fn full(root: &Root) -> Self {
        Self::new(root, "full", "", "full-snapshot")
    }

    fn new(root: &Root, kind: &str, folder: &str, prefix: &str) -> Self {
        let all = root.snapshots();
        Self { dir: all.join(kind).join(folder), all, prefix: prefix.to_owned() }
    }

    /// Describes all snapshots, the oldest first.
    pub(crate) fn list(&self) -> Result<Vec<SnapshotDescription>, Error> {
        let failed = |error| io_error("read", &self.dir, error);
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(failed)?;
            if let Some(name) = entry.file_name().to_str().filter(|name| name.ends_with(SNAPSHOT))
                && let Ok(metadata) = entry.metadata()
                && metadata.is_file()
            {
                found.push(self.describe(name, &metadata));
            }
        }
        found.sort_by(|one, other| (one.creation_time, &one.name).cmp(&(other.creation_time, &other.name)));
        Ok(found)
    }

    fn describe(&self, name: &str, metadata: &fs::Metadata) -> SnapshotDescription {
        let time = metadata.modified().ok().map(Timestamp::from);
        let whole = time.and_then(|time| Timestamp::from_unix(time.unix_seconds(), 0).ok());
        SnapshotDescription {
            name: name.to_owned(),
            creation_time: whole,
            size: metadata.len(),
            checksum: stored_checksum(&self.dir.join(name)),
        }
    }

    /// Returns the file of a snapshot that is listed.
    pub(crate) fn find(&self, name: &str) -> Result<PathBuf, Error> {
        if self.list()?.iter().any(|snapshot| snapshot.name == name) {
            Ok(self.dir.join(name))
        } else {
            Err(Error::new(ErrorKind::NotFound, format!("Not found: Snapshot {name} not found")))
        }
    }

    pub(crate) fn delete(&self, name: &str) -> Result<(), Error> {
        let path = self.find(name)?;
        remove_file(&path)?;
        remove_file(&beside(&path))
    }

    /// Returns a name for a snapshot that is not listed.
    pub(crate) fn new_name(&self) -> String {
        self.name(now())
    }

    fn name(&self, millis: u128) -> String {
        format!("{}-{millis}{SNAPSHOT}", self.prefix)
    }

    /// Gives a finished file its name, and so lists it.
    pub(super) fn publish(
        &self,
        mut file: NamedTempFile,
        checksum: &str,
    ) -> Result<SnapshotDescription, Error> {
        create_dir(&self.dir)?;
        // The folder may be new, and so may those around it.
        for dir in self.dir.ancestors().take_while(|dir| dir.starts_with(&self.all)) {
            sync_parent(dir).map_err(|error| io_error("write", dir, error))?;
        }
        file.as_file().sync_all().map_err(|error| io_error("write", file.path(), error))?;
        for millis in now().. {
            let name = self.name(millis);
            let path = self.dir.join(&name);
            match file.persist_noclobber(&path) {
                Ok(persisted) => {
                    let failed = |error| io_error("write", &path, error);
                    fs::write(beside(&path), checksum).map_err(failed)?;
                    sync_parent(&path).map_err(failed)?;
                    return Ok(self.describe(&name, &persisted.metadata().map_err(failed)?));
                }
                // Another one was made in the same millisecond.
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => file = error.file,
                Err(error) => return Err(io_error("write", &path, error.error)),
            }
        }
        Err(Error::new(ErrorKind::Io, "there is no name left for the snapshot"))
    }
}

fn now() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()
}

fn beside(snapshot: &Path) -> PathBuf {
    let mut name = snapshot.as_os_str().to_owned();
    name.push(CHECKSUM);
    PathBuf::from(name)
}

/// Returns the checksum that was written down when a snapshot was made.
pub(super) fn stored_checksum(snapshot: &Path) -> Option<String> {
    let text = fs::read_to_string(beside(snapshot)).ok()?;
    let text = text.trim();
    (text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| text.to_owned())
}

/// Turns the name of a collection into part of the name of a file.
fn plain(collection: &str) -> String {
    let kept = |character: char| {
        if character.is_ascii_alphanumeric() || matches!(character, '-' | '_') { character } else { '_' }
    };
    collection.chars().take(MAX_NAME).map(kept).collect()
}

/// Turns the name of a collection into that of a folder, such that no two share one on any file system.
fn folder(collection: &str) -> String {
    let plain = plain(collection);
    if plain == collection && !plain.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return plain;
    }
    let hash = Sha256::digest(collection.as_bytes());
    let hash = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("{plain}~{hash}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_collections_share_a_folder() {
        assert_eq!(folder("docs-1_a"), "docs-1_a");
        let names = [
            "Docs",
            "docs",
            "DOCS",
            "d.cs",
            "d_cs",
            "d cs",
            "dócs",
            "docs~",
            &"x".repeat(300),
            &"x".repeat(301),
        ];
        let folders: std::collections::BTreeSet<_> =
            names.iter().map(|name| folder(name).to_lowercase()).collect();
        assert_eq!(folders.len(), names.len());
        assert!(folders.iter().all(|folder| folder.len() < 130 && !folder.contains(['/', '.', ' '])));
    }
}
