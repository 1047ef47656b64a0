//! Files that are sent as `multipart/form-data`.

use std::fmt::Write;
use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::header::HeaderValue;
use qdrant_core::{ByteSource, ByteStream, Error};

/// The field that holds the file.
pub(crate) const FIELD: &str = "snapshot";

/// A form with one file, which is never held in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Multipart {
    boundary: String,
    file: ByteSource,
}

impl Multipart {
    /// Puts a form around a file.
    pub(crate) fn new(file: ByteSource) -> Self {
        // The keys come from the operating system, so that no file can hold the boundary on purpose.
        let mut boundary = String::from("qdrant-");
        for _ in 0..2 {
            // Writing to a string cannot fail.
            let _ = write!(boundary, "{:016x}", RandomState::new().hash_one(0_u8));
        }
        Self { boundary, file }
    }

    /// Returns the text that separates the parts, without the dashes around it.
    pub fn boundary(&self) -> &str {
        &self.boundary
    }

    /// Returns the file itself.
    pub fn file(&self) -> &ByteSource {
        &self.file
    }

    pub(crate) fn content_type(&self) -> HeaderValue {
        let text = format!("multipart/form-data; boundary={}", self.boundary);
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("multipart/form-data"))
    }

    /// Returns the bytes that are sent.
    ///
    /// They are replayable if the file is, and their length is known if that of the file is.
    ///
    /// # Errors
    ///
    /// `Io` when the file can be read only once and was read before.
    pub fn into_source(self) -> Result<ByteSource, Error> {
        let Self { boundary, file } = self;
        if !file.is_replayable() {
            return file.open().map(|file| ByteSource::once(form(&boundary, file)));
        }
        Ok(ByteSource::replayable(move || match file.open() {
            Ok(file) => form(&boundary, file),
            Err(error) => ByteStream::new(Failed(Some(error))),
        }))
    }
}

/// Puts head and tail around a file.
fn form(boundary: &str, file: ByteStream) -> ByteStream {
    // The server keeps the file under the name it is given, so each upload has its own.
    let head = Bytes::from(format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"{FIELD}\"; filename=\"{boundary}.snapshot\"\r\n\
         content-type: application/octet-stream\r\n\r\n"
    ));
    let tail = Bytes::from(format!("\r\n--{boundary}--\r\n"));
    let around = (head.len() + tail.len()) as u64;
    let length = file.length().and_then(|length| length.checked_add(around));
    let form = ByteStream::new(Form { head: Some(head), file: Some(file), tail: Some(tail) });
    match length {
        Some(length) => form.with_length(length),
        None => form,
    }
}

/// Head, file and tail, one after the other.
struct Form {
    head: Option<Bytes>,
    file: Option<ByteStream>,
    tail: Option<Bytes>,
}

impl Stream for Form {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(head) = self.head.take() {
            return Poll::Ready(Some(Ok(head)));
        }
        if let Some(file) = &mut self.file {
            match Pin::new(file).poll_next(cx) {
                Poll::Ready(None) => self.file = None,
                // After an error the stream is not asked again, so that no tail makes half a file a whole one.
                chunk @ (Poll::Ready(Some(_)) | Poll::Pending) => return chunk,
            }
        }
        Poll::Ready(self.tail.take().map(Ok))
    }
}

struct Failed(Option<Error>);

impl Stream for Failed {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Err))
    }
}

#[cfg(test)]
mod tests {
    use qdrant_core::ErrorKind;

    use super::*;

    async fn sent(source: &ByteSource) -> (Option<u64>, String) {
        let stream = source.open().unwrap();
        let length = stream.length();
        (length, String::from_utf8(stream.collect(10_000).await.unwrap().into()).unwrap())
    }

    #[tokio::test]
    async fn a_form_has_one_file_and_a_length() {
        let form = Multipart::new(vec![b'x'; 3].into());
        let boundary = form.boundary().to_owned();
        assert_eq!(form.content_type(), format!("multipart/form-data; boundary={boundary}").as_str());
        let source = form.into_source().unwrap();
        assert!(source.is_replayable());
        for _ in 0..2 {
            let (length, text) = sent(&source).await;
            let expected = format!(
                "--{boundary}\r\ncontent-disposition: form-data; name=\"snapshot\"; filename=\"{boundary}.snapshot\"\r\n\
                 content-type: application/octet-stream\r\n\r\nxxx\r\n--{boundary}--\r\n"
            );
            assert_eq!(text, expected);
            assert_eq!(length, Some(text.len() as u64));
        }
    }

    #[tokio::test]
    async fn a_file_for_one_reading_is_sent_once_and_without_a_length_that_it_has_not() {
        let file = ByteSource::once(ByteStream::from_chunks(["ab", "", "c"]));
        let form = Multipart::new(file.clone());
        let source = form.clone().into_source().unwrap();
        assert!(!source.is_replayable());
        let (length, text) = sent(&source).await;
        assert!(length.is_none() && text.contains("\r\n\r\nabc\r\n--"), "{text}");
        assert_eq!(form.into_source().unwrap_err().kind(), ErrorKind::Io);
    }

    #[tokio::test]
    async fn half_a_file_never_gets_a_tail() {
        let broken = || ByteStream::new(Failed(Some(Error::new(ErrorKind::Io, "no disk"))));
        let mut form = Multipart::new(ByteSource::replayable(broken)).into_source().unwrap().open().unwrap();
        assert!(form.next_chunk().await.unwrap().is_some());
        assert_eq!(form.next_chunk().await.unwrap_err().message(), "no disk");
        assert_eq!(form.next_chunk().await.unwrap(), None);
    }

    #[test]
    fn boundaries_differ_and_fit_into_a_header() {
        let boundaries: std::collections::BTreeSet<_> =
            (0..100).map(|_| Multipart::new(Vec::new().into()).boundary).collect();
        assert_eq!(boundaries.len(), 100);
        assert!(boundaries.iter().all(|text| text.len() == 39 && text.is_ascii()));
    }
}
