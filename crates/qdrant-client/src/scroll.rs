//! Reading any number of points as a stream.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use qdrant_core::{Error, ErrorKind, PointId, RetrievedPoint, ScrollPoints, ScrollResult};

use crate::client::Qdrant;

/// Points on a page unless the request says otherwise.
const PAGE: u32 = 256;

type Page = Pin<Box<dyn Future<Output = Result<ScrollResult, Error>> + Send>>;

/// A stream of points; it holds one page in memory.
///
/// Made by [`Qdrant::scroll_all`]. After an error the stream ends. [`next_offset`](Self::next_offset) tells at any time
/// where a new one can go on.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doctests/cities.rs"));
/// # fn main() -> Result<(), qdrant_client::Error> { cities::example(async |client| {
/// use futures_util::TryStreamExt;
/// use qdrant_client::ScrollPoints;
///
/// let mut points = client.scroll_all(ScrollPoints::new("cities"));
/// while let Some(point) = points.try_next().await? {
///     println!("{}", point.id);
/// }
/// # Ok(())
/// # }) }
/// ```
#[must_use = "a scroll reads nothing until it is polled"]
pub struct Scroll {
    client: Qdrant,
    request: ScrollPoints,
    page: VecDeque<RetrievedPoint>,
    state: State,
}

enum State {
    Ready,
    Fetching(Page),
    Done,
}

impl Scroll {
    pub(crate) fn new(client: Qdrant, mut request: ScrollPoints) -> Self {
        request.limit.get_or_insert(PAGE);
        Self { client, request, page: VecDeque::new(), state: State::Ready }
    }

    /// A stream of this error alone.
    pub(crate) fn failed(client: Qdrant, request: ScrollPoints, error: Error) -> Self {
        let state = State::Fetching(Box::pin(std::future::ready(Err(error))));
        Self { client, request, page: VecDeque::new(), state }
    }

    /// Returns the id of the next point, to go on from there with [`ScrollPoints::offset`]; `None` when there is none.
    ///
    /// It is the first of the points that were fetched and not yet handed out, or else where the next page begins: at
    /// the beginning the request's own offset, which is `None` as well when the request has none.
    pub fn next_offset(&self) -> Option<PointId> {
        self.page.front().map(|point| point.id).or(self.request.offset)
    }

    fn fetch(&self) -> State {
        if self.request.order_by.is_some() {
            // Ordered pages have no offset to go on from; going on by value would repeat or lose equal values.
            let message = "an ordered scroll has one page; use `scroll` for it, and `OrderBy::start_from` with the \
                           last `order_value` for the next one";
            let error = Error::new(ErrorKind::InvalidRequest, message).with_field("order_by");
            return State::Fetching(Box::pin(std::future::ready(Err(error))));
        }
        let (client, request) = (self.client.clone(), self.request.clone());
        State::Fetching(Box::pin(async move { client.call(request).await }))
    }
}

impl Stream for Scroll {
    type Item = Result<RetrievedPoint, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(point) = self.page.pop_front() {
                return Poll::Ready(Some(Ok(point)));
            }
            match &mut self.state {
                State::Done => return Poll::Ready(None),
                State::Ready => self.state = self.fetch(),
                State::Fetching(page) => match ready!(page.as_mut().poll(cx)) {
                    Ok(ScrollResult { points, next_page_offset }) => {
                        self.page = points.into();
                        self.state = if next_page_offset.is_some() { State::Ready } else { State::Done };
                        self.request.offset = next_page_offset;
                    }
                    Err(error) => {
                        self.state = State::Done;
                        return Poll::Ready(Some(Err(error)));
                    }
                },
            }
        }
    }
}

impl fmt::Debug for Scroll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scroll").field("request", &self.request).field("buffered", &self.page.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures_util::TryStreamExt;
    use qdrant_core::{Payload, Request};
    use qdrant_testkit::MockTransport;

    use super::*;

    fn page(ids: std::ops::Range<u64>, next: Option<u64>) -> ScrollResult {
        let point = |id: u64| RetrievedPoint {
            id: id.into(),
            payload: Payload::new(),
            vectors: None,
            shard_key: None,
            order_value: None,
        };
        ScrollResult { points: ids.map(point).collect(), next_page_offset: next.map(Into::into) }
    }

    fn offsets(mock: &MockTransport) -> Vec<Option<PointId>> {
        let offset = |call: qdrant_core::Call| {
            let Request::ScrollPoints(scroll) = call.request else { panic!("not a scroll") };
            scroll.offset
        };
        mock.calls().into_iter().map(offset).collect()
    }

    #[tokio::test]
    async fn pages_follow_each_other_until_the_last() {
        let mock = Arc::new(MockTransport::new());
        mock.push::<ScrollPoints>(Ok(page(0..2, Some(2))));
        mock.push::<ScrollPoints>(Ok(page(2..4, Some(4))));
        mock.push::<ScrollPoints>(Ok(page(4..5, None)));
        let client = Qdrant::from_transport(Arc::<MockTransport>::clone(&mock));
        let points: Vec<_> = client.scroll_all(ScrollPoints::new("c").limit(2)).try_collect().await.unwrap();
        assert_eq!(points.len(), 5);
        assert_eq!(offsets(&mock), [None, Some(2.into()), Some(4.into())]);
    }

    #[tokio::test]
    async fn the_offset_is_that_of_the_next_point() {
        let mock = Arc::new(MockTransport::new());
        mock.push::<ScrollPoints>(Ok(page(3..5, Some(5))));
        mock.push::<ScrollPoints>(Ok(page(5..7, None)));
        let request = ScrollPoints::new("c").limit(2).offset(2);
        let mut points = Qdrant::from_transport(mock).scroll_all(request);
        let mut offsets = vec![points.next_offset()];
        while let Some(point) = points.try_next().await.unwrap() {
            assert_ne!(Some(point.id), points.next_offset());
            offsets.push(points.next_offset());
        }
        // The first page begins behind the request's offset, as when that point is gone.
        assert_eq!(offsets, [Some(2.into()), Some(4.into()), Some(5.into()), Some(6.into()), None]);
        assert_eq!(points.next_offset(), None);
    }

    #[tokio::test]
    async fn an_error_ends_the_stream_and_tells_where_to_go_on() {
        let mock = Arc::new(MockTransport::new());
        mock.push::<ScrollPoints>(Ok(page(0..2, Some(2))));
        let mut points = Qdrant::from_transport(mock).scroll_all(ScrollPoints::new("c"));
        assert_eq!(points.next_offset(), None);
        for _ in 0..2 {
            assert!(points.try_next().await.unwrap().is_some());
        }
        assert_eq!(points.try_next().await.unwrap_err().kind(), ErrorKind::Unavailable);
        assert_eq!(points.next_offset(), Some(2.into()));
        assert!(points.try_next().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn an_ordered_scroll_is_refused_before_anything_is_asked() {
        let mock = Arc::new(MockTransport::new());
        let client = Qdrant::from_transport(Arc::<MockTransport>::clone(&mock));
        let mut points = client.scroll_all(ScrollPoints::new("c").order_by("year"));
        assert_eq!(points.try_next().await.unwrap_err().field(), Some("order_by"));
        assert!(mock.calls().is_empty());
    }
}
