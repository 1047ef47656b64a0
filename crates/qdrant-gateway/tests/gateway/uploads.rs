//! Snapshots that are uploaded over REST.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use qdrant_core::{ErrorKind, OperationKind, json};

use crate::fake::Fake;
use crate::fake_files::{CHECKSUM, Digest, LARGE, large};
use crate::http_client::{Connection, PATIENCE, exchange};

const LINE: &str = "POST /collections/c/snapshots/upload HTTP/1.1\r\nhost: g\r\n";
const FORM: &str = "content-type: multipart/form-data; boundary=XX\r\n";
const BEGIN: &str = "--XX\r\nContent-Disposition: form-data; name=\"snapshot\"; filename=\"s.snapshot\"\r\n\
                     Content-Type: application/octet-stream\r\n\r\n";
const END: &str = "\r\n--XX--\r\n";

fn head(collection: &str, length: u64) -> String {
    let line = LINE.replace("/c/", &format!("/{collection}/"));
    let length = length + (BEGIN.len() + END.len()) as u64;
    format!("{line}{FORM}content-length: {length}\r\n\r\n{BEGIN}")
}

/// Sends a small file with headers and a path of one's own.
async fn upload(running: &qdrant_gateway::Running, line: &str, headers: &str, body: &str) -> (u16, String) {
    let head = format!("{line} HTTP/1.1\n{headers}");
    let reply = exchange(running.rest_addr(), head.trim_end(), body.as_bytes()).await;
    (reply.status, String::from_utf8(reply.body).unwrap())
}

#[tokio::test]
async fn a_file_reaches_the_transport_with_what_is_said_about_it() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let body = format!("{BEGIN}a snapshot{END}");
    let form = FORM.trim_end();
    for (line, status, answer) in [
        ("POST /collections/c/snapshots/upload?wait=true", 200, json!("ok")),
        (
            "POST /collections/c/snapshots/upload?wait=false&priority=replica&checksum=CHECKSUM",
            202,
            json!("accepted"),
        ),
        ("POST /collections/c/shards/7/snapshots/upload?priority=no_sync", 200, json!("ok")),
    ] {
        let line = line.replace("CHECKSUM", CHECKSUM);
        let (answered, text) = upload(&running, &line, form, &body).await;
        let reply: qdrant_core::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((answered, &reply["status"]), (status, &answer), "{line}: {text}");
        let uploaded = fake.files.uploads.lock().unwrap().pop().unwrap().unwrap();
        assert_eq!(uploaded, Digest::of(b"a snapshot"));
    }
    let call = fake.only_call();
    assert_eq!(call.request.kind(), OperationKind::UploadShardSnapshot);
    let (status, text) =
        upload(&running, "POST /collections/c/snapshots/upload?priority=most", form, &body).await;
    assert_eq!(status, 400);
    assert!(text.contains("Deserialize error in query parameters: priority"), "{text}");
}

#[tokio::test]
async fn what_is_no_form_is_refused() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let form = FORM.trim_end();
    let zipped = format!("{form}\ncontent-encoding: gzip");
    for (headers, body, said) in [
        ("", "abc", "multipart/form-data"),
        ("content-type: application/json", "{}", "multipart/form-data"),
        ("content-type: multipart/form-data", "abc", "boundary"),
        (form, "", "ends before"),
        (form, "garbage", "ends before"),
        (form, "--XX\r\n\r\nx\r\n--XX--", "`snapshot` is missing"),
        (&zipped, "--XX--", "compressed"),
    ] {
        let (status, text) = upload(&running, "POST /collections/c/snapshots/upload", headers, body).await;
        assert_eq!(status, 400, "{headers:?} {body:?}: {text}");
        assert!(text.contains("Format error in multipart body") && text.contains(said), "{text}");
    }
    assert!(fake.calls().is_empty() && fake.files.uploads.lock().unwrap().is_empty());

    // The file began well and has no end.
    let (status, text) =
        upload(&running, "POST /collections/c/snapshots/upload", form, &format!("{BEGIN}a snap")).await;
    assert_eq!(status, 400, "{text}");
    let error = fake.files.uploads.lock().unwrap().pop().unwrap().unwrap_err();
    assert_eq!(error, ErrorKind::InvalidRequest);
    assert_eq!(
        upload(&running, "POST /collections/c/snapshots/upload", form, &format!("{BEGIN}{END}")).await.0,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_is_never_held_and_is_no_json() {
    let fake = Fake::new();
    let running = fake.serve_with(|gateway| gateway.max_body_size(1_000)).await;
    let mut connection = Connection::open(running.rest_addr()).await;
    connection.write(head("waits", LARGE).as_bytes()).await;
    // Nobody reads, so that no more goes through than sockets hold.
    let (body, mut written) = (large(), 0);
    loop {
        match connection.write_some(&body[written..]).await {
            0 => break,
            taken => written += taken,
        }
    }
    assert!(written > 0 && written < body.len() * 3 / 4, "{written}");
    fake.files.go_on.notify_one();
    connection.write(&body[written..]).await;
    connection.write(END.as_bytes()).await;
    assert_eq!(connection.receive(true).await.unwrap().status, 200);
    let uploaded = fake.files.uploads.lock().unwrap().pop().unwrap().unwrap();
    assert_eq!(uploaded, Digest::of_large());
    assert_eq!(connection.exchange("GET /healthz HTTP/1.1", b"").await.status, 200);
}

#[tokio::test]
async fn an_upload_comes_in_chunks_and_waits_for_its_turn() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let mut connection = Connection::open(running.rest_addr()).await;
    let head = format!("{LINE}{FORM}transfer-encoding: chunked\r\nexpect: 100-continue\r\n\r\n");
    connection.write(head.as_bytes()).await;
    let interim = tokio::time::timeout(PATIENCE, connection.head()).await.unwrap().unwrap();
    assert_eq!(interim.status, 100);
    for part in [BEGIN, "a snap", "shot", END] {
        connection.write(format!("{:x}\r\n{part}\r\n", part.len()).as_bytes()).await;
    }
    connection.write(b"0\r\n\r\n").await;
    assert_eq!(connection.receive(true).await.unwrap().status, 200);
    assert_eq!(fake.files.uploads.lock().unwrap().pop().unwrap().unwrap(), Digest::of(b"a snapshot"));
}

#[tokio::test]
async fn a_client_that_leaves_ends_its_upload() {
    let fake = Fake::new();
    let running = fake.serve().await;
    for closes_only_its_half in [false, true] {
        let mut connection = Connection::open(running.rest_addr()).await;
        connection.write(head("c", 1_000_000).as_bytes()).await;
        connection.write(b"a snap").await;
        tokio::time::timeout(PATIENCE, async {
            while fake.files.read.load(Ordering::SeqCst) < 6 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await
        .expect("the upload does not begin");
        fake.files.read.store(0, Ordering::SeqCst);
        if closes_only_its_half {
            connection.finish().await;
            let reply = connection.receive(true).await;
            assert!(reply.as_ref().is_none_or(|reply| reply.status == 400), "{reply:?}");
        } else {
            drop(connection);
        }
        // Its future may be dropped before it sees the error; either way nothing of it is left.
        tokio::time::timeout(Duration::from_millis(500), fake.files.ended.notified()).await.ok();
        let ended = fake.files.uploads.lock().unwrap().pop();
        assert!(ended.as_ref().is_none_or(Result::is_err), "{ended:?}");
    }
    tokio::time::timeout(Duration::from_secs(5), running.shutdown()).await.expect("an upload goes on");
    assert_eq!(Arc::strong_count(&fake), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_is_refused_gets_to_read_why() {
    let fake = Fake::new();
    let running = fake.serve().await;
    let mut connection = Connection::open(running.rest_addr()).await;
    connection.write(head("declined", LARGE).as_bytes()).await;
    connection.write(&large()).await;
    connection.write(END.as_bytes()).await;
    let reply = connection.receive(true).await.unwrap();
    assert_eq!(reply.status, 501);
    assert!(reply.error().contains("`upload_snapshot`"), "{reply:?}");
    assert_eq!(connection.exchange("GET /healthz HTTP/1.1", b"").await.status, 200);
}

#[tokio::test]
async fn uploads_have_a_limit_of_their_own() {
    let fake = Fake::new();
    let limit = (BEGIN.len() + END.len() + 10) as u64;
    let running = fake.serve_with(|gateway| gateway.max_upload_size(limit)).await;
    let form = FORM.trim_end();
    let line = "POST /collections/c/snapshots/upload";
    assert_eq!(upload(&running, line, form, &format!("{BEGIN}a snapshot{END}")).await.0, 200);
    let (status, text) = upload(&running, line, form, &format!("{BEGIN}a snapshots{END}")).await;
    assert_eq!(status, 413, "{text}");
    assert!(text.contains(&format!("limit ({limit} bytes)")), "{text}");
    assert_eq!(fake.files.uploads.lock().unwrap().len(), 1);

    let mut connection = Connection::open(running.rest_addr()).await;
    connection.write(format!("{LINE}{FORM}transfer-encoding: chunked\r\n\r\n").as_bytes()).await;
    for part in [BEGIN, "a snapshot", &"x".repeat(100_000), END] {
        connection.write(format!("{:x}\r\n{part}\r\n", part.len()).as_bytes()).await;
    }
    connection.write(b"0\r\n\r\n").await;
    assert_eq!(connection.receive(true).await.unwrap().status, 413);

    // Who waits to be asked for the body is told at once.
    let mut connection = Connection::open(running.rest_addr()).await;
    let head = head("c", LARGE).replace("content-length", "expect: 100-continue\r\ncontent-length");
    connection.write(head.strip_suffix(BEGIN).unwrap().as_bytes()).await;
    assert_eq!(connection.receive(true).await.unwrap().status, 413);
}
