//! Calls over a real socket, to servers that behave and servers that do not.

#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers as well")]

mod clock;
mod credentials;
mod server;
mod times;

use std::time::Duration;

use hyper::body::Bytes;
use prost::Message;
use qdrant_core::{
    Call, CallOptions, CountPoints, CreateCollection, Error, ErrorKind, HealthzRequest, OperationKind,
    PointStruct, QueryPointGroups, QueryPoints, Transport, TransportExt, UpsertPoints,
};
use qdrant_grpc::GrpcTransport;
use qdrant_grpc::proto::qdrant as proto;
use qdrant_http::{Auth, Endpoint, HttpConfig, HttpStack, Protocol, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use self::server::{Answer, frame, headers, start};

fn config(port: u16) -> HttpConfig {
    let retry = RetryPolicy { initial_backoff: Duration::from_millis(1), ..RetryPolicy::default() };
    HttpConfig::new(Endpoint::http("127.0.0.1", port)).retry(retry)
}

fn transport(port: u16) -> GrpcTransport {
    GrpcTransport::new(HttpStack::new(config(port), Protocol::Http2).unwrap())
}

fn counted(count: u64) -> Answer {
    let result = Some(proto::CountResult { count });
    Answer::message(&proto::CountResponse { result, time: 0.25, usage: None })
}

async fn count(transport: &GrpcTransport) -> Result<u64, Error> {
    transport.call(CountPoints::new("c")).await
}

#[tokio::test]
async fn a_call_goes_out_as_grpc_wants_it_and_comes_back() {
    let (port, requests) = start(vec![counted(42)]).await;
    let stack = HttpStack::new(config(port).auth(Some(Auth::api_key("secret"))), Protocol::Http2).unwrap();
    let options = CallOptions::default().timeout(Duration::from_secs(7)).header("x-request-id", "9");
    let answer = GrpcTransport::new(stack).call_with(CountPoints::new("c"), options).await.unwrap();
    assert_eq!((answer.output, answer.meta.attempts), (42, 1));
    assert_eq!(answer.meta.time, Some(Duration::from_millis(250)));

    let (parts, body) = requests.lock().unwrap().pop().unwrap();
    assert_eq!((parts.method.as_str(), parts.uri.path()), ("POST", "/qdrant.Points/Count"));
    for (name, value) in [
        ("content-type", "application/grpc"),
        ("te", "trailers"),
        ("grpc-timeout", "7700000u"),
        ("x-request-id", "9"),
        ("api-key", "secret"),
    ] {
        assert_eq!(parts.headers[name], value);
    }
    assert!(
        !parts.headers.contains_key("grpc-encoding") && !parts.headers.contains_key("grpc-accept-encoding")
    );
    assert_eq!(
        body,
        frame(
            &proto::CountPoints { collection_name: "c".into(), timeout: Some(7), ..Default::default() }
                .encode_to_vec(),
            false
        )
    );
}

#[tokio::test]
async fn the_servers_own_time_gets_a_grace() {
    let (port, requests) = start(vec![counted(42)]).await;
    transport(port).call(CountPoints::new("c").timeout(Duration::from_secs(2))).await.unwrap();
    let (parts, _) = requests.lock().unwrap().pop().unwrap();
    assert_eq!(parts.headers["grpc-timeout"], "2500000u");
}

#[tokio::test]
async fn a_status_in_the_trailers_is_the_error() {
    let status = [("grpc-status", "5"), ("grpc-message", "Not found: Collection `c` doesn't exist%21")];
    let (port, _) = start(vec![Answer::status(&status)]).await;
    let error = count(&transport(port)).await.unwrap_err();
    assert_eq!(error.to_string(), "not found: Not found: Collection `c` doesn't exist!");
    assert_eq!(error.server().unwrap().grpc_code, Some(5));
    assert_eq!((error.operation(), error.transport()), (Some(OperationKind::CountPoints), Some("grpc")));
    assert_eq!(error.attempts(), Some(1));
}

#[tokio::test]
async fn a_status_in_the_head_is_the_error() {
    let headers =
        headers(&[("content-type", "application/grpc"), ("grpc-status", "3"), ("grpc-message", "bad")]);
    let (port, _) = start(vec![Answer { status: 200, headers, body: Bytes::new(), trailers: None }]).await;
    assert_eq!(count(&transport(port)).await.unwrap_err().to_string(), "invalid request: bad");
}

#[tokio::test]
async fn what_may_pass_is_sent_again_as_it_was() {
    let unavailable = Answer::status(&[("grpc-status", "14"), ("grpc-message", "starting")]);
    let result = proto::UpdateResult { operation_id: Some(7), status: proto::UpdateStatus::Completed.into() };
    let done = proto::PointsOperationResponse { result: Some(result), time: 0.0, usage: None };
    let (port, requests) = start(vec![unavailable.clone(), unavailable, Answer::message(&done)]).await;
    let points = vec![PointStruct::new(1, vec![0.5; 1000], [("a", 1)])];
    let upsert = UpsertPoints::new("c", points);
    let answer = transport(port).call_with(upsert, CallOptions::default()).await.unwrap();
    assert_eq!((answer.output.operation_id, answer.meta.attempts), (Some(7), 3));
    let bodies: Vec<Bytes> = requests.lock().unwrap().drain(..).map(|(_, body)| body).collect();
    assert!(bodies.len() == 3 && bodies.iter().all(|body| *body == bodies[0]));
    assert_eq!(proto::UpsertPoints::decode(&bodies[0][5..]).unwrap().points.len(), 1);
}

#[tokio::test]
async fn what_must_happen_once_is_not_sent_again() {
    let (port, requests) = start(vec![Answer::status(&[("grpc-status", "14")])]).await;
    let error = transport(port).call(CreateCollection::new("c")).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unavailable, Some(1)));
    assert_eq!(requests.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_rate_limit_tells_how_long_to_wait() {
    let (port, _) = start(vec![Answer::status(&[("grpc-status", "8"), ("retry-after", "99")])]).await;
    let error = count(&transport(port)).await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(Duration::from_secs(99))));
}

#[tokio::test]
async fn a_full_disk_is_no_rate_limit() {
    let full = [("grpc-status", "8"), ("qdrant-insufficient-storage", "1")];
    let (port, requests) = start(vec![Answer::status(&full)]).await;
    assert_eq!(count(&transport(port)).await.unwrap_err().kind(), ErrorKind::InsufficientStorage);
    assert_eq!(requests.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_page_is_not_taken_for_an_answer() {
    let page = Answer {
        status: 200,
        headers: headers(&[("content-type", "text/html")]),
        body: Bytes::from_static(b"<html>\n<title>Welcome</title></html>"),
        trailers: None,
    };
    let (port, _) = start(vec![page]).await;
    let error = count(&transport(port)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongProtocol);
    assert!(error.message().contains("text/html") && error.message().contains("6334"), "{error}");
}

#[tokio::test]
async fn a_reply_that_lost_its_trailers_is_not_taken_for_a_good_one() {
    let (port, _) = start(vec![Answer { trailers: None, ..counted(42) }]).await;
    let error = count(&transport(port)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.message().contains("trailers"), "{error}");
}

#[tokio::test]
async fn the_rest_port_is_told_apart() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut preface = [0; 24];
                socket.read_exact(&mut preface).await.unwrap();
                socket.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await.unwrap();
                // Until the client hangs up.
                let _ = socket.read_to_end(&mut Vec::new()).await;
            });
        }
    });
    let error = count(&transport(port)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongProtocol, "{error:?}");
}

#[tokio::test]
async fn a_stack_for_rest_is_refused() {
    let stack = HttpStack::new(config(9), Protocol::Http1).unwrap();
    let error = count(&GrpcTransport::new(stack)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.is_not_sent(), "{error:?}");
}

#[tokio::test]
async fn nobody_at_home_is_a_failed_connection() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = count(&transport(port)).await.unwrap_err();
    assert!(error.is_connect() && error.is_not_sent(), "{error:?}");
    assert_eq!((error.operation(), error.transport()), (Some(OperationKind::CountPoints), Some("grpc")));
}

#[tokio::test]
async fn what_an_old_server_lacks_is_named() {
    let (port, requests) = start(vec![Answer::status(&[("grpc-status", "12")])]).await;
    let query = QueryPointGroups::new("c", "document").query([0.5]);
    let error = transport(port).call(query).await.unwrap_err();
    assert!(error.is_unsupported() && !error.is_not_sent());
    assert!(error.message().contains("`query_points_groups`"), "{error}");
    assert_eq!(error.operation(), Some(OperationKind::QueryPointsGroups));
    assert_eq!(error.server().unwrap().grpc_code, Some(12));
    assert_eq!(requests.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_silent_server_is_given_up_at_the_deadline() {
    let (port, _) = start(Vec::new()).await;
    let options = CallOptions::default().timeout(Duration::from_millis(50));
    let error = transport(port).call_with(CountPoints::new("c"), options).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn messages_are_compressed_both_ways_if_asked_for() {
    use std::io::{Read, Write};

    let Answer { headers: mut head, .. } = counted(42);
    head.insert("grpc-encoding", "gzip".parse().unwrap());
    let message =
        proto::CountResponse { result: Some(proto::CountResult { count: 42 }), time: 0.0, usage: None };
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(&message.encode_to_vec()).unwrap();
    let body = frame(&packer.finish().unwrap(), true);
    let (port, requests) = start(vec![Answer { headers: head, body, ..counted(42) }]).await;
    let transport = transport(port).gzip(true);
    let name = "c".repeat(100);
    assert_eq!(transport.call(CountPoints::new(&name)).await.unwrap(), 42);

    let (parts, body) = requests.lock().unwrap().pop().unwrap();
    assert_eq!(
        (&parts.headers["grpc-encoding"], &parts.headers["grpc-accept-encoding"]),
        (&"gzip".parse().unwrap(), &"gzip".parse().unwrap())
    );
    assert_eq!(body[0], 1);
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&body[5..]).read_to_end(&mut unpacked).unwrap();
    assert_eq!(proto::CountPoints::decode(unpacked.as_slice()).unwrap().collection_name, name);

    // What does not shrink is sent as it is.
    count(&transport).await.unwrap();
    let (_, body) = requests.lock().unwrap().pop().unwrap();
    assert_eq!(body[0], 0);
    assert_eq!(proto::CountPoints::decode(&body[5..]).unwrap().collection_name, "c");
}

#[tokio::test]
async fn a_reply_over_the_limit_is_refused() {
    let (port, _) = start(vec![counted(42)]).await;
    let error = count(&transport(port).max_message_bytes(3)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.message().contains("max_message_bytes"), "{error}");
}

#[tokio::test]
async fn a_long_reply_is_read_as_well() {
    let point = |number| proto::ScoredPoint {
        id: Some(proto::PointId { point_id_options: Some(proto::point_id::PointIdOptions::Num(number)) }),
        score: 0.5,
        payload: [(
            "text".to_owned(),
            proto::Value { kind: Some(proto::value::Kind::StringValue("x".repeat(900))) },
        )]
        .into(),
        ..Default::default()
    };
    let reply = proto::QueryResponse { result: (0..2_000).map(point).collect(), time: 0.5, usage: None };
    assert!(reply.encoded_len() > 1 << 20);
    let (port, _) = start(vec![Answer::message(&reply)]).await;
    let points = transport(port).call(QueryPoints::new("c").limit(2_000)).await.unwrap();
    assert_eq!(points.len(), 2_000);
    assert_eq!(points[1_999].id, 1_999.into());
}

#[tokio::test]
async fn any_rpc_can_be_called_by_its_path() {
    let reply = proto::ListSnapshotsResponse { snapshot_descriptions: Vec::new(), time: 0.5 };
    let (port, requests) =
        start(vec![Answer::message(&reply), Answer::status(&[("grpc-status", "5")])]).await;
    let transport = transport(port);
    let message = proto::ListSnapshotsRequest { collection_name: "c".into() }.encode_to_vec();
    let answer = transport.raw("/qdrant.Snapshots/List", message.clone().into()).await.unwrap();
    assert_eq!(proto::ListSnapshotsResponse::decode(answer).unwrap(), reply);
    let error = transport.raw("/qdrant.Snapshots/List", message.into()).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(requests.lock().unwrap()[0].0.uri.path(), "/qdrant.Snapshots/List");
    let error = transport.raw("http://elsewhere/x", Bytes::new()).await.unwrap_err();
    assert!(error.is_not_sent(), "{error:?}");
}

#[tokio::test]
async fn a_raw_call_takes_options_and_is_judged_by_its_status() {
    let busy = Answer::status(&[("grpc-status", "14")]);
    let (port, requests) = start(vec![busy.clone(), busy, counted(42)]).await;
    let transport = transport(port);
    let options = CallOptions::default().timeout(Duration::from_secs(3)).header("x-a", "1");
    // What is no operation here is done once, also when the server asks for more.
    let error = transport.raw_with("/own.Service/Do", Bytes::new(), options.clone()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Unavailable, Some(1)));
    assert_eq!(error.operation(), None);
    transport.raw_with("/qdrant.Points/Count", Bytes::new(), options).await.unwrap();
    let requests = std::mem::take(&mut *requests.lock().unwrap());
    assert_eq!(requests.len(), 3, "a read is repeated");
    for (parts, _) in requests {
        assert!(parts.headers["grpc-timeout"] == "3000000u" && parts.headers["x-a"] == "1", "{parts:?}");
    }

    let (silent, _) = start(Vec::new()).await;
    let options = CallOptions::default().timeout(Duration::from_millis(50));
    let error = self::transport(silent).raw_with("/own.Service/Do", Bytes::new(), options).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn what_grpc_lacks_is_declined() {
    let transport = transport(9);
    let call = Call::new(HealthzRequest {});
    assert!(transport.execute(call).await.unwrap_err().is_unsupported());
    let info = transport.info();
    assert_eq!((&*info.name, info.address.as_deref()), ("grpc", Some("http://127.0.0.1:9")));
    assert!(!info.capabilities.contains(OperationKind::Healthz));
    assert!(info.capabilities.contains(OperationKind::QueryPoints));
}

#[tokio::test]
async fn a_closed_transport_says_so() {
    let (port, _) = start(vec![counted(42)]).await;
    let transport = transport(port);
    count(&transport).await.unwrap();
    transport.close().await;
    assert_eq!(count(&transport).await.unwrap_err().kind(), ErrorKind::Closed);
}
