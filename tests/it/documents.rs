//! What the documents name exists: tests, and files of the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::sources;

/// The letters that `docs/CONVERSIONS.md` names the places of tests by.
const PLACES: &[(&str, &str)] = &[
    ("T", "crates/qdrant-testkit/tests/traps/"),
    ("C", "crates/qdrant-core/"),
    ("R", "crates/qdrant-rest/"),
    ("G", "crates/qdrant-grpc/"),
];

/// The names of the test functions of a source: those with an attribute that ends in `test`.
fn tests(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut is_test = false;
    for line in source.lines().map(str::trim) {
        if let Some(attribute) = line.strip_prefix("#[") {
            let name = attribute.split(['(', ']']).next().unwrap_or_default();
            is_test |= name == "test" || name.ends_with("::test");
        } else if let Some((_, rest)) = line.split_once("fn ").filter(|_| is_test) {
            found.extend(rest.split(['(', '<']).next());
            is_test = false;
        } else if !line.starts_with("//") {
            is_test = false;
        }
    }
    found
}

/// What stands in backticks outside of blocks of code.
fn quoted(document: &str) -> Vec<&str> {
    let prose = document.split("```").step_by(2);
    prose.flat_map(|text| text.lines()).flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// The rows of the tables of `docs/CONVERSIONS.md`: the line, and the tests in its last column with their places.
fn conversions() -> Vec<(String, Vec<(String, String)>)> {
    let text = std::fs::read_to_string(sources::root().join("docs/CONVERSIONS.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with('|') && !line.starts_with("|---"));
    let rows = rows.filter(|line| !line.ends_with("| test |"));
    rows.map(|row| {
        let column = row.trim_end_matches([' ', '|']).rsplit(" | ").next().unwrap_or_default();
        let groups = column.split(';').map(str::trim);
        let named = groups.flat_map(|group| {
            let place = group.split(' ').next().unwrap_or_default().to_owned();
            quoted(group).into_iter().map(move |name| (place.clone(), name.to_owned()))
        });
        (row.to_owned(), named.collect())
    })
    .collect()
}

#[test]
fn every_conversion_names_tests_that_exist() {
    let mut by_file = BTreeMap::<PathBuf, Vec<String>>::new();
    for (path, source) in sources::rust() {
        by_file.insert(path, tests(&source).into_iter().map(str::to_owned).collect());
    }
    let rows = conversions();
    assert!(rows.len() > 100, "{} rows", rows.len());
    let mut faults = Vec::new();
    for (row, named) in rows {
        if named.is_empty() {
            faults.push(format!("no test: {row}"));
        }
        for (place, name) in named {
            let folder =
                PLACES.iter().find(|(letter, _)| *letter == place).map(|(_, folder)| Path::new(folder));
            let exists = folder.is_some_and(|folder| {
                by_file.iter().any(|(path, tests)| path.starts_with(folder) && tests.contains(&name))
            });
            if !exists {
                faults.push(format!("no test {place} `{name}`"));
            }
        }
    }
    assert!(faults.is_empty(), "docs/CONVERSIONS.md:\n{}", faults.join("\n"));
}

/// A file is named by its path, or by the end of it.
#[test]
fn every_file_that_a_document_names_exists() {
    let files = sources::files();
    let mut faults = Vec::new();
    let mut checked = 0;
    for document in files.iter().filter(|path| path.extension().is_some_and(|kind| kind == "md")) {
        // What changed tells of files that are no more.
        if document.ends_with("CHANGELOG.md") {
            continue;
        }
        let text = std::fs::read_to_string(sources::root().join(document)).unwrap();
        for name in quoted(&text) {
            let is_source = [".rs", ".py", ".mjs"].iter().any(|kind| name.ends_with(kind));
            if !is_source || name.contains([' ', '*', '<', ':']) {
                continue;
            }
            checked += 1;
            if !files.iter().any(|path| path.ends_with(name)) {
                faults.push(format!("{}: `{name}`", document.display()));
            }
        }
    }
    assert!(checked > 20, "only {checked} names were looked at");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_document_on_fuzzing_has_every_target() {
    let text = std::fs::read_to_string(sources::root().join("docs/FUZZING.md")).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let rows: BTreeSet<&str> = rows.collect();
    let files = sources::files();
    let targets = files.iter().filter(|path| path.starts_with("fuzz/fuzz_targets"));
    let targets: BTreeSet<&str> = targets.filter_map(|path| path.file_stem()?.to_str()).collect();
    assert_eq!(rows, targets);
}

#[test]
fn tests_are_told_from_other_functions() {
    let source = "
        #[test]
        fn one() {}
        fn other() {}
        #[tokio::test(flavor = \"multi_thread\")]
        // Why.
        #[ignore]
        pub(crate) async fn two() {}
        #[expect(dead_code, reason = \"a test\")]
        fn third() {}
    ";
    assert_eq!(tests(source), ["one", "two"]);
    assert_eq!(quoted("a `b` c\n```\n`d`\n```\n`e f`"), ["b", "e f"]);
}
