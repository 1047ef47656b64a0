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
use crate::files::{create_dir, io_error, save_json, sync_parent};
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
    let mut folders = std::collections::BTreeSet::new();
    for file in &manifest.files {
        let path = dir.join(&file.path);
        if let Some(folder) = path.parent() {
            create_dir(folder)?;
            folders.insert(folder.to_owned());
        }
        reading.file(&path, Some(file.length), sync)?;
    }
    reading.finish()?;
    let Manifest { settings, next_operation, files: _ } = manifest;
    let file = dir.join(SETTINGS);
    save_json(&file, &CollectionFile { settings, next_operation }, sync)?;
    if sync {
        for folder in folders.iter().map(PathBuf::as_path).chain([dir]) {
            // The names in the folder, and the folder's own.
            for path in [&folder.join("."), folder] {
                sync_parent(path).map_err(|error| io_error("write", path, error))?;
            }
        }
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
