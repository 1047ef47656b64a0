//! Reading `multipart/form-data` as it arrives.
//!
//! Crates for it either buffer as much as the network gives, or headers without a limit; here no more than a chunk of
//! the body, or [`MAX_HEADERS`], is held.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use futures_core::Stream;
use memchr::memmem::{self, Finder};
use qdrant_core::{ByteStream, Error};

use crate::params;
use crate::server::upload::bad_form;

/// The longest headers of a part, in bytes.
const MAX_HEADERS: usize = 16 << 10;

/// What ends the headers of a part.
const END: &[u8] = b"\r\n\r\n";

/// What may stand before the field and after it, in bytes.
const MAX_ASIDE: usize = 1 << 20;

/// Bytes after a boundary that tell whether it is one.
const MARK: usize = 2;

/// Reads a form up to a field and returns the content of the field; what comes after it is ignored.
pub(super) async fn field(body: ByteStream, boundary: &str, name: &str) -> Result<ByteStream, Error> {
    let mut reader = Reader::new(body, boundary);
    let mut aside = 0;
    let check = |aside: usize| match aside {
        0..=MAX_ASIDE => Ok(()),
        _ => Err(bad_form(&format!("there is too much before the field `{name}`"))),
    };
    loop {
        while let Some(chunk) = reader.chunk().await? {
            aside += chunk.len();
            check(aside)?;
        }
        let Some(headers) = reader.next_part().await? else {
            return Err(bad_form(&format!("the field `{name}` is missing")));
        };
        aside += headers.len() + reader.boundary.needle().len();
        check(aside)?;
        if is_named(&headers, name) {
            return Ok(ByteStream::new(Field { reader, ended: false, rest: 0 }));
        }
    }
}

/// Whether the headers of a part give it a name.
fn is_named(headers: &[u8], name: &str) -> bool {
    let headers = String::from_utf8_lossy(headers);
    let lines = headers.split("\r\n").filter_map(|line| line.split_once(':'));
    let mut dispositions = lines.filter(|(key, _)| key.trim().eq_ignore_ascii_case("content-disposition"));
    dispositions.next().is_some_and(|(_, text)| {
        params::value(text).eq_ignore_ascii_case("form-data")
            && params::parameter(text, "name").as_deref() == Some(name)
    })
}

/// Splits a body at its boundaries.
struct Reader {
    body: ByteStream,
    /// What has arrived and was not given away.
    held: Bytes,
    /// The line break before the boundary, the dashes, and the boundary.
    boundary: Finder<'static>,
    /// Whether the next bytes are a boundary.
    at_boundary: bool,
    /// How far the bytes after the boundary are known.
    searched: Searched,
}

/// How far the bytes after a boundary are known.
#[derive(Default)]
struct Searched {
    /// Blanks at the end of the boundary's line.
    line: usize,
    /// Bytes in which the headers do not end.
    headers: usize,
}

/// What stands at the beginning of the held bytes.
enum Found {
    /// Content up to a boundary or to the end of what is held.
    Content(usize),
    /// A boundary.
    Boundary,
    /// More bytes are needed to tell.
    Unclear,
}

impl Reader {
    fn new(body: ByteStream, boundary: &str) -> Self {
        let boundary = Finder::new(&format!("\r\n--{boundary}")).into_owned();
        // The first boundary has no line break before it if nothing is before it.
        Self {
            body,
            held: Bytes::from_static(b"\r\n"),
            boundary,
            at_boundary: false,
            searched: Searched::default(),
        }
    }

    /// Returns the next chunk of the part, or of what is before the first one; `None` at the boundary.
    async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|cx| self.poll_chunk(cx)).await
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Error>> {
        loop {
            if self.at_boundary {
                return Poll::Ready(Ok(None));
            }
            match self.find() {
                Found::Content(length) => return Poll::Ready(Ok(Some(self.held.split_to(length)))),
                Found::Boundary => self.at_boundary = true,
                Found::Unclear => ready!(self.poll_more(cx))?,
            }
        }
    }

    fn find(&self) -> Found {
        let boundary = self.boundary.needle();
        let mut from = 0;
        while let Some(at) = self.boundary.find(&self.held[from..]).map(|at| from + at) {
            let after = &self.held[at + boundary.len()..];
            if after.len() < MARK {
                return if at > 0 { Found::Content(at) } else { Found::Unclear };
            }
            if matches!(after, [b'-', b'-', ..] | [b'\r', b'\n', ..] | [b' ' | b'\t', ..]) {
                return if at > 0 { Found::Content(at) } else { Found::Boundary };
            }
            // Only the beginning of it looks like a boundary.
            from = at + 1;
        }
        // The last bytes may be the beginning of one.
        let shortest = self.held.len().saturating_sub(boundary.len() - 1).max(from);
        let tail = memchr::memchr_iter(b'\r', &self.held[shortest..])
            .map(|at| shortest + at)
            .find(|at| boundary.starts_with(&self.held[*at..]));
        match tail.unwrap_or(self.held.len()) {
            0 => Found::Unclear,
            length => Found::Content(length),
        }
    }

    /// Reads the rest of the boundary's line and the headers after it; `None` after the last part.
    async fn next_part(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|cx| self.poll_next_part(cx)).await
    }

    fn poll_next_part(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Error>> {
        let start = self.boundary.needle().len();
        loop {
            let after = self.held.get(start..).unwrap_or_default();
            if after.starts_with(b"--") {
                return Poll::Ready(Ok(None));
            }
            // What was looked at is not looked at again, or many small chunks would cost the square of their number.
            let Searched { line, headers } = &mut self.searched;
            *line += after[*line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            // A part without headers has the empty line at once, so the search begins with the line's own end.
            *headers = (*headers).max(*line);
            let end = memmem::find(&after[*headers..], END).map(|at| *headers + at);
            // The same whether the end is here already or not, so that the size of the chunks makes no difference.
            if *line >= MAX_HEADERS || end.unwrap_or(after.len().saturating_sub(END.len())) >= MAX_HEADERS {
                return Poll::Ready(Err(bad_form("the headers of a part are too long")));
            }
            if !matches!(after[*line..], [] | [b'\r'] | [b'\r', b'\n', ..]) {
                return Poll::Ready(Err(bad_form("a boundary shares its line with other text")));
            }
            if let Some(end) = end {
                let length = end - *line;
                self.held.advance(start + *line);
                let headers = self.held.split_to(length);
                self.held.advance(END.len());
                self.at_boundary = false;
                self.searched = Searched::default();
                return Poll::Ready(Ok(Some(headers)));
            }
            *headers = after.len().saturating_sub(END.len() - 1).max(*line);
            ready!(self.poll_more(cx))?;
        }
    }

    /// Waits for more of the body, whose end is an error.
    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let Some(chunk) = ready!(Pin::new(&mut self.body).poll_next(cx)).transpose()? else {
            return Poll::Ready(Err(bad_form("the body ends before its last boundary")));
        };
        if self.held.is_empty() {
            self.held = chunk;
        } else {
            // Takes the memory back where nobody else has it, so that many small chunks are not copied each time.
            let mut joined = BytesMut::from(std::mem::take(&mut self.held));
            joined.extend_from_slice(&chunk);
            self.held = joined.freeze();
        }
        Poll::Ready(Ok(()))
    }
}

/// The content of a part.
struct Field {
    reader: Reader,
    /// Whether the content has ended, and only the rest of the body is read.
    ended: bool,
    /// How much of the rest was read.
    rest: usize,
}

impl Stream for Field {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { reader, ended, rest } = &mut *self;
        if !*ended {
            match ready!(reader.poll_chunk(cx)) {
                Ok(Some(chunk)) => return Poll::Ready(Some(Ok(chunk))),
                Ok(None) => *ended = true,
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
        // The file is whole. A body that is read to its end leaves a connection that can be used again.
        while *rest <= MAX_ASIDE {
            match ready!(Pin::new(&mut reader.body).poll_next(cx)) {
                Some(Ok(chunk)) => *rest += chunk.len(),
                Some(Err(_)) | None => break,
            }
        }
        Poll::Ready(None)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use qdrant_core::ErrorKind;

    use super::*;

    const HEAD: &str = "--b\r\ncontent-disposition: form-data; name=\"snapshot\"; filename=\"x\"\r\n\r\n";

    /// Cuts a body into chunks of a size and reads the field.
    async fn read(body: &[u8], size: usize) -> Result<Vec<u8>, Error> {
        let chunks: Vec<Bytes> = body.chunks(size).map(Bytes::copy_from_slice).collect();
        let field = field(ByteStream::from_chunks(chunks), "b", "snapshot").await?;
        field.collect(usize::MAX).await.map(Vec::from)
    }

    async fn read_all_ways(body: &str) -> Result<String, String> {
        let whole = read(body.as_bytes(), usize::MAX).await.map_err(|error| error.to_string());
        for size in [1, 2, 3, 5, 7] {
            let cut = read(body.as_bytes(), size).await.map_err(|error| error.to_string());
            assert_eq!(cut, whole, "chunks of {size}: {body:?}");
        }
        whole.map(|content| String::from_utf8(content).unwrap())
    }

    #[tokio::test]
    async fn the_field_is_found_whatever_is_around_it() {
        for (body, expected) in [
            (format!("{HEAD}abc\r\n--b--\r\n"), "abc"),
            (format!("{HEAD}\r\n--b--"), ""),
            (format!("{HEAD}\r\n\r\n\r\n--b--"), "\r\n\r\n"),
            (format!("preamble\r\n{HEAD}abc\r\n--b--\r\nepilogue"), "abc"),
            (format!("{}abc\r\n--b \t\r\n\r\nother\r\n--b--", HEAD.replacen("--b", "--b \t ", 1)), "abc"),
            (format!("--b\r\n\r\nno headers\r\n{HEAD}abc\r\n--b--"), "abc"),
            (
                format!(
                    "--b\r\nx: y\r\nContent-Disposition: form-data; name=snap\r\n\r\n1\r\n{HEAD}abc\r\n--b--"
                ),
                "abc",
            ),
            (
                "--b\r\na: b\r\nCONTENT-DISPOSITION:FORM-DATA;NAME=snapshot\r\n\r\nabc\r\n--b--".to_owned(),
                "abc",
            ),
            // What only looks like a boundary is content.
            (format!("{HEAD}\r\n--bc\r\n--\r\r\n--\n--b--\r\n--b--"), "\r\n--bc\r\n--\r\r\n--\n--b--"),
            (format!("{HEAD}first\r\n{HEAD}second\r\n--b--"), "first"),
        ] {
            assert_eq!(read_all_ways(&body).await.as_deref(), Ok(expected), "{body:?}");
        }
    }

    #[tokio::test]
    async fn what_is_no_such_form_is_refused() {
        for (body, message) in [
            (String::new(), "ends before"),
            ("{\"a\":1}".to_owned(), "ends before"),
            ("--b".to_owned(), "ends before"),
            ("--b--\r\n".to_owned(), "`snapshot` is missing"),
            ("--b\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--".to_owned(), "is missing"),
            (
                "--b\r\ncontent-disposition: attachment; name=\"snapshot\"\r\n\r\nx\r\n--b--".to_owned(),
                "is missing",
            ),
            (HEAD[..HEAD.len() - 3].to_owned(), "ends before"),
            (format!("{HEAD}abc"), "ends before"),
            (format!("{HEAD}abc\r\n--b"), "ends before"),
            (format!("{HEAD}abc\r\n--b-"), "ends before"),
            (format!("--b text{}", HEAD.trim_start_matches("--b")), "shares its line"),
            (format!("--b\r\nx: {}", "y".repeat(20 << 10)), "headers of a part are too long"),
            (format!("{}\r\n{HEAD}abc\r\n--b--", "p".repeat(2 << 20)), "too much before the field"),
            (format!("--b\r\n\r\n{}\r\n", "--b\r\n\r\n\r\n".repeat(1 << 18)), "too much before the field"),
        ] {
            let error = read(body.as_bytes(), 4096).await.unwrap_err();
            let shown: String = body.chars().take(80).collect();
            assert!(error.message().contains(message), "{shown:?}: {error}");
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{shown:?}");
            assert_eq!(error.server().unwrap().http_status, Some(400));
        }
    }

    #[tokio::test]
    async fn limits_are_the_same_for_every_size_of_chunks() {
        let part = |length: usize| format!("--b\r\nx: {}\r\n\r\n\r\n{HEAD}abc\r\n--b--", "y".repeat(length));
        for (length, fits) in [(MAX_HEADERS - 10, true), (MAX_HEADERS, false), (MAX_HEADERS + 10, false)] {
            for size in [1000, MAX_HEADERS, usize::MAX] {
                let read =
                    read(part(length).as_bytes(), size).await.map_err(|error| error.message().to_owned());
                let long = "Format error in multipart body: the headers of a part are too long".to_owned();
                let expected = if fits { Ok(b"abc".to_vec()) } else { Err(long) };
                assert_eq!(read, expected, "{length} in chunks of {size}");
            }
        }
        // Parts count even if nothing is in them.
        let parts = format!("{}{HEAD}abc\r\n--b--", "--b\r\n\r\n\r\n".repeat(1 << 18));
        let error = read(parts.as_bytes(), usize::MAX).await.unwrap_err();
        assert!(error.message().contains("too much before the field"), "{error}");
    }

    struct Broken(Option<Bytes>);

    impl Stream for Broken {
        type Item = Result<Bytes, Error>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(Some(self.0.take().ok_or_else(|| Error::new(ErrorKind::Io, "reset"))))
        }
    }

    #[tokio::test]
    async fn the_error_of_the_body_is_passed_on_unless_the_file_is_whole() {
        let read = |text: String| async move {
            let body = ByteStream::new(Broken(Some(text.into())));
            field(body, "b", "snapshot").await?.collect(100).await
        };
        assert_eq!(read("--b\r\n".to_owned()).await.unwrap_err().message(), "reset");
        assert_eq!(read(format!("{HEAD}abc")).await.unwrap_err().message(), "reset");
        assert_eq!(read(format!("{HEAD}abc\r\n--b--")).await.unwrap(), "abc");
    }

    #[tokio::test]
    async fn no_more_than_a_chunk_is_read_ahead() {
        let given = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counter = std::sync::Arc::clone(&given);
        let endless = std::iter::once(Bytes::from(HEAD)).chain(std::iter::repeat_with(move || {
            counter.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            Bytes::from_static(&[b'\r'; 1000])
        }));
        let mut field = field(ByteStream::from_chunks(endless), "b", "snapshot").await.unwrap();
        for chunk in 1..100 {
            let size = field.next_chunk().await.unwrap().unwrap().len();
            assert!((1..=1010).contains(&size));
            assert!(given.load(std::sync::atomic::Ordering::SeqCst) <= chunk + 1);
        }
    }

    #[tokio::test]
    async fn a_chunk_of_content_is_not_copied() {
        let chunk = Bytes::from(vec![7; 5000]);
        let tail = Bytes::from_static(b"\r\n--b--");
        let body = ByteStream::from_chunks([Bytes::from(HEAD), chunk.clone(), tail]);
        let mut field = field(body, "b", "snapshot").await.unwrap();
        assert_eq!(field.next_chunk().await.unwrap().unwrap().as_ptr(), chunk.as_ptr());
    }

    proptest! {
        #[test]
        fn any_content_in_any_chunks_is_read(content in "[\r\n\\-bc ]{0,60}", size in 1_usize..20) {
            prop_assume!(!format!("\r\n{content}").contains("\r\n--b"));
            let body = format!("{HEAD}{content}\r\n--b--\r\n");
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let read = runtime.block_on(read(body.as_bytes(), size)).unwrap();
            prop_assert_eq!(read, content.into_bytes());
        }

        #[test]
        fn any_body_is_taken(body in "(--b|\r\n|--|: |name=snapshot|[a-z\"; ]|content-disposition){0,30}", size in 1_usize..9) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let _ = runtime.block_on(read(body.as_bytes(), size));
        }
    }
}
