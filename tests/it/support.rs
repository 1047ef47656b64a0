//! The support table: `docs/SUPPORT.md` says what the code does.
//!
//! `cargo xtask support` writes it, by running this test with `WRITE_SUPPORT_TABLE` set.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::Method;
use qdrant_client::{
    Call, Capabilities, Effect, Error, Family, OperationKind, Qdrant, Reply, Transport, TransportInfo,
    grpc as grpc_wire, rest as rest_wire,
};

use crate::{servers, sources};

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

- *Operation*: its name in the API, which errors, spans, metrics and recordings have. *Method*: what `Qdrant` calls it.
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

fn route(kind: OperationKind) -> Option<(&'static Method, &'static str)> {
    let route = rest_wire::ROUTES.iter().find(|(_, _, operation)| *operation == kind);
    route.map(|(method, path, _)| (method, *path))
}

/// The route and the rpc of an operation, as the document and the docstrings write them.
fn places(kind: OperationKind) -> [Option<String>; 2] {
    let route = route(kind).map(|(method, path)| format!("{method} {path}"));
    [route, grpc_wire::path_of(kind).map(|path| path.trim_start_matches('/').to_owned())]
}

/// A transport that has no operation.
#[derive(Debug)]
struct Nothing;

#[async_trait]
impl Transport for Nothing {
    fn info(&self) -> TransportInfo {
        TransportInfo::new("nothing", Capabilities::none())
    }

    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        Err(Error::unsupported(call.request.kind(), "nothing"))
    }
}

/// The operations that a running gateway knows over REST and over gRPC, by asking it.
///
/// That each leads to the right operation is tested in `qdrant-gateway`.
async fn served() -> [BTreeSet<OperationKind>; 2] {
    let running = servers::serve(Arc::new(Nothing)).await.unwrap();
    let client = servers::route(&running).unwrap();
    let (rest, grpc) = (client.rest().unwrap(), client.grpc().unwrap());
    let (mut over_rest, mut over_grpc) = (BTreeSet::new(), BTreeSet::new());
    for kind in OperationKind::ALL {
        if let Some((method, path)) = route(*kind) {
            // No route has this method, so that the answer is which ones there are, if the path is known.
            let path = path.replace(['{', '}'], "");
            let request =
                http::Request::builder().method(Method::TRACE).uri(path).body(Bytes::new()).unwrap();
            let reply = rest.raw(request).await.unwrap();
            let allowed = reply.headers().get(http::header::ALLOW).map(|names| names.to_str().unwrap());
            if allowed.is_some_and(|names| names.split(", ").any(|name| name == method.as_str())) {
                over_rest.insert(*kind);
            }
        }
        if let Some(path) = grpc_wire::path_of(*kind) {
            let answer = grpc.raw(path, Bytes::new()).await;
            if answer.err().is_none_or(|error| !error.message().contains("unknown rpc")) {
                over_grpc.insert(*kind);
            }
        }
    }
    running.shutdown().await;
    [over_rest, over_grpc]
}

/// Where a method of the facade goes to, as its documentation says.
#[derive(Debug)]
struct Documented {
    /// Routes and rpcs.
    places: BTreeSet<String>,
    /// The version, if it is a later one than the first.
    since: Option<String>,
}

impl From<String> for Documented {
    /// Reads what stands below the heading `Support`.
    fn from(text: String) -> Self {
        let places = text.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        let since = text.split_once("Since ").map(|(_, rest)| rest.trim().trim_end_matches('.').to_owned());
        Self { places, since }
    }
}

/// The methods of the facade by name.
fn methods() -> BTreeMap<String, Documented> {
    let mut found = BTreeMap::new();
    let files = sources::rust().filter(|(path, _)| path.starts_with("crates/qdrant-client/src/methods"));
    for (_, source) in files {
        let mut support = None::<String>;
        for line in source.lines().map(str::trim) {
            if line == "/// # Support" {
                support = Some(String::new());
            } else if let Some(text) = line.strip_prefix("///") {
                support.iter_mut().for_each(|support| support.push_str(text));
            } else if let Some((_, rest)) = line.split_once("fn ") {
                let name = rest.split(['(', '<']).next().unwrap_or_default();
                found.extend(support.take().map(|text| (name.to_owned(), Documented::from(text))));
            }
        }
    }
    found
}

/// The method of the facade that is documented with the route and the rpc of an operation.
fn method(kind: OperationKind, methods: &BTreeMap<String, Documented>) -> &str {
    let places = places(kind);
    let fits = |method: &Documented| places.iter().flatten().all(|place| method.places.contains(place));
    let found: Vec<&str> =
        methods.iter().filter(|(_, method)| fits(method)).map(|(name, _)| name.as_str()).collect();
    match found.as_slice() {
        [name] => name,
        // There are short cuts for parts of an operation.
        several => several
            .iter()
            .find(|name| **name == kind.name())
            .unwrap_or_else(|| panic!("the method of {kind} is one of {several:?}: {places:?}")),
    }
}

/// What the rows are made of, besides the tables of the code.
struct Found {
    embedded: Capabilities,
    served: [BTreeSet<OperationKind>; 2],
    methods: BTreeMap<String, Documented>,
}

fn row(kind: OperationKind, found: &Found) -> String {
    let gateway = match found.served.each_ref().map(|served| served.contains(&kind)) {
        [true, true] => "both",
        [true, false] => "REST",
        [false, true] => "gRPC",
        [false, false] => "no",
    };
    let embedded = if found.embedded.contains(kind) { "yes" } else { "no" };
    let [rest, grpc] = places(kind).map(|place| place.map_or("no".to_owned(), |place| format!("`{place}`")));
    let (method, since, effect) = (method(kind, &found.methods), kind.since(), effect(kind));
    format!("| `{kind}` | `{method}` | {since} | {effect} | {rest} | {grpc} | {embedded} | {gateway} |\n")
}

async fn table() -> String {
    let embedded = Qdrant::in_memory().unwrap().info().capabilities;
    let found = Found { embedded, served: served().await, methods: methods() };
    let mut text = INTRODUCTION.to_owned();
    for (family, title) in FAMILIES {
        let kinds: Vec<_> =
            OperationKind::ALL.iter().copied().filter(|kind| kind.family() == *family).collect();
        let _ = write!(
            text,
            "\n## {title}\n\n\
             | Operation | Method | Since | Effect | REST | gRPC | Embedded | Gateway |\n\
             |---|---|---|---|---|---|---|---|\n"
        );
        text.extend(kinds.iter().map(|kind| row(*kind, &found)));
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

#[tokio::test(flavor = "multi_thread")]
async fn the_support_table_is_that_of_the_code() {
    let path = sources::root().join("docs/SUPPORT.md");
    let table = table().await;
    if std::env::var_os("WRITE_SUPPORT_TABLE").is_some() {
        std::fs::write(&path, table).unwrap();
        return;
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == table, "docs/SUPPORT.md is out of date: run `cargo xtask support`");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_has_a_row() {
    let table = table().await;
    for kind in OperationKind::ALL {
        assert!(table.contains(&format!("| `{kind}` |")), "{kind}");
    }
    let rows = table.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, OperationKind::ALL.len());
}

#[test]
fn the_docstrings_tell_the_version_of_the_table() {
    let methods = methods();
    for kind in OperationKind::ALL {
        let since = methods[method(*kind, &methods)].since.as_deref();
        assert_eq!(since.unwrap_or("1.0"), kind.since(), "{kind}");
    }
}

/// What a method of HTTP means for proxies and caches holds for its operation.
#[test]
fn the_effect_fits_the_method_of_the_route() {
    for (method, path, kind) in rest_wire::ROUTES {
        let is_read = kind.effect() == Effect::Read;
        let fits = match method.as_str() {
            "GET" => is_read,
            "PUT" | "PATCH" | "DELETE" => !is_read,
            _ => true,
        };
        assert!(fits, "{method} {path}: {kind} is {:?}", kind.effect());
    }
}
