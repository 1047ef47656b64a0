//! The list of programs that cannot compile.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::Result;

/// A program that cannot compile.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    /// The file of the program, without `.rs`.
    pub(super) name: String,
    /// Why it cannot compile.
    pub(super) reason: String,
    /// What one has to write instead; with these changes the program compiles.
    #[serde(default)]
    pub(super) instead: Vec<Change>,
}

/// A change of the translated program.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    /// The text to replace, wherever it occurs.
    pub(super) from: String,
    /// The text to replace it with.
    pub(super) to: String,
}

impl Known {
    /// Returns the program with all changes, or the text that it does not contain.
    pub(super) fn apply(&self, code: &str) -> std::result::Result<String, &str> {
        self.instead.iter().try_fold(code.to_owned(), |code, Change { from, to }| {
            if code.contains(from.as_str()) {
                Ok(code.replace(from.as_str(), to))
            } else {
                Err(from.as_str())
            }
        })
    }
}

/// Reads the list, by name.
pub(super) fn read(path: &Path) -> Result<BTreeMap<String, Known>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct List {
        #[serde(default)]
        snippet: Vec<Known>,
    }

    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let list: List = toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut known = BTreeMap::new();
    for entry in list.snippet {
        if entry.reason.trim().is_empty() {
            return Err(format!("{}: no reason", entry.name).into());
        }
        if let Some(twice) = known.insert(entry.name.clone(), entry) {
            return Err(format!("{}: is listed twice", twice.name).into());
        }
    }
    Ok(known)
}
