//! What the docs of the facade owe their readers: an example for every method, which runs, and errors that can occur.

use std::collections::BTreeSet;
use std::path::Path;

#[cfg(feature = "embedded")]
use qdrant_client::{Error, ErrorKind, Qdrant};

/// The items whose example is only compiled, and why.
const NOT_RUN: &[(&str, &str)] = &[
    ("crate.md", "needs a server"),
    ("Qdrant", "needs a server"),
    ("QdrantBuilder", "needs a server"),
    ("connect", "needs a server"),
    ("cluster_telemetry", "needs a cluster"),
    ("recover_current_peer", "needs a cluster"),
    ("remove_peer", "needs a cluster"),
    ("update_collection_cluster_setup", "needs a cluster"),
    ("create_shard_key", "needs custom sharding"),
    ("delete_shard_key", "needs custom sharding"),
    ("get_quotas", "the engine has none"),
    ("update_quotas", "the engine has none"),
];

/// The methods whose example stands elsewhere, and where.
const ELSEWHERE: &[(&str, &str)] = &[
    ("close", "at the end of every example that runs"),
    ("open", "on `FileSource`"),
    ("checksum", "on `FileSource`"),
    ("Collection::save_snapshot", "on the method of the client"),
];

/// An item with its docs.
#[derive(Debug, Default)]
struct Item {
    owner: String,
    /// Its name; that of the file for docs of a module.
    name: String,
    docs: String,
    is_async: bool,
    /// Whether it takes more than `self`.
    has_input: bool,
}

fn sources(folder: &Path, found: &mut Vec<Item>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            sources(&path, found);
        } else if name.ends_with(".md") {
            found.push(Item { docs: std::fs::read_to_string(&path).unwrap(), name, ..Item::default() });
        } else if name.ends_with(".rs") {
            items_of(&std::fs::read_to_string(&path).unwrap(), found);
        }
    }
}

fn items_of(source: &str, found: &mut Vec<Item>) {
    let word = |text: &str| {
        text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect::<String>()
    };
    let (mut owner, mut docs) = (String::new(), String::new());
    let mut lines = source.lines().peekable();
    while let Some(line) = lines.next() {
        let declared = line.trim_start();
        if let Some(of) = line.strip_prefix("impl ") {
            owner = word(of.rsplit(" for ").next().unwrap_or(of));
        }
        if let Some(text) = declared.strip_prefix("///") {
            docs += text.strip_prefix(' ').unwrap_or(text);
            docs.push('\n');
        } else if !declared.starts_with("#[") && !docs.is_empty() {
            let is_async = declared.starts_with("pub async fn ");
            let words: Vec<_> = declared.split([' ', '(', '<']).collect();
            let kinds = ["fn", "struct", "trait", "enum", "type"];
            let place = words.iter().position(|each| kinds.contains(each));
            let name =
                place.and_then(|place| words.get(place + 1)).map(|name| word(name)).unwrap_or_default();
            // The parameters may be on lines of their own.
            let mut signature = declared.to_owned();
            while is_async && !signature.contains(')') {
                signature += lines.next().unwrap_or(")");
            }
            let parameters = signature.split_once('(').map_or("", |(_, parameters)| parameters);
            let has_input = parameters.contains(": ");
            let docs = std::mem::take(&mut docs);
            found.push(Item { owner: owner.clone(), name, docs, is_async, has_input });
        }
    }
}

fn facade() -> Vec<Item> {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.iter().filter(|item| item.is_async).count() > 100, "the sources were read");
    found
}

fn section(docs: &str, title: &str) -> Option<String> {
    let (_, text) = docs.split_once(&format!("# {title}\n"))?;
    Some(text.split("\n# ").next().unwrap_or(text).to_owned())
}

#[test]
fn every_method_that_is_awaited_has_an_example() {
    let without: Vec<_> = facade()
        .iter()
        .filter(|item| item.is_async && !item.docs.contains("```"))
        // The methods of the handle point to those of the client.
        .filter(|item| item.owner != "Collection" || !item.docs.contains("[`Qdrant::"))
        .map(|item| (item.owner.clone(), item.name.clone()))
        .filter(|(owner, name)| {
            !ELSEWHERE.iter().any(|(listed, _)| listed == name || *listed == format!("{owner}::{name}"))
        })
        .collect();
    assert!(without.is_empty(), "without an example: {without:?}");
}

#[test]
fn every_example_runs_but_those_that_are_listed() {
    let fences = ["```no_run", "```ignore", "```compile_fail", "```should_panic", "```text,"];
    let found = facade();
    let not_run = found.iter().filter(|item| fences.iter().any(|fence| item.docs.contains(fence)));
    let not_run: BTreeSet<_> = not_run.map(|item| item.name.as_str()).collect();
    assert_eq!(not_run, NOT_RUN.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>());
}

#[test]
fn errors_are_described_and_can_occur() {
    for item in facade().iter().filter(|item| item.is_async) {
        let Item { owner, name, docs, has_input, .. } = item;
        let errors =
            section(docs, "Errors").unwrap_or_else(|| panic!("{owner}::{name} says nothing of errors"));
        assert!(*has_input || !errors.contains("`InvalidRequest`"), "{owner}::{name} has no input");
        let before = docs.split("# Errors").next().unwrap_or_default();
        assert!(!before.contains("Fails with"), "{owner}::{name} has errors outside of their section");
    }
}

/// The lists of methods name the collection `c`, which the engine does not have.
#[cfg(feature = "embedded")]
#[tokio::test]
async fn what_is_not_found_is_described() {
    let found = facade();
    let mut wrong = Vec::new();
    for (name, error) in crate::client::failures(|| Qdrant::in_memory().unwrap()).await {
        let item = found.iter().find(|item| item.owner == "Qdrant" && item.name == name).unwrap();
        let said = section(&item.docs, "Errors").unwrap().contains("`NotFound`");
        let kind = error.as_ref().map(Error::kind);
        // What a cluster has and the engine lacks is not judged.
        if kind != Some(ErrorKind::Unsupported) && said != (kind == Some(ErrorKind::NotFound)) {
            wrong.push((name, said, error.map(|error| error.to_string())));
        }
    }
    assert!(wrong.is_empty(), "method, whether `NotFound` is described, what came: {wrong:#?}");
}

#[test]
fn the_search_finds_items_and_their_docs() {
    let source = "impl Debug for Upload {\n    /// One.\n    ///\n    /// ```no_run\n    #[must_use]\n    pub async fn one(\n        \
        &self,\n        request: u8,\n    ) {\n}\n/// Two.\n#[derive(Debug)]\npub struct Two {\n";
    let mut found = Vec::new();
    items_of(source, &mut found);
    let [one, two] = &found[..] else { panic!("{found:?}") };
    assert_eq!(
        (one.owner.as_str(), one.name.as_str(), one.docs.as_str()),
        ("Upload", "one", "One.\n\n```no_run\n")
    );
    assert!(one.is_async && one.has_input);
    assert_eq!((two.name.as_str(), two.docs.as_str(), two.is_async), ("Two", "Two.\n", false));
}
