//! The comparisons.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::time::Duration;

use prost::Message;
use qdrant_core::{Error, Operation, OperationKind, Reply, ReplyMeta, Request, Usage};

/// What was compared on one thread.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Operations, with the path of the rpc that the test expects.
    pub sent: BTreeSet<(&'static str, OperationKind)>,
    /// Operations whose replies were compared.
    pub answered: BTreeSet<OperationKind>,
}

thread_local! {
    static JUDGED: RefCell<Judged> = RefCell::default();
}

/// Returns what was compared on this thread.
pub fn judged() -> Judged {
    JUDGED.with_borrow(Judged::clone)
}

/// Checks an operation in both directions: what a client sends, and what a server reads.
#[track_caller]
pub fn sent<O, M>(operation: O, path: &'static str, official: M)
where
    O: Operation,
    M: Message + Default + PartialEq + Debug,
{
    let request = operation.into_request();
    request.validate().expect("the sample is valid");
    let (sent_to, bytes) = qdrant_grpc::encode(request.clone()).expect("the operation can be sent");
    assert_eq!(sent_to, path);
    assert_eq!(M::decode(&bytes[..]).expect("the official client reads the message"), official);
    let read = qdrant_grpc::decode_request(O::KIND, &official.encode_to_vec());
    assert_eq!(read.expect("the official client's message is read"), request);
    JUDGED.with_borrow_mut(|judged| judged.sent.insert((path, O::KIND)));
}

/// Returns what the official client reads of an operation.
#[track_caller]
pub fn message<M: Message + Default>(operation: impl Operation) -> M {
    let (_, bytes) = qdrant_grpc::encode(operation.into_request()).expect("the operation can be sent");
    M::decode(&bytes[..]).expect("the official client reads the message")
}

/// Returns what a server reads of an official message.
#[track_caller]
pub fn request<O: Operation>(official: impl Message) -> Request {
    qdrant_grpc::decode_request(O::KIND, &official.encode_to_vec())
        .expect("the official client's message is read")
}

/// Checks an answer in both directions: what a client reads, and what a server sends.
#[track_caller]
pub fn answered<O, M>(output: O::Output, usage: Option<Usage>, official: M)
where
    O: Operation,
    O::Output: Clone,
    M: Message + Default + PartialEq + Debug,
{
    let mut meta = ReplyMeta::default().with_usage(usage);
    if !matches!(O::KIND, OperationKind::GetVersionInfo | OperationKind::GrpcHealthCheck) {
        meta.time = Some(Duration::from_millis(125));
    }
    let mut reply = Reply::new(O::into_response(output));
    reply.meta = meta;
    let read = qdrant_grpc::decode(O::KIND, &official.encode_to_vec());
    assert_eq!(read.expect("the official message is read"), reply);
    let bytes = qdrant_grpc::encode_reply(reply).expect("the reply can be sent");
    assert_eq!(M::decode(&bytes[..]).expect("the official client reads the reply"), official);
    JUDGED.with_borrow_mut(|judged| judged.answered.insert(O::KIND));
}

/// Expects that an operation cannot be sent.
#[track_caller]
pub fn unsent(operation: impl Operation) -> Error {
    qdrant_grpc::encode(operation.into_request()).expect_err("this has no form on this wire")
}

/// Expects that a server refuses a request.
#[track_caller]
pub fn misread<O: Operation>(official: impl Message) -> Error {
    qdrant_grpc::decode_request(O::KIND, &official.encode_to_vec()).expect_err("this is no valid request")
}
