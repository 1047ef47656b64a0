//! A collection in use.
//!
//! Locks are taken in this order: `maintenance`, `slot`, `durable`, `write`. Reads hold `slot` only, writes `slot` and
//! `write`; whoever replaces the shard holds `maintenance`, so that it does not wait for the optimizer while it keeps
//! readers out.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use qdrant_core::{Error, ErrorKind, PointId};

use crate::config::engine_config;
use crate::engine::{EdgeConfig, Fault, Shard, UpdateOperation};
use crate::failure::closed;
use crate::files::{create_dir, io_error, load_json, remove_dir, remove_file, save_json};
use crate::options::Durability;
use crate::recovery;
use crate::root::Root;
use crate::settings::{CollectionFile, Settings};
use crate::sync::{lock, read, write};
use crate::tombstones::Tombstones;

/// File of the settings.
const SETTINGS: &str = "collection.json";

/// Folder of the engine.
const SHARD: &str = "shard";

/// File that is there while the collection is open, so that a crash is noticed.
const UNCLEAN: &str = "unclean";

/// File of deletions while segments are optimized.
const TOMBSTONES: &str = "tombstones";

/// How many numbers of operations are reserved at once.
const RESERVED: u64 = 1_000;

/// A collection in use.
#[derive(Debug)]
pub(crate) struct Collection {
    dir: PathBuf,
    durability: Durability,
    slot: RwLock<Slot>,
    write: Mutex<WriteState>,
    /// How many of the engine's updates are on disk.
    durable: Mutex<u64>,
    maintenance: Mutex<()>,
    settings: RwLock<Arc<Settings>>,
    optimizing: AtomicBool,
    deleted: AtomicBool,
    /// Keeps the folder locked as long as a collection in it is in use.
    root: Arc<Root>,
}

#[derive(Debug)]
enum Slot {
    /// Not opened yet.
    Idle,
    Open(Shard),
    Closed,
}

/// What writes share.
#[derive(Debug)]
pub(crate) struct WriteState {
    /// The number of the next operation.
    next: u64,
    /// The first number that is not reserved on disk.
    reserved: u64,
    /// How many updates the engine has made since the collection was opened.
    applied: u64,
    /// Why nothing can be written any more.
    broken: Option<String>,
    /// Where deletions are written down while segments are optimized.
    tombstones: Option<Tombstones>,
    last: Instant,
    /// Whether segments have changed since they were last optimized.
    unoptimized: bool,
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
        let shard = dir.join(SHARD);
        create_dir(&shard)?;
        let shard = Shard::create(&shard, config)?;
        let collection = Self::new(root, dir, settings, durability, 0, Slot::Open(shard));
        if collection.is_durable() {
            std::fs::write(collection.dir.join(UNCLEAN), "").map_err(|error| {
                io_error("write to", &collection.dir, error)
            })?;
        }
        collection.save(0)?;
        Ok(collection)
    }

    /// Takes an existing collection, which is opened when it is first used.
    pub(crate) fn existing(root: Arc<Root>, dir: PathBuf, durability: Durability) -> Result<Self, Error> {
        let file: Option<CollectionFile<Settings>> = load_json(&dir.join(SETTINGS))?;
        let Some(CollectionFile { settings, next_operation }) = file else {
            return Err(Error::new(ErrorKind::Io, format!("{} has no {SETTINGS}", dir.display())));
        };
        Ok(Self::new(root, dir, settings, durability, next_operation, Slot::Idle))
    }

    fn new(
        root: Arc<Root>,
        dir: PathBuf,
        settings: Settings,
        durability: Durability,
        next: u64,
        slot: Slot,
    ) -> Self {
        Self {
            dir,
            durability,
            slot: RwLock::new(slot),
            write: Mutex::new(WriteState {
                next,
                reserved: next,
                applied: 0,
                broken: None,
                tombstones: None,
                last: Instant::now(),
                unoptimized: true,
            }),
            durable: Mutex::new(0),
            maintenance: Mutex::new(()),
            settings: RwLock::new(Arc::new(settings)),
            optimizing: AtomicBool::new(false),
            deleted: AtomicBool::new(false),
            root,
        }
    }

    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&read(&self.settings))
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns whether segments are being optimized.
    pub(crate) fn is_optimizing(&self) -> bool {
        self.optimizing.load(Ordering::Relaxed)
    }

    /// Returns why nothing can be written, if that is so.
    pub(crate) fn broken(&self) -> Option<String> {
        lock(&self.write).broken.clone()
    }

    /// Has the files removed as soon as nobody uses the collection any more.
    pub(crate) fn mark_deleted(&self) {
        self.deleted.store(true, Ordering::Release);
    }

    /// Returns whether anything has to outlive the process.
    fn is_durable(&self) -> bool {
        !self.root.is_temporary()
    }

    /// Reads from the engine, which is opened if it is not yet.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Shard) -> Result<T, Error>) -> Result<T, Error> {
        let slot = self.open()?;
        match &*slot {
            Slot::Open(shard) => work(shard),
            Slot::Idle | Slot::Closed => Err(closed()),
        }
    }

    fn open(&self) -> Result<RwLockReadGuard<'_, Slot>, Error> {
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

    /// Opens the engine and puts right what a crash left behind.
    fn load(&self) -> Result<Shard, Error> {
        let settings = self.settings();
        let shard = Shard::load(&self.dir.join(SHARD), engine_config(&settings.config, !self.is_durable())?)?;
        let (unclean, tombstones) = (self.dir.join(UNCLEAN), self.dir.join(TOMBSTONES));
        let crashed = unclean.exists();
        let updates = recovery::recover(&shard, &settings, crashed, &tombstones)?;
        let mut state = lock(&self.write);
        state.applied += updates;
        state.next += updates;
        drop(state);
        if self.is_durable() {
            std::fs::write(&unclean, "").map_err(|error| io_error("write", &unclean, error))?;
        }
        if crashed {
            shard.flush()?;
            remove_file(&tombstones)?;
        }
        Ok(shard)
    }

    /// Writes: `work` makes the changes, and when this returns they are as durable as was asked for.
    ///
    /// Returns the number of the operation.
    pub(crate) fn write(
        &self,
        wait: bool,
        work: impl FnOnce(&Shard, &mut WriteState) -> Result<(), Error>,
    ) -> Result<u64, Error> {
        self.read(|shard| {
            let mut state = lock(&self.write);
            state.check()?;
            let (number, revived) = self.write_locked(shard, &mut state, work)?;
            let applied = state.applied;
            drop(state);
            if self.is_durable() && wait && self.durability == Durability::EveryWrite || !revived.is_empty() {
                self.commit(shard, applied)?;
            }
            self.revive(revived)?;
            Ok(number)
        })
    }

    fn write_locked(
        &self,
        shard: &Shard,
        state: &mut WriteState,
        work: impl FnOnce(&Shard, &mut WriteState) -> Result<(), Error>,
    ) -> Result<(u64, Vec<PointId>), Error> {
        let number = state.next;
        if state.next.saturating_add(RESERVED / 10) > state.reserved {
            let reserved = state.next.saturating_add(RESERVED);
            self.save(reserved)?;
            state.reserved = reserved;
        }
        state.written.clear();
        work(shard, state)?;
        // TODO
        Ok((number, Vec::new()))
    }
}
