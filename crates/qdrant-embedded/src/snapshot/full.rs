//! Snapshots of all collections with their aliases.
//!
//! Each collection is in it as a snapshot of its own. They are made one after the other, so that writes between them
//! are in some and not in others.

use std::path::Path;

use qdrant_core::{Error, ErrorKind, SnapshotDescription};

use super::archive::{Reading, Writing, open};
use super::create::{Archived, create_unlisted, write};
use super::manifest::FullManifest;
use super::recover::restore;
use super::shelf::Shelf;
use crate::files::io_error;
use crate::registry::{Registry, Restored};

/// Makes a snapshot of everything and lists it.
pub(crate) fn create_full(registry: &Registry) -> Result<SnapshotDescription, Error> {
    if let Some(name) = registry.damaged() {
        let text = format!(
            "Service internal error: collection `{name}` cannot be opened, so a snapshot would lack it"
        );
        return Err(Error::new(ErrorKind::Server, text));
    }
    let root = registry.root()?;
    let collections = registry.collections();
    let names: Vec<_> = collections.iter().map(|(name, _)| name.clone()).collect();
    let mut aliases = registry.aliases()?;
    // A collection may have come or gone in between.
    aliases.retain(|_, name| names.contains(name));
    let manifest = FullManifest { collections: names, aliases };
    let failed = |error| io_error("write", root.path(), error);
    let Archived { file, checksum, length: _ } = write(&root, |sink| {
        let mut writing = Writing::new(sink, &manifest).map_err(failed)?;
        for (number, (_, collection)) in collections.iter().enumerate() {
            let archived = create_unlisted(&root, collection)?;
            writing.whole_file(number, archived.file.path())?;
        }
        writing.finish().map(drop).map_err(failed)
    })?;
    Shelf::full(&root).publish(file, &checksum)
}

/// Fills an engine that has no collections yet from a snapshot of everything: with all of it or nothing.
pub(crate) fn recover_full(registry: &Registry, path: &Path) -> Result<(), Error> {
    if !registry.names()?.is_empty() {
        return Err(Error::new(
            ErrorKind::Config,
            "a snapshot of everything can be restored only where there are no collections yet",
        ));
    }
    let root = registry.root()?;
    let mut archive = open(path)?;
    let (mut reading, manifest) = Reading::new::<FullManifest>(&mut archive)?;
    manifest.check()?;
    let mut restored: Vec<(String, Restored)> = Vec::new();
    let mut restore_all = || {
        for name in &manifest.collections {
            let inner = root.unfinished()?;
            // The place is ours; the file itself is made anew.
            let inner = inner.into_temp_path();
            crate::files::remove_file(&inner)?;
            reading.file(&inner, None, false)?;
            let collection = restore(registry, &inner).map_err(|error| {
                Error::new(error.kind(), format!("collection `{name}`: {}", error.message()))
                    .with_source(error)
            })?;
            restored.push((name.clone(), collection));
        }
        Ok(())
    };
    let outcome: Result<(), Error> = restore_all();
    if let Err(error) = outcome.and_then(|()| reading.finish()) {
        restored.into_iter().for_each(|(_, collection)| collection.discard());
        return Err(error);
    }
    registry.install(restored, manifest.aliases)
}
