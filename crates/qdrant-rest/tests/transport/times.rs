//! How long server and client wait, with a clock that is held.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use qdrant_core::{CallOptions, CountPoints, ErrorKind, Payload, PointStruct, TransportExt, UpsertPoints};
use qdrant_http::timeouts::Timeouts;
use qdrant_http::{Endpoint, HttpConfig, HttpStack, Protocol, RetryPolicy};
use qdrant_rest::RestTransport;
use tokio::time::{Instant, sleep};

use crate::clock::{STEP, run};
use crate::{reply, served};

/// A server that gives up when it was told to, and says so a little later; or a silent one.
async fn server(answers: bool) -> u16 {
    served(move |request| async move {
        sleep(Duration::from_secs(told_in(&request)) + Duration::from_millis(200)).await;
        if !answers {
            std::future::pending::<()>().await;
        }
        reply(408, "", GAVE_UP)
    })
    .await
}

const GAVE_UP: &str = r#"{"status":{"error":"Operation timed out"},"time":0.0}"#;

/// Returns the seconds that a request says.
fn told_in(request: &str) -> u64 {
    let (_, rest) = request.split_once("timeout=").unwrap();
    rest.split([' ', '&']).next().unwrap().parse().unwrap()
}

/// A client whose own time is far too short.
fn transport(port: u16) -> RestTransport {
    let config = HttpConfig::new(Endpoint::http("127.0.0.1", port))
        .timeout(Duration::from_millis(10))
        .retry(RetryPolicy::none());
    RestTransport::new(HttpStack::new(config, Protocol::Http1).unwrap())
}

async fn gives_up(call: Option<Duration>, own: Option<Duration>) {
    let mut options = CallOptions::default();
    options.timeout = call;
    let mut operation = CountPoints::new("c");
    operation.timeout = own;
    let told = transport(server(true).await);
    let error = told.call_with(operation.clone(), options.clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.server().map(|server| server.http_status), Some(Some(408)), "{call:?} {own:?}: {error}");

    let deaf = transport(server(false).await);
    let start = Instant::now();
    let error = deaf.call_with(operation, options).await.unwrap_err();
    assert!(error.is_timeout() && error.server().is_none(), "{error:?}");
    let waits = Timeouts::new(call, own).client.unwrap();
    assert!(start.elapsed() >= waits && start.elapsed() <= waits + STEP * 3, "{:?}", start.elapsed());
}

#[test]
fn the_answer_of_a_server_that_gave_up_arrives() {
    let seconds = |time: f64| Some(Duration::from_secs_f64(time));
    run(async {
        for call in [1.0, 1.3, 7.0, 30.0] {
            gives_up(seconds(call), None).await;
        }
        gives_up(None, seconds(0.5)).await;
        gives_up(seconds(20.0), seconds(3.0)).await;
    });
}

#[test]
fn a_call_below_a_second_ends_when_it_says() {
    run(async {
        let transport = transport(server(true).await);
        let start = Instant::now();
        let options = CallOptions::default().timeout(Duration::from_millis(400));
        let error = transport.call_with(CountPoints::new("c"), options).await.unwrap_err();
        assert!(error.is_timeout() && error.server().is_none(), "{error:?}");
        assert!(start.elapsed() <= Duration::from_millis(400) + STEP * 3, "{:?}", start.elapsed());
    });
}

/// A server that is busy for nine seconds, and then does as it is told; it keeps what it was told.
async fn busy_at_first() -> (u16, Arc<Mutex<Vec<u64>>>) {
    let told = Arc::<Mutex<Vec<u64>>>::default();
    let log = Arc::clone(&told);
    let port = served(move |request| {
        let seconds = told_in(&request);
        let is_first = {
            let mut log = log.lock().unwrap();
            log.push(seconds);
            log.len() == 1
        };
        async move {
            if is_first {
                sleep(Duration::from_secs(9)).await;
                return reply(503, "", "busy");
            }
            sleep(Duration::from_secs(seconds) + Duration::from_millis(200)).await;
            reply(408, "", GAVE_UP)
        }
    });
    (port.await, told)
}

#[test]
fn an_attempt_that_is_repeated_tells_what_is_left_and_has_its_answer() {
    run(async {
        let point = || PointStruct::new(1, vec![0.5], Payload::new());
        let (port, told) = busy_at_first().await;
        let config = HttpConfig::new(Endpoint::http("127.0.0.1", port));
        let transport = RestTransport::new(HttpStack::new(config, Protocol::Http1).unwrap());
        let options = CallOptions::default().timeout(Duration::from_secs(10));
        let upsert = UpsertPoints::new("c", vec![point()]).wait(true);
        let error = transport.call_with(upsert, options).await.unwrap_err();
        assert_eq!(error.server().map(|server| server.http_status), Some(Some(408)), "{error:?}");
        assert_eq!((error.attempts(), told.lock().unwrap().as_slice()), (Some(2), &[10, 1][..]));

        // The time of the operation is told instead of that of the call, and shrinks as well.
        let (port, told) = busy_at_first().await;
        let config = HttpConfig::new(Endpoint::http("127.0.0.1", port));
        let transport = RestTransport::new(HttpStack::new(config, Protocol::Http1).unwrap());
        let options = CallOptions::default().timeout(Duration::from_secs(20));
        let upsert = UpsertPoints::new("c", vec![point()]).timeout(Duration::from_secs(15));
        transport.call_with(upsert, options).await.unwrap_err();
        let seconds = told.lock().unwrap().clone();
        assert!(seconds[0] == 15 && (11..=12).contains(&seconds[1]), "{seconds:?}");
    });
}

#[test]
fn an_attempt_that_is_given_up_early_tells_that() {
    run(async {
        let (port, told) = busy_at_first().await;
        let config = HttpConfig::new(Endpoint::http("127.0.0.1", port))
            .attempt_timeout(Duration::from_secs(2))
            .retry(RetryPolicy::none());
        let transport = RestTransport::new(HttpStack::new(config, Protocol::Http1).unwrap());
        let options = CallOptions::default().timeout(Duration::from_secs(10));
        assert!(transport.call_with(CountPoints::new("c"), options).await.unwrap_err().is_timeout());
        assert_eq!(*told.lock().unwrap(), [2]);
    });
}
