//! The programs and their translation.

use std::fs;
use std::path::Path;

use super::Result;

/// A program of the official client, translated.
pub(super) struct Program {
    /// The file, without `.rs`.
    pub(super) name: String,
    /// The translated text.
    pub(super) code: String,
}

/// Reads and translates the programs of a folder, in the order of their names.
pub(super) fn read(folder: &Path) -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        if name == "mod" || path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        programs.push(Program { name: name.to_owned(), code: translate(&fs::read_to_string(&path)?) });
    }
    if programs.is_empty() {
        return Err(format!("{}: no programs", folder.display()).into());
    }
    programs.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(programs)
}

/// Drops `Builder` from the end of the names of types.
pub(super) fn translate(code: &str) -> String {
    const ENDING: &str = "Builder";
    let mut translated = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(start) = rest.find(|c: char| c.is_alphanumeric() || c == '_') {
        let (before, word) = rest.split_at(start);
        let end = word.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        let is_type = word.starts_with(|c: char| c.is_ascii_uppercase()) && word != ENDING;
        translated.push_str(before);
        translated.push_str(if is_type { word.strip_suffix(ENDING).unwrap_or(word) } else { word });
        rest = after;
    }
    translated + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_ends_of_type_names_change() {
        for (official, ours) in [
            ("UpsertPointsBuilder::new(\"c\")", "UpsertPoints::new(\"c\")"),
            ("use a::{FooBuilder, Bar};", "use a::{Foo, Bar};"),
            ("let my_builder = Builder::new();", "let my_builder = Builder::new();"),
            ("BuilderOf::x(fooBuilder) // ä", "BuilderOf::x(fooBuilder) // ä"),
            ("XBuilder", "X"),
            ("", ""),
        ] {
            assert_eq!(translate(official), ours);
        }
    }
}
