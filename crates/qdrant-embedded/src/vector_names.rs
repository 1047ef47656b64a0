//! Named vectors that come and go while a collection is in use.
//!
//! The engine opens a collection only if all of its segments have the same vectors, and changes one segment after the
//! other. So the name is written down first: when the change was cut short, the name is taken out of every segment
//! before the collection is opened again, whether it was about to come or to go.

use std::fs;
use std::path::{Path, PathBuf};

use qdrant_core::{Error, Value, VectorNameConfig};

use crate::collection::Collection;
use crate::config::{engine_config, engine_vector, has_vector, with_vector, without_vector};
use crate::engine::{CreateVectorName, DeleteVectorName, UpdateOperation, VectorNameOperations};
use crate::files::{folders, io_error, load_json, remove_dir, remove_for_good, save_json};
use crate::sync::lock;

/// File with the name of the vector that is coming or going.
const CHANGING: &str = "vector_name.json";

/// Folder of the segments, and the file with what a segment consists of.
const SEGMENTS: &str = "segments";
const SEGMENT: &str = "segment.json";

impl Collection {
    /// Adds a vector, which no point has yet; returns the number of the operation.
    ///
    /// To add one that is there already is fine if it is the same.
    pub(crate) fn create_vector_name(
        &self,
        wait: bool,
        name: &str,
        vector: &VectorNameConfig,
    ) -> Result<u64, Error> {
        drop(self.open()?);
        // The optimizer must not build segments from what is being changed.
        let _maintenance = lock(&self.maintenance);
        let config = with_vector(&self.settings().config, name, vector)?;
        if config == self.settings().config {
            return self.write(wait, |_| Ok(()));
        }
        engine_config(&config, self.is_ephemeral())?;
        let create = CreateVectorName { vector_name: name.to_owned(), config: engine_vector(vector)? };
        self.change_vector_name(name, VectorNameOperations::CreateVectorName(create), |settings| {
            settings.config = config;
        })
    }

    /// Takes a vector from the collection and all of its points; returns the number of the operation.
    ///
    /// To take one that is not there is fine.
    pub(crate) fn delete_vector_name(&self, wait: bool, name: &str) -> Result<u64, Error> {
        drop(self.open()?);
        let _maintenance = lock(&self.maintenance);
        if !has_vector(&self.settings().config, name) {
            return self.write(wait, |_| Ok(()));
        }
        let delete = DeleteVectorName { vector_name: name.to_owned() };
        self.change_vector_name(name, VectorNameOperations::DeleteVectorName(delete), |settings| {
            settings.config = without_vector(&settings.config, name);
        })
    }

    fn change_vector_name(
        &self,
        name: &str,
        operation: VectorNameOperations,
        change: impl FnOnce(&mut crate::settings::Settings),
    ) -> Result<u64, Error> {
        if self.is_kept() {
            save_json(&marker(self.dir()), &name, true)?;
        }
        let mut begun = false;
        let changed = self.write(false, |writer| {
            begun = true;
            writer.apply(UpdateOperation::VectorNameOperation(operation))?;
            self.change_settings(writer.state, change)
        });
        let number = match changed {
            Ok(number) => number,
            Err(error) => {
                if begun {
                    // Segments may differ now; opening the collection again puts them right.
                    self.broken.get_or_init(|| error.message().to_owned());
                } else if self.is_kept() {
                    // What was refused must not be done when the collection is opened again.
                    finish_vector_name(self.dir())?;
                }
                return Err(error);
            }
        };
        if self.is_kept() {
            // Rare and heavy enough to be always durable: half of it would not be a collection.
            self.flush()?;
            finish_vector_name(self.dir())?;
        }
        Ok(number)
    }
}

fn marker(dir: &Path) -> PathBuf {
    dir.join(CHANGING)
}

/// Returns the name of a vector that was coming or going when the process ended.
pub(crate) fn unfinished_vector_name(dir: &Path) -> Result<Option<String>, Error> {
    load_json(&marker(dir))
}

/// Forgets that a vector is coming or going.
pub(crate) fn finish_vector_name(dir: &Path) -> Result<(), Error> {
    // If it came back, the vector and all that was written to it since would go.
    remove_for_good(&marker(dir))
}

/// Takes a vector out of the segments of a shard that is not open.
pub(crate) fn strip_vector_name(shard: &Path, name: &str) -> Result<(), Error> {
    let segments = shard.join(SEGMENTS);
    for segment in folders(&segments).map_err(|error| io_error("read", &segments, error))? {
        let dir = segments.join(segment);
        let path = dir.join(SEGMENT);
        let Some(mut segment) = load_json::<Value>(&path)? else { continue };
        let mut found = false;
        for kind in ["vector_data", "sparse_vector_data"] {
            let vectors = segment.get_mut("config").and_then(|config| config.get_mut(kind));
            found |= vectors.and_then(Value::as_object_mut).is_some_and(|map| map.remove(name).is_some());
        }
        if found {
            save_json(&path, &segment, true)?;
        }
        for kind in ["vector_storage", "vector_index"] {
            let files = dir.join(format!("{kind}-{name}"));
            if fs::symlink_metadata(&files).is_ok_and(|files| files.is_dir()) {
                remove_dir(&files);
            }
        }
    }
    Ok(())
}
