//! The client against the server side of this crate, over a connection.

use std::sync::{Arc, Mutex};

use http::Response;
use http_body_util::BodyExt;
use qdrant_core::{
    ByteSource, ByteStream, DownloadSnapshot, Error, ErrorKind, Operation, OperationKind, Outcome,
    Reply as CoreReply, Request, SnapshotFile, TransportExt, UploadSnapshot,
};
use qdrant_rest::{RestTransport, decode_request, decode_upload, encode_error, serve_reply};

use crate::server::{MIB, Received, Reply, check, pattern, serve};

const LENGTH: u64 = 8 * MIB;
const NAMES: [(&str, &str); 2] = [("collection_name", "c"), ("snapshot_name", "a.snapshot")];

fn reply(result: Result<CoreReply, Error>) -> Reply {
    match result.and_then(|reply| serve_reply(&reply)) {
        Ok(reply) => reply.map(BodyExt::boxed),
        Err(error) => encode_error(&error).map(|text| qdrant_rest::ServedBody::from(text).boxed()),
    }
}

/// Takes uploads, and gives files.
async fn server() -> (RestTransport, Arc<Mutex<Vec<Result<u64, Error>>>>) {
    let uploads = Arc::<Mutex<Vec<_>>>::default();
    let kept = Arc::clone(&uploads);
    let (transport, _) = serve(move |request| {
        let kept = Arc::clone(&kept);
        async move {
            let (head, body) = request.into_parts();
            let query = head.uri.query().unwrap_or_default();
            if head.method == http::Method::GET {
                let download = decode_request(OperationKind::DownloadSnapshot, &NAMES, query, b"").unwrap();
                assert_eq!(download, DownloadSnapshot::new("c", "a.snapshot").into_request());
                let file = SnapshotFile::new(pattern(LENGTH).0.with_length(LENGTH)).file_name("ä.snapshot");
                return reply(Ok(CoreReply::new(DownloadSnapshot::into_response(file))));
            }
            let body = ByteStream::new(Received(body));
            let upload =
                decode_upload(OperationKind::UploadSnapshot, &NAMES, query, &head.headers, body).await;
            let Request::UploadSnapshot(upload) = (match upload {
                Ok(upload) => upload,
                Err(error) => return reply(Err(error)),
            }) else {
                panic!("an upload")
            };
            let received = check(0, upload.snapshot.open().unwrap()).await;
            let result =
                received.as_ref().map(|_| ()).map_err(|error| Error::new(error.kind(), error.to_string()));
            kept.lock().unwrap().push(received);
            reply(result.map(|()| CoreReply::new(UploadSnapshot::into_response(Outcome::Completed(true)))))
        }
    })
    .await;
    (transport, uploads)
}

#[tokio::test]
async fn files_go_both_ways() {
    let (transport, uploads) = server().await;
    let file = transport.call(DownloadSnapshot::new("c", "a.snapshot")).await.unwrap();
    assert_eq!((file.file_name.as_deref(), file.content.length()), (Some("ä.snapshot"), Some(LENGTH)));
    // What comes down goes up again, through memory but not into it.
    let source = ByteSource::once(file.content);
    assert_eq!(transport.call(UploadSnapshot::new("c", source)).await.unwrap(), Outcome::Completed(true));
    let uploads = uploads.lock().unwrap();
    assert_eq!(*uploads[0].as_ref().unwrap(), LENGTH);
}

#[tokio::test]
async fn bad_uploads_are_refused_with_words() {
    let (transport, _) = server().await;
    let error = transport.call(UploadSnapshot::new("c", vec![0]).checksum("0".repeat(64))).await;
    assert!(error.is_ok());
    for (content_type, body, expected) in [
        ("application/json", "{}", "expected the content type multipart/form-data"),
        ("multipart/form-data", "{}", "the content type has no boundary"),
        ("multipart/form-data; boundary=\"\"", "{}", "the content type has no boundary"),
        (&format!("multipart/form-data; boundary={}", "b".repeat(71)), "{}", "the boundary is too long"),
        ("multipart/form-data; boundary=b", "--b--", "the field `snapshot` is missing"),
        ("multipart/form-data; boundary=b", "--b\r\n", "the body ends before its last boundary"),
    ] {
        let request = http::Request::builder()
            .method("POST")
            .uri("/collections/c/snapshots/upload")
            .header("content-type", content_type)
            .body(bytes::Bytes::from_static(body.as_bytes()))
            .unwrap();
        let refused: Response<_> = transport.raw(request).await.unwrap();
        assert_eq!(refused.status(), 400, "{body}");
        let text = String::from_utf8(refused.into_body().into()).unwrap();
        assert!(text.contains(&format!("Format error in multipart body: {expected}")), "{text}");
    }
}

#[tokio::test]
async fn bad_parameters_of_an_upload_are_refused() {
    let (transport, _) = server().await;
    let request = |query: &str| {
        let file = "--b\r\ncontent-disposition: form-data; name=snapshot\r\n\r\n\r\n--b--";
        http::Request::builder()
            .method("POST")
            .uri(format!("/collections/c/snapshots/upload?{query}"))
            .header("content-type", "multipart/form-data; boundary=b")
            .body(bytes::Bytes::from_static(file.as_bytes()))
            .unwrap()
    };
    for (query, status) in [("wait=maybe", 400), ("priority=mine", 400), ("checksum=ab", 422), ("new=1", 200)]
    {
        assert_eq!(transport.raw(request(query)).await.unwrap().status(), status, "{query}");
    }
}

#[tokio::test]
async fn half_a_form_is_an_error_of_the_file() {
    let (transport, uploads) = server().await;
    let request = http::Request::builder()
        .method("POST")
        .uri("/collections/c/snapshots/upload")
        .header("content-type", "multipart/form-data; boundary=b")
        .body(bytes::Bytes::from_static(
            b"--b\r\ncontent-disposition: form-data; name=snapshot\r\n\r\n\x00\x01",
        ))
        .unwrap();
    assert_eq!(transport.raw(request).await.unwrap().status(), 400);
    let uploads = uploads.lock().unwrap();
    let error = uploads[0].as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.message().contains("ends before"), "{error}");
}
