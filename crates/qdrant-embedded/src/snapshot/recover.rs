//! Making collections from snapshots.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use qdrant_core::{CollectionConfig, Error, ErrorKind, SparseVectorConfig, VectorParams, VectorsConfig};
use tempfile::NamedTempFile;

use super::archive::{Reading, open};
use super::hash::checksum;
use super::manifest::Manifest;
use super::shelf::stored_checksum;
use crate::collection::SETTINGS;
use crate::failure::wrong_input;
use crate::files::{check_room, create_dir, io_error, save_json, sync_dirs, sync_parent};
use crate::registry::{Registry, Restored};
use crate::root::Root;
use crate::settings::CollectionFile;

/// A snapshot to restore from.
#[derive(Debug)]
pub(crate) enum Package {
    /// A file that stays.
    File(PathBuf),
    /// A file that was sent, with its SHA-256.
    Sent(NamedTempFile, String),
}

impl Package {
    fn path(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Sent(file, _) => file.path(),
        }
    }

    /// Compares the content with the checksum that was given, and with that beside the file.
    fn verify(&self, expected: Option<&str>) -> Result<(), Error> {
        let stored = match self {
            Self::File(path) => stored_checksum(path),
            Self::Sent(..) => None,
        };
        let expected: Vec<&str> = expected.into_iter().chain(stored.as_deref()).collect();
        if expected.is_empty() {
            return Ok(());
        }
        let found = match self {
            Self::File(path) => {
                // Refuses what is no file.
                drop(open(path)?);
                checksum(path)?
            }
            Self::Sent(_, sum) => sum.clone(),
        };
        match expected.into_iter().find(|sum| !sum.eq_ignore_ascii_case(&found)) {
            None => Ok(()),
            Some(expected) => {
                let text =
                    format!("Bad request: Snapshot checksum mismatch: expected {expected}, got {found}");
                Err(Error::new(ErrorKind::InvalidRequest, text).with_field("checksum"))
            }
        }
    }
}

/// Puts the collection of a snapshot in the place of the one of the name, or creates it.
///
/// Until the end, whatever happens, the collection is as it was.
pub(crate) fn recover(
    registry: &Registry,
    name: &str,
    package: &Package,
    checksum: Option<&str>,
) -> Result<(), Error> {
    package.verify(checksum)?;
    let name = registry.target(name)?;
    let restored = restore(registry, package.path())?;
    if let Ok(existing) = registry.get(&name) {
        let compatible = compatible(&existing.settings().config, &restored.collection.settings().config);
        if let Err(error) = compatible {
            restored.discard();
            return Err(error);
        }
    }
    registry.install(vec![(name, restored)], BTreeMap::new())
}

/// Unpacks a snapshot and opens what was in it.
pub(super) fn restore(registry: &Registry, path: &Path) -> Result<Restored, Error> {
    registry.restore(|root, dir| unpack(root, dir, path))
}

fn unpack(root: &Root, dir: &Path, path: &Path) -> Result<(), Error> {
    let sync = !root.is_temporary();
    let mut archive = open(path)?;
    let (mut reading, manifest) = Reading::new::<Manifest>(&mut archive)?;
    manifest.check()?;
    // Holes in files become real where the engine maps them, and a full disk ends the process.
    check_room(dir, manifest.length())?;
    for file in &manifest.files {
        let path = dir.join(&file.path);
        if let Some(folder) = path.parent() {
            create_dir(folder)?;
        }
        reading.file(&path, Some(file.length), sync)?;
    }
    reading.finish()?;
    let Manifest { settings, next_operation, files: _ } = manifest;
    let file = dir.join(SETTINGS);
    save_json(&file, &CollectionFile { settings, next_operation }, sync)?;
    if sync {
        sync_dirs(dir)?;
        sync_parent(dir).map_err(|error| io_error("write", dir, error))?;
    }
    Ok(())
}

/// Refuses a snapshot whose vectors are others than those of the collection, as a server does.
fn compatible(existing: &CollectionConfig, snapshot: &CollectionConfig) -> Result<(), Error> {
    if shape(existing) == shape(snapshot) {
        Ok(())
    } else {
        Err(wrong_input("Snapshot is not compatible with existing collection: their vectors are different"))
    }
}

/// What vectors a collection has, without how they are stored and indexed.
fn shape(config: &CollectionConfig) -> BTreeMap<String, Option<(u64, String, bool)>> {
    let dense = |params: &VectorParams| {
        Some((params.size, params.distance.to_string(), params.multivector_config.is_some()))
    };
    let params = &config.params;
    let mut shape: BTreeMap<_, _> = match &params.vectors_config {
        None => BTreeMap::new(),
        Some(VectorsConfig::Single(params)) => [(String::new(), dense(params))].into(),
        Some(VectorsConfig::Named(map)) => {
            map.iter().map(|(name, params)| (name.clone(), dense(params))).collect()
        }
    };
    let sparse = params.sparse_vectors_config.iter().flat_map(|SparseVectorConfig { map, .. }| map.keys());
    shape.extend(sparse.map(|name| (name.clone(), None)));
    shape
}

#[cfg(test)]
mod tests {
    use qdrant_core::CreateCollection;

    use super::*;
    use crate::config::new_config;
    use crate::files::synced;
    use crate::settings::Settings;
    use crate::snapshot::archive::Writing;
    use crate::snapshot::manifest::FileEntry;

    /// Makes an archive of one file that has no content.
    fn archive(root: &Root, length: u64) -> PathBuf {
        let settings = Settings::new(new_config(CreateCollection::new("c")).unwrap());
        let files = vec![FileEntry { path: "shard/a/b".to_owned(), length }];
        let manifest = Manifest { settings, next_operation: 0, files };
        let (path, empty) = (root.path().join("archive"), root.path().join("empty"));
        std::fs::write(&empty, "").unwrap();
        let mut writing = Writing::new(std::fs::File::create(&path).unwrap(), &manifest).unwrap();
        writing.file(0, &empty).unwrap();
        writing.finish().unwrap();
        path
    }

    #[test]
    fn files_that_are_mostly_holes_need_room_as_well() {
        let dir = tempfile::tempdir().unwrap();
        let root = Root::open(dir.path()).unwrap();
        let target = root.collections().join("x");
        create_dir(&target).unwrap();
        let error = unpack(&root, &target, &archive(&root, 1 << 49)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InsufficientStorage, "{error}");
        unpack(&root, &target, &archive(&root, 1 << 20)).unwrap();
    }

    #[test]
    fn names_of_restored_files_are_on_disk() {
        let dir = tempfile::tempdir().unwrap();
        let root = Root::open(dir.path()).unwrap();
        let target = root.collections().join("x");
        create_dir(&target).unwrap();
        let archive = archive(&root, 1);
        synced::take();
        unpack(&root, &target, &archive).unwrap();
        let done = synced::take();
        for path in [root.collections(), target.clone(), target.join("shard"), target.join("shard/a")] {
            assert!(done.contains(&path), "{} is not among {done:?}", path.display());
        }
    }
}
