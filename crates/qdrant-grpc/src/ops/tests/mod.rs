//! Property tests: operations and their answers survive the way to bytes and back, in the bytes of plain prost.
//!
//! Bytes that were damaged on the way are no panic.

mod families;
mod legacy;
mod strategies;
mod writes;

use std::fmt::Debug;
use std::time::Duration;

use prost::Message;
use qdrant_core::{Answer, HardwareUsage, ReplyMeta, Usage};

use crate::frame;
use crate::server::Served;

/// Sends an operation to a server, whole and damaged; `M` is its message.
fn survives<M: Message + Default, O: Served + Clone + PartialEq + Debug>(operation: &O) {
    let bytes = frame::into_message(operation.clone().encode().unwrap());
    assert_eq!(
        M::decode(bytes.clone()).unwrap().encode_to_vec(),
        bytes,
        "the bytes are those of plain prost"
    );
    assert_eq!(&O::receive(&bytes).unwrap(), operation);
    for damaged in damage(&bytes) {
        let _ = O::receive(&damaged);
    }
}

/// The bytes cut off, and with one that is wrong, at some places.
fn damage(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len()).step_by(1 + bytes.len() / 32).flat_map(|place| {
        let wrong = |byte| [&bytes[..place], &[byte], &bytes[place + 1..]].concat();
        [bytes[..place].to_vec(), wrong(0), wrong(0x7f), wrong(bytes[place] ^ 8)]
    })
}

/// Answers an operation, whole and damaged; `M` is the message of the reply.
fn answers<M: Message + Default, O: Served>(output: &O::Output) -> ReplyMeta
where
    O::Output: Clone + PartialEq + Debug,
{
    let hardware = HardwareUsage { cpu: 7, ..HardwareUsage::default() };
    let usage = Usage { hardware: Some(hardware), inference: None };
    let meta = ReplyMeta::default().with_time_secs(0.25).with_usage(Some(usage));
    let bytes = frame::into_message(O::respond(output.clone(), meta).unwrap());
    assert_eq!(
        M::decode(bytes.clone()).unwrap().encode_to_vec(),
        bytes,
        "the bytes are those of plain prost"
    );
    let Answer { output: read, meta } = O::decode(&bytes).unwrap();
    assert_eq!(&read, output);
    for damaged in damage(&bytes) {
        let _ = O::decode(&damaged);
    }
    meta
}

/// Answers an operation whose reply tells time and usage.
fn answers_with_usage<M: Message + Default, O: Served>(output: &O::Output)
where
    O::Output: Clone + PartialEq + Debug,
{
    let meta = answers::<M, O>(output);
    assert_eq!(meta.time, Some(Duration::from_millis(250)));
    assert_eq!(meta.usage.unwrap().hardware.unwrap().cpu, 7);
}

/// Answers an operation whose reply tells the time and has no place for usage.
fn answers_with_time<M: Message + Default, O: Served>(output: &O::Output)
where
    O::Output: Clone + PartialEq + Debug,
{
    let meta = answers::<M, O>(output);
    assert_eq!((meta.time, meta.usage), (Some(Duration::from_millis(250)), None));
}
