//! A transport that answers without an engine behind it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use qdrant_core::{
    Call, Capabilities, CollectionDescription, CollectionExistsRequest, CountPoints, DeleteCollection, Error,
    ErrorKind, GetPoint, GetPoints, GrpcHealthCheckRequest, HardwareUsage, HealthCheckRequest,
    HealthzRequest, ListAliasesRequest, ListCollectionsRequest, MetricsRequest, Operation, OperationKind,
    PointId, Reply, Request, RetrievedPoint, ScoredPoint, SearchPoints, ServingStatus, SharedTransport,
    TelemetryRequest, Transport, TransportInfo, UpdateResult, UpdateStatus, UpsertPoints, Usage, VersionInfo,
    json,
};
use qdrant_gateway::{Gateway, Running};
use tokio::sync::Notify;

use crate::fake_files::Files;
use crate::http_client::PATIENCE;

/// Answers by the name of the collection, and remembers what it was asked.
#[derive(Debug, Default)]
pub(crate) struct Fake {
    calls: Mutex<Vec<Call>>,
    /// Said when a call has arrived that waits.
    waiting: Notify,
    /// Lets a call on that waits.
    pub(crate) go_on: Notify,
    pub(crate) files: Files,
    /// Whether health is reported, and which.
    pub(crate) health: Mutex<Option<ServingStatus>>,
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
        // Who remembers an upload holds the stream of its body.
        if call.request.kind() != OperationKind::UploadSnapshot {
            self.calls.lock().unwrap().push(call.clone());
        }
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
            Request::GetPoints(request) => {
                let known = |id: &&PointId| **id == PointId::Num(9);
                let points = request.ids.iter().filter(known).cloned().map(retrieved);
                Reply::new(GetPoints::into_response(points.collect()))
            }
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
            Request::GrpcHealthCheck(request) => match &*self.health.lock().unwrap() {
                Some(_) if request.service == "gone" => {
                    return Err(Error::new(ErrorKind::NotFound, "no such service"));
                }
                Some(status) => Reply::new(GrpcHealthCheckRequest::into_response(status.clone())),
                None => return Err(Error::unsupported(OperationKind::GrpcHealthCheck, "fake")),
            },
            Request::Telemetry(_) => {
                let data = json!({"id": "t", "app": {"name": "fake", "version": "1.19.0"}, "new": {"a": 1}});
                Reply::new(TelemetryRequest::into_response(serde_json::from_value(data).unwrap()))
            }
            Request::Metrics(_) => Reply::new(MetricsRequest::into_response("# TYPE a gauge\na 1\n".into())),
            Request::SearchPoints(_) => Reply::new(SearchPoints::into_response(vec![scored()])),
            Request::GetPoint(request) => Reply::new(GetPoint::into_response(retrieved(request.id))),
            other => return self.files.answer(other).await,
        };
        Ok(reply)
    }
}

fn retrieved(id: PointId) -> RetrievedPoint {
    let point = json!({"id": id, "payload": {"a": 1}, "vector": [0.5]});
    serde_json::from_value(point).unwrap()
}

fn scored() -> ScoredPoint {
    serde_json::from_value(json!({"id": 9, "version": 2, "score": 0.5})).unwrap()
}

/// An operation that the fake declines.
pub(crate) const DECLINED: OperationKind = OperationKind::Facet;
