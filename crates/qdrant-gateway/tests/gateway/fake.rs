//! A transport that answers without an engine behind it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use qdrant_core::{
    Call, Capabilities, CollectionDescription, CollectionExistsRequest, CountPoints, DeleteCollection, Error,
    ErrorKind, GetPoints, HardwareUsage, HealthCheckRequest, HealthzRequest, ListAliasesRequest,
    ListCollectionsRequest, Operation, OperationKind, Reply, Request, SharedTransport, Transport,
    TransportInfo, UpdateResult, UpdateStatus, UpsertPoints, Usage, VersionInfo,
};
use qdrant_gateway::{Gateway, Running};
use tokio::sync::Notify;

use crate::http_client::PATIENCE;

/// Answers by the name of the collection, and remembers what it was asked.
#[derive(Debug, Default)]
pub(crate) struct Fake {
    calls: Mutex<Vec<Call>>,
    /// Said when a call has arrived that waits.
    waiting: Notify,
    /// Lets a call on that waits.
    pub(crate) go_on: Notify,
}

impl Fake {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Returns the calls since the last time, and forgets them.
    pub(crate) fn calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }

    /// Returns the one call since the last time.
    pub(crate) fn only_call(&self) -> Call {
        let mut calls = self.calls();
        assert_eq!(calls.len(), 1, "{calls:?}");
        calls.remove(0)
    }

    /// Waits until a call has arrived that waits itself.
    pub(crate) async fn has_a_call(&self) {
        tokio::time::timeout(PATIENCE, self.waiting.notified()).await.expect("no call arrived");
    }

    /// Serves the transport on free ports.
    pub(crate) async fn serve(self: &Arc<Self>) -> Running {
        self.serve_with(|gateway| gateway).await
    }

    pub(crate) async fn serve_with(self: &Arc<Self>, configure: impl FnOnce(Gateway) -> Gateway) -> Running {
        let transport: SharedTransport = Arc::clone(self) as SharedTransport;
        configure(Gateway::new(transport)).bind("127.0.0.1:0", "127.0.0.1:0").await.unwrap()
    }
}

#[async_trait]
impl Transport for Fake {
    fn info(&self) -> TransportInfo {
        TransportInfo::new("fake", Capabilities::all())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are declined")]
    async fn execute(&self, call: Call) -> Result<Reply, Error> {
        self.calls.lock().unwrap().push(call.clone());
        let collection = call.request.collection_name().unwrap_or_default().to_owned();
        match collection.as_str() {
            "missing" => return Err(Error::new(ErrorKind::NotFound, "Collection `missing` doesn't exist!")),
            "busy" => {
                let error = Error::new(ErrorKind::RateLimited, "slow down");
                return Err(error.with_retry_after(Duration::from_secs(7)));
            }
            "full" => return Err(Error::new(ErrorKind::InsufficientStorage, "no room")),
            "panic" => panic!("the fake panics"),
            "slow" => {
                self.waiting.notify_one();
                self.go_on.notified().await;
            }
            "confused" => return Ok(Reply::new(CountPoints::into_response(1))),
            _ => {}
        }
        let reply = match call.request {
            Request::GetVersionInfo(_) => Reply::new(HealthCheckRequest::into_response(VersionInfo {
                title: "fake".into(),
                version: "1.19.0".into(),
                commit: None,
            })),
            Request::Healthz(_) => Reply::new(HealthzRequest::into_response("healthz check passed".into())),
            Request::Readyz(_) => {
                return Err(Error::new(ErrorKind::Unavailable, "some shards are not ready"));
            }
            Request::ListCollections(_) => Reply::new(ListCollectionsRequest::into_response(
                (0..1_000).map(|number| CollectionDescription::new(format!("collection-{number}"))).collect(),
            )),
            Request::CollectionExists(request) => {
                Reply::new(CollectionExistsRequest::into_response(request.collection_name != "absent"))
            }
            Request::DeleteCollection(_) => Reply::new(DeleteCollection::into_response(true)),
            Request::ListAliases(_) => Reply::new(ListAliasesRequest::into_response(Vec::new())),
            Request::UpsertPoints(request) => Reply::new(UpsertPoints::into_response(UpdateResult {
                operation_id: Some(request.points.len() as u64),
                status: UpdateStatus::Completed,
            })),
            Request::GetPoints(_) => Reply::new(GetPoints::into_response(Vec::new())),
            Request::CountPoints(_) => {
                let mut reply = Reply::new(CountPoints::into_response(7));
                if collection == "measured" {
                    let hardware = HardwareUsage { cpu: 3, ..HardwareUsage::default() };
                    reply.meta =
                        reply.meta.with_usage(Some(Usage { hardware: Some(hardware), inference: None }));
                    reply.meta = reply.meta.with_time_secs(0.25);
                }
                reply
            }
            other => return Err(Error::unsupported(other.kind(), "fake")),
        };
        Ok(reply)
    }
}

/// An operation that the fake declines.
pub(crate) const DECLINED: OperationKind = OperationKind::Facet;
