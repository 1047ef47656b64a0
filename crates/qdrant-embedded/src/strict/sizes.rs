//! How large a collection may become.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use qdrant_core::{CollectionConfig, Datatype, Error, VectorParams, VectorsConfig};

use super::check::{Limits, refused};
use crate::sync::lock;

/// How many writes, and how much time, a measurement of files is good for.
const FRESH_WRITES: u32 = 32;
const FRESH: Duration = Duration::from_secs(5);

/// Folder of the parts of a shard, and what the names of their folders begin with.
const SEGMENTS: &str = "segments";
const VECTORS: &str = "vector_storage";
const PAYLOAD: &str = "payload_storage";

/// What was measured last.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    measured: Option<(Instant, Measured)>,
    uses: u32,
}

/// Sizes of files in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Measured {
    /// Those of multi-vectors and sparse vectors.
    vectors: u64,
    payload: u64,
}

impl Limits<'_> {
    pub(super) fn points_count(&self) -> Result<(), Error> {
        let Some(most) = self.config.max_points_count else {
            return Ok(());
        };
        let points = self.points()?;
        if points >= most {
            return Err(refused(format_args!("there are {points} points, and `max_points_count` is {most}")));
        }
        Ok(())
    }

    pub(super) fn vector_bytes(&self) -> Result<(), Error> {
        let Some(most) = self.config.max_collection_vector_size_bytes else {
            return Ok(());
        };
        let config = self.collection_config();
        let dense = self.points()?.saturating_mul(dense_bytes(config));
        let others = self.measured(&uneven(config)).vectors;
        full("vectors", dense.saturating_add(others), "max_collection_vector_size_bytes", most)
    }

    pub(super) fn payload_bytes(&self) -> Result<(), Error> {
        let Some(most) = self.config.max_collection_payload_size_bytes else {
            return Ok(());
        };
        let payload = self.measured(&uneven(self.collection_config())).payload;
        full("payload", payload, "max_collection_payload_size_bytes", most)
    }

    fn points(&self) -> Result<u64, Error> {
        let info = self.collection.read(|shard| shard.info())?;
        Ok(u64::try_from(info.points_count).unwrap_or(u64::MAX))
    }

    fn measured(&self, uneven: &[String]) -> Measured {
        let mut sizes = lock(&self.state().sizes);
        sizes.uses += 1;
        match &sizes.measured {
            Some((when, last)) if sizes.uses < FRESH_WRITES && when.elapsed() < FRESH => last.clone(),
            Some(_) | None => {
                let now = measure(&self.collection.shard_path(), uneven);
                *sizes = Sizes { measured: Some((Instant::now(), now.clone())), uses: 0 };
                now
            }
        }
    }
}

fn full(what: &str, bytes: u64, name: &str, most: u64) -> Result<(), Error> {
    if bytes >= most {
        return Err(refused(format_args!("the {what} take {bytes} bytes, and `{name}` is {most}")));
    }
    Ok(())
}

/// Returns what the dense vectors of a point take, in bytes.
pub(crate) fn dense_bytes(config: &CollectionConfig) -> u64 {
    let bytes = |vector: &VectorParams| match vector.multivector_config {
        Some(_) => 0,
        None => vector.size.saturating_mul(number_bytes(vector.datatype.as_ref())),
    };
    match &config.params.vectors_config {
        None => 0,
        Some(VectorsConfig::Single(vector)) => bytes(vector),
        Some(VectorsConfig::Named(vectors)) => vectors.values().map(bytes).fold(0, u64::saturating_add),
    }
}

fn number_bytes(datatype: Option<&Datatype>) -> u64 {
    match datatype {
        None | Some(Datatype::Float32 | Datatype::Unknown(_)) => 4,
        Some(Datatype::Float16 | Datatype::Turbo16) => 2,
        Some(Datatype::Uint8 | Datatype::Turbo8 | Datatype::Turbo4) => 1,
    }
}

/// Returns the folders of vectors that differ in size from point to point.
fn uneven(config: &CollectionConfig) -> Vec<String> {
    let multi = |vector: &VectorParams| vector.multivector_config.is_some();
    let mut names: Vec<&str> = match &config.params.vectors_config {
        None => Vec::new(),
        Some(VectorsConfig::Single(vector)) => {
            if multi(vector) {
                vec![""]
            } else {
                Vec::new()
            }
        }
        Some(VectorsConfig::Named(vectors)) => {
            vectors.iter().filter(|(_, vector)| multi(vector)).map(|(name, _)| name.as_str()).collect()
        }
    };
    names.extend(
        config.params.sparse_vectors_config.iter().flat_map(|sparse| sparse.map.keys().map(String::as_str)),
    );
    let folder = |name: &str| if name.is_empty() { VECTORS.to_owned() } else { format!("{VECTORS}-{name}") };
    names.into_iter().map(folder).collect()
}

/// Measures files; what cannot be read, such as a segment that is being replaced, counts as nothing.
fn measure(shard: &Path, uneven: &[String]) -> Measured {
    let mut measured = Measured::default();
    for segment in fs::read_dir(shard.join(SEGMENTS)).into_iter().flatten().flatten() {
        for part in fs::read_dir(segment.path()).into_iter().flatten().flatten() {
            let name = part.file_name();
            let Some(name) = name.to_str() else { continue };
            if name.starts_with(PAYLOAD) {
                measured.payload = measured.payload.saturating_add(used(&part.path()));
            } else if uneven.iter().any(|folder| folder == name) {
                measured.vectors = measured.vectors.saturating_add(used(&part.path()));
            }
        }
    }
    measured
}

/// Returns what a folder takes on disk, in bytes.
fn used(folder: &Path) -> u64 {
    let mut bytes = 0_u64;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(metadata) = entry.metadata() else { continue };
        let size = if metadata.is_dir() { used(&entry.path()) } else { allocated(&metadata) };
        bytes = bytes.saturating_add(size);
    }
    bytes
}

/// The engine reserves far more than it uses: its files have holes.
#[cfg(unix)]
fn allocated(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::blocks(metadata).saturating_mul(512)
}

#[cfg(not(unix))]
fn allocated(metadata: &fs::Metadata) -> u64 {
    metadata.len()
}

#[cfg(test)]
mod tests {
    use qdrant_core::{CreateCollection, Distance, MultiVectorComparator, SparseVectorParams};

    use super::*;
    use crate::config::new_config;

    #[test]
    fn even_vectors_are_computed_and_the_others_measured() {
        let dense = VectorParams::new(100, Distance::Dot);
        let create = CreateCollection::new("c")
            .vectors_config([
                ("a", dense.clone()),
                ("b", dense.clone().datatype(Datatype::Float16)),
                ("m", dense.multivector_config(MultiVectorComparator::MaxSim)),
            ])
            .sparse_vectors_config([("s", SparseVectorParams::default())]);
        let config = new_config(create).unwrap();
        assert_eq!(dense_bytes(&config), 600);
        assert_eq!(uneven(&config), ["vector_storage-m", "vector_storage-s"]);
    }

    #[test]
    fn files_are_added_up_by_what_they_hold() {
        let dir = tempfile::tempdir().unwrap();
        let part = |name: &str| dir.path().join("segments/one").join(name);
        for (name, size) in [("payload_storage", 10_000), ("vector_storage-m", 20_000), ("vector_storage", 1)]
        {
            fs::create_dir_all(part(name).join("deep")).unwrap();
            fs::write(part(name).join("deep/file"), vec![1; size]).unwrap();
        }
        let measured = measure(dir.path(), &["vector_storage-m".to_owned()]);
        assert!((10_000..20_000).contains(&measured.payload), "{measured:?}");
        assert!((20_000..40_000).contains(&measured.vectors), "{measured:?}");
        assert_eq!(measure(&dir.path().join("nowhere"), &[]), Measured::default());
    }
}
