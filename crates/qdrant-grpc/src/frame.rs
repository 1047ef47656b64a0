//! Frames: a message behind five bytes, which tell its length and whether it is compressed.

use bytes::Bytes;
use prost::Message;
use qdrant_core::{Error, ErrorKind};

#[cfg(feature = "gzip")]
use crate::gzip::unpack;
use crate::wire::sink::{self, Encode, Prost};

/// Bytes in front of a message: a flag and a length.
pub(crate) const HEADER: usize = 5;

/// Makes a frame of a prost message; the header is still empty.
pub(crate) fn message(message: &impl Message) -> Result<Vec<u8>, Error> {
    hot(&Prost(message))
}

/// Makes a frame of a message that is written from the core model; the header is still empty.
pub(crate) fn hot(message: &impl Encode) -> Result<Vec<u8>, Error> {
    sink::encode(message, HEADER)
}

/// Makes a frame of a message that is encoded already; the header is still empty.
pub(crate) fn of_bytes(message: &[u8]) -> Vec<u8> {
    [&[0; HEADER][..], message].concat()
}

/// Fills in the header, after which the frame is never copied again.
pub(crate) fn seal(mut frame: Vec<u8>, is_compressed: bool) -> Result<Bytes, Error> {
    let length = u32::try_from(frame.len() - HEADER).map_err(|_| {
        Error::new(ErrorKind::Encode, "the request is larger than the 4 GiB that gRPC can carry")
    })?;
    frame[0] = u8::from(is_compressed);
    frame[1..HEADER].copy_from_slice(&length.to_be_bytes());
    Ok(frame.into())
}

/// Returns the message of an unsealed frame.
pub(crate) fn into_message(frame: Vec<u8>) -> Bytes {
    let mut frame = Bytes::from(frame);
    frame.split_off(HEADER)
}

/// Returns the only message of a body, unpacked and without copying it if it is not compressed.
///
/// `encoding` is what the head says about compression, `limit` the most bytes that a message may have unpacked.
pub(crate) async fn open(mut body: Bytes, encoding: Option<&str>, limit: usize) -> Result<Bytes, Error> {
    let Some((header, rest)) = body.split_first_chunk::<HEADER>() else {
        return Err(broken(if body.is_empty() { "has no message" } else { "ends inside of a frame" }));
    };
    let [flag, length @ ..] = *header;
    match u64::from(u32::from_be_bytes(length)).cmp(&(rest.len() as u64)) {
        std::cmp::Ordering::Less => return Err(broken("has more than one message")),
        std::cmp::Ordering::Equal => {}
        std::cmp::Ordering::Greater => return Err(broken("ends inside of a frame")),
    }
    let message = body.split_off(HEADER);
    match (flag, encoding.unwrap_or("identity")) {
        (0, _) if message.len() > limit => Err(too_large(limit)),
        (0, _) => Ok(message),
        (1, "gzip") => unpack(&message, limit).await,
        (1, other) => Err(broken(format!("is compressed with {other:?}, which was not asked for"))),
        (_, _) => Err(broken("has a frame that is neither compressed nor not")),
    }
}

#[cfg(not(feature = "gzip"))]
#[expect(clippy::unused_async, reason = "the same shape as with the feature")]
async fn unpack(_: &[u8], _: usize) -> Result<Bytes, Error> {
    Err(Error::new(ErrorKind::FeatureDisabled, "the reply is compressed: the cargo feature `gzip` is off"))
}

#[cold]
pub(crate) fn broken(what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Decode, format!("the reply {what}"))
}

#[cold]
pub(crate) fn too_large(limit: usize) -> Error {
    Error::new(
        ErrorKind::Decode,
        format!("the reply is larger than the limit of {limit} bytes (`max_message_bytes`)"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "gzip")]
    use crate::gzip::pack;
    use crate::proto::qdrant::CollectionExistsRequest;

    fn frame(name: &str) -> Vec<u8> {
        message(&CollectionExistsRequest { collection_name: name.to_owned() }).unwrap()
    }

    async fn refusal(body: &[u8], encoding: Option<&str>) -> String {
        open(Bytes::copy_from_slice(body), encoding, 100).await.unwrap_err().message().to_owned()
    }

    #[tokio::test]
    async fn a_frame_is_made_in_one_buffer_and_opened_without_a_copy() {
        let frame = frame("abc");
        assert_eq!(frame.len(), frame.capacity());
        let address = frame.as_ptr();
        let sealed = seal(frame, false).unwrap();
        assert_eq!(sealed.as_ptr(), address);
        assert_eq!(&sealed[..], &[0, 0, 0, 0, 5, 10, 3, b'a', b'b', b'c']);
        let opened = open(sealed.clone(), None, 100).await.unwrap();
        assert_eq!(opened, sealed[HEADER..]);
        assert_eq!(opened.as_ptr(), sealed[HEADER..].as_ptr());
    }

    #[tokio::test]
    async fn what_is_not_one_whole_frame_is_refused() {
        assert_eq!(refusal(&[], None).await, "the reply has no message");
        assert_eq!(refusal(&[0, 0, 0], None).await, "the reply ends inside of a frame");
        assert_eq!(refusal(&[0, 0, 0, 0, 3, 1, 2], None).await, "the reply ends inside of a frame");
        assert_eq!(refusal(&[0, 255, 255, 255, 255, 1], None).await, "the reply ends inside of a frame");
        assert_eq!(
            refusal(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0], None).await,
            "the reply has more than one message"
        );
        assert_eq!(
            refusal(&[2, 0, 0, 0, 0], None).await,
            "the reply has a frame that is neither compressed nor not"
        );
        assert!(refusal(&[1, 0, 0, 0, 0], None).await.contains("\"identity\""));
        assert!(refusal(&[1, 0, 0, 0, 0], Some("zstd")).await.contains("\"zstd\""));
    }

    #[tokio::test]
    async fn a_message_over_the_limit_is_refused() {
        let sealed = seal(frame(&"a".repeat(99)), false).unwrap();
        let error = open(sealed, None, 100).await.unwrap_err();
        assert!(error.message().contains("max_message_bytes"), "{error}");
    }

    #[cfg(feature = "gzip")]
    #[tokio::test]
    async fn a_compressed_message_comes_back() {
        let plain = frame(&"a".repeat(50));
        let sealed = seal(pack(&plain).await.unwrap(), true).unwrap();
        assert_eq!(open(sealed.clone(), Some("gzip"), 100).await.unwrap(), plain[HEADER..]);
        let damaged = [&sealed[..1], &[0, 0, 0, 4], &sealed[HEADER..HEADER + 4]].concat();
        assert_eq!(refusal(&damaged, Some("gzip")).await, "the reply is compressed, and damaged");
    }

    #[cfg(feature = "gzip")]
    #[tokio::test]
    async fn a_small_message_that_unpacks_to_a_large_one_is_refused() {
        let sealed = seal(pack(&frame(&"a".repeat(10_000_000))).await.unwrap(), true).unwrap();
        assert!(sealed.len() < 100_000);
        let error = open(sealed, Some("gzip"), 1_000_000).await.unwrap_err();
        assert!(error.message().contains("max_message_bytes"), "{error}");
    }
}
