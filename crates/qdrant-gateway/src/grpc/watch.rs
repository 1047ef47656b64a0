//! Health that is told whenever it changes.

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use http::{Request as HttpRequest, Response as HttpResponse};
use http_body::Body as HttpBody;
use qdrant_core::{
    Error, GrpcHealthCheckRequest, Operation, OperationKind, Reply, Request, ServingStatus, SharedTransport,
};
use tokio::sync::watch::Receiver;
use tokio::time::Instant;
use tonic::body::Body;
use tonic::server::{Grpc, ServerStreamingService};
use tonic::{Response, Status};

use super::arrived::Arrived;
use super::codec::BytesCodec;
use super::health;
use super::status::status;
use crate::execute::Context;

/// The longest request, in bytes; it is the name of a service.
const LONGEST: usize = 1 << 20;

/// How often the transport is asked.
const INTERVAL: Duration = Duration::from_secs(1);

/// A call that watches the health of a service.
#[derive(Debug)]
pub(crate) struct Watch {
    pub(crate) transport: SharedTransport,
    pub(crate) context: Context,
    /// Closed when the gateway stops.
    pub(crate) stopping: Option<Receiver<()>>,
}

type Messages = Pin<Box<dyn Stream<Item = Result<Bytes, Status>> + Send>>;

impl ServerStreamingService<Bytes> for Watch {
    type Response = Bytes;
    type ResponseStream = Messages;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Messages>, Status>> + Send>>;

    fn call(&mut self, request: tonic::Request<Bytes>) -> Self::Future {
        let (transport, context, stopping) =
            (SharedTransport::clone(&self.transport), self.context.clone(), self.stopping.clone());
        Box::pin(async move {
            let message = request.into_inner();
            let decoded = qdrant_grpc::decode_request(OperationKind::GrpcHealthCheck, &message);
            let Request::GrpcHealthCheck(request) = decoded.map_err(|error| status(&error))? else {
                return Err(Status::internal("the message was read as another one"));
            };
            let deadline = context.options.timeout.map(|limit| Instant::now() + limit);
            let watcher = Watcher {
                transport,
                request: *request,
                context,
                deadline,
                stopping,
                said: None,
                ended: false,
            };
            Ok(Response::new(stream::unfold(watcher, Watcher::next).boxed()))
        })
    }
}

/// One who is told what the health is.
struct Watcher {
    transport: SharedTransport,
    request: GrpcHealthCheckRequest,
    context: Context,
    deadline: Option<Instant>,
    stopping: Option<Receiver<()>>,
    /// What was told last.
    said: Option<ServingStatus>,
    ended: bool,
}

impl Watcher {
    /// Waits for the next message.
    async fn next(mut self) -> Option<(Result<Bytes, Status>, Self)> {
        while !self.ended {
            let turn = async {
                if self.said.is_some() {
                    tokio::time::sleep(INTERVAL).await;
                }
                self.ask().await
            };
            let status = tokio::select! {
                biased;
                last = last_word(self.deadline, self.stopping.clone()) => {
                    self.ended = true;
                    return Some((last, self));
                }
                status = turn => status,
            };
            if self.said.as_ref() != Some(&status) {
                self.said = Some(status.clone());
                return Some((message(status), self));
            }
        }
        None
    }

    async fn ask(&self) -> ServingStatus {
        let reply = health::answer(&self.transport, self.request.clone(), self.context.clone()).await;
        match reply.and_then(|reply| GrpcHealthCheckRequest::output(reply.response)) {
            Ok(status) => status,
            // The protocol tells it as a status, because a service may come later.
            Err(error) if error.is_not_found() => ServingStatus::ServiceUnknown,
            Err(_) => ServingStatus::NotServing,
        }
    }
}

/// Waits until the watching is over and returns what is said then.
async fn last_word(deadline: Option<Instant>, stopping: Option<Receiver<()>>) -> Result<Bytes, Status> {
    let late = async {
        match deadline {
            Some(deadline) => tokio::time::sleep_until(deadline).await,
            None => std::future::pending().await,
        }
    };
    let stopped = async {
        match stopping {
            // Nothing is ever sent, so that a change is the end of the sender.
            Some(mut stopping) => drop(stopping.changed().await),
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = late => Err(Status::deadline_exceeded("the time to watch is over")),
        () = stopped => message(ServingStatus::NotServing),
    }
}

fn message(serving: ServingStatus) -> Result<Bytes, Status> {
    let reply = Reply::new(GrpcHealthCheckRequest::into_response(serving));
    qdrant_grpc::encode_reply(reply).map_err(|error: Error| status(&error))
}

/// Answers with a message now, and one for every change until the client has enough or the gateway stops.
pub(crate) async fn answer<B>(watch: Watch, request: HttpRequest<B>) -> HttpResponse<Body>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn StdError + Send + Sync>> + Send,
{
    let mut grpc = Grpc::new(BytesCodec).max_decoding_message_size(LONGEST);
    grpc.server_streaming(watch, request.map(|body| Arrived::new(body, LONGEST))).await
}
