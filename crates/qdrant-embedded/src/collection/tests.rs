//! What a collection leaves on disk, and what does not wait for its writes.

use std::sync::mpsc;
use std::time::Duration;

use qdrant_core::{CreateCollection, DenseVectorCreationConfig, Distance, VectorNameConfig, VectorParams};

use super::*;
use crate::config::{has_vector, new_config};
use crate::files::synced;

fn settings() -> Settings {
    let vectors = [("a", VectorParams::new(2, Distance::Dot)), ("b", VectorParams::new(2, Distance::Dot))];
    Settings::new(new_config(CreateCollection::new("c").vectors_config(vectors)).unwrap())
}

fn create(root: &Arc<Root>, durability: Durability) -> Collection {
    let dir = root.collections().join("c");
    Collection::create(Arc::clone(root), dir, settings(), durability).unwrap()
}

#[test]
fn a_new_collection_is_on_disk_with_its_folders_and_its_settings() {
    let dir = tempfile::tempdir().unwrap();
    let root = Arc::new(Root::open(dir.path()).unwrap());
    synced::take();
    let collection = create(&root, Durability::Interval);
    let done = synced::take();
    for path in [
        root.collections(),
        collection.dir.clone(),
        collection.shard_path().join("segments"),
        collection.dir.join(SETTINGS),
    ] {
        assert!(done.contains(&path), "{} is not among {done:?}", path.display());
    }
}

#[test]
fn settings_are_on_disk_before_they_replace_others() {
    let dir = tempfile::tempdir().unwrap();
    let root = Arc::new(Root::open(dir.path()).unwrap());
    for durability in [Durability::EveryWrite, Durability::Interval] {
        let collection = create(&root, durability);
        synced::take();
        // The first write reserves numbers.
        collection.write(false, |_| Ok(())).unwrap();
        assert!(synced::take().contains(&collection.dir.join(SETTINGS)), "{durability:?}");
        collection.mark_deleted();
    }
}

#[test]
fn that_it_is_open_is_on_disk_before_anything_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let root = Arc::new(Root::open(dir.path()).unwrap());
    let path = create(&root, Durability::EveryWrite).dir.clone();
    let collection = Collection::existing(Arc::clone(&root), path.clone(), Durability::EveryWrite).unwrap();
    synced::take();
    drop(collection.open().unwrap());
    assert!(path.join(UNCLEAN).exists());
    assert!(synced::take().contains(&path));
}

#[test]
fn a_vector_that_was_not_allowed_to_go_is_still_there_when_the_collection_is_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let root = Arc::new(Root::open(dir.path()).unwrap());
    let collection = create(&root, Durability::EveryWrite);
    collection.broken.set("it failed".to_owned()).unwrap();
    let new = VectorNameConfig::from(DenseVectorCreationConfig::new(3, Distance::Dot));
    collection.create_vector_name(true, "new", &new).unwrap_err();
    let error = collection.delete_vector_name(true, "b").unwrap_err();
    assert!(error.message().contains("read-only"), "{error}");
    let path = collection.dir.clone();
    drop(collection);

    let collection = Collection::existing(root, path, Durability::EveryWrite).unwrap();
    drop(collection.open().unwrap());
    assert!(has_vector(&collection.settings().config, "b"));
}

#[test]
fn a_vector_that_has_come_or_gone_does_not_go_again() {
    let dir = tempfile::tempdir().unwrap();
    let root = Arc::new(Root::open(dir.path()).unwrap());
    let collection = create(&root, Durability::EveryWrite);
    collection.delete_vector_name(true, "b").unwrap();
    assert_eq!(unfinished_vector_name(&collection.dir).unwrap(), None);
    // The note about it must not come back either.
    save_json(&collection.dir.join("vector_name.json"), &"b", true).unwrap();
    synced::take();
    finish_vector_name(&collection.dir).unwrap();
    assert_eq!(synced::take(), [collection.dir.as_path()]);
    assert_eq!(unfinished_vector_name(&collection.dir).unwrap(), None);
}

#[test]
fn whether_it_can_be_written_to_is_told_while_a_write_runs() {
    let root = Arc::new(Root::temporary().unwrap());
    let collection = Arc::new(create(&root, Durability::EveryWrite));
    let writing = lock(&collection.write);
    let (told, answer) = mpsc::channel();
    let asking = Arc::clone(&collection);
    let thread = std::thread::spawn(move || told.send(asking.broken()).unwrap());
    assert_eq!(answer.recv_timeout(Duration::from_secs(10)), Ok(None));
    drop(writing);
    thread.join().unwrap();
}
