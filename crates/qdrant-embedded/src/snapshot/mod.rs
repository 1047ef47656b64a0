//! Snapshots: files from which collections can be made again.
//!
//! A snapshot is a tar archive. Its first entry, `snapshot.json`, says what made it, how the collection is set up and
//! which files follow; these are `files/0`, `files/1` and so on, without the zeros at their ends. The last one, `end`,
//! has a hash of all of that. Nothing in an archive but the list names a file, and what is restored goes into a new folder and is opened before it replaces anything.

mod archive;
mod create;
mod full;
mod hash;
mod location;
mod manifest;
mod recover;
mod shelf;
mod transfer;

pub(crate) use self::create::{create, create_unlisted};
pub(crate) use self::full::{create_full, recover_full};
pub(crate) use self::location::locate;
pub(crate) use self::recover::{Package, recover};
pub(crate) use self::shelf::Shelf;
pub(crate) use self::transfer::{download, stage};
