//! The credentials of a client.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use qdrant_core::{Error, Secret};

/// How a client proves who it is.
///
/// A call with a header `api-key` or `authorization` of its own goes out with that alone, whatever the scheme here.
///
/// # Examples
///
/// ```
/// use qdrant_http::Auth;
///
/// let auth = Auth::api_key("my-key");
/// assert!(!format!("{auth:?}").contains("my-key"));
/// ```
#[derive(Debug, Clone)]
pub struct Auth {
    /// Where the credentials stand in a request.
    pub scheme: AuthScheme,
    /// Where the credentials come from.
    pub credentials: Credentials,
}

impl Auth {
    /// Creates the header `api-key` with a fixed key.
    pub fn api_key(key: impl Into<Secret>) -> Self {
        Self { scheme: AuthScheme::ApiKey, credentials: Credentials::Fixed(key.into()) }
    }

    /// Creates the header `authorization: Bearer` with a fixed token.
    pub fn bearer(token: impl Into<Secret>) -> Self {
        Self { scheme: AuthScheme::Bearer, credentials: Credentials::Fixed(token.into()) }
    }

    /// Creates the header `api-key` with keys from a source.
    pub fn api_key_source(source: impl TokenSource + 'static) -> Self {
        Self { scheme: AuthScheme::ApiKey, credentials: Credentials::Source(Arc::new(source)) }
    }

    /// Creates the header `authorization: Bearer` with tokens from a source.
    pub fn bearer_source(source: impl TokenSource + 'static) -> Self {
        Self { scheme: AuthScheme::Bearer, credentials: Credentials::Source(Arc::new(source)) }
    }
}

/// Where credentials stand in a request; the server takes both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthScheme {
    /// The header `api-key`.
    ApiKey,
    /// The header `authorization` with the word `Bearer`.
    Bearer,
}

/// Where credentials come from.
#[derive(Clone)]
pub enum Credentials {
    /// The same secret for every request.
    Fixed(Secret),
    /// A source that is asked when a token is needed; tokens are kept until shortly before they expire.
    Source(Arc<dyn TokenSource>),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(secret) => f.debug_tuple("Fixed").field(secret).finish(),
            Self::Source(_) => f.write_str("Source(..)"),
        }
    }
}

/// Issues tokens that expire, such as JSON web tokens.
///
/// It is asked in a task of its own, once for all calls that wait, and again when a token nears its end or the
/// server refuses it. A source that gives nothing within a minute has failed, and is asked again by the next call. A
/// closure that returns a future of a token is a source too.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use async_trait::async_trait;
/// use qdrant_core::Error;
/// use qdrant_http::{Token, TokenSource};
///
/// struct Vault;
///
/// #[async_trait]
/// impl TokenSource for Vault {
///     async fn token(&self) -> Result<Token, Error> {
///         Ok(Token::new("fresh").expires_in(Duration::from_secs(600)))
///     }
/// }
///
/// fn same() -> impl TokenSource {
///     async || Ok(Token::new("fresh").expires_in(Duration::from_secs(600)))
/// }
/// ```
#[async_trait]
pub trait TokenSource: Send + Sync {
    /// Issues a token.
    ///
    /// # Errors
    ///
    /// Any; every call that waits for the token fails with its kind and text. Kinds that are retryable are tried
    /// again within the policy of the call.
    async fn token(&self) -> Result<Token, Error>;
}

#[async_trait]
impl<F, T> TokenSource for F
where
    F: Fn() -> T + Send + Sync,
    T: Future<Output = Result<Token, Error>> + Send,
{
    async fn token(&self) -> Result<Token, Error> {
        self().await
    }
}

/// A secret with an end.
#[derive(Debug, Clone)]
pub struct Token {
    /// The secret itself, without the word `Bearer`.
    pub secret: Secret,
    /// When the token ends; `None` keeps it until the server refuses it; default `None`.
    pub expires_at: Option<SystemTime>,
}

impl Token {
    /// Creates a token without an end.
    pub fn new(secret: impl Into<Secret>) -> Self {
        Self { secret: secret.into(), expires_at: None }
    }

    /// Sets after how much time, from now, the token ends: the `expires_in` of an OAuth reply.
    ///
    /// A time that no clock can show leaves the token without an end.
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.expires_at = SystemTime::now().checked_add(lifetime);
        self
    }

    /// Sets when the token ends.
    #[must_use]
    pub fn expires_at(mut self, end: SystemTime) -> Self {
        self.expires_at = Some(end);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_closure_is_a_source() {
        let realm = String::from("search");
        let source = move || {
            let token = Token::new(format!("{realm}-token"));
            async move { Ok(token) }
        };
        let auth = Auth::bearer_source(source);
        assert_eq!(format!("{:?}", auth.credentials), "Source(..)");
        let Credentials::Source(source) = auth.credentials else { panic!("not a source") };
        assert_eq!(source.token().await.unwrap().secret.expose(), "search-token");
    }

    #[test]
    fn a_lifetime_counts_from_now() {
        let before = SystemTime::now();
        let ends = Token::new("t").expires_in(Duration::from_secs(60)).expires_at.unwrap();
        assert!(
            ends >= before + Duration::from_secs(60) && ends <= SystemTime::now() + Duration::from_secs(60)
        );
        assert_eq!(Token::new("t").expires_in(Duration::MAX).expires_at, None);
    }

    #[test]
    fn secrets_are_not_shown() {
        let shown =
            format!("{:?} {:?} {:?}", Auth::api_key("hush"), Auth::bearer("hush"), Token::new("hush"));
        assert!(!shown.contains("hush"), "{shown}");
    }
}
