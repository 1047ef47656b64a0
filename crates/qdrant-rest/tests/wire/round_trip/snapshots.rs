//! Snapshots, also those that are streamed.

use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http_body_util::BodyExt;
use proptest::prelude::*;
use qdrant_core::{
    ByteStream, CreateFullSnapshotRequest, CreateShardSnapshotRequest, CreateSnapshotRequest,
    DeleteFullSnapshotRequest, DeleteShardSnapshotRequest, DeleteSnapshotRequest, DownloadFullSnapshot,
    DownloadShardSnapshot, DownloadSnapshot, ListShardSnapshotsRequest, ListSnapshotsRequest, Operation,
    OperationKind, RecoverShardSnapshot, RecoverSnapshot, Reply, Request, Secret, SnapshotFile,
    SnapshotPriority, StreamShardSnapshot, UploadShardSnapshot, UploadSnapshot,
};
use qdrant_rest::{Body, decode, decode_upload, encode, encode_reply, serve_reply};

use super::{received, route};
use crate::strategies::segment;

const SHA: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// A name that is one segment of a path, as the core demands of snapshots.
fn snapshot_name() -> impl Strategy<Value = String> {
    segment().prop_filter("is a path", |name| !name.contains('/'))
}

fn priority() -> impl Strategy<Value = Option<SnapshotPriority>> {
    prop::option::of(prop::sample::select(SnapshotPriority::ALL))
}

fn checksum() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[0-9a-f]{64}")
}

fn arrives(operation: impl Operation) -> Result<(), TestCaseError> {
    let sent = operation.into_request();
    prop_assert_eq!(received(sent.clone()), sent);
    Ok(())
}

/// Sends an upload in chunks of a size, and reads it as a server does.
async fn uploaded(request: Request, size: usize) -> Request {
    let call = encode(request).unwrap();
    let (operation, names) = route(&call);
    let names: Vec<_> = names.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, call.body.content_type().unwrap())]);
    let Body::Multipart(form) = call.body else { panic!("an upload is a form") };
    let sent = form.into_source().unwrap().open().unwrap().collect(usize::MAX).await.unwrap();
    let body =
        ByteStream::from_chunks(sent.chunks(size).map(bytes::Bytes::copy_from_slice).collect::<Vec<_>>());
    decode_upload(operation, &names, &call.query, &headers, body).await.unwrap()
}

proptest! {
    #[test]
    fn snapshots_are_asked_for(
        collection_name in segment(),
        snapshot_name in snapshot_name(),
        shard_id in any::<u32>(),
        wait in any::<Option<bool>>(),
    ) {
        let c = || collection_name.clone();
        let s = || snapshot_name.clone();
        arrives(CreateSnapshotRequest { collection_name: c(), wait })?;
        arrives(ListSnapshotsRequest { collection_name: c() })?;
        arrives(DeleteSnapshotRequest { collection_name: c(), snapshot_name: s(), wait })?;
        arrives(CreateFullSnapshotRequest { wait })?;
        arrives(DeleteFullSnapshotRequest { snapshot_name: s(), wait })?;
        arrives(DownloadFullSnapshot { snapshot_name: s() })?;
        arrives(CreateShardSnapshotRequest { collection_name: c(), shard_id, wait })?;
        arrives(ListShardSnapshotsRequest { collection_name: c(), shard_id })?;
        arrives(DeleteShardSnapshotRequest { collection_name: c(), shard_id, snapshot_name: s(), wait })?;
        arrives(DownloadShardSnapshot { collection_name: c(), shard_id, snapshot_name: s() })?;
        arrives(StreamShardSnapshot { collection_name: c(), shard_id })?;
        arrives(DownloadSnapshot { collection_name, snapshot_name })?;
    }

    #[test]
    fn snapshots_are_recovered(
        collection_name in segment(),
        location in ".{1,20}",
        shard_id in any::<u32>(),
        wait in any::<Option<bool>>(),
        priority in priority(),
        checksum in checksum(),
        api_key in any::<Option<String>>(),
    ) {
        let api_key = api_key.map(Secret::from);
        arrives(RecoverSnapshot {
            collection_name: collection_name.clone(), location: location.clone(), priority,
            checksum: checksum.clone(), api_key: api_key.clone(), wait,
        })?;
        arrives(RecoverShardSnapshot { collection_name, shard_id, location, priority, checksum, api_key, wait })?;
    }

    #[test]
    fn snapshots_are_uploaded(
        collection_name in segment(),
        content in prop::collection::vec(any::<u8>(), 0..300),
        size in 1_usize..100,
        shard_id in any::<u32>(),
        wait in any::<Option<bool>>(),
        priority in priority(),
        checksum in checksum(),
    ) {
        let snapshot = || content.clone().into();
        let sent = UploadSnapshot {
            collection_name: collection_name.clone(), snapshot: snapshot(), wait, priority,
            checksum: checksum.clone(),
        };
        let Request::UploadSnapshot(arrived) = block_on(uploaded(sent.clone().into(), size)) else { panic!() };
        let file = arrived.snapshot.clone();
        prop_assert!(!file.is_replayable());
        prop_assert_eq!(UploadSnapshot { snapshot: sent.snapshot.clone(), ..*arrived }, sent);
        prop_assert_eq!(block_on(file.open().unwrap().collect(1000)).unwrap(), &content[..]);

        let sent = UploadShardSnapshot { collection_name, shard_id, snapshot: snapshot(), wait, priority, checksum };
        let Request::UploadShardSnapshot(arrived) = block_on(uploaded(sent.clone().into(), size)) else { panic!() };
        let file = arrived.snapshot.clone();
        prop_assert_eq!(UploadShardSnapshot { snapshot: sent.snapshot.clone(), ..*arrived }, sent);
        prop_assert_eq!(block_on(file.open().unwrap().collect(1000)).unwrap(), &content[..]);
    }

    #[test]
    fn snapshots_are_downloaded(
        content in prop::collection::vec(any::<u8>(), 0..300),
        file_name in prop::option::of("[a-zü ]{1,8}\\.snapshot".prop_map(|name| name.trim().to_owned())),
        checksum in checksum(),
    ) {
        let mut file = SnapshotFile::new(content.clone());
        (file.file_name, file.checksum) = (file_name, checksum);
        block_on(downloaded::<DownloadSnapshot>(&file, &content))?;
        let again = || SnapshotFile { content: content.clone().into(), ..file.clone() };
        block_on(downloaded::<DownloadFullSnapshot>(&again(), &content))?;
        block_on(downloaded::<DownloadShardSnapshot>(&again(), &content))?;
        block_on(downloaded::<StreamShardSnapshot>(&again(), &content))?;
    }
}

/// Serves a file as a server does and reads it as a client does.
async fn downloaded<O: Operation<Output = SnapshotFile>>(
    file: &SnapshotFile,
    content: &[u8],
) -> Result<(), TestCaseError> {
    let reply = Reply::new(O::into_response(file.clone()));
    let (head, body) = serve_reply(&reply).unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let read = decode(O::KIND, head.status, &head.headers, &body).unwrap();
    let read = O::output(read.response).unwrap();
    prop_assert_eq!((&read.file_name, &read.checksum), (&file.file_name, &file.checksum));
    prop_assert_eq!(read.content.length(), Some(content.len() as u64));
    prop_assert_eq!(read.content.collect(1000).await.unwrap(), content);
    Ok(())
}

#[test]
fn a_file_is_served_with_its_head() {
    let file = SnapshotFile::new(vec![1]).file_name("a.snapshot").checksum(SHA);
    let reply = Reply::new(DownloadSnapshot::into_response(file));
    let served = serve_reply(&reply).unwrap();
    let header = |name: &str| served.headers()[name].to_str().unwrap();
    assert_eq!(served.status(), 200);
    assert_eq!(header(CONTENT_TYPE.as_str()), "application/octet-stream");
    assert_eq!(header(CONTENT_DISPOSITION.as_str()), "attachment; filename=\"a.snapshot\"");
    assert_eq!(header("repr-digest"), "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
    let error = encode_reply(&reply).unwrap_err();
    assert!(error.message().contains("serve_reply"), "{error}");
    assert_eq!(error.operation(), Some(OperationKind::DownloadSnapshot));
}
