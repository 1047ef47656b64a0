//! Replies about snapshots.

use http::header::CONTENT_DISPOSITION;
use http::{HeaderMap, HeaderValue, StatusCode};
use qdrant_core::{
    CreateFullSnapshotRequest, CreateShardSnapshotRequest, CreateSnapshotRequest, DeleteFullSnapshotRequest,
    DeleteShardSnapshotRequest, DeleteSnapshotRequest, DownloadFullSnapshot, DownloadShardSnapshot,
    DownloadSnapshot, ErrorKind, ListFullSnapshotsRequest, ListShardSnapshotsRequest, ListSnapshotsRequest,
    Operation, OperationKind, Outcome, RecoverShardSnapshot, RecoverSnapshot, SnapshotDescription,
    SnapshotFile, StreamShardSnapshot, UploadShardSnapshot, UploadSnapshot,
};
use qdrant_rest::decode;

fn answer<O: Operation>(status: u16, body: &str) -> O::Output {
    let status = StatusCode::from_u16(status).unwrap();
    O::output(decode(O::KIND, status, &HeaderMap::new(), body.as_bytes()).unwrap().response).unwrap()
}

const DESCRIPTION: &str = r#"{"name":"a.snapshot","creation_time":"2025-01-31T10:00:00","size":18446744073709551615,"checksum":"ab"}"#;

fn description() -> SnapshotDescription {
    serde_json::from_str(DESCRIPTION).unwrap()
}

#[test]
fn a_snapshot_is_made_now_or_later() {
    fn check<O: Operation<Output = Outcome<SnapshotDescription>>>() {
        let done = answer::<O>(200, &format!(r#"{{"result":{DESCRIPTION},"status":"ok","time":1.0}}"#));
        assert_eq!(done, Outcome::Completed(description()));
        assert_eq!(answer::<O>(202, r#"{"status":"accepted","time":0.0}"#), Outcome::Accepted);
        assert_eq!(answer::<O>(202, ""), Outcome::Accepted);
    }
    check::<CreateSnapshotRequest>();
    check::<CreateFullSnapshotRequest>();
    check::<CreateShardSnapshotRequest>();
}

#[test]
fn a_snapshot_is_deleted_and_recovered_now_or_later() {
    fn check<O: Operation<Output = Outcome<bool>>>() {
        let done = answer::<O>(200, r#"{"result":true,"status":"ok","time":1.0}"#);
        assert_eq!(done, Outcome::Completed(true));
        assert_eq!(answer::<O>(202, r#"{"status":"accepted","time":0.0}"#), Outcome::Accepted);
    }
    check::<DeleteSnapshotRequest>();
    check::<DeleteFullSnapshotRequest>();
    check::<DeleteShardSnapshotRequest>();
    check::<UploadSnapshot>();
    check::<UploadShardSnapshot>();
    check::<RecoverSnapshot>();
    check::<RecoverShardSnapshot>();
}

#[test]
fn snapshots_are_listed() {
    fn check<O: Operation<Output = Vec<SnapshotDescription>>>() {
        let list = answer::<O>(200, &format!(r#"{{"result":[{DESCRIPTION},{DESCRIPTION}],"status":"ok"}}"#));
        assert_eq!(list, [description(), description()]);
    }
    check::<ListSnapshotsRequest>();
    check::<ListFullSnapshotsRequest>();
    check::<ListShardSnapshotsRequest>();
}

#[tokio::test]
async fn a_file_is_read_out_of_a_collected_reply() {
    async fn check<O: Operation<Output = SnapshotFile>>() {
        let disposition = HeaderValue::from_static("attachment; filename=\"a.snapshot\"");
        let headers = HeaderMap::from_iter([(CONTENT_DISPOSITION, disposition)]);
        let reply = decode(O::KIND, StatusCode::OK, &headers, b"tar").unwrap();
        let file = O::output(reply.response).unwrap();
        assert_eq!((file.file_name.as_deref(), file.checksum.as_deref()), (Some("a.snapshot"), None));
        assert_eq!(file.content.length(), Some(3));
        assert_eq!(file.content.collect(3).await.unwrap(), "tar");
    }
    check::<DownloadSnapshot>().await;
    check::<DownloadFullSnapshot>().await;
    check::<DownloadShardSnapshot>().await;
    check::<StreamShardSnapshot>().await;
}

#[test]
fn what_a_server_refuses_is_an_error() {
    for (status, body, kind) in [
        (404, r#"{"status":{"error":"Not found: Snapshot `a`"},"time":0.0}"#, ErrorKind::NotFound),
        (503, r#"{"status":"already_in_progress","time":0.0}"#, ErrorKind::Unavailable),
        (400, r#"{"status":{"error":"Wrong input: checksum mismatch"}}"#, ErrorKind::InvalidRequest),
    ] {
        for operation in OperationKind::ALL.iter().filter(|operation| operation.streams()) {
            let status = StatusCode::from_u16(status).unwrap();
            let error = decode(*operation, status, &HeaderMap::new(), body.as_bytes()).unwrap_err();
            assert_eq!((error.kind(), error.operation()), (kind, Some(*operation)));
        }
    }
}
