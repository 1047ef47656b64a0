//! The support table: `docs/SUPPORT.md` says what the code does.
//!
//! `cargo xtask support` writes it, by running this test with `WRITE_SUPPORT_TABLE` set.

use std::fmt::Write;
use std::path::Path;

use qdrant_client::{
    Capabilities, Effect, Family, OperationKind, Qdrant, grpc as grpc_wire, rest as rest_wire,
};

/// The families in the order of the document, with their titles.
const FAMILIES: &[(Family, &str)] = &[
    (Family::Service, "Service"),
    (Family::Collections, "Collections"),
    (Family::Aliases, "Aliases"),
    (Family::Indexes, "Payload indexes"),
    (Family::Points, "Points"),
    (Family::Payload, "Payload"),
    (Family::Vectors, "Vectors"),
    (Family::Query, "Query"),
    (Family::Legacy, "Legacy search (deprecated: use query)"),
    (Family::Snapshots, "Snapshots"),
    (Family::Shards, "Shards"),
    (Family::Cluster, "Cluster"),
    (Family::Issues, "Issues"),
    (Family::Quotas, "Quotas"),
];

const INTRODUCTION: &str = "\
# Which operation goes where

This table is made from the code by `cargo xtask support`; CI fails when it is out of date.

- *Since*: the first version of Qdrant that has the operation (1.0 stands for 1.0 and before). The deprecated
  operations are answered over REST by servers to 1.19.
- *Effect*: what a second application does. A `read` changes nothing. An `idempotent` write leaves the same state. A
  write marked `once` is repeated by no layer unless nothing of it was sent.
- *REST*, *gRPC*: the route and the rpc. An operation without an rpc goes to REST when a client has both.
- *Embedded*: whether the engine in process answers. Below a table stands what is limited or declined there, with the
  reason; a declined operation is an error of the kind `Unsupported`.
- *Gateway*: the protocols over which the gateway serves the operation, whatever transport is behind it. What that
  transport lacks is answered with 501 or UNIMPLEMENTED.
";

fn effect(kind: OperationKind) -> &'static str {
    match kind.effect() {
        Effect::Read => "read",
        Effect::Idempotent => "idempotent",
        Effect::Once => "once",
    }
}

fn rest(kind: OperationKind) -> Option<String> {
    let route = rest_wire::ROUTES.iter().find(|(_, _, operation)| *operation == kind);
    route.map(|(method, path, _)| format!("`{method} {path}`"))
}

fn grpc(kind: OperationKind) -> Option<String> {
    grpc_wire::path_of(kind).map(|path| format!("`{}`", path.trim_start_matches('/')))
}

fn row(kind: OperationKind, embedded: &Capabilities) -> String {
    let gateway = match (rest(kind), grpc(kind)) {
        (Some(_), Some(_)) => "both",
        (Some(_), None) => "REST",
        (None, Some(_)) => "gRPC",
        (None, None) => "no",
    };
    let embedded = if embedded.contains(kind) { "yes" } else { "no" };
    format!(
        "| `{kind}` | {} | {} | {} | {} | {embedded} | {gateway} |\n",
        kind.since(),
        effect(kind),
        rest(kind).as_deref().unwrap_or("no"),
        grpc(kind).as_deref().unwrap_or("no"),
    )
}

fn table() -> String {
    let embedded = Qdrant::in_memory().unwrap().info().capabilities;
    let mut text = INTRODUCTION.to_owned();
    for (family, title) in FAMILIES {
        let kinds: Vec<_> =
            OperationKind::ALL.iter().copied().filter(|kind| kind.family() == *family).collect();
        let _ = write!(
            text,
            "\n## {title}\n\n\
             | Operation | Since | Effect | REST | gRPC | Embedded | Gateway |\n|---|---|---|---|---|---|---|\n"
        );
        text.extend(kinds.iter().map(|kind| row(*kind, &embedded)));
        let notes: Vec<_> = kinds
            .iter()
            .filter_map(|kind| {
                qdrant_client::embedded::support_note(*kind).map(|note| format!("- `{kind}`: {note}\n"))
            })
            .collect();
        if !notes.is_empty() {
            let _ = write!(text, "\nEmbedded:\n\n{}", notes.concat());
        }
    }
    text
}

#[test]
fn the_support_table_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/SUPPORT.md");
    let table = table();
    if std::env::var_os("WRITE_SUPPORT_TABLE").is_some() {
        std::fs::write(&path, table).unwrap();
        return;
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == table, "docs/SUPPORT.md is out of date: run `cargo xtask support`");
}

#[test]
fn every_operation_has_a_row() {
    let table = table();
    for kind in OperationKind::ALL {
        assert!(table.contains(&format!("| `{kind}` |")), "{kind}");
    }
    let rows = table.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, OperationKind::ALL.len());
}
