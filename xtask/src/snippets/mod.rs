//! Compiles the official client's own programs against our facade.
//!
//! The published package of the official crate carries small programs that show what its users write. Ours has no
//! `Builder` types, so the word is dropped from the names of types; nothing else is changed. Which programs cannot
//! compile, and why, stands in `interop/rust/snippets.toml`, and that list has to be exact.

mod build;
mod known;
mod program;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::{Path, PathBuf};

use self::known::Known;
use self::program::Program;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The list of programs that cannot compile.
const LIST: &str = "interop/rust/snippets.toml";

/// Checks the programs of a folder, of the official crate's package by default.
///
/// With `verbose`, what the compiler says about the programs that fail is told too.
#[expect(clippy::print_stdout, reason = "a command tells its outcome")]
pub(crate) fn run(folder: Option<&Path>, verbose: bool) -> Result<()> {
    let root = root();
    let folder = folder.map_or_else(|| source::find(&root), |folder| Ok(folder.to_owned()))?;
    let programs = program::read(&folder)?;
    let known = known::read(&root.join(LIST))?;

    let mut modules: BTreeMap<String, String> =
        programs.iter().map(|program| (program.name.clone(), program.code.clone())).collect();
    let (mended, mut faults) = mend(&programs, &known);
    modules.extend(mended);
    let outcome = build::check(&root, &modules)?;
    if verbose {
        for (module, messages) in &outcome {
            println!("== {module}\n{}", messages.join("\n"));
        }
    }

    let failed: BTreeSet<&str> = outcome.keys().map(String::as_str).collect();
    faults.extend(compare(&programs, &known, &failed));
    let compiled = programs.iter().filter(|program| !failed.contains(program.name.as_str())).count();
    println!("{compiled} of {} programs of the official client compile", programs.len());
    if faults.is_empty() {
        return Ok(());
    }
    Err(format!("{LIST} is not exact:\n{}", faults.join("\n")).into())
}

/// The module of a listed program with its changes applied.
fn mended_module(name: &str) -> String {
    format!("{name}_mended")
}

/// Applies the changes that the list names; one that no longer fits is a fault.
fn mend(programs: &[Program], known: &BTreeMap<String, Known>) -> (Vec<(String, String)>, Vec<String>) {
    let mut modules = Vec::new();
    let mut faults = Vec::new();
    for program in programs {
        let Some(known) = known.get(&program.name).filter(|known| !known.instead.is_empty()) else {
            continue;
        };
        match known.apply(&program.code) {
            Ok(code) => modules.push((mended_module(&program.name), code)),
            Err(text) => faults.push(format!("{}: does not contain {text:?}", program.name)),
        }
    }
    (modules, faults)
}

/// Names every difference between the list and what the compiler said.
fn compare(programs: &[Program], known: &BTreeMap<String, Known>, failed: &BTreeSet<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    let names: BTreeSet<&str> = programs.iter().map(|program| program.name.as_str()).collect();
    for name in &names {
        match (failed.contains(name), known.contains_key(*name)) {
            (true, false) => faults.push(format!("{name}: does not compile and is not listed")),
            (false, true) => faults.push(format!("{name}: is listed and compiles")),
            (true, true) | (false, false) => {}
        }
        if failed.contains(mended_module(name).as_str()) {
            faults.push(format!("{name}: does not compile with its changes either"));
        }
    }
    let gone = known.keys().filter(|name| !names.contains(name.as_str()));
    faults.extend(gone.map(|name| format!("{name}: is listed and there is no such program")));
    faults
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snippets::known::Change;

    fn program(name: &str) -> Program {
        Program { name: name.to_owned(), code: format!("fn {name}() {{}}") }
    }

    fn known(name: &str, instead: Vec<Change>) -> (String, Known) {
        (name.to_owned(), Known { name: name.to_owned(), reason: "because".to_owned(), instead })
    }

    #[test]
    fn an_exact_list_has_no_faults() {
        let list = BTreeMap::from([known("bad", Vec::new())]);
        assert!(compare(&[program("bad"), program("good")], &list, &BTreeSet::from(["bad"])).is_empty());
    }

    #[test]
    fn every_difference_is_named() {
        let list =
            BTreeMap::from([known("good", Vec::new()), known("gone", Vec::new()), known("odd", Vec::new())]);
        let programs = [program("bad"), program("good"), program("odd")];
        let faults = compare(&programs, &list, &BTreeSet::from(["bad", "odd", "odd_mended"]));
        assert_eq!(faults.len(), 4, "{faults:?}");
        for (fault, expected) in
            faults.iter().zip(["not listed", "compiles", "with its changes", "no such program"])
        {
            assert!(fault.contains(expected), "{fault}");
        }
    }

    #[test]
    fn a_change_that_does_not_fit_is_a_fault() {
        let change = |from: &str| Change { from: from.to_owned(), to: "struct".to_owned() };
        let list = BTreeMap::from([known("a", vec![change("fn")]), known("b", vec![change("enum")])]);
        let (modules, faults) = mend(&[program("a"), program("b")], &list);
        assert_eq!(modules, [("a_mended".to_owned(), "struct a() {}".to_owned())]);
        assert_eq!(faults.len(), 1);
    }
}
