//! What the first entry of an archive says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

use qdrant_core::Error;
use serde::{Deserialize, Serialize};

use crate::collection::{SHARD, TOMBSTONES};
use crate::config;
use crate::engine;
use crate::failure::wrong_input;
use crate::settings::Settings;

/// Version of the archives that are written, and the only one that is read.
const FORMAT: u32 = 1;

/// How deep folders may be nested, and how large all files may be together.
const MAX_DEPTH: usize = 32;
const MAX_LENGTH: u64 = 1 << 50;

/// Largest number of an operation; above it, numbers would end before long.
const MAX_OPERATION: u64 = u64::MAX >> 1;

/// Who made an archive; the first thing that is read of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Origin {
    format: u32,
    /// The engine with its version, which alone can read its files.
    engine: String,
}

impl Origin {
    pub(super) fn here() -> Self {
        Self { format: FORMAT, engine: engine::NAME.to_owned() }
    }

    /// Refuses what another version made.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.format != FORMAT {
            return Err(wrong_input(format_args!(
                "the snapshot has format {}, and this version of the embedded engine reads format {FORMAT} only",
                self.format
            )));
        }
        if self.engine != engine::NAME {
            return Err(wrong_input(format_args!(
                "the snapshot was made by {:?}, and can be read by that version only; this is {:?}",
                self.engine,
                engine::NAME
            )));
        }
        Ok(())
    }
}

/// A file of a collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileEntry {
    /// Its place in the folder of the collection, with `/` between the parts.
    pub(super) path: String,
    /// Its length, of which the archive leaves out the zeros at the end.
    pub(super) length: u64,
}

/// What an archive of one collection says first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) settings: Settings,
    /// No write had this number or a higher one yet.
    pub(super) next_operation: u64,
    pub(super) files: Vec<FileEntry>,
}

impl Manifest {
    /// Refuses what could harm the engine or reach outside of the folder.
    pub(super) fn check(&self) -> Result<(), Error> {
        config::check(&self.settings.config).map_err(|error| error.within("snapshot"))?;
        if self.next_operation > MAX_OPERATION {
            return Err(damaged("the number of the next operation is too large"));
        }
        let mut paths = BTreeSet::new();
        for FileEntry { path, length: _ } in &self.files {
            if !is_inside(path) || !paths.insert(path) {
                return Err(damaged(format_args!("it has a file at {path:?}")));
            }
        }
        if self.length() > MAX_LENGTH {
            return Err(damaged("its files are too large"));
        }
        Ok(())
    }

    /// Returns how many bytes all files have together, with what the archive leaves out.
    pub(super) fn length(&self) -> u64 {
        self.files.iter().fold(0, |total, file| total.saturating_add(file.length))
    }
}

/// What an archive of everything says first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FullManifest {
    /// The collections, in the order of their archives.
    pub(super) collections: Vec<String>,
    /// The collection of each alias.
    pub(super) aliases: BTreeMap<String, String>,
}

impl FullManifest {
    pub(super) fn check(&self) -> Result<(), Error> {
        let names: BTreeSet<_> = self.collections.iter().collect();
        let aliased = self.aliases.iter().all(|(alias, name)| names.contains(name) && !names.contains(alias));
        if names.len() == self.collections.len() && aliased {
            Ok(())
        } else {
            Err(damaged("its names of collections and aliases contradict each other"))
        }
    }
}

/// Tells whether a path can only be that of a file that belongs to a collection.
fn is_inside(path: &str) -> bool {
    if path == TOMBSTONES {
        return true;
    }
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let parts: Vec<_> = path.split('/').collect();
    let named = parts.iter().all(|part| !matches!(*part, "" | "." | ".."));
    plain
        && named
        && parts.first() == Some(&SHARD)
        && (2..=MAX_DEPTH).contains(&parts.len())
        && !path.contains(['\\', '\0'])
}

/// Creates the error for an archive that nobody of us made that way.
pub(super) fn damaged(what: impl std::fmt::Display) -> Error {
    wrong_input(format_args!(
        "the file is damaged or no snapshot of the embedded engine (those of a server are different): {what}"
    ))
}

#[cfg(test)]
mod tests {
    use qdrant_core::CreateCollection;

    use super::*;
    use crate::config::new_config;

    fn manifest(paths: &[&str]) -> Manifest {
        let file = |path: &&str| FileEntry { path: (*path).to_owned(), length: 1 };
        Manifest {
            settings: Settings::new(new_config(CreateCollection::new("c")).unwrap()),
            next_operation: 7,
            files: paths.iter().map(file).collect(),
        }
    }

    #[test]
    fn only_files_of_a_collection_are_named() {
        manifest(&["shard/a", "shard/b/c", "tombstones", "shard/a..b"]).check().unwrap();
        for path in [
            "/etc/passwd",
            "shard",
            "shard/",
            "shard//a",
            "shard/../a",
            "../shard/a",
            "shard/..",
            "shard/./a",
            "shard/a/../../../b",
            "collection.json",
            "shard\\a",
            "shard/..\\a",
            "C:/a",
            "",
            "shard/a\0b",
        ] {
            let error = manifest(&[path]).check().unwrap_err();
            assert!(error.is_invalid_request(), "{path}: {error}");
        }
        assert!(manifest(&["shard/a", "shard/a"]).check().is_err());
        assert!(manifest(&[&format!("shard{}", "/a".repeat(40))]).check().is_err());
    }

    #[test]
    fn numbers_are_bounded() {
        let mut numbers = manifest(&[]);
        numbers.next_operation = u64::MAX;
        assert!(numbers.check().is_err());
        let mut lengths = manifest(&["shard/a", "shard/b"]);
        lengths.files[0].length = u64::MAX;
        assert!(lengths.check().is_err());
    }

    #[test]
    fn other_versions_are_named() {
        Origin::here().check().unwrap();
        let newer = Origin { format: 2, ..Origin::here() };
        assert!(newer.check().unwrap_err().message().contains("format 2"));
        let other = Origin { engine: "qdrant-edge 0.9.0".to_owned(), ..Origin::here() };
        assert!(other.check().unwrap_err().message().contains("\"qdrant-edge 0.9.0\""));
    }

    #[test]
    fn a_full_snapshot_has_each_name_once() {
        let full = |collections: &[&str], aliases: &[(&str, &str)]| FullManifest {
            collections: collections.iter().map(|name| (*name).to_owned()).collect(),
            aliases: aliases.iter().map(|(a, c)| ((*a).to_owned(), (*c).to_owned())).collect(),
        };
        full(&["a", "b"], &[("x", "a")]).check().unwrap();
        assert!(full(&["a", "a"], &[]).check().is_err());
        assert!(full(&["a"], &[("x", "b")]).check().is_err());
        assert!(full(&["a"], &[("a", "a")]).check().is_err());
    }
}
