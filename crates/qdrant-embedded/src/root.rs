//! The folder that holds everything, and the lock on it.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use qdrant_core::{Error, ErrorKind};
use tempfile::{NamedTempFile, TempDir};

use crate::files::{create_dir, folders, has_space, io_error, remove_dir};

/// Name of the file that is locked as long as the folder is in use; it holds the id of the process.
const LOCK: &str = ".lock";

/// Folder of the collections.
const COLLECTIONS: &str = "collections";

/// Folder of finished snapshots, and that of files that are being made or were sent.
const SNAPSHOTS: &str = "snapshots";
const UNFINISHED: &str = "unfinished";

/// How the names of our folders in a place for temporary files begin.
const TEMPORARY: &str = "qdrant-embedded-";

/// Where files are held in memory on Linux.
const SHARED_MEMORY: &str = "/dev/shm";

/// Free space that a file system in memory must have: when it is full, the process that writes to it is killed.
const SHARED_MEMORY_SPACE: u64 = 512 << 20;

/// A folder younger than this may not be locked yet.
const YOUNG: Duration = Duration::from_secs(60);

/// A folder in use; it is given back when the last collection in it is closed.
#[derive(Debug)]
pub(crate) struct Root {
    path: PathBuf,
    /// Declared before the folder, so that the lock is given back before the folder is removed.
    _lock: File,
    temporary: Option<TempDir>,
}

impl Root {
    /// Takes a folder, which is created if it does not exist.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        create_dir(path)?;
        let path = path.canonicalize().map_err(|error| io_error("open", path, error))?;
        let lock = lock(&path)?;
        create_dir(&path.join(COLLECTIONS))?;
        Ok(Self { path, _lock: lock, temporary: None })
    }

    /// Makes a folder that goes when it is closed.
    pub(crate) fn temporary() -> Result<Self, Error> {
        let base = temporary_base();
        let folder = tempfile::Builder::new()
            .prefix(TEMPORARY)
            .tempdir_in(&base)
            .map_err(|error| io_error("create a folder in", &base, error))?;
        let path = folder.path().to_owned();
        let lock = lock(&path)?;
        create_dir(&path.join(COLLECTIONS))?;
        Ok(Self { path, _lock: lock, temporary: Some(folder) })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn collections(&self) -> PathBuf {
        self.path.join(COLLECTIONS)
    }

    /// Returns the folder of finished snapshots.
    pub(crate) fn snapshots(&self) -> PathBuf {
        self.path.join(SNAPSHOTS)
    }

    /// Creates a file that goes when it is closed, unless it is given a name inside of the folder.
    pub(crate) fn unfinished(&self) -> Result<NamedTempFile, Error> {
        let dir = self.path.join(UNFINISHED);
        create_dir(&dir)?;
        NamedTempFile::new_in(&dir).map_err(|error| io_error("create a file in", &dir, error))
    }

    /// Removes what a process was making when it was killed.
    pub(crate) fn sweep_unfinished(&self) {
        remove_dir(&self.path.join(UNFINISHED));
    }

    /// Returns whether the folder goes when it is closed.
    pub(crate) fn is_temporary(&self) -> bool {
        self.temporary.is_some()
    }
}

/// Locks a folder for this process, and once in it.
fn lock(path: &Path) -> Result<File, Error> {
    let file = path.join(LOCK);
    let failed = |error| io_error("lock", &file, error);
    let mut lock =
        File::options().read(true).write(true).create(true).truncate(false).open(&file).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(in_use(path, fs::read_to_string(&file).ok())),
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    lock.set_len(0).map_err(failed)?;
    write!(lock, "{}", std::process::id()).map_err(failed)?;
    Ok(lock)
}

fn in_use(path: &Path, holder: Option<String>) -> Error {
    let holder = match holder.and_then(|text| text.trim().parse::<u32>().ok()) {
        Some(id) if id == std::process::id() => format!("this process ({id}), through another client"),
        Some(id) => format!("process {id}"),
        None => "another process".to_owned(),
    };
    Error::new(
        ErrorKind::Config,
        format!("{} is open in {holder}: one client at a time can use a folder", path.display()),
    )
}

/// Chooses where temporary folders go: into memory where there is a file system for it, and room.
fn temporary_base() -> PathBuf {
    let shared_memory = Path::new(SHARED_MEMORY);
    if cfg!(target_os = "linux") && shared_memory.is_dir() && has_space(shared_memory, SHARED_MEMORY_SPACE) {
        shared_memory.to_owned()
    } else {
        std::env::temp_dir()
    }
}

/// Removes temporary folders that a process left behind when it was killed.
pub(crate) fn sweep_temporary() {
    for base in [PathBuf::from(SHARED_MEMORY), std::env::temp_dir()] {
        sweep(&base, YOUNG);
    }
}

fn sweep(base: &Path, young: Duration) {
    let Ok(names) = folders(base) else { return };
    for path in names.iter().filter(|name| name.starts_with(TEMPORARY)).map(|name| base.join(name)) {
        if is_abandoned(&path.join(LOCK), young) {
            remove_dir(&path);
        }
    }
}

/// A folder belongs to nobody if its lock can be had, and was not made just now.
fn is_abandoned(lock: &Path, young: Duration) -> bool {
    // Anybody can put something there, and opening what is no file can wait for ever.
    let file = fs::symlink_metadata(lock).ok().filter(fs::Metadata::is_file);
    let age = file.and_then(|file| file.modified().ok()).and_then(|time| time.elapsed().ok());
    age.is_some_and(|age| age >= young) && File::open(lock).is_ok_and(|lock| lock.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_user_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b");
        let first = Root::open(&path).unwrap();
        let error = Root::open(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let id = std::process::id().to_string();
        assert!(error.message().contains(&id) && error.message().contains("a/b"), "{error}");
        drop(first);
        Root::open(&path).unwrap();
    }

    #[test]
    fn a_temporary_folder_goes_with_its_user() {
        let root = Root::temporary().unwrap();
        let path = root.path().to_owned();
        assert!(path.join(COLLECTIONS).is_dir());
        sweep(path.parent().unwrap(), Duration::ZERO);
        assert!(path.is_dir(), "a folder in use was swept away");
        drop(root);
        assert!(!path.exists());
    }

    #[test]
    fn a_folder_left_behind_is_swept() {
        let base = tempfile::tempdir().unwrap();
        let abandoned = base.path().join(format!("{TEMPORARY}x"));
        create_dir(&abandoned).unwrap();
        fs::write(abandoned.join(LOCK), "1").unwrap();
        sweep(base.path(), YOUNG);
        assert!(abandoned.exists());
        sweep(base.path(), Duration::ZERO);
        assert!(!abandoned.exists());
    }

    #[cfg(unix)]
    #[test]
    fn what_only_looks_like_a_folder_of_ours_holds_nobody_up() {
        let base = tempfile::tempdir().unwrap();
        let trap = base.path().join(format!("{TEMPORARY}x"));
        create_dir(&trap).unwrap();
        let made = std::process::Command::new("mkfifo").arg(trap.join(LOCK)).status().unwrap();
        assert!(made.success());
        let (swept, done) = std::sync::mpsc::channel();
        let path = base.path().to_owned();
        std::thread::spawn(move || {
            sweep(&path, Duration::ZERO);
            swept.send(()).unwrap();
        });
        assert_eq!(done.recv_timeout(Duration::from_secs(10)), Ok(()));
        assert!(trap.exists());
    }
}
