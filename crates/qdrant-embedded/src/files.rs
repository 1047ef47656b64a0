//! Files of our own: written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use qdrant_core::{Error, ErrorKind};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Free space below which nothing is written: the engine's files are mapped, and a full disk ends the process.
const RESERVE: u64 = 64 << 20;

/// Creates an error about a file.
pub(crate) fn io_error(what: &str, path: &Path, error: io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("could not {what} {}: {error}", path.display())).with_source(error)
}

/// Writes a file so that a crash leaves the old or the new content, never a mixture.
pub(crate) fn save_json(path: &Path, value: &impl Serialize, sync: bool) -> Result<(), Error> {
    let bytes = serde_json::to_vec_pretty(value).map_err(|error| {
        Error::new(ErrorKind::Encode, format!("{} cannot be written: {error}", path.display()))
            .with_source(error)
    })?;
    let temporary = path.with_extension("json.new");
    let write = || {
        let mut file = File::create(&temporary)?;
        file.write_all(&bytes)?;
        if sync {
            sync_file(&file, path)?;
        }
        fs::rename(&temporary, path)?;
        if sync { sync_parent(path) } else { Ok(()) }
    };
    write().map_err(|error| io_error("write", path, error))
}

/// Reads a file that [`save_json`] wrote; `None` if there is none.
pub(crate) fn load_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, Error> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_error("read", path, error)),
    };
    serde_json::from_slice(&bytes).map(Some).map_err(|error| {
        Error::new(ErrorKind::Io, format!("{} is damaged: {error}", path.display())).with_source(error)
    })
}

/// Makes the content of a file durable; `path` is where it is going to be.
fn sync_file(file: &File, path: &Path) -> io::Result<()> {
    #[cfg(test)]
    synced::note(path);
    #[cfg(not(test))]
    let _ = path;
    file.sync_all()
}

/// Makes the creation, renaming or removal of a file durable.
pub(crate) fn sync_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), sync_dir)
}

/// Makes the names in a folder durable.
pub(crate) fn sync_dir(path: &Path) -> io::Result<()> {
    #[cfg(test)]
    synced::note(path);
    // Folders cannot be opened as files everywhere; where they cannot, they need no such care.
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}

/// Makes the names in a folder and in all folders below it durable.
pub(crate) fn sync_dirs(path: &Path) -> Result<(), Error> {
    let failed = |error| io_error("write", path, error);
    sync_dir(path).map_err(failed)?;
    folders(path).map_err(failed)?.into_iter().try_for_each(|name| sync_dirs(&path.join(name)))
}

/// Creates a folder with its parents; one that exists is fine.
pub(crate) fn create_dir(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|error| io_error("create", path, error))
}

/// Removes a file; one that does not exist is fine.
pub(crate) fn remove_file(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error("remove", path, error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Removes a file such that it does not come back when the machine loses power.
pub(crate) fn remove_for_good(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.and_then(|()| sync_parent(path)).map_err(|error| io_error("remove", path, error)),
    }
}

/// Removes a folder with all that is in it; what is left over is swept at the next start.
pub(crate) fn remove_dir(path: &Path) {
    if let Err(error) = fs::remove_dir_all(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(path = %path.display(), %error, "a folder could not be removed");
    }
}

/// Returns the names of the folders in a folder.
pub(crate) fn folders(path: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir()
            && let Some(name) = entry.file_name().to_str()
        {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

/// Refuses a write when the disk is nearly full.
pub(crate) fn check_space(path: &Path) -> Result<(), Error> {
    match fs4::available_space(path) {
        Ok(free) if free < RESERVE => Err(Error::new(
            ErrorKind::InsufficientStorage,
            format!("only {} MiB are left on the disk of {}", free >> 20, path.display()),
        )),
        // Where it cannot be known, the write decides.
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Refuses to write so many bytes where there is no room for them.
pub(crate) fn check_room(path: &Path, bytes: u64) -> Result<(), Error> {
    match fs4::available_space(path) {
        Ok(free) if free < bytes.saturating_add(RESERVE) => Err(Error::new(
            ErrorKind::InsufficientStorage,
            format!(
                "{} MiB may be needed, and only {} MiB are left on the disk of {}",
                bytes.div_ceil(1 << 20),
                free >> 20,
                path.display()
            ),
        )),
        // Where it cannot be known, the write decides.
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Returns whether a file system has as much free space.
pub(crate) fn has_space(path: &Path, bytes: u64) -> bool {
    fs4::available_space(path).is_ok_and(|free| free >= bytes)
}

/// What was made durable on this thread: tests cannot cut the power.
#[cfg(test)]
pub(crate) mod synced {
    use std::cell::RefCell;
    use std::path::{Path, PathBuf};

    thread_local!(static PATHS: RefCell<Vec<PathBuf>> = const { RefCell::new(Vec::new()) });

    pub(super) fn note(path: &Path) {
        PATHS.with_borrow_mut(|paths| paths.push(path.to_owned()));
    }

    /// Returns what was made durable since the last call.
    pub(crate) fn take() -> Vec<PathBuf> {
        PATHS.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        assert_eq!(load_json::<Vec<u8>>(&path).unwrap(), None);
        save_json(&path, &vec![1, 2, 3], true).unwrap();
        save_json(&path, &vec![4], false).unwrap();
        assert_eq!(load_json::<Vec<u8>>(&path).unwrap(), Some(vec![4]));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_damaged_file_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        fs::write(&path, "{").unwrap();
        let error = load_json::<Vec<u8>>(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(error.message().contains("a.json is damaged"), "{error}");
    }
}
