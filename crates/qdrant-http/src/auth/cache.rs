//! Tokens that are kept, and fetched once for all that wait.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use qdrant_core::{Error, ErrorKind};
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use super::config::{AuthScheme, Token, TokenSource};
use super::layer::header_value;
use crate::background::Background;

/// Longest time before its end at which a token is renewed.
const LEAD: Duration = Duration::from_secs(60);

/// Time after a renewal ahead of the end failed in which none is tried again.
const RENEWAL_PAUSE: Duration = Duration::from_secs(5);

/// A token in the form in which it is sent.
#[derive(Debug)]
pub(crate) struct Issued {
    pub(crate) value: HeaderValue,
    renew_at: Option<Instant>,
    ends_at: Option<Instant>,
}

/// Longest time that a source may take. One that never comes back would keep all calls waiting for ever.
const LONGEST_FETCH: Duration = Duration::from_secs(60);

type Outcome = Result<Arc<Issued>, Arc<Error>>;
type Waiting = watch::Receiver<Option<Outcome>>;

/// A fetch that is under way.
struct Fetch {
    waiting: Waiting,
    /// Whether the caller started it.
    is_own: bool,
}

/// Tells the outcome to all that wait, also that the source panicked.
struct Announcement(watch::Sender<Option<Outcome>>);

impl Drop for Announcement {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let error = Error::new(ErrorKind::Unauthenticated, "the token source panicked");
            self.0.send_replace(Some(Err(Arc::new(error))));
        }
    }
}

/// The token of a stack. No lock is held while its source works.
pub(crate) struct TokenCache {
    scheme: AuthScheme,
    source: Arc<dyn TokenSource>,
    background: Arc<Background>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    current: Option<Arc<Issued>>,
    fetching: Option<Waiting>,
    no_renewal_before: Option<Instant>,
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, source: _, background: _, state } = self;
        f.debug_struct("TokenCache").field("scheme", scheme).field("state", state).finish_non_exhaustive()
    }
}

impl TokenCache {
    /// Creates a cache whose fetches run in the background, and end with it.
    pub(crate) fn new(scheme: AuthScheme, source: Arc<dyn TokenSource>, background: Arc<Background>) -> Self {
        Self { scheme, source, background, state: Mutex::default() }
    }

    /// Returns the token that is there and has not ended, without asking for any.
    pub(crate) fn at_hand(&self) -> Option<Arc<Issued>> {
        let now = Instant::now();
        self.state().current.clone().filter(|token| token.ends_at.is_none_or(|end| now < end))
    }

    /// Returns a token that has not ended, fetching one if need be.
    ///
    /// Shortly before a token's end it is still returned while another is fetched in the background.
    pub(crate) async fn token(self: &Arc<Self>) -> Result<Arc<Issued>, Error> {
        loop {
            let Fetch { mut waiting, is_own } = {
                let mut state = self.state();
                let now = Instant::now();
                match &state.current {
                    Some(token) if token.ends_at.is_none_or(|end| now < end) => {
                        let token = Arc::clone(token);
                        let due = token.renew_at.is_some_and(|renewal| renewal <= now);
                        if due && state.no_renewal_before.is_none_or(|pause| pause <= now) {
                            self.fetch(&mut state);
                        }
                        return Ok(token);
                    }
                    Some(_) | None => self.fetch(&mut state),
                }
            };
            let outcome = waiting.wait_for(Option::is_some).await.map(|outcome| outcome.clone());
            let error = match outcome {
                Ok(Some(Ok(token))) => return Ok(token),
                Ok(Some(Err(error))) => failed(&error),
                Ok(None) | Err(_) if self.background.has_ended() => {
                    Error::new(ErrorKind::Closed, "closed before there was a token")
                }
                // The runtime of another call ended with its task; that of this one goes on.
                Ok(None) | Err(_) if !is_own => continue,
                Ok(None) | Err(_) => {
                    Error::new(ErrorKind::Cancelled, "the runtime ended while a token was fetched")
                }
            };
            return Err(error.with_not_sent());
        }
    }

    /// Forgets a token that the server refused, unless another has taken its place.
    pub(crate) fn reject(&self, refused: &Arc<Issued>) {
        let mut state = self.state();
        if state.current.as_ref().is_some_and(|current| Arc::ptr_eq(current, refused)) {
            state.current = None;
        }
    }

    /// Joins the fetch that is under way, or starts one.
    fn fetch(self: &Arc<Self>, state: &mut State) -> Fetch {
        // A closed channel is that of a task that came to no end.
        if let Some(waiting) = state.fetching.as_ref().filter(|waiting| waiting.has_changed().is_ok()) {
            return Fetch { waiting: waiting.clone(), is_own: false };
        }
        let (done, waiting) = watch::channel(None);
        let done = Announcement(done);
        state.fetching = Some(waiting.clone());
        // A task of its own: a caller that gives up must not stop the others' token. It leaves the cache to those that
        // still want a token.
        let (cache, source) = (Arc::downgrade(self), Arc::clone(&self.source));
        self.background.start(async move {
            let fetched = timeout(LONGEST_FETCH, source.token()).await.unwrap_or_else(|_| {
                let message = format!("the token source gave nothing within {LONGEST_FETCH:?}");
                Err(Error::new(ErrorKind::Timeout, message))
            });
            Self::keep(&cache, fetched, &done);
        });
        Fetch { waiting, is_own: true }
    }

    /// Keeps what the source gave, and tells it to those that wait.
    fn keep(cache: &Weak<Self>, fetched: Result<Token, Error>, done: &Announcement) {
        let Some(cache) = cache.upgrade() else { return };
        let outcome = fetched.and_then(|token| cache.issue(&token)).map(Arc::new).map_err(Arc::new);
        let mut state = cache.state();
        state.fetching = None;
        match &outcome {
            Ok(token) => {
                state.current = Some(Arc::clone(token));
                state.no_renewal_before = None;
            }
            Err(error) => {
                state.no_renewal_before = Instant::now().checked_add(RENEWAL_PAUSE);
                tracing::debug!(%error, "no new token");
            }
        }
        drop(state);
        done.0.send_replace(Some(outcome));
    }

    fn issue(&self, token: &Token) -> Result<Issued, Error> {
        let value = header_value(self.scheme, &token.secret, "token")?;
        let life = token.expires_at.map(|end| end.duration_since(SystemTime::now()).unwrap_or_default());
        let after = |time: Duration| Instant::now().checked_add(time);
        Ok(Issued {
            value,
            renew_at: life.and_then(|life| after(life - LEAD.min(life / 5))),
            ends_at: life.and_then(after),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes an error of its own for each call that waited.
fn failed(error: &Arc<Error>) -> Error {
    let own =
        Error::new(error.kind(), format!("no token: {}", error.message())).with_source(Arc::clone(error));
    match error.retry_after() {
        Some(wait) => own.with_retry_after(wait),
        None => own,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use async_trait::async_trait;

    use super::*;

    /// Numbers its tokens; takes a second for each.
    #[derive(Debug, Default)]
    struct Counter {
        issued: AtomicU32,
        life: Option<Duration>,
        fail: Option<u32>,
        panic: Option<u32>,
    }

    #[async_trait]
    impl TokenSource for Counter {
        async fn token(&self) -> Result<Token, Error> {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let number = self.issued.fetch_add(1, Ordering::SeqCst) + 1;
            assert_ne!(Some(number), self.panic, "told to");
            if Some(number) == self.fail {
                return Err(Error::new(ErrorKind::Unavailable, "vault is sealed"));
            }
            Ok(Token {
                secret: format!("t{number}").into(),
                expires_at: self.life.map(|life| SystemTime::now() + life),
            })
        }
    }

    fn cache(source: Counter) -> Arc<TokenCache> {
        Arc::new(TokenCache::new(AuthScheme::ApiKey, Arc::new(source), Arc::default()))
    }

    async fn text(cache: &Arc<TokenCache>) -> String {
        cache.token().await.unwrap().value.to_str().unwrap().to_owned()
    }

    #[tokio::test(start_paused = true)]
    async fn many_calls_at_once_fetch_one_token() {
        let cache = cache(Counter::default());
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                let cache = Arc::clone(&cache);
                tokio::spawn(async move { text(&cache).await })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), "t1");
        }
        assert_eq!(text(&cache).await, "t1");
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_that_gives_up_does_not_stop_the_fetch() {
        let cache = cache(Counter::default());
        let hasty = tokio::time::timeout(Duration::from_millis(100), cache.token()).await;
        assert!(hasty.is_err());
        tokio::time::sleep(Duration::from_secs(2)).await;
        let start = Instant::now();
        assert_eq!(text(&cache).await, "t1");
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_near_its_end_is_renewed_without_anybody_waiting() {
        let cache = cache(Counter { life: Some(Duration::from_secs(1000)), ..Counter::default() });
        assert_eq!(text(&cache).await, "t1");
        tokio::time::advance(Duration::from_secs(930)).await;
        assert_eq!(text(&cache).await, "t1");
        tokio::time::advance(Duration::from_secs(20)).await;
        let start = Instant::now();
        assert_eq!(text(&cache).await, "t1", "still good, and renewed from now on");
        assert_eq!(start.elapsed(), Duration::ZERO);
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(text(&cache).await, "t2");
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_that_has_ended_is_never_used() {
        let cache = cache(Counter { life: Some(Duration::from_secs(10)), ..Counter::default() });
        assert_eq!(text(&cache).await, "t1");
        tokio::time::advance(Duration::from_secs(11)).await;
        assert_eq!(text(&cache).await, "t2");
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_token_is_replaced_once() {
        let cache = cache(Counter::default());
        let first = cache.token().await.unwrap();
        cache.reject(&first);
        assert_eq!(text(&cache).await, "t2");
        cache.reject(&first);
        assert_eq!(text(&cache).await, "t2", "only the token that was refused is forgotten");
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_reaches_all_that_wait_and_is_not_kept() {
        let cache = cache(Counter { fail: Some(1), ..Counter::default() });
        let (one, two) = (Arc::clone(&cache), Arc::clone(&cache));
        let (one, two) =
            (tokio::spawn(async move { one.token().await }), tokio::spawn(async move { two.token().await }));
        for result in [one.await.unwrap(), two.await.unwrap()] {
            let error = result.unwrap_err();
            assert_eq!(error.to_string(), "unavailable: no token: vault is sealed");
            assert!(error.is_not_sent() && error.is_retryable());
        }
        assert_eq!(text(&cache).await, "t2");
    }

    #[tokio::test(start_paused = true)]
    async fn a_renewal_that_fails_is_not_repeated_at_once() {
        let life = Some(Duration::from_secs(100));
        let source = Arc::new(Counter { life, fail: Some(2), ..Counter::default() });
        let cache = Arc::new(TokenCache::new(
            AuthScheme::ApiKey,
            Arc::<Counter>::clone(&source) as Arc<_>,
            Arc::default(),
        ));
        assert_eq!(text(&cache).await, "t1");
        tokio::time::advance(Duration::from_secs(85)).await;
        for _ in 0..30 {
            assert_eq!(text(&cache).await, "t1");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(source.issued.load(Ordering::SeqCst), 2, "one renewal failed, none followed within 5 s");
        tokio::time::sleep(Duration::from_secs(5)).await;
        assert_eq!(text(&cache).await, "t1");
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(text(&cache).await, "t3");
    }

    #[tokio::test(start_paused = true)]
    async fn a_panic_of_the_source_is_an_error_and_the_next_call_asks_again() {
        let cache = cache(Counter { panic: Some(1), ..Counter::default() });
        let error = cache.token().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthenticated);
        assert_eq!(error.message(), "no token: the token source panicked");
        assert_eq!(text(&cache).await, "t2");
    }

    #[tokio::test(start_paused = true)]
    async fn a_panic_reaches_all_that_wait() {
        let cache = cache(Counter { panic: Some(1), ..Counter::default() });
        let (one, two) = tokio::join!(cache.token(), cache.token());
        for result in [one, two] {
            assert_eq!(result.unwrap_err().message(), "no token: the token source panicked");
        }
    }

    /// Never comes back with the first token.
    #[derive(Debug, Default)]
    struct Stuck(AtomicU32);

    #[async_trait]
    impl TokenSource for Stuck {
        async fn token(&self) -> Result<Token, Error> {
            match self.0.fetch_add(1, Ordering::SeqCst) {
                0 => std::future::pending().await,
                number => Ok(Token::new(format!("t{}", number + 1))),
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_source_that_never_comes_back_is_asked_again() {
        let cache = Arc::new(TokenCache::new(AuthScheme::ApiKey, Arc::<Stuck>::default(), Arc::default()));
        let error = cache.token().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(error.message(), "no token: the token source gave nothing within 60s");
        assert!(error.is_not_sent());
        assert_eq!(text(&cache).await, "t2");
    }

    #[test]
    fn a_fetch_that_ended_with_its_runtime_is_taken_over() {
        let cache = Arc::new(TokenCache::new(AuthScheme::ApiKey, Arc::<Stuck>::default(), Arc::default()));
        let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (first, second) = (runtime(), runtime());
        let hasty = first.block_on(async { timeout(Duration::from_millis(1), cache.token()).await });
        assert!(hasty.is_err());
        let waiting = second.spawn({
            let cache = Arc::clone(&cache);
            async move { text(&cache).await }
        });
        second.block_on(async { tokio::task::yield_now().await });
        assert!(!waiting.is_finished(), "it waits for the token of the first runtime");
        drop(first);
        assert_eq!(second.block_on(waiting).unwrap(), "t2");
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_with_a_line_break_is_refused_without_being_shown() {
        #[derive(Debug)]
        struct Broken;
        #[async_trait]
        impl TokenSource for Broken {
            async fn token(&self) -> Result<Token, Error> {
                Ok(Token::new("hush\n"))
            }
        }
        let cache = Arc::new(TokenCache::new(AuthScheme::Bearer, Arc::new(Broken), Arc::default()));
        let error = cache.token().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(!format!("{error:?} {error}").contains("hush"));
    }
}
