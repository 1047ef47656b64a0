//! A collection in use.
//!
//! Locks are taken in this order: `maintenance`, `slot`, `durable`, `write`, `settings`. Reads hold `slot` only, writes
//! `slot` and `write`; whoever replaces the shard holds `maintenance` first, so that it never waits for the optimizer
//! while it keeps readers out.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use qdrant_core::Error;

use crate::config::{engine_config, without_vector};
use crate::engine::Shard;
use crate::failure::closed;
use crate::files::{
    check_space, create_dir, io_error, load_json, remove_dir, remove_file, remove_for_good, save_json,
    sync_dirs, sync_parent,
};
use crate::options::Durability;
use crate::pace::Pace;
use crate::recovery::recover;
use crate::root::Root;
use crate::settings::{CollectionFile, Settings};
use crate::strict::StrictState;
use crate::sync::{lock, read, write};
use crate::vector_names::{finish_vector_name, strip_vector_name, unfinished_vector_name};
use crate::writer::{WriteState, Writer};

/// File of the settings.
pub(crate) const SETTINGS: &str = "collection.json";

/// Folder of the engine.
pub(crate) const SHARD: &str = "shard";

/// File that is there while the collection is open, so that a crash is noticed.
const UNCLEAN: &str = "unclean";

/// File of deletions while segments are optimized.
pub(crate) const TOMBSTONES: &str = "tombstones";

/// How many numbers of operations are reserved at once, and how few may be left.
const RESERVED: u64 = 1_000;
const LEAST_RESERVED: u64 = 10;

/// A collection in use.
#[derive(Debug)]
pub(crate) struct Collection {
    dir: PathBuf,
    durability: Durability,
    pub(crate) slot: RwLock<Slot>,
    pub(crate) write: Mutex<WriteState>,
    pub(crate) broken: Arc<OnceLock<String>>,
    /// How many of the engine's updates are on disk.
    pub(crate) durable: Mutex<u64>,
    pub(crate) maintenance: Mutex<()>,
    settings: RwLock<Arc<Settings>>,
    pub(crate) optimizing: AtomicBool,
    pub(crate) pace: Arc<Pace>,
    /// What has been used of the limits of strict mode.
    pub(crate) strict: StrictState,
    deleted: AtomicBool,
    /// Keeps the folder locked as long as a collection in it is in use.
    root: Arc<Root>,
}

/// The engine of a collection.
#[derive(Debug)]
pub(crate) enum Slot {
    /// Not opened yet.
    Idle,
    Open(Shard),
    Closed,
}

impl Collection {
    /// Creates a collection in a folder that does not exist yet.
    pub(crate) fn create(
        root: Arc<Root>,
        dir: PathBuf,
        settings: Settings,
        durability: Durability,
    ) -> Result<Self, Error> {
        let config = engine_config(&settings.config, root.is_temporary())?;
        check_space(root.path())?;
        let shard = dir.join(SHARD);
        create_dir(&shard)?;
        let shard = Shard::create(&shard, config)?;
        let collection = Self::new(root, dir, settings, durability, 0, Slot::Open(shard));
        collection.mark_unclean()?;
        collection.save(&lock(&collection.write))?;
        if collection.is_kept() {
            // What is empty is worth no flush, but half of it could not be opened.
            sync_dirs(&collection.dir)?;
            sync_parent(&collection.dir).map_err(|error| io_error("write", &collection.dir, error))?;
        }
        Ok(collection)
    }

    /// Takes an existing collection, which is opened when it is first used.
    pub(crate) fn existing(root: Arc<Root>, dir: PathBuf, durability: Durability) -> Result<Self, Error> {
        let path = dir.join(SETTINGS);
        match load_json(&path)? {
            Some(CollectionFile { settings, next_operation }) => {
                Ok(Self::new(root, dir, settings, durability, next_operation, Slot::Idle))
            }
            None => Err(io_error("read", &path, std::io::ErrorKind::NotFound.into())),
        }
    }

    fn new(
        root: Arc<Root>,
        dir: PathBuf,
        settings: Settings,
        durability: Durability,
        next_operation: u64,
        slot: Slot,
    ) -> Self {
        let state = WriteState::new(next_operation);
        Self {
            dir,
            durability,
            slot: RwLock::new(slot),
            broken: Arc::clone(&state.broken),
            write: Mutex::new(state),
            durable: Mutex::new(0),
            maintenance: Mutex::new(()),
            settings: RwLock::new(Arc::new(settings)),
            optimizing: AtomicBool::new(false),
            pace: Arc::default(),
            strict: StrictState::default(),
            deleted: AtomicBool::new(false),
            root,
        }
    }

    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&read(&self.settings))
    }

    /// Returns whether segments are being optimized.
    pub(crate) fn is_optimizing(&self) -> bool {
        self.optimizing.load(Ordering::Relaxed)
    }

    /// Returns why nothing can be written, if that is so.
    pub(crate) fn broken(&self) -> Option<String> {
        self.broken.get().cloned()
    }

    /// Has the files removed as soon as nobody uses the collection any more.
    pub(crate) fn mark_deleted(&self) {
        self.deleted.store(true, Ordering::Release);
    }

    /// Returns whether the collection goes with the transport.
    pub(crate) fn is_ephemeral(&self) -> bool {
        self.root.is_temporary()
    }

    /// Returns whether anything has to outlive the process.
    pub(crate) fn is_kept(&self) -> bool {
        !self.is_ephemeral() && !self.deleted.load(Ordering::Acquire)
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn tombstones(&self) -> PathBuf {
        self.dir.join(TOMBSTONES)
    }

    /// Reads from the engine, which is opened if it is not yet.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Shard) -> Result<T, Error>) -> Result<T, Error> {
        match &*self.open()? {
            Slot::Open(shard) => work(shard),
            Slot::Idle | Slot::Closed => Err(closed()),
        }
    }

    /// Reads from the engine unless that has not been opened yet, or is closed.
    pub(crate) fn read_if_open<T>(&self, work: impl FnOnce(&Shard) -> T) -> Option<T> {
        match &*read(&self.slot) {
            Slot::Open(shard) => Some(work(shard)),
            Slot::Idle | Slot::Closed => None,
        }
    }

    pub(crate) fn open(&self) -> Result<RwLockReadGuard<'_, Slot>, Error> {
        let slot = read(&self.slot);
        if !matches!(*slot, Slot::Idle) {
            return Ok(slot);
        }
        drop(slot);
        let mut slot = write(&self.slot);
        if matches!(*slot, Slot::Idle) {
            *slot = Slot::Open(self.load()?);
        }
        drop(slot);
        Ok(read(&self.slot))
    }

    pub(crate) fn shard_path(&self) -> PathBuf {
        self.dir.join(SHARD)
    }

    /// Opens the engine and puts right what a crash left behind.
    fn load(&self) -> Result<Shard, Error> {
        if let Some(name) = unfinished_vector_name(&self.dir)? {
            self.forget_vector_name(&name)?;
        }
        let settings = self.settings();
        let shard = Shard::load(&self.shard_path(), engine_config(&settings.config, self.is_ephemeral())?)?;
        let crashed = self.dir.join(UNCLEAN).exists();
        let updates = recover(&shard, &settings, crashed, &self.tombstones())?;
        lock(&self.write).count(updates);
        self.mark_unclean()?;
        // What was put right must be on disk before the reason for it is forgotten.
        if crashed || self.tombstones().exists() {
            shard.flush()?;
            // If it came back, points that are written from now on would be deleted.
            remove_for_good(&self.tombstones())?;
        }
        Ok(shard)
    }

    fn mark_unclean(&self) -> Result<(), Error> {
        if !self.is_kept() {
            return Ok(());
        }
        let path = self.dir.join(UNCLEAN);
        std::fs::write(&path, "")
            .and_then(|()| sync_parent(&path))
            .map_err(|error| io_error("write", &path, error))
    }

    /// Writes: `work` makes the changes, and when this returns they are as durable as was asked for.
    ///
    /// Returns the number of the operation.
    pub(crate) fn write(
        &self,
        wait: bool,
        work: impl FnOnce(&mut Writer<'_>) -> Result<(), Error>,
    ) -> Result<u64, Error> {
        check_space(&self.dir)?;
        let mut done = (0, Duration::ZERO);
        let outcome = self.read(|shard| {
            let mut state = lock(&self.write);
            state.check()?;
            self.reserve(&mut state)?;
            let number = state.next;
            let (before, begun) = (state.unoptimized_points, Instant::now());
            let mut writer = Writer::new(shard, &mut state);
            let outcome = work(&mut writer);
            let revived = writer.revived;
            let applied = state.applied;
            done = (state.unoptimized_points.saturating_sub(before), begun.elapsed());
            drop(state);
            outcome?;
            let flush = wait && self.durability == Durability::EveryWrite || !revived.is_empty();
            if flush && self.is_kept() {
                self.commit(shard, applied)?;
            }
            if let Some(tombstones) = lock(&self.write).tombstones.as_mut() {
                tombstones.revive(&revived)?;
            }
            Ok(number)
        });
        let (points, took) = done;
        self.pace.count(points, took);
        outcome
    }

    /// Makes at least so many updates durable; writers that come together share one flush.
    pub(crate) fn commit(&self, shard: &Shard, applied: u64) -> Result<(), Error> {
        let mut durable = lock(&self.durable);
        if *durable >= applied {
            return Ok(());
        }
        let state = lock(&self.write);
        shard.flush()?;
        *durable = state.applied;
        Ok(())
    }

    /// Changes the settings and writes them down; the caller holds `write`.
    pub(crate) fn change_settings(
        &self,
        state: &WriteState,
        change: impl FnOnce(&mut Settings),
    ) -> Result<(), Error> {
        let before = self.settings();
        let mut after = Settings::clone(&before);
        change(&mut after);
        *write(&self.settings) = Arc::new(after);
        self.save(state).inspect_err(|_| *write(&self.settings) = before)
    }

    /// Removes a vector from the files of a collection that is not open.
    fn forget_vector_name(&self, name: &str) -> Result<(), Error> {
        let mut settings = Settings::clone(&self.settings());
        strip_vector_name(&self.shard_path(), name)?;
        settings.config = without_vector(&settings.config, name);
        *write(&self.settings) = Arc::new(settings);
        self.save(&lock(&self.write))?;
        finish_vector_name(&self.dir)
    }

    /// Makes everything that has been written durable, as a write with `wait` does.
    pub(crate) fn settle(&self) -> Result<(), Error> {
        if !self.is_kept() || self.durability != Durability::EveryWrite {
            return Ok(());
        }
        self.flush()
    }

    /// Writes everything to disk, whatever the durability.
    pub(crate) fn flush(&self) -> Result<(), Error> {
        self.read(|shard| {
            let applied = lock(&self.write).applied;
            self.commit(shard, applied)
        })
    }

    fn reserve(&self, state: &mut WriteState) -> Result<(), Error> {
        if self.is_kept() && state.next.saturating_add(LEAST_RESERVED) > state.reserved {
            state.reserved = state.next.saturating_add(RESERVED);
            self.save(state)?;
        }
        Ok(())
    }

    /// Writes the settings down; whatever the durability, for without them nothing of the collection can be read.
    pub(crate) fn save(&self, state: &WriteState) -> Result<(), Error> {
        if !self.is_kept() {
            return Ok(());
        }
        let file = CollectionFile { settings: &*self.settings(), next_operation: state.reserved };
        save_json(&self.dir.join(SETTINGS), &file, true)
    }

    /// Writes everything to disk and gives the engine up.
    pub(crate) fn close(&self) -> Result<(), Error> {
        let _maintenance = lock(&self.maintenance);
        let slot = std::mem::replace(&mut *write(&self.slot), Slot::Closed);
        let Slot::Open(shard) = slot else {
            return Ok(());
        };
        if !self.is_kept() {
            return Ok(());
        }
        let mut state = lock(&self.write);
        shard.flush()?;
        drop(shard);
        state.reserved = state.next;
        self.save(&state)?;
        remove_file(&self.dir.join(UNCLEAN))
    }
}

impl Drop for Collection {
    fn drop(&mut self) {
        if let Err(error) = self.close() {
            tracing::error!(collection = %self.dir.display(), %error, "closing a collection failed");
        }
        if self.deleted.load(Ordering::Acquire) {
            remove_dir(&self.dir);
        }
    }
}

#[cfg(test)]
mod tests;
