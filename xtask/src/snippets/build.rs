//! Compiles many modules and tells which of them fail.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::Result;

const CRATE: &str = "qdrant-snippets";
const LIBRARY: &str = "qdrant_snippets";

/// Compiles every module against the facade; returns those that fail with what the compiler says.
///
/// The compiler stops early when names do not resolve or types do not fit, so that one run does not find every fault:
/// the modules that fail are left out and the rest is compiled again, until nothing fails.
pub(super) fn check(
    root: &Path,
    modules: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Vec<String>>> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |path| root.join(path));
    let folder = target.join("snippets");
    prepare(root, &folder, modules)?;
    let mut failed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    loop {
        let left: Vec<&str> =
            modules.keys().map(String::as_str).filter(|module| !failed.contains_key(*module)).collect();
        let library: String = left.iter().map(|module| format!("mod {module};\n")).collect();
        fs::write(folder.join("src/lib.rs"), format!("#![allow(warnings)]\n{library}"))?;
        let found = compile(&folder, &target)?;
        if found.is_empty() {
            return Ok(failed);
        }
        failed.extend(found);
    }
}

/// Writes a crate with one file a module.
fn prepare(root: &Path, folder: &Path, modules: &BTreeMap<String, String>) -> Result<()> {
    let source = folder.join("src");
    if source.exists() {
        fs::remove_dir_all(&source)?;
    }
    fs::create_dir_all(&source)?;
    // The versions that the workspace is locked to.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let facade = root.join("crates/qdrant-client");
    let manifest = format!(
        "[workspace]\n\n[package]\nname = \"{CRATE}\"\nversion = \"0.0.0\"\nedition = \"2021\"\npublish = false\n\n\
         [dependencies]\nqdrant-client = {{ path = {facade:?} }}\nserde_json = \"1\"\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    for (module, code) in modules {
        fs::write(source.join(module).with_extension("rs"), code)?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct Line {
    reason: String,
    target: Option<Target>,
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

#[derive(Deserialize)]
struct Message {
    level: String,
    rendered: Option<String>,
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    file_name: PathBuf,
    expansion: Option<Box<Expansion>>,
}

#[derive(Deserialize)]
struct Expansion {
    span: Span,
}

/// Compiles the crate; returns the modules with errors. An error that belongs to none of them is one of this command.
fn compile(folder: &Path, target: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--tests", "--message-format", "json"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .output()?;
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let line: Line = serde_json::from_str(line)?;
        let own =
            line.reason == "compiler-message" && line.target.is_some_and(|target| target.name == LIBRARY);
        let Some(message) = line.message.filter(|message| own && message.level == "error") else { continue };
        let modules: BTreeSet<String> = message.spans.iter().filter_map(module).collect();
        for module in modules {
            found.entry(module).or_default().push(message.rendered.clone().unwrap_or_default());
        }
    }
    if found.is_empty() && !output.status.success() {
        return Err(format!("the programs do not build:\n{}", told(&output)).into());
    }
    Ok(found)
}

/// What cargo and the compiler said to humans.
fn told(output: &std::process::Output) -> String {
    let rendered = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Line>(line).ok()?.message?.rendered)
        .collect::<String>();
    rendered + &String::from_utf8_lossy(&output.stderr)
}

/// The module that a place in the text belongs to, also through macros.
fn module(span: &Span) -> Option<String> {
    let own = span
        .file_name
        .strip_prefix("src")
        .ok()
        .and_then(|file| file.file_stem())
        .and_then(|name| name.to_str());
    match own {
        Some(name) if name != "lib" => Some(name.to_owned()),
        _ => span.expansion.as_ref().and_then(|expansion| module(&expansion.span)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(file: &str, expansion: Option<Span>) -> Span {
        Span { file_name: file.into(), expansion: expansion.map(|span| Box::new(Expansion { span })) }
    }

    #[test]
    fn errors_belong_to_the_module_that_they_are_in() {
        assert_eq!(module(&span("src/test_facets.rs", None)).as_deref(), Some("test_facets"));
        assert_eq!(module(&span("src/lib.rs", None)), None);
        let library = "/rustc/library/core/src/macros/mod.rs";
        assert_eq!(module(&span(library, Some(span("src/test_a.rs", None)))).as_deref(), Some("test_a"));
        assert_eq!(module(&span(library, None)), None);
    }
}
