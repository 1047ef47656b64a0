//! Snapshots of collections.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use qdrant_core::{
    ByteSource, ByteStream, ChangeAliases, CollectionExistsRequest, CountPoints, CreateAlias,
    CreateCollection, CreateSnapshotRequest, DeleteCollection, DeletePoints, DeleteSnapshotRequest, Distance,
    DownloadSnapshot, Error, ErrorKind, FieldType, ListSnapshotsRequest, Outcome, Payload, PointStruct,
    RecoverSnapshot, ScrollPoints, SnapshotDescription, SnapshotPriority, TransportExt, UploadSnapshot,
    UpsertPoints, Value, VectorParams,
};
use qdrant_embedded::EmbeddedTransport;

use crate::support::{
    NAME, create_plain, create_rich, get, in_memory, index, info, plain, point, rich_point, text, upsert,
};

pub(crate) async fn snapshot(transport: &EmbeddedTransport) -> SnapshotDescription {
    transport.call(CreateSnapshotRequest::new(NAME)).await.unwrap().into_completed().unwrap()
}

async fn download(transport: &EmbeddedTransport, name: &str) -> Bytes {
    let file = transport.call(DownloadSnapshot::new(NAME, name)).await.unwrap();
    file.content.collect(1 << 30).await.unwrap()
}

async fn bytes(transport: &EmbeddedTransport) -> Bytes {
    download(transport, &snapshot(transport).await.name).await
}

async fn upload(
    transport: &EmbeddedTransport,
    content: impl Into<ByteSource>,
) -> Result<Outcome<bool>, Error> {
    transport.call(UploadSnapshot::new(NAME, content)).await
}

async fn count(transport: &EmbeddedTransport) -> u64 {
    transport.call(CountPoints::new(NAME)).await.unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns everything that is in a folder of the engine where nothing should be left.
fn leftovers(path: &Path) -> Vec<String> {
    let names = |dir: &str| -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(path.join(dir)) else { return Vec::new() };
        entries.map(|entry| format!("{dir}/{}", entry.unwrap().file_name().display())).collect()
    };
    let mut all = names("unfinished");
    let collections = names("collections");
    all.extend(collections.into_iter().skip(1));
    all
}

#[tokio::test]
async fn a_snapshot_is_made_listed_downloaded_and_deleted() {
    let transport = plain(5).await;
    assert!(transport.call(ListSnapshotsRequest::new(NAME)).await.unwrap().is_empty());
    let one = snapshot(&transport).await;
    let two = snapshot(&transport).await;
    assert_ne!(one.name, two.name);
    assert!(one.name.starts_with("things-") && one.name.ends_with(".snapshot"), "{}", one.name);
    assert_eq!(transport.call(ListSnapshotsRequest::new(NAME)).await.unwrap(), [one.clone(), two.clone()]);
    let file = transport.call(DownloadSnapshot::new(NAME, one.name.as_str())).await.unwrap();
    assert_eq!(file.content.length(), Some(one.size));
    assert_eq!((&file.file_name, &file.checksum), (&Some(one.name.clone()), &one.checksum));
    let content = file.content.collect(1 << 20).await.unwrap();
    assert_eq!(content.len() as u64, one.size);
    assert_eq!(one.checksum, Some(sha256(&content)));
    // The engine's files are about a hundred megabytes of holes.
    assert!(one.size < 1 << 20, "{} bytes", one.size);

    let delete = || DeleteSnapshotRequest::new(NAME, one.name.as_str());
    assert_eq!(transport.call(delete()).await.unwrap(), Outcome::Completed(true));
    assert_eq!(transport.call(ListSnapshotsRequest::new(NAME)).await.unwrap(), [two]);
    assert!(transport.call(delete()).await.unwrap_err().is_not_found());
    assert!(transport.call(DownloadSnapshot::new(NAME, one.name.as_str())).await.unwrap_err().is_not_found());
    assert!(transport.call(CreateSnapshotRequest::new("nowhere")).await.unwrap_err().is_not_found());
    assert!(transport.call(ListSnapshotsRequest::new("nowhere")).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_collection_is_what_it_was_when_the_snapshot_was_made() {
    let dir = tempfile::tempdir().unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    create_rich(&transport).await;
    upsert(&transport, (1..=50_u8).map(|id| rich_point(id.into(), id.into(), 1.0))).await;
    index(&transport, "x", FieldType::Float).await;
    let (before, points) = (info(&transport).await, everything(&transport).await);
    let made = snapshot(&transport).await;
    transport.call(DeletePoints::new(NAME).points([1_u64, 2, 3]).wait(true)).await.unwrap();
    upsert(&transport, [rich_point(7, 0.0, 0.0), rich_point(99, 0.0, 0.0)]).await;

    let recover = || RecoverSnapshot::new(NAME, made.name.as_str()).priority(SnapshotPriority::Snapshot);
    assert_eq!(transport.call(recover()).await.unwrap(), Outcome::Completed(true));
    assert_eq!(everything(&transport).await, points);
    assert_eq!(info(&transport).await, before);
    // It can be written to and opened again.
    upsert(&transport, [rich_point(1, 8.0, 8.0)]).await;
    transport.close().await.unwrap();
    assert_eq!(leftovers(dir.path()), [""; 0]);
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    assert_eq!(get(&transport, 1).await.unwrap().payload["x"], 8.0);
    assert_eq!(count(&transport).await, 50);
    transport.call(recover()).await.unwrap().into_completed().unwrap();
    assert_eq!(everything(&transport).await, points);
    assert_eq!(transport.call(ListSnapshotsRequest::new(NAME)).await.unwrap(), [made]);
}

async fn everything(transport: &EmbeddedTransport) -> Vec<qdrant_core::RetrievedPoint> {
    transport.call(ScrollPoints::new(NAME).limit(1_000).with_vectors(true)).await.unwrap().points
}

#[tokio::test]
async fn a_deleted_collection_comes_back_from_its_snapshot() {
    let dir = tempfile::tempdir().unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    create_plain(&transport).await;
    upsert(&transport, (1..=3).map(point)).await;
    let made = snapshot(&transport).await;
    transport.call(DeleteCollection::new(NAME)).await.unwrap();
    transport.call(RecoverSnapshot::new(NAME, made.name)).await.unwrap().into_completed().unwrap();
    assert_eq!(count(&transport).await, 3);
    transport.close().await.unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    assert_eq!(count(&transport).await, 3);
}

#[tokio::test]
async fn a_snapshot_moves_between_engines() {
    let dir = tempfile::tempdir().unwrap();
    let kept = EmbeddedTransport::open(dir.path()).unwrap();
    create_plain(&kept).await;
    upsert(&kept, (1..=200).map(point)).await;
    let content = bytes(&kept).await;
    let memory = in_memory();
    let sum = sha256(&content).to_uppercase();
    let sent = UploadSnapshot::new(NAME, content).checksum(sum);
    assert_eq!(memory.call(sent).await.unwrap(), Outcome::Completed(true));
    assert_eq!(count(&memory).await, 200);
    upsert(&memory, [point(201)]).await;
    // And back, under another name, by a file.
    let file = dir.path().join("a b.snapshot");
    std::fs::write(&file, bytes(&memory).await).unwrap();
    let location = format!("file://{}", file.display().to_string().replace(' ', "%20"));
    kept.call(RecoverSnapshot::new("other", location)).await.unwrap().into_completed().unwrap();
    assert_eq!(kept.call(CountPoints::new("other")).await.unwrap(), 201);
    let by_path = RecoverSnapshot::new(NAME, file.display().to_string());
    kept.call(by_path).await.unwrap().into_completed().unwrap();
    assert_eq!(count(&kept).await, 201);
}

#[tokio::test]
async fn an_alias_stands_for_its_collection() {
    let transport = plain(2).await;
    transport.call(ChangeAliases::new([CreateAlias::new(NAME, "alias")])).await.unwrap();
    let made = transport.call(CreateSnapshotRequest::new("alias")).await.unwrap().into_completed().unwrap();
    assert!(made.name.starts_with("things-"), "{}", made.name);
    assert_eq!(transport.call(ListSnapshotsRequest::new(NAME)).await.unwrap().len(), 1);
    upsert(&transport, [point(3)]).await;
    transport.call(RecoverSnapshot::new("alias", made.name)).await.unwrap().into_completed().unwrap();
    assert_eq!(count(&transport).await, 2);
    assert!(transport.call(CollectionExistsRequest::new("alias")).await.unwrap());
}

#[tokio::test]
async fn what_is_not_waited_for_is_done_in_the_background() {
    let transport = plain(3).await;
    let accepted = transport.call(CreateSnapshotRequest::new(NAME).wait(false)).await.unwrap();
    assert!(accepted.is_accepted());
    let list = || async { transport.call(ListSnapshotsRequest::new(NAME)).await.unwrap() };
    while list().await.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let content = download(&transport, &list().await[0].name).await;
    transport.call(DeletePoints::new(NAME).points([1_u64, 2]).wait(true)).await.unwrap();
    let sent = UploadSnapshot::new(NAME, content).wait(false);
    assert_eq!(transport.call(sent).await.unwrap(), Outcome::Accepted);
    while count(&transport).await != 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // What fails in the background changes nothing.
    let sent = UploadSnapshot::new(NAME, b"nonsense".to_vec()).wait(false);
    assert_eq!(transport.call(sent).await.unwrap(), Outcome::Accepted);
    let delete = DeleteSnapshotRequest::new(NAME, list().await[0].name.as_str()).wait(false);
    assert_eq!(transport.call(delete).await.unwrap(), Outcome::Accepted);
    while !list().await.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(count(&transport).await, 3);
    transport.close().await.unwrap();
}

#[tokio::test]
async fn locations_elsewhere_and_wrong_checksums_are_refused() {
    let transport = plain(3).await;
    let recover = |location: &str| RecoverSnapshot::new(NAME, location);
    for location in ["http://example.com/a.snapshot", "https://example.com/a.snapshot"] {
        let error = transport.call(recover(location)).await.unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Unsupported, Some("location")));
    }
    assert!(transport.call(recover("file:///nowhere/a.snapshot")).await.unwrap_err().is_not_found());
    assert!(transport.call(recover("file:///tmp")).await.unwrap_err().is_invalid_request());
    let made = snapshot(&transport).await;
    let wrong = "0".repeat(64);
    let error = transport.call(recover(&made.name).checksum(wrong.as_str())).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some("checksum")));
    assert!(error.message().contains("Snapshot checksum mismatch"), "{error}");
    let content = download(&transport, &made.name).await;
    let sent = UploadSnapshot::new(NAME, content).checksum(wrong);
    assert!(text(transport.call(sent).await).contains("Snapshot checksum mismatch"));
    assert_eq!(count(&transport).await, 3);
}

#[tokio::test]
async fn a_file_that_changed_since_is_noticed_by_its_checksum() {
    let dir = tempfile::tempdir().unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    create_plain(&transport).await;
    upsert(&transport, (1..=3).map(point)).await;
    let made = snapshot(&transport).await;
    let path = dir.path().join("snapshots/collections/things").join(&made.name);
    let mut content = std::fs::read(&path).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 1;
    std::fs::write(&path, content).unwrap();
    let error = transport.call(RecoverSnapshot::new(NAME, made.name)).await.unwrap_err();
    assert!(error.message().contains("checksum mismatch"), "{error}");
    assert_eq!(count(&transport).await, 3);
}

#[tokio::test]
async fn snapshots_of_other_collections_do_not_fit() {
    let transport = plain(3).await;
    let made = bytes(&transport).await;
    let other = CreateCollection::new("other").vectors_config(VectorParams::new(3, Distance::Dot));
    transport.call(other).await.unwrap();
    let error = transport.call(UploadSnapshot::new("other", made)).await.unwrap_err();
    assert!(error.message().contains("not compatible with existing collection"), "{error}");
    assert_eq!(transport.call(CountPoints::new("other")).await.unwrap(), 0);
}

type Entry = (tar::Header, Vec<u8>);

/// Takes an archive apart.
fn entries(archive: &[u8]) -> Vec<Entry> {
    let mut archive = tar::Archive::new(archive);
    let read = |entry: std::io::Result<tar::Entry<'_, &[u8]>>| {
        let mut entry = entry.unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        (entry.header().clone(), content)
    };
    archive.entries().unwrap().map(read).collect()
}

/// Puts an archive together again, with a hash that is right.
fn archive(entries: &[Entry]) -> Vec<u8> {
    use std::hash::Hasher;
    let mut hash = siphasher::sip::SipHasher13::new();
    let mut builder = tar::Builder::new(Vec::new());
    for (header, content) in entries {
        let mut header = header.clone();
        let is_end = header.path_bytes().as_ref() == b"end";
        let content = if is_end { format!("{:016x}", hash.finish()).into_bytes() } else { content.clone() };
        hash.write(&content);
        header.set_size(content.len() as u64);
        header.set_cksum();
        builder.append(&header, content.as_slice()).unwrap();
    }
    builder.into_inner().unwrap()
}

/// Changes what a snapshot says of itself.
fn described(original: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut entries = entries(original);
    let mut head: Value = serde_json::from_slice(&entries[0].1).unwrap();
    change(&mut head);
    entries[0].1 = serde_json::to_vec(&head).unwrap();
    archive(&entries)
}

/// Changes one bit of the last file.
fn twisted(original: &[u8]) -> Vec<u8> {
    let mut twisted = original.to_vec();
    let end = twisted.windows(4).rposition(|window| window == b"end\0").unwrap();
    let place = twisted[..end].iter().rposition(|byte| *byte != 0).unwrap();
    twisted[place] ^= 1;
    twisted
}

fn file_of(head: &mut Value, end: &str) -> usize {
    head["files"]
        .as_array()
        .unwrap()
        .iter()
        .position(|file| file["path"].as_str().unwrap().ends_with(end))
        .unwrap()
}

#[tokio::test]
async fn hostile_archives_change_nothing_and_leave_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    create_plain(&transport).await;
    upsert(&transport, (1..=3).map(point)).await;
    let good = bytes(&transport).await;
    let parts = entries(&good);
    let with = |change: &dyn Fn(&mut Vec<Entry>)| {
        let mut parts = parts.clone();
        change(&mut parts);
        archive(&parts)
    };
    let mut hostile: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("text", b"not a snapshot".repeat(100)),
        ("zeros", vec![0; 10_240]),
        ("half", good[..good.len() / 2].to_vec()),
        ("only the head", archive(&parts[..1])),
        ("no head", archive(&parts[1..])),
        ("in another order", with(&|parts| parts.swap(1, 2))),
        ("one more", with(&|parts| parts.push(parts[1].clone()))),
        ("without its end", with(&|parts| drop(parts.pop()))),
        ("one less", with(&|parts| drop(parts.remove(parts.len() - 2)))),
        ("one more before the end", with(&|parts| parts.insert(parts.len() - 1, parts[1].clone()))),
        ("another hash", twisted(&good)),
        ("version", described(&good, |head| head["engine"] = "qdrant-edge 9".into())),
        ("format", described(&good, |head| head["format"] = 2.into())),
        ("settings", described(&good, |head| drop(head.as_object_mut().unwrap().remove("settings")))),
        ("number", described(&good, |head| head["next_operation"] = u64::MAX.into())),
        ("length", described(&good, |head| head["files"][0]["length"] = 0.into())),
        ("huge", described(&good, |head| head["files"][0]["length"] = (1_u64 << 60).into())),
        (
            "other vectors",
            described(&good, |head| head["settings"]["config"]["params"]["vectors"]["size"] = 3.into()),
        ),
        (
            "vectors outside",
            described(&good, |head| {
                let vector = head["settings"]["config"]["params"]["vectors"].take();
                head["settings"]["config"]["params"]["vectors"] = serde_json::json!({"a/../../b": vector});
            }),
        ),
    ];
    for path in ["/evil", "../evil", "shard/../../evil", "collection.json", "shard/a/../b", ""] {
        hostile.push(("path", described(&good, |head| head["files"][0]["path"] = path.into())));
    }
    hostile.push((
        "segment",
        described(&good, |head| {
            let place = file_of(head, "segment.json");
            head["files"][place]["path"] = "shard/segments/x/segment.json".into();
        }),
    ));
    let segment = file_of(&mut serde_json::from_slice(&parts[0].1).unwrap(), "segment.json") + 1;
    hostile.push(("broken segment", with(&|parts| parts[segment].1 = b"{".to_vec())));
    for kind in
        [tar::EntryType::Symlink, tar::EntryType::Link, tar::EntryType::Directory, tar::EntryType::Fifo]
    {
        hostile.push((
            "kind",
            with(&|parts| {
                parts[1].0.set_entry_type(kind);
                parts[1].0.set_link_name("/etc/passwd").unwrap();
                parts[1].1.clear();
            }),
        ));
    }
    for kind in [tar::EntryType::GNULongName, tar::EntryType::XHeader, tar::EntryType::GNUSparse] {
        hostile.push((
            "extension",
            with(&|parts| {
                let mut header = parts[0].0.clone();
                header.set_entry_type(kind);
                parts.insert(1, (header, vec![b'x'; 5_000]));
            }),
        ));
    }
    for (what, content) in hostile {
        let error = upload(&transport, content).await.unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Server | ErrorKind::Io),
            "{what}: {error:?}"
        );
        assert_eq!(count(&transport).await, 3, "{what}");
        assert_eq!(leftovers(dir.path()), [""; 0], "{what}");
    }
    upload(&transport, good).await.unwrap().into_completed().unwrap();
    assert!(!Path::new("/evil").exists());
}

#[tokio::test]
async fn snapshots_of_other_versions_and_of_servers_are_named() {
    let transport = plain(1).await;
    let good = bytes(&transport).await;
    let other = described(&good, |head| head["engine"] = "qdrant-edge 9.9.9".into());
    let message = text(upload(&transport, other).await);
    assert!(message.contains("qdrant-edge 9.9.9") && message.contains("this is"), "{message}");
    let mut server = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_path("config.json").unwrap();
    header.set_size(2);
    header.set_cksum();
    server.append(&header, b"{}".as_slice()).unwrap();
    let message = text(upload(&transport, server.into_inner().unwrap()).await);
    assert!(message.contains("those of a server are different"), "{message}");
}

#[tokio::test]
async fn an_upload_that_breaks_off_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    create_plain(&transport).await;
    upsert(&transport, [point(1)]).await;
    let good = bytes(&transport).await;
    struct Breaking(Vec<Bytes>);
    impl futures_core::Stream for Breaking {
        type Item = Result<Bytes, Error>;
        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            let next = self.0.pop().ok_or_else(|| Error::new(ErrorKind::Connect, "reset"));
            std::task::Poll::Ready(Some(next))
        }
    }
    let stream = ByteStream::new(Breaking(vec![good.slice(..1_000)]));
    assert!(upload(&transport, stream).await.unwrap_err().is_connect());
    assert_eq!(leftovers(dir.path()), [""; 0]);
    assert_eq!(count(&transport).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_large_snapshot_is_streamed() {
    let transport = in_memory();
    let create = CreateCollection::new(NAME).vectors_config(VectorParams::new(512, Distance::Dot));
    transport.call(create).await.unwrap();
    let points: Vec<_> = (0..4_000_u64)
        .map(|id| {
            let vector: Vec<f32> = (0..512).map(|place| (id * 512 + place) as f32).collect();
            PointStruct::new(id, vector, Payload::new())
        })
        .collect();
    transport.call(UpsertPoints::new(NAME, points)).await.unwrap();
    let made = snapshot(&transport).await;
    assert!(made.size > 8_000_000, "{} bytes", made.size);
    let mut file = transport.call(DownloadSnapshot::new(NAME, made.name.as_str())).await.unwrap();
    let mut copy = tempfile::NamedTempFile::new().unwrap();
    let mut pieces = 0;
    while let Some(piece) = file.content.next_chunk().await.unwrap() {
        assert!(piece.len() <= 1 << 20);
        copy.write_all(&piece).unwrap();
        pieces += 1;
    }
    assert!(pieces > 8, "{pieces}");
    assert_eq!(copy.as_file().metadata().unwrap().len(), made.size);
    // The stream outlives the file that it reads.
    let mut late = transport.call(DownloadSnapshot::new(NAME, made.name.as_str())).await.unwrap();
    transport
        .call(DeleteSnapshotRequest::new(NAME, made.name.as_str()))
        .await
        .unwrap()
        .into_completed()
        .unwrap();
    assert!(late.content.next_chunk().await.unwrap().is_some());
    let content = std::fs::read(copy.path()).unwrap();
    let chunks: Vec<Bytes> = content.chunks(100_000).map(Bytes::copy_from_slice).collect();
    let other = in_memory();
    let sent = UploadSnapshot::new(NAME, ByteSource::once(ByteStream::from_chunks(chunks)));
    other.call(sent.checksum(made.checksum.unwrap())).await.unwrap().into_completed().unwrap();
    assert_eq!(count(&other).await, 4_000);
    let point = get(&other, 3_999).await.unwrap();
    assert!(format!("{:?}", point.vectors).contains("2047999.0"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_snapshot_holds_every_write_before_it_and_none_by_half() {
    let dir = tempfile::tempdir().unwrap();
    let transport = Arc::new(EmbeddedTransport::open(dir.path()).unwrap());
    create_plain(&transport).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writer = tokio::spawn({
        let (transport, stop) = (Arc::clone(&transport), Arc::clone(&stop));
        async move {
            let mut written = 0;
            while !stop.load(Ordering::Relaxed) {
                // Points of one write are together or not at all.
                upsert(&transport, (written..written + 10).map(point)).await;
                written += 10;
            }
            written
        }
    });
    let mut seen = Vec::new();
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let before = count(&transport).await;
        let content = bytes(&transport).await;
        let other = in_memory();
        upload(&other, content).await.unwrap().into_completed().unwrap();
        let found = count(&other).await;
        assert!(found >= before && found.is_multiple_of(10), "{found} of at least {before}");
        seen.push(found);
    }
    stop.store(true, Ordering::Relaxed);
    let written = writer.await.unwrap();
    assert!(seen.is_sorted() && seen[3] <= written, "{seen:?} of {written}");
    assert_eq!(count(&transport).await, written);
    transport.close().await.unwrap();
}

#[tokio::test]
async fn names_of_collections_are_no_paths() {
    let transport = in_memory();
    for name in ["Ünï cödé", "a..b", "CON"] {
        transport.call(CreateCollection::new(name)).await.unwrap();
        let made = transport.call(CreateSnapshotRequest::new(name)).await.unwrap().into_completed().unwrap();
        assert!(made.name.is_ascii() && !made.name.contains(['/', ' ']), "{}", made.name);
        let content = transport.call(DownloadSnapshot::new(name, made.name.as_str())).await.unwrap();
        assert_eq!(content.content.collect(1 << 20).await.unwrap().len() as u64, made.size);
    }
}

#[tokio::test]
async fn what_a_crash_left_of_a_snapshot_is_swept_away() {
    let dir = tempfile::tempdir().unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    create_plain(&transport).await;
    snapshot(&transport).await;
    transport.close().await.unwrap();
    std::fs::create_dir_all(dir.path().join("unfinished")).unwrap();
    std::fs::write(dir.path().join("unfinished/half"), "half").unwrap();
    let restored = dir.path().join("collections").join(qdrant_core::Uuid::new_v4().to_string());
    std::fs::create_dir_all(restored.join("shard")).unwrap();
    let transport = EmbeddedTransport::open(dir.path()).unwrap();
    assert_eq!(leftovers(dir.path()), [""; 0]);
    assert_eq!(transport.call(ListSnapshotsRequest::new(NAME)).await.unwrap().len(), 1);
}
