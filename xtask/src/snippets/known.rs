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
    /// The text to replace, wherever it occurs; a space in it is any white space in the program.
    pub(super) from: String,
    /// The text to replace it with.
    pub(super) to: String,
}

impl Known {
    /// Returns the program with all changes, or the text that it does not contain.
    pub(super) fn apply(&self, code: &str) -> std::result::Result<String, &str> {
        self.instead.iter().try_fold(code.to_owned(), |code, Change { from, to }| {
            replace(&code, from, to).ok_or(from.as_str())
        })
    }
}

/// Replaces a text wherever it occurs; `None` where it does not.
fn replace(code: &str, from: &str, to: &str) -> Option<String> {
    let mut replaced = String::with_capacity(code.len());
    let mut rest = code;
    while let Some((before, after)) = find(rest, from) {
        replaced.extend([before, to]);
        rest = after;
    }
    (rest.len() < code.len()).then(|| replaced + rest)
}

/// Returns what stands before and after a text.
fn find<'a>(code: &'a str, text: &str) -> Option<(&'a str, &'a str)> {
    let mut words = text.split(' ');
    let first = words.next().filter(|first| !first.is_empty())?;
    code.match_indices(first).find_map(|(start, _)| {
        let (before, found) = code.split_at(start);
        let after = words.clone().try_fold(found.strip_prefix(first)?, |rest, word| {
            let next = rest.trim_start();
            if next.len() < rest.len() { next.strip_prefix(word) } else { None }
        })?;
        Some((before, after))
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_is_any_white_space() {
        let code = "a(b,\n    c) a(b, c) a(b,c)";
        assert_eq!(replace(code, "a(b, c)", "d").as_deref(), Some("d d a(b,c)"));
        assert_eq!(replace("ab abc", "abc", "").as_deref(), Some("ab "));
        for absent in ["a(c", "c) b", "c)a", "", " a"] {
            assert_eq!(replace(code, absent, "d"), None, "{absent:?}");
        }
    }
}
