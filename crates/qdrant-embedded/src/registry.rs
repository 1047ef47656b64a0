//! All collections and their other names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

use qdrant_core::{AliasOperations, CreateAlias, DeleteAlias, Error, ErrorKind, RenameAlias, Uuid};
use serde::{Deserialize, Serialize};

use crate::collection::{Collection, SETTINGS};
use crate::engine;
use crate::failure::{closed, collection_exists, no_collection, wrong_input};
use crate::files::{create_dir, folders, io_error, load_json, remove_dir, save_json};
use crate::options::Durability;
use crate::pace::Pace;
use crate::root::Root;
use crate::settings::Settings;
use crate::stats::Counters;
use crate::sync::{lock, read, write};

/// File of the names.
const META: &str = "meta.json";

/// Version of our own files; a newer one is not touched.
const FORMAT: u32 = 1;

/// What is remembered of all collections; the rest is in their folders.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Meta {
    format: u32,
    engine: String,
    /// The folder of each collection.
    collections: BTreeMap<String, Uuid>,
    /// The collection of each alias.
    aliases: BTreeMap<String, String>,
}

/// The part of it that no version changes.
#[derive(Debug, Deserialize)]
struct Version {
    format: u32,
}

/// All collections and their other names.
#[derive(Debug)]
pub(crate) struct Registry {
    durability: Durability,
    counters: Counters,
    state: RwLock<Option<State>>,
    /// Held by whoever changes names.
    change: Mutex<()>,
}

#[derive(Debug, Clone)]
struct State {
    meta: Meta,
    collections: BTreeMap<String, Entry>,
    root: Arc<Root>,
}

/// A collection that was restored and has no name yet.
#[derive(Debug)]
pub(crate) struct Restored {
    id: Uuid,
    pub(crate) collection: Arc<Collection>,
}

impl Restored {
    /// Gives up what was restored.
    pub(crate) fn discard(self) {
        self.collection.mark_deleted();
    }
}

#[derive(Debug, Clone)]
enum Entry {
    Usable(Arc<Collection>),
    /// Its files cannot be read; the others are not affected.
    Damaged(String),
}

impl Registry {
    /// Reads the names in a folder.
    pub(crate) fn open(root: Root, durability: Durability) -> Result<Self, Error> {
        let root = Arc::new(root);
        let meta = Meta { format: FORMAT, engine: engine::NAME.to_owned(), ..load(&root)? };
        sweep(&root, &meta)?;
        root.sweep_unfinished();
        let mut collections = BTreeMap::new();
        for (name, id) in &meta.collections {
            let entry = match Collection::existing(Arc::clone(&root), folder(&root, *id), durability) {
                Ok(collection) => Entry::Usable(Arc::new(collection)),
                Err(error) => {
                    tracing::error!(collection = name, %error, "a collection cannot be opened");
                    Entry::Damaged(error.message().to_owned())
                }
            };
            collections.insert(name.clone(), entry);
        }
        let state = RwLock::new(Some(State { meta, collections, root }));
        Ok(Self { durability, counters: Counters::new(), state, change: Mutex::new(()) })
    }

    /// Returns what is counted of operations.
    pub(crate) fn counters(&self) -> &Counters {
        &self.counters
    }

    fn with<T>(&self, work: impl FnOnce(&State) -> T) -> Result<T, Error> {
        read(&self.state).as_ref().map(work).ok_or_else(closed)
    }

    /// Returns a collection by its name or an alias.
    pub(crate) fn get(&self, name: &str) -> Result<Arc<Collection>, Error> {
        self.with(|state| {
            let target = state.meta.aliases.get(name).map_or(name, String::as_str);
            match state.collections.get(target) {
                Some(Entry::Usable(collection)) => Ok(Arc::clone(collection)),
                Some(Entry::Damaged(reason)) => {
                    let text = format!("collection `{target}` cannot be opened: {reason}");
                    Err(Error::new(ErrorKind::Server, text))
                }
                None => Err(no_collection(name)),
            }
        })?
    }

    /// Returns the name of the collection that a name or an alias stands for; it need not exist.
    pub(crate) fn target(&self, name: &str) -> Result<String, Error> {
        self.with(|state| state.meta.aliases.get(name).cloned().unwrap_or_else(|| name.to_owned()))
    }

    pub(crate) fn root(&self) -> Result<Arc<Root>, Error> {
        self.with(|state| Arc::clone(&state.root))
    }

    /// Makes a collection of files in a folder of its own, which goes again unless it is installed.
    pub(crate) fn restore(
        &self,
        fill: impl FnOnce(&Root, &Path) -> Result<(), Error>,
    ) -> Result<Restored, Error> {
        let root = self.root()?;
        let id = Uuid::new_v4();
        let dir = folder(&root, id);
        let restore = || {
            create_dir(&dir)?;
            fill(&root, &dir)?;
            let collection = Collection::existing(Arc::clone(&root), dir.clone(), self.durability)?;
            // Only what the engine can open may replace anything.
            let opened = collection.read(|shard| shard.info()).map(drop);
            if opened.is_err() {
                collection.mark_deleted();
            }
            opened.map(|()| Restored { id, collection: Arc::new(collection) })
        };
        restore().inspect_err(|_| remove_dir(&dir))
    }

    /// Puts restored collections in the places of those with their names, all at once; aliases are added.
    pub(crate) fn install(
        &self,
        restored: Vec<(String, Restored)>,
        aliases: BTreeMap<String, String>,
    ) -> Result<(), Error> {
        let _change = lock(&self.change);
        let State { mut meta, mut collections, root } = self.with(State::clone)?;
        let new: Vec<_> = restored.iter().map(|(_, restored)| Arc::clone(&restored.collection)).collect();
        let mut replaced = Vec::new();
        for (name, Restored { id, collection }) in restored {
            let before = meta.collections.insert(name.clone(), id);
            replaced.push((before, collections.insert(name, Entry::Usable(collection))));
        }
        meta.aliases.extend(aliases);
        let hidden = meta.aliases.keys().find(|alias| meta.collections.contains_key(*alias));
        let saved = match hidden {
            Some(alias) => Err(collection_exists(alias)),
            None => save(&root, &meta),
        };
        if let Err(error) = saved {
            new.iter().for_each(|collection| collection.mark_deleted());
            return Err(error);
        }
        for (id, entry) in &replaced {
            match (entry, id) {
                (Some(Entry::Usable(collection)), _) => collection.mark_deleted(),
                (Some(Entry::Damaged(_)), Some(id)) => remove_dir(&folder(&root, *id)),
                (Some(Entry::Damaged(_)) | None, _) => {}
            }
        }
        let before = write(&self.state).replace(State { meta, collections, root });
        drop((before, replaced));
        Ok(())
    }

    /// Returns the names of all collections.
    pub(crate) fn names(&self) -> Result<Vec<String>, Error> {
        self.with(|state| state.collections.keys().cloned().collect())
    }

    /// Returns whether there is a collection or an alias of the name.
    pub(crate) fn exists(&self, name: &str) -> Result<bool, Error> {
        self.with(|state| state.collections.contains_key(name) || state.meta.aliases.contains_key(name))
    }

    /// Returns every alias with its collection.
    pub(crate) fn aliases(&self) -> Result<BTreeMap<String, String>, Error> {
        self.with(|state| state.meta.aliases.clone())
    }

    /// Returns the first collection that cannot be used.
    pub(crate) fn damaged(&self) -> Option<String> {
        let damaged = |(name, entry): (&String, &Entry)| match entry {
            Entry::Usable(_) => None,
            Entry::Damaged(_) => Some(name.clone()),
        };
        self.with(|state| state.collections.iter().find_map(damaged)).unwrap_or_default()
    }

    /// Returns the collections that can be used.
    pub(crate) fn collections(&self) -> Vec<(String, Arc<Collection>)> {
        let usable = |(name, entry): (&String, &Entry)| match entry {
            Entry::Usable(collection) => Some((name.clone(), Arc::clone(collection))),
            Entry::Damaged(_) => None,
        };
        self.with(|state| state.collections.iter().filter_map(usable).collect()).unwrap_or_default()
    }

    /// Returns what writers of a collection wait for; the collection itself is not held, so that it may be dropped.
    pub(crate) fn pace(&self, name: &str) -> Option<Arc<Pace>> {
        let pace = |state: &State| {
            let target = state.meta.aliases.get(name).map_or(name, String::as_str);
            match state.collections.get(target) {
                Some(Entry::Usable(collection)) => Some(Arc::clone(&collection.pace)),
                Some(Entry::Damaged(_)) | None => None,
            }
        };
        self.with(pace).ok().flatten()
    }

    /// Has no writer wait for the optimizer any more.
    pub(crate) fn release_writers(&self) {
        for (_, collection) in self.collections() {
            collection.pace.waive();
        }
    }

    pub(crate) fn create(&self, name: &str, settings: Settings) -> Result<(), Error> {
        let _change = lock(&self.change);
        let State { mut meta, mut collections, root } = self.with(State::clone)?;
        if collections.contains_key(name) {
            return Err(collection_exists(name));
        }
        if meta.aliases.contains_key(name) {
            let text =
                format!("Can't create collection with name {name}. Alias with the same name already exists");
            return Err(wrong_input(text).with_field("collection_name"));
        }
        let id = Uuid::new_v4();
        let dir = folder(&root, id);
        let collection = Collection::create(Arc::clone(&root), dir.clone(), settings, self.durability)
            .inspect_err(|_| remove_dir(&dir))?;
        meta.collections.insert(name.to_owned(), id);
        if let Err(error) = save(&root, &meta) {
            collection.mark_deleted();
            return Err(error);
        }
        collections.insert(name.to_owned(), Entry::Usable(Arc::new(collection)));
        *write(&self.state) = Some(State { meta, collections, root });
        Ok(())
    }

    /// Deletes a collection with its aliases; returns whether there was one.
    pub(crate) fn delete(&self, name: &str) -> Result<bool, Error> {
        let _change = lock(&self.change);
        let State { mut meta, mut collections, root } = self.with(State::clone)?;
        let Some(entry) = collections.remove(name) else {
            return Ok(false);
        };
        let id = meta.collections.remove(name);
        meta.aliases.retain(|_, collection| collection != name);
        save(&root, &meta)?;
        match (&entry, id) {
            (Entry::Usable(collection), _) => collection.mark_deleted(),
            (Entry::Damaged(_), Some(id)) => remove_dir(&folder(&root, id)),
            (Entry::Damaged(_), None) => {}
        }
        // The files go with the last user of the collection, which must not be while names are locked.
        let before = write(&self.state).replace(State { meta, collections, root });
        drop((before, entry));
        Ok(true)
    }

    /// Carries out all steps or none.
    pub(crate) fn change_aliases(&self, actions: Vec<AliasOperations>) -> Result<(), Error> {
        let _change = lock(&self.change);
        let State { mut meta, collections, root } = self.with(State::clone)?;
        for (index, action) in actions.into_iter().enumerate() {
            step(&mut meta, action).map_err(|error| error.within(&format!("actions[{index}]")))?;
        }
        save(&root, &meta)?;
        *write(&self.state) = Some(State { meta, collections, root });
        Ok(())
    }

    /// Closes every collection; the first error is returned, and the others are closed all the same.
    pub(crate) fn close(&self) -> Result<(), Error> {
        let _change = lock(&self.change);
        let state = write(&self.state).take();
        let mut outcome = Ok(());
        for entry in state.into_iter().flat_map(|state| state.collections.into_values()) {
            if let Entry::Usable(collection) = entry {
                outcome = outcome.and(collection.close());
            }
        }
        outcome
    }
}

/// Carries out one change of aliases.
fn step(meta: &mut Meta, action: AliasOperations) -> Result<(), Error> {
    match action {
        AliasOperations::Create(CreateAlias { collection_name, alias_name }) => {
            if !meta.collections.contains_key(&collection_name) {
                return Err(no_collection(&collection_name));
            }
            if meta.collections.contains_key(&alias_name) {
                return Err(collection_exists(&alias_name));
            }
            meta.aliases.insert(alias_name, collection_name);
        }
        AliasOperations::Rename(RenameAlias { old_alias_name, new_alias_name }) => {
            if meta.collections.contains_key(&new_alias_name) {
                return Err(collection_exists(&new_alias_name));
            }
            let Some(collection) = meta.aliases.remove(&old_alias_name) else {
                let text = format!("Not found: Alias {old_alias_name} does not exists!");
                return Err(Error::new(ErrorKind::NotFound, text));
            };
            meta.aliases.insert(new_alias_name, collection);
        }
        AliasOperations::Delete(DeleteAlias { alias_name }) => drop(meta.aliases.remove(&alias_name)),
    }
    Ok(())
}

fn folder(root: &Root, id: Uuid) -> PathBuf {
    root.collections().join(id.as_hyphenated().to_string())
}

/// Reads the names; a folder that is new gets a file of its own, so that it is known to be missing when it is.
fn load(root: &Root) -> Result<Meta, Error> {
    let path = root.path().join(META);
    // What a newer version writes may have another shape.
    if let Some(Version { format }) = load_json(&path)?
        && format > FORMAT
    {
        let text = format!("{} was written by a newer version (format {format})", root.path().display());
        return Err(Error::new(ErrorKind::Config, text));
    }
    if let Some(meta) = load_json(&path)? {
        return Ok(meta);
    }
    let dir = root.collections();
    let names = folders(&dir).map_err(|error| io_error("read", &dir, error))?;
    // Without their names they would look like creations that were cut short, and be swept away.
    if names.iter().any(|name| dir.join(name).join(SETTINGS).exists()) {
        let text = format!(
            "{} is missing, which has the names of the collections in {}; put it back, or move them away",
            path.display(),
            dir.display()
        );
        return Err(Error::new(ErrorKind::Config, text));
    }
    let meta = Meta { format: FORMAT, engine: engine::NAME.to_owned(), ..Meta::default() };
    save(root, &meta)?;
    Ok(meta)
}

fn save(root: &Root, meta: &Meta) -> Result<(), Error> {
    if root.is_temporary() { Ok(()) } else { save_json(&root.path().join(META), meta, true) }
}

/// Removes folders that belong to no collection: creations and deletions that were cut short.
fn sweep(root: &Root, meta: &Meta) -> Result<(), Error> {
    let dir = root.collections();
    let known: Vec<String> = meta.collections.values().map(|id| id.as_hyphenated().to_string()).collect();
    for name in folders(&dir).map_err(|error| io_error("read", &dir, error))? {
        if !known.contains(&name) && Uuid::try_parse(&name).is_ok() {
            remove_dir(&dir.join(name));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta() -> Meta {
        let mut meta = Meta::default();
        meta.collections.insert("a".to_owned(), Uuid::nil());
        meta.collections.insert("b".to_owned(), Uuid::nil());
        meta
    }

    #[test]
    fn an_alias_moves_over_and_can_be_renamed() {
        let mut meta = meta();
        step(&mut meta, CreateAlias::new("a", "x").into()).unwrap();
        step(&mut meta, CreateAlias::new("b", "x").into()).unwrap();
        step(&mut meta, RenameAlias::new("x", "y").into()).unwrap();
        assert_eq!(meta.aliases, BTreeMap::from([("y".to_owned(), "b".to_owned())]));
        step(&mut meta, DeleteAlias::new("y").into()).unwrap();
        step(&mut meta, DeleteAlias::new("y").into()).unwrap();
        assert!(meta.aliases.is_empty());
    }

    fn open(path: &Path) -> Result<Registry, Error> {
        Registry::open(Root::open(path)?, Durability::EveryWrite)
    }

    #[test]
    fn collections_without_their_names_are_not_swept_away() {
        let dir = tempfile::tempdir().unwrap();
        let registry = open(dir.path()).unwrap();
        let settings =
            Settings::new(crate::config::new_config(qdrant_core::CreateCollection::new("a")).unwrap());
        registry.create("a", settings).unwrap();
        registry.close().unwrap();
        drop(registry);
        let (meta, aside) = (dir.path().join(META), dir.path().join("aside"));
        std::fs::rename(&meta, &aside).unwrap();
        let error = open(dir.path()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.message().contains("meta.json is missing"), "{error}");
        std::fs::rename(&aside, &meta).unwrap();
        let registry = open(dir.path()).unwrap();
        registry.get("a").unwrap().read(|shard| shard.info()).unwrap();
    }

    #[test]
    fn a_new_folder_has_names_from_the_start() {
        let dir = tempfile::tempdir().unwrap();
        drop(open(dir.path()).unwrap());
        assert!(dir.path().join(META).exists());
        // What was cut short before it had settings is nobody's.
        create_dir(&dir.path().join("collections").join(Uuid::nil().to_string())).unwrap();
        std::fs::remove_file(dir.path().join(META)).unwrap();
        drop(open(dir.path()).unwrap());
    }

    #[test]
    fn a_newer_format_is_named_whatever_it_looks_like() {
        let dir = tempfile::tempdir().unwrap();
        let text = r#"{"format": 2, "collections": [], "something": null}"#;
        std::fs::write(dir.path().join(META), text).unwrap();
        let error = open(dir.path()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.message().contains("newer version (format 2)"), "{error}");
        assert_eq!(std::fs::read_to_string(dir.path().join(META)).unwrap(), text);
    }

    #[test]
    fn an_alias_never_hides_a_collection() {
        let mut meta = meta();
        assert!(step(&mut meta, CreateAlias::new("a", "b").into()).unwrap_err().is_already_exists());
        assert!(step(&mut meta, CreateAlias::new("c", "x").into()).unwrap_err().is_not_found());
        step(&mut meta, CreateAlias::new("a", "x").into()).unwrap();
        assert!(step(&mut meta, RenameAlias::new("x", "b").into()).unwrap_err().is_already_exists());
        assert!(step(&mut meta, RenameAlias::new("z", "y").into()).unwrap_err().is_not_found());
    }
}
