//! Messages in gzip. Long ones are packed and unpacked in steps, between which other tasks get their turn.

use std::io::{Read, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use qdrant_core::{Error, ErrorKind};

use crate::frame::{HEADER, broken, too_large};

/// Bytes that are packed or unpacked at once, which takes a millisecond or a few.
const STEP: usize = 256 << 10;

/// Compresses the message of an unsealed frame.
pub(crate) async fn pack(frame: &[u8]) -> Result<Vec<u8>, Error> {
    // A quarter is a fair guess for payload; vectors hardly shrink, and grow the buffer.
    let mut packed = Vec::with_capacity(HEADER + frame.len() / 4);
    packed.resize(HEADER, 0);
    let mut encoder = GzEncoder::new(packed, Compression::fast());
    let mut steps = frame.get(HEADER..).unwrap_or_default().chunks(STEP).peekable();
    while let Some(step) = steps.next() {
        encoder.write_all(step).map_err(unpackable)?;
        if steps.peek().is_some() {
            tokio::task::yield_now().await;
        }
    }
    encoder.finish().map_err(unpackable)
}

/// Unpacks a message that may have so many bytes and no more.
pub(crate) async fn unpack(message: &[u8], limit: usize) -> Result<Bytes, Error> {
    // Room is made as the bytes come.
    let mut unpacked = Vec::new();
    let mut decoder = MultiGzDecoder::new(message);
    loop {
        // One more than allowed tells that there are too many.
        let room = (limit - unpacked.len()).saturating_add(1).min(STEP);
        let read = decoder
            .by_ref()
            .take(room as u64)
            .read_to_end(&mut unpacked)
            .map_err(|error| broken("is compressed, and damaged").with_source(error))?;
        if unpacked.len() > limit {
            return Err(too_large(limit));
        }
        if read < room {
            return Ok(unpacked.into());
        }
        tokio::task::yield_now().await;
    }
}

#[cold]
fn unpackable(error: std::io::Error) -> Error {
    Error::new(ErrorKind::Encode, "the request could not be compressed").with_source(error)
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    /// Returns how often other tasks get their turn.
    fn turns<T>(work: impl Future<Output = T>) -> (usize, T) {
        let mut work = pin!(work);
        let mut turns = 0;
        loop {
            if let Poll::Ready(done) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return (turns, done);
            }
            turns += 1;
        }
    }

    #[test]
    fn only_long_messages_are_packed_and_unpacked_in_steps() {
        for (length, expected) in [(0, 0), (STEP - 1, 0), (4 * STEP + 1, 4)] {
            let frame: Vec<u8> = (0..HEADER + length).map(|at| at.to_le_bytes()[0]).collect();
            let (packing, packed) = turns(pack(&frame));
            let packed = packed.unwrap();
            let (unpacking, unpacked) = turns(unpack(&packed[HEADER..], usize::MAX));
            assert_eq!(unpacked.unwrap(), frame[HEADER..]);
            assert_eq!((packing, unpacking), (expected, expected), "{length}");
        }
    }

    #[test]
    fn a_message_of_just_the_limit_is_unpacked() {
        let frame = vec![7; HEADER + 3 * STEP];
        let packed = turns(pack(&frame)).1.unwrap();
        let unpack = |limit| turns(unpack(&packed[HEADER..], limit)).1;
        assert_eq!(unpack(3 * STEP).unwrap().len(), 3 * STEP);
        let error = unpack(3 * STEP - 1).unwrap_err();
        assert!(error.message().contains("max_message_bytes"), "{error}");
    }
}
