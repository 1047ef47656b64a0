//! The files of the workspace, which some tests compare with what the documents say of them.

use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file, by its path from the folder of the workspace.
pub(crate) fn files() -> Vec<PathBuf> {
    // What is built or installed, or belongs to other tools, is not ours.
    const FOREIGN: &[&str] = &["target", "node_modules"];
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root.join(&folder)).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            let path = folder.join(&name);
            match entry.file_type().unwrap().is_dir() {
                true if name.starts_with('.') || FOREIGN.contains(&name.as_str()) => {}
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    found
}

/// Every source in Rust with its text.
pub(crate) fn rust() -> impl Iterator<Item = (PathBuf, String)> {
    let sources = files().into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "rs"));
    sources.map(|path| {
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        (path, text)
    })
}
