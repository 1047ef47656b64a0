//! The layer that adds the credentials.

use std::sync::Arc;
use std::task::{Context, Poll};

use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue, StatusCode};
use qdrant_core::{Error, Secret};
use tower_layer::Layer;
use tower_service::Service;

use super::cache::TokenCache;
use super::config::{Auth, AuthScheme, Credentials};
use crate::background::Background;
use crate::context::{CallContext, Judge, Progress, Verdict};
use crate::headers::secret_value;
use crate::service::{HttpRequest, HttpResponse, HttpService, Passage, call};
use crate::transfer::Transfer;

/// The header that the server looks at first.
const API_KEY: HeaderName = HeaderName::from_static("api-key");

const GRPC_STATUS: HeaderName = HeaderName::from_static("grpc-status");

/// Headers that carry credentials, in either scheme.
pub(crate) const CREDENTIALS: [HeaderName; 2] = [API_KEY, AUTHORIZATION];

/// Says, as an extension of a request, that it has credentials of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnCredentials;

/// Returns whether a request has credentials of its own, among the headers of its call or as it stands.
fn has_own(request: &HttpRequest) -> bool {
    let is_one = |name: &str| CREDENTIALS.iter().any(|known| name.eq_ignore_ascii_case(known.as_str()));
    CREDENTIALS.iter().any(|name| request.headers().contains_key(name))
        || request
            .extensions()
            .get::<CallContext>()
            .is_some_and(|context| context.headers.iter().any(|(name, _)| is_one(name)))
}

/// What the server answers without credentials: its version and its health, over REST and over gRPC.
const OPEN: [&str; 6] =
    ["/", "/healthz", "/livez", "/readyz", "/qdrant.Qdrant/HealthCheck", "/grpc.health.v1.Health/Check"];

/// Returns whether a request is answered without credentials.
fn is_open(request: &HttpRequest) -> bool {
    OPEN.contains(&request.uri().path())
}

/// Adds the credentials to each attempt; a token that the server refuses is replaced, once.
///
/// A request with credentials of its own, of whichever scheme, keeps those alone: no token is fetched for it, and none
/// replaced when the server refuses it.
///
/// What the server answers without credentials waits for no token: it gets the one that is there, if there is one. Where
/// something in front of the server refuses that, a token is fetched as for any other request.
#[derive(Debug, Clone)]
pub(crate) struct AuthorizeLayer(Option<Proof>);

#[derive(Debug, Clone)]
enum Proof {
    Fixed(HeaderName, HeaderValue),
    Cached(HeaderName, Arc<TokenCache>),
}

impl AuthorizeLayer {
    /// Creates the layer.
    ///
    /// # Errors
    ///
    /// `Config` for a key that no header may carry.
    pub(crate) fn new(auth: Option<&Auth>, background: &Arc<Background>) -> Result<Self, Error> {
        let Some(Auth { scheme, credentials }) = auth else { return Ok(Self(None)) };
        let field = match scheme {
            AuthScheme::ApiKey => "api_key",
            AuthScheme::Bearer => "token",
        };
        Ok(Self(Some(match credentials {
            Credentials::Fixed(secret) => {
                Proof::Fixed(header_name(*scheme), header_value(*scheme, secret, field)?)
            }
            Credentials::Source(source) => {
                let cache = TokenCache::new(*scheme, Arc::clone(source), Arc::clone(background));
                Proof::Cached(header_name(*scheme), Arc::new(cache))
            }
        })))
    }

    /// Returns the header that carries the credentials, if there are any.
    pub(crate) fn header(&self) -> Option<&HeaderName> {
        self.0.as_ref().map(|proof| match proof {
            Proof::Fixed(name, _) | Proof::Cached(name, _) => name,
        })
    }
}

fn header_name(scheme: AuthScheme) -> HeaderName {
    match scheme {
        AuthScheme::ApiKey => API_KEY,
        AuthScheme::Bearer => AUTHORIZATION,
    }
}

/// Writes a secret as the header's value; `field` names it in errors.
pub(crate) fn header_value(scheme: AuthScheme, secret: &Secret, field: &str) -> Result<HeaderValue, Error> {
    match scheme {
        AuthScheme::ApiKey => secret_value(secret, field),
        AuthScheme::Bearer => secret_value(&Secret::new(format!("Bearer {}", secret.expose())), field),
    }
}

impl<S> Layer<S> for AuthorizeLayer {
    type Service = Authorize<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Authorize { inner, proof: self.0.clone() }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Authorize<S> {
    inner: S,
    proof: Option<Proof>,
}

impl<S: HttpService> Service<HttpRequest> for Authorize<S> {
    type Response = HttpResponse;
    type Error = Error;
    type Future = Passage<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: HttpRequest) -> Self::Future {
        if has_own(&request) {
            request.extensions_mut().insert(OwnCredentials);
            return Passage::Through { inner: self.inner.call(request) };
        }
        match &self.proof {
            None => Passage::Through { inner: self.inner.call(request) },
            Some(Proof::Fixed(name, value)) => {
                request.headers_mut().insert(name.clone(), value.clone());
                Passage::Through { inner: self.inner.call(request) }
            }
            Some(Proof::Cached(name, cache)) => {
                let work = with_token(self.inner.clone(), name.clone(), Arc::clone(cache), request);
                Passage::Boxed { inner: Box::pin(work) }
            }
        }
    }
}

/// Returns whether a reply to a request without credentials asks for some, whatever else it means to the caller.
fn is_turned_away(response: &HttpResponse) -> bool {
    let trailers = response.body().trailers();
    let code = response.headers().get(GRPC_STATUS).or_else(|| trailers?.get(GRPC_STATUS));
    matches!(response.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
        || code.is_some_and(|code| matches!(code.as_bytes(), b"7" | b"16"))
}

async fn with_token<S: HttpService>(
    mut inner: S,
    name: HeaderName,
    cache: Arc<TokenCache>,
    mut request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let judge = Judge::of(&request);
    let progress = Progress::of(&mut request);
    let token = if is_open(&request) { cache.at_hand() } else { Some(cache.token().await?) };
    let mut again = request.clone();
    if let Some(token) = &token {
        request.headers_mut().insert(name.clone(), token.value.clone());
    }
    let (verdict, response) = judge.judge(call(&mut inner, request).await?);
    let is_refused = verdict == Verdict::Unauthenticated || token.is_none() && is_turned_away(&response);
    if !is_refused {
        return Ok(response);
    }
    // A refused call was not carried out, so that repeating it is safe whatever its effect.
    if let Some(token) = &token {
        cache.reject(token);
    }
    if Transfer::upload_of(&again).is_some_and(|upload| !upload.can_repeat()) {
        return Ok(response);
    }
    let fresh = cache.token().await?;
    if token.is_some_and(|token| token.value == fresh.value) {
        return Ok(response);
    }
    progress.count();
    again.headers_mut().insert(name, fresh.value.clone());
    call(&mut inner, again).await
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU32, Ordering};

    use async_trait::async_trait;
    use qdrant_core::ErrorKind;

    use super::super::config::{Token, TokenSource};
    use super::*;
    use crate::Attempts;
    use crate::retry::{RetryLayer, RetryPolicy};
    use crate::testing::{Mock, context, reply, request, request_with};

    fn layer(auth: &Auth) -> Result<AuthorizeLayer, Error> {
        AuthorizeLayer::new(Some(auth), &Arc::default())
    }

    #[derive(Debug, Default)]
    struct Numbers(AtomicU32);

    #[async_trait]
    impl TokenSource for Numbers {
        async fn token(&self) -> Result<Token, Error> {
            Ok(Token::new(format!("t{}", self.0.fetch_add(1, Ordering::SeqCst) + 1)))
        }
    }

    /// Lets in who has one of the tokens, and notes what came.
    fn guard(header: HeaderName, allowed: &'static [&'static str]) -> (Mock, Arc<Mutex<Vec<String>>>) {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let mock = Mock::new(move |request| {
            let value = &request.headers()[&header];
            assert!(value.is_sensitive());
            let value = value.to_str().unwrap().to_owned();
            let status = if allowed.contains(&value.as_str()) { 200 } else { 401 };
            log.lock().unwrap().push(value);
            std::future::ready(Ok(reply(status)))
        });
        (mock, seen)
    }

    #[tokio::test]
    async fn fixed_credentials_stand_in_the_header_of_their_scheme() {
        let (mock, seen) = guard(API_KEY, &["key"]);
        let mut service = layer(&Auth::api_key("key")).unwrap().layer(mock);
        assert_eq!(call(&mut service, request()).await.unwrap().status(), 200);
        assert_eq!(*seen.lock().unwrap(), ["key"]);

        let (mock, seen) = guard(AUTHORIZATION, &["Bearer jwt"]);
        let mut service = layer(&Auth::bearer("jwt")).unwrap().layer(mock);
        assert_eq!(call(&mut service, request()).await.unwrap().status(), 200);
        assert_eq!(*seen.lock().unwrap(), ["Bearer jwt"]);
    }

    #[tokio::test]
    async fn a_refused_token_is_replaced_and_the_attempt_repeated_once() {
        let (mock, seen) = guard(AUTHORIZATION, &["Bearer t2"]);
        let auth = layer(&Auth::bearer_source(Numbers::default())).unwrap();
        let mut service = RetryLayer::new(RetryPolicy::none()).unwrap().layer(auth.layer(mock));
        let response = call(&mut service, request_with(context())).await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.extensions().get::<Attempts>(), Some(&Attempts(2)));
        call(&mut service, request_with(context())).await.unwrap();
        assert_eq!(*seen.lock().unwrap(), ["Bearer t1", "Bearer t2", "Bearer t2"]);
    }

    #[tokio::test]
    async fn a_server_that_refuses_every_token_is_asked_twice() {
        let (mock, seen) = guard(AUTHORIZATION, &[]);
        let mut service = layer(&Auth::bearer_source(Numbers::default())).unwrap().layer(mock);
        assert_eq!(call(&mut service, request()).await.unwrap().status(), 401);
        assert_eq!(*seen.lock().unwrap(), ["Bearer t1", "Bearer t2"]);
    }

    #[tokio::test]
    async fn a_source_without_a_fresh_token_ends_the_call_with_the_refusal() {
        #[derive(Debug)]
        struct Same;
        #[async_trait]
        impl TokenSource for Same {
            async fn token(&self) -> Result<Token, Error> {
                Ok(Token::new("same"))
            }
        }
        let (mock, seen) = guard(API_KEY, &[]);
        let mut service = layer(&Auth::api_key_source(Same)).unwrap().layer(mock);
        assert_eq!(call(&mut service, request()).await.unwrap().status(), 401);
        assert_eq!(*seen.lock().unwrap(), ["same"]);
    }

    #[tokio::test]
    async fn the_wire_decides_what_a_refusal_is() {
        let (mock, seen) = guard(API_KEY, &[]);
        let mut service = layer(&Auth::api_key_source(Numbers::default())).unwrap().layer(mock);
        let context = CallContext { classify: |_, _, _| Verdict::Done, ..context() };
        assert_eq!(call(&mut service, request_with(context)).await.unwrap().status(), 401);
        assert_eq!(seen.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_request_with_its_own_credentials_gets_no_others() {
        for auth in [Auth::api_key("hush"), Auth::bearer("hush"), Auth::bearer_source(Numbers::default())] {
            for name in ["api-key", "Authorization", "API-Key"] {
                let mock = Mock::new(|request| {
                    let own = request.extensions().get::<OwnCredentials>().is_some();
                    assert!(own && request.headers().is_empty());
                    std::future::ready(Ok(reply(401)))
                });
                let mut service = layer(&auth).unwrap().layer(mock);
                let mut context = context();
                context.headers = vec![(name.to_owned(), Secret::new("own"))];
                assert_eq!(call(&mut service, request_with(context)).await.unwrap().status(), 401);
            }
        }
    }

    #[tokio::test]
    async fn credentials_that_stand_in_the_request_itself_are_kept() {
        let (mock, seen) = guard(AUTHORIZATION, &["Bearer own"]);
        let mut service = layer(&Auth::bearer("hush")).unwrap().layer(mock);
        let mut own = request();
        let mut value = HeaderValue::from_static("Bearer own");
        value.set_sensitive(true);
        own.headers_mut().insert(AUTHORIZATION, value);
        assert_eq!(call(&mut service, own).await.unwrap().status(), 200);
        assert_eq!(*seen.lock().unwrap(), ["Bearer own"]);
    }

    #[test]
    fn a_key_with_a_line_break_is_refused_without_being_shown() {
        for auth in [Auth::api_key("hush\n"), Auth::bearer("hush\r\n"), Auth::api_key("hush\u{e9}")] {
            let error = layer(&auth).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(matches!(error.field(), Some("api_key" | "token")));
            assert!(!format!("{error:?} {error}").contains("hush"));
        }
    }

    #[test]
    fn debug_does_not_show_the_key() {
        let layer = layer(&Auth::api_key("hush")).unwrap();
        assert!(!format!("{layer:?}").contains("hush"));
    }
}
