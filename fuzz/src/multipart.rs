//! Uploads: a content type, a line of chunk sizes, and a body.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use qdrant_core::{ByteSource, ByteStream, Error, OperationKind, Request};

use crate::{input, wires};

/// The same file or the same error comes out, however the body is cut; no chunk is longer than what came in.
pub fn run(input: &[u8]) {
    let (content_type, rest) = input::line(input);
    let (sizes, body) = input::line(rest);
    let Ok(content_type) = HeaderValue::from_str(content_type) else { return };
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type)]);
    let whole = read(&headers, body, &[]);
    if let Ok(file) = &whole {
        assert!(file.len() <= body.len());
        assert!(body.windows(file.len().max(1)).any(|window| window == file) || file.is_empty());
    }
    // Nothing stands for a chunk that is late.
    let sizes: Vec<usize> = sizes.bytes().map(|byte| usize::from(byte.saturating_sub(b'0')) % 80).collect();
    for cut in [&sizes[..], &[1], &[0, 3]] {
        assert_eq!(read(&headers, body, cut), whole, "in chunks of {cut:?}");
    }
}

fn read(headers: &HeaderMap, body: &[u8], sizes: &[usize]) -> Result<Vec<u8>, String> {
    let body = ByteStream::new(Cut { rest: Bytes::copy_from_slice(body), sizes: sizes.to_vec(), at: 0 });
    let names = [("collection_name", "c")];
    let request = qdrant_rest::decode_upload(OperationKind::UploadSnapshot, &names, "", headers, body);
    let refusal = |error: Error| {
        wires::refused(&error);
        error.to_string()
    };
    let file: ByteSource = match finish(request).map_err(refusal)? {
        Request::UploadSnapshot(upload) => upload.snapshot,
        other => panic!("another operation: {other:?}"),
    };
    let content = file.open().expect("it is opened once").collect(1 << 20);
    finish(content).map(Vec::from).map_err(refusal)
}

/// Runs a future that waits for nothing but its next turn.
fn finish<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// A body in chunks of these sizes, over and over; all at once if there are none.
struct Cut {
    rest: Bytes,
    sizes: Vec<usize>,
    at: usize,
}

impl Stream for Cut {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let size = match self.sizes.get(self.at % self.sizes.len().max(1)) {
            // A turn without a chunk; without an end if there were no other sizes.
            Some(0) if self.at < 10_000 => {
                self.at += 1;
                return Poll::Pending;
            }
            Some(0) | None => self.rest.len(),
            Some(size) => (*size).min(self.rest.len()),
        };
        self.at += 1;
        Poll::Ready(Some(Ok(self.rest.split_to(size))))
    }
}
