//! No crate has `unsafe` code, and none can get any without a change of its lints.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic, in its helpers too")]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn lines(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.lines().map(|line| line.trim().to_owned()).collect()
}

/// Returns the lines of a table of a manifest.
fn table(file: &Path, name: &str) -> Vec<String> {
    let header = format!("[{name}]");
    let lines = lines(file).into_iter().skip_while(|line| *line != header).skip(1);
    lines.take_while(|line| !line.starts_with('[')).collect()
}

/// Returns the folders of the members of the workspace.
fn members() -> Vec<PathBuf> {
    let root = root();
    let mut members: Vec<_> =
        fs::read_dir(root.join("crates")).unwrap().map(|entry| entry.unwrap().path()).collect();
    members.extend(["examples", "tests", "benches", "xtask"].map(|name| root.join(name)));
    members
}

#[test]
fn unsafe_code_is_forbidden_in_the_workspace_and_here() {
    let forbidden = "unsafe_code = \"forbid\"".to_owned();
    assert!(table(&root().join("Cargo.toml"), "workspace.lints.rust").contains(&forbidden));
    assert!(table(&root().join("fuzz/Cargo.toml"), "lints.rust").contains(&forbidden));
    let listed = lines(&root().join("Cargo.toml"));
    let expected = "members = [\"crates/*\", \"examples\", \"tests\", \"benches\", \"xtask\"]".to_owned();
    assert!(listed.contains(&expected), "this test has to know the members");
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    let members = members();
    assert!(members.len() >= 12, "{members:?}");
    for member in members {
        let lints = table(&member.join("Cargo.toml"), "lints");
        assert!(lines_say_so(&lints), "{} does not take the lints", member.display());
    }
}

fn lines_say_so(lints: &[String]) -> bool {
    lints.iter().any(|line| line == "workspace = true")
}
