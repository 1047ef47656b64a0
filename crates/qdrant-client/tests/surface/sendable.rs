//! Every future and every type of the public surface goes between threads; a new one without a word here fails.

use std::collections::BTreeSet;
#[cfg(all(feature = "rest", feature = "grpc", feature = "fs"))]
use std::path::Path;

use qdrant_client::{
    ByteStream, CallOptions, Collection, CountPoints, HealthzRequest, PointStruct, Qdrant, QdrantBuilder,
    QdrantConfig, Scroll, ScrollPoints, SharedTransport, Upload,
};

use crate::sendable;

/// Futures by type and method. The code is compiled and never run; `METHODS` of the other files have theirs.
macro_rules! futures {
    ($($(#[$meta:meta])* $type:ident::$method:ident($this:ident: $of:ty) => $future:expr;)+) => {
        #[cfg(all(feature = "rest", feature = "grpc", feature = "fs"))]
        const FUTURES: &[(&str, &str)] = &[$($(#[$meta])* (stringify!($type), stringify!($method))),+];

        #[expect(dead_code, reason = "that it compiles is the assertion")]
        fn assertions() {
            $($(#[$meta])* let _ = |$this: $of| drop(sendable($future));)+
        }
    };
}

futures! {
    QdrantBuilder::connect(builder: QdrantBuilder) => builder.connect();
    Qdrant::call(client: &Qdrant) => client.call(HealthzRequest {});
    Qdrant::call_with(client: &Qdrant) => client.call_with(HealthzRequest {}, CallOptions::default());
    Qdrant::check(client: &Qdrant) => client.check();
    Qdrant::check_compatibility(client: &Qdrant) => client.check_compatibility();
    Qdrant::close(client: &Qdrant) => client.close();
    Qdrant::create_alias(client: &Qdrant) => client.create_alias(qdrant_client::CreateAlias::new("c", "a"));
    Qdrant::rename_alias(client: &Qdrant) => client.rename_alias(qdrant_client::RenameAlias::new("a", "b"));
    Qdrant::delete_alias(client: &Qdrant) => client.delete_alias("a");
    #[cfg(feature = "fs")]
    Qdrant::save_snapshot(client: &Qdrant) =>
        client.save_snapshot(qdrant_client::SnapshotDownload::new("path", "c"));
    #[cfg(feature = "fs")]
    FileSource::open(path: &str) => qdrant_client::FileSource::open(path.to_owned());
    #[cfg(feature = "fs")]
    FileSource::checksum(source: &qdrant_client::FileSource) => source.checksum();
    #[cfg(feature = "fs")]
    Collection::save_snapshot(collection: &Collection) => collection.save_snapshot(qdrant_client::SnapshotDownload::new("path", ""));
    #[cfg(feature = "fs")]
    SnapshotFileExt::save(file: qdrant_client::SnapshotFile) => qdrant_client::SnapshotFileExt::save(file, "path");
    Migration::into_future(migration: qdrant_client::Migration<'static>) => migration.into_future();
    Upload::into_future(upload: Upload<'static>) => upload.into_future();
    Timer::sleep(timer: &dyn qdrant_client::layer::Timer) => timer.sleep(std::time::Duration::ZERO);
    ByteStream::next_chunk(stream: &mut ByteStream) => stream.next_chunk();
    ByteStream::collect(stream: ByteStream) => stream.collect(1);
    #[cfg(feature = "rest")]
    RestTransport::raw(rest: &qdrant_client::rest::RestTransport) =>
        rest.raw(http::Request::new(bytes::Bytes::new()));
    #[cfg(feature = "rest")]
    RestTransport::raw_with(rest: &qdrant_client::rest::RestTransport) =>
        rest.raw_with(http::Request::new(bytes::Bytes::new()), CallOptions::default());
    #[cfg(feature = "rest")]
    RestTransport::close(rest: &qdrant_client::rest::RestTransport) => rest.close();
    #[cfg(feature = "grpc")]
    GrpcTransport::raw(grpc: &qdrant_client::grpc::GrpcTransport) => grpc.raw("/a/b", bytes::Bytes::new());
    #[cfg(feature = "grpc")]
    GrpcTransport::raw_with(grpc: &qdrant_client::grpc::GrpcTransport) =>
        grpc.raw_with("/a/b", bytes::Bytes::new(), CallOptions::default());
    #[cfg(feature = "grpc")]
    GrpcTransport::close(grpc: &qdrant_client::grpc::GrpcTransport) => grpc.close();
    #[cfg(feature = "embedded")]
    EmbeddedTransport::close(engine: &qdrant_client::embedded::EmbeddedTransport) => engine.close();
    #[cfg(feature = "embedded")]
    EmbeddedTransport::stats(engine: &qdrant_client::embedded::EmbeddedTransport) => engine.stats();
}

/// The sources that the users of the facade can call.
#[cfg(all(feature = "rest", feature = "grpc", feature = "fs"))]
const SOURCES: [&str; 4] = ["src", "../qdrant-core/src", "../qdrant-rest/src", "../qdrant-grpc/src"];

/// Those of the engine, if it is compiled in: its assertions are not compiled else.
#[cfg(all(feature = "rest", feature = "grpc", feature = "fs"))]
const ENGINE: Option<&str> = if cfg!(feature = "embedded") { Some("../qdrant-embedded/src") } else { None };

/// Finds what the sources have that is awaited: the type and the method of each.
#[cfg(all(feature = "rest", feature = "grpc", feature = "fs"))]
fn awaited(folder: &Path, found: &mut BTreeSet<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        // The parts of servers are for nobody who has a client.
        if path.is_dir() && name != "server" {
            awaited(&path, found);
        } else if name.ends_with(".rs") && !["tests.rs", "testing.rs"].contains(&&*name) {
            awaited_in(&std::fs::read_to_string(&path).unwrap(), found);
        }
    }
}

fn awaited_in(source: &str, found: &mut BTreeSet<(String, String)>) {
    let public = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut owner = String::new();
    for line in public.lines() {
        let word = |text: &str| {
            let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            text[..end.unwrap_or(text.len())].to_owned()
        };
        if let Some(of) = line.strip_prefix("impl") {
            // Generic parameters do not matter, and of a trait for a type only the type.
            let of = of
                .strip_prefix('<')
                .map_or(of, |of| of.split_once("> ").map_or(of, |(_, of)| of))
                .trim_start();
            owner = word(of.split_once(" for ").map_or(of, |(_, of)| of));
        } else if let Some(of) = line.strip_prefix("pub trait ") {
            owner = word(of);
        }
        let declared = line.trim_start();
        let is_async = declared.strip_prefix("pub async fn ");
        let returns = || {
            let is_future =
                ["-> impl Future", "-> BoxFuture", "-> Self::IntoFuture", "-> Pin<Box<dyn Future"];
            let is_public = line.starts_with("    pub fn ") || line.starts_with("    fn ");
            let returns = is_public && is_future.iter().any(|future| declared.contains(future));
            returns.then(|| declared.trim_start_matches("pub ").trim_start_matches("fn "))
        };
        if let Some(function) = is_async.or_else(returns) {
            found.insert((owner.clone(), word(function)));
        }
    }
}

/// What a feature takes away is still in the sources.
#[cfg(all(feature = "rest", feature = "grpc", feature = "fs"))]
#[test]
fn every_method_that_is_awaited_is_asserted_to_be_sendable() {
    let mut found = BTreeSet::new();
    for folder in SOURCES.into_iter().chain(ENGINE) {
        awaited(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    }
    assert!(found.len() > 100, "the sources were read: {found:?}");

    let all = |of: &'static str, methods: &'static [(qdrant_client::OperationKind, &'static str)]| {
        methods.iter().map(move |(_, method)| (of.to_owned(), (*method).to_owned()))
    };
    let mut asserted: BTreeSet<_> =
        FUTURES.iter().map(|(of, method)| ((*of).to_owned(), (*method).to_owned())).collect();
    asserted.extend(all("Qdrant", crate::client::METHODS));
    asserted.extend(all("Collection", crate::collection::METHODS));
    // The implementation of what is declared in the trait.
    asserted.insert(("SnapshotFile".to_owned(), "save".to_owned()));
    let missing: Vec<_> = found.difference(&asserted).collect();
    assert!(missing.is_empty(), "without an assertion: {missing:?}");
}

#[test]
fn the_search_finds_what_is_awaited() {
    let source = "impl Qdrant {\n    pub async fn one(\n    pub(crate) async fn no(\n    async fn no(\n}\n\
        impl<T: Into<U>> IntoFuture for Upload<T> {\n    fn into_future(self) -> Self::IntoFuture {\n}\n\
        pub trait Ext {\n    fn two(self) -> impl Future<Output = ()> + Send;\n}\n\
        #[cfg(test)]\nmod tests {\n    pub async fn no() {}\n}\n";
    let mut found = BTreeSet::new();
    awaited_in(source, &mut found);
    let found: Vec<_> = found.iter().map(|(of, method)| (of.as_str(), method.as_str())).collect();
    assert_eq!(found, [("Ext", "two"), ("Qdrant", "one"), ("Upload", "into_future")]);
}

#[test]
fn clients_and_what_they_give_away_go_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    fn sent<T: Send + 'static>() {}
    fn cloned<T: Send + Sync + Clone + Unpin + 'static>() {}
    cloned::<Qdrant>();
    cloned::<Collection>();
    cloned::<QdrantConfig>();
    shared::<qdrant_client::Error>();
    shared::<SharedTransport>();
    #[cfg(feature = "embedded")]
    shared::<qdrant_client::embedded::EmbeddedTransport>();
    sent::<QdrantBuilder>();
    sent::<Scroll>();
    sent::<Upload<'static>>();
    sent::<qdrant_client::Migration<'static>>();
    sent::<ByteStream>();
    let scrolling = |client: &Qdrant| sent_value(&client.scroll_all(ScrollPoints::new("c")));
    let uploading = |client: &Qdrant| sent_value(&client.upload_points("c", Vec::<PointStruct>::new()));
    let counting = |client: &Qdrant| drop(tokio::spawn(owned(client.clone())));
    let _ = (scrolling, uploading, counting);
}

fn sent_value<T: Send + Unpin>(_: &T) {}

async fn owned(client: Qdrant) -> Result<u64, qdrant_client::Error> {
    client.count(CountPoints::new("c")).await
}
